import { kindDescriptions } from "./description-table.ts";

const sentences = new Map<string, string>();
let isRead = false;

/** A sentence about a type, or about one of its fields; a field without one of its own has that of its name. */
export function describe(typeName: string, fieldName?: string): string | undefined {
  if (!isRead) {
    for (const line of kindDescriptions.split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) sentences.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    }
    isRead = true;
  }
  if (fieldName === undefined) return sentences.get(typeName);
  return sentences.get(`${typeName}.${fieldName}`) ?? sentences.get(`.${fieldName}`);
}
