import type { YamlMap, YamlNode } from "@sluice/yaml";
import { field, fieldOf, isEmpty, isMap, isMissing, isScalar, textOf } from "./node.ts";

/** Values of the patch first, then those that only the target has. */
export function mergePlainValues(own: YamlNode[], added: YamlNode[]): YamlNode[] {
  const result = new Map<string, YamlNode>();
  for (const item of [...added, ...own]) {
    if (isMissing(item)) continue;
    const text = textOf(item);
    if (!result.has(text)) result.set(text, item);
  }
  return [...result.values()];
}

/** The mappings of a list by the text of a key; undefined when one has none, or two have the same. */
export function indexByKey(list: YamlNode[], key: string): Map<string, YamlMap> | undefined {
  const index = new Map<string, YamlMap>();
  for (const item of list) {
    if (!isMap(item)) return undefined;
    const value = field(item, key);
    if (isMissing(value) || !isScalar(value)) return undefined;
    const text = textOf(value);
    if (text === "" || index.has(text)) return undefined;
    index.set(text, item);
  }
  return index;
}

/** The texts that the elements have at the keys, each combination once, empty where absent. */
export function distinctValues(items: YamlNode[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const values: string[][] = [];
  for (const item of items) {
    const entry = keys.map((key) => {
      const value = fieldOf(item, key);
      return isEmpty(value) ? "" : textOf(value);
    });
    const mark = JSON.stringify(entry);
    if (seen.has(mark)) continue;
    seen.add(mark);
    values.push(entry);
  }
  return values;
}

/** Entries that agree where both speak, and at least once, become the same. */
export function unifyValues(values: string[][]): string[][] {
  const list = [...values];
  for (let one = 0; one < list.length; one++) {
    const left = list[one] as string[];
    for (let two = 0; two < list.length; two++) {
      const right = list[two] as string[];
      const united = unify(left, right);
      if (united === undefined) continue;
      list[one] = united;
      list[two] = united;
    }
  }
  return list;
}

function unify(left: string[], right: string[]): string[] | undefined {
  let agrees = false;
  const united: string[] = [];
  for (let at = 0; at < left.length; at++) {
    const a = left[at] as string;
    const b = right[at] as string;
    if (a === b) agrees = true;
    else if (a !== "" && b !== "") return undefined;
    united.push(a === "" ? b : a);
  }
  return agrees ? united : undefined;
}

/** The first mapping with exactly these texts at these keys. */
export function findElement(
  list: YamlNode[],
  keys: readonly string[],
  values: readonly string[],
): YamlNode | undefined {
  return list.find(
    (item) =>
      isMap(item) &&
      keys.every((key, at) => {
        const value = field(item, key);
        return value !== undefined && isScalar(value) && textOf(value) === values[at];
      }),
  );
}

/** Puts an element in the place of those with the same keys, or at the end; undefined takes them away. */
export function setElement(
  list: YamlNode[],
  keys: readonly string[],
  values: readonly string[],
  element: YamlNode | undefined,
): YamlNode[] {
  const result: YamlNode[] = [];
  let matched = false;
  for (const item of list) {
    if (isMissing(item) || (isMap(item) && isEmpty(item))) continue;
    if (!isMap(item)) {
      result.push(item);
      continue;
    }
    const found = keys.every((key, at) => {
      if (at >= values.length) return values.length > 0;
      const value = field(item, key);
      return value !== undefined && (values[at] === "" || textOf(value) === values[at]);
    });
    if (!found) {
      if (values.length > 0) result.push(item);
      continue;
    }
    matched = true;
    if (element !== undefined) result.push(element);
  }
  if (element !== undefined && !matched) result.push(element);
  return result;
}

/** Adds what the target had: an element with the same keys takes the place of the one that is there. */
export function appendElements(list: YamlNode[], items: YamlNode[], keys: readonly string[]): YamlNode[] {
  let result = list;
  for (const item of items) {
    const values: string[] = [];
    for (const key of keys) {
      const value = fieldOf(item, key);
      if (value === undefined) {
        result = [...result, item];
        continue;
      }
      values.push(textOf(value));
    }
    if (keys.length > 1) result = setElement(result, keys, values, undefined);
    result = setElement(result, keys, values, item);
  }
  return result;
}
