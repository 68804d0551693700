import { isBlank } from "./characters.ts";
import { canBeBlock } from "./scalar-style.ts";

/**
 * kyaml prints and reads a folded scalar once more before it makes JSON of it, and go-yaml's printer adds a line
 * break before a line that is indented further. Users see the added lines, so they are part of the format.
 */
export function refold(text: string): string {
  if (!text.includes("\n") || !canBeBlock(text, "v3")) return text;
  const firstContent = text.search(/[^\n]/);
  if (firstContent < 0) return text;
  const addsBreaks = !isBlank(text.charCodeAt(firstContent));
  const parts = text.slice(firstContent).split(/(\n+)/);
  let result = text.slice(0, firstContent) + (parts[0] as string);
  for (let index = 1; index < parts.length; index += 2) {
    const breaks = (parts[index] as string).length;
    const before = parts[index - 1] as string;
    const after = parts[index + 1] as string;
    const wasIndented = isBlank(before.charCodeAt(0));
    const added = addsBreaks && !wasIndented ? 1 : 0;
    if (after === "") result += breaks === 1 ? "\n" : "\n".repeat(breaks + added);
    else if (wasIndented || isBlank(after.charCodeAt(0))) result += "\n".repeat(breaks + added) + after;
    else if (added === 1) result += "\n".repeat(breaks) + after;
    else result += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + after;
  }
  return result;
}
