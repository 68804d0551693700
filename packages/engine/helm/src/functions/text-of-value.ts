import { GoStruct, type GoValue, isSliceValue, sprint, textOf } from "@sluice/go-template";

/** A value as text: bytes as they are, Stringers by their own text, all else as `%v`. */
export function textOfValue(value: GoValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return textOf(value);
  if (value instanceof GoStruct) return sprint(value);
  return sprint(value);
}

/** A list as texts; nil elements are left out, a single value is a list of one. */
export function textsOfList(value: GoValue): string[] {
  if (value === null || value === undefined) return [];
  if (!isSliceValue(value)) return [textOfValue(value)];
  const texts: string[] = [];
  for (const item of value as Iterable<GoValue>) {
    if (item !== null && item !== undefined) texts.push(textOfValue(item));
  }
  return texts;
}
