import type { HelmFlavour } from "../flavour.ts";
import { isSpace, trimSpace } from "../text/letters.ts";

/**
 * The documents of a text, blank ones left out. Every line that begins with `---` separates; Helm 4.2 keeps blank
 * lines at the end of a document, earlier versions eat the blanks around a separator.
 */
export function splitManifests(text: string, flavour: HelmFlavour): string[] {
  if (flavour === "4.2") {
    return trimStart(text)
      .split(/^---[ \t]*/m)
      .filter((document) => trimSpace(document) !== "")
      .map(trimStart);
  }
  const trimmed = trimSpace(text);
  const documents: string[] = [];
  let from = 0;
  const separator = /^---/gm;
  for (let match = separator.exec(trimmed); match !== null; match = separator.exec(trimmed)) {
    documents.push(trimmed.slice(from, match.index));
    from = match.index + 3;
    while (from < trimmed.length && " \t\n\f\r".includes(trimmed[from]!)) from++;
    separator.lastIndex = from;
    // Blanks behind a separator are eaten with it, so one that follows them at once stands at no line's beginning.
    if (trimmed.startsWith("---", from)) separator.lastIndex = from + 3;
  }
  documents.push(trimmed.slice(from));
  return documents
    .filter((document) => document !== "")
    .map(trimSpace)
    .filter((document) => document !== "");
}

function trimStart(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text[start]!)) start++;
  return text.slice(start);
}
