import type { YamlMap, YamlNode } from "@sluice/yaml";
import { splitPath } from "./field-spec.ts";
import { field, isList, isMap, isMissing, isScalar, textOf } from "./node.ts";

/** Splits a field path at dots; `\.` is a dot, `[key=value]` and `[a.b/c]` are one part each. */
export function splitFieldPath(path: string): string[] {
  const pieces = splitPath(path, ".");
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as string;
    if (!piece.startsWith("[") || piece.endsWith("]")) {
      parts.push(piece);
      continue;
    }
    const bracketed = [piece];
    while (at < pieces.length - 1) {
      at++;
      bracketed.push(pieces[at] as string);
      if ((pieces[at] as string).endsWith("]")) break;
    }
    const text = bracketed.join(".");
    parts.push(text.includes("=") ? text : text.replace(/^[[\]]+|[[\]]+$/g, ""));
  }
  return parts;
}

/** True for `[key=value]`. */
export function isElementMatch(part: string): boolean {
  return part.startsWith("[") && part.endsWith("]");
}

/** The two halves of `[key=value]`; undefined when there is no `=`. */
export function splitElementMatch(part: string): { key: string; value: string } | undefined {
  const inner = part.replace(/^\[/, "").replace(/\]$/, "");
  const equals = inner.indexOf("=");
  return equals < 0 ? undefined : { key: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

/**
 * What stands at the end of a path of field names, indexes, `-` (the last element) and `[key=value]` (the first
 * element with exactly that value); undefined when nothing does, or when the path does not fit.
 */
export function lookup(root: YamlMap, parts: readonly string[]): YamlNode | undefined {
  let current: YamlNode | undefined = root;
  for (const raw of parts) {
    const part = raw.trim();
    if (part === "") continue;
    if (isMissing(current)) return undefined;
    if (/^\d+$/.test(part) || part === "-") {
      if (!isList(current)) return undefined;
      current = part === "-" ? current.at(-1) : current[Number(part)];
    } else if (isElementMatch(part)) {
      const match = splitElementMatch(part);
      if (match === undefined || !isList(current)) return undefined;
      current = current.find((item) =>
        match.key === ""
          ? isScalar(item) && textOf(item) === match.value
          : isMap(item) && Object.hasOwn(item, match.key) && textOf(item[match.key]) === match.value,
      );
    } else {
      if (!isMap(current)) return undefined;
      current = field(current, part);
    }
  }
  return current;
}
