import { parseYaml } from "@sluice/yaml";

/** The documents of a text as helm separates them. */
export function documentsOf(text: string): string[] {
  return text.split(/^---\n/m).filter((document) => document.trim() !== "");
}

/** Data of a document; its text where it is no YAML. */
export function dataOf(document: string): unknown {
  try {
    return parseYaml(document, { flavour: "v2" });
  } catch {
    return document;
  }
}

/** A text with everything that looks random put out: long runs of base64, and five-letter endings of names. */
export function withoutRandom(text: string): string {
  return text.replace(/[A-Za-z0-9+/]{8,}={0,2}/g, "*").replace(/-test-[a-z0-9]{5}\b/g, "-test-*");
}
