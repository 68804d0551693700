import { getKey, isJsonObject, type JsonObject, type JsonValue, stringifyJson } from "@sluice/base/object";
import type { SchemaNode } from "./schema-node.ts";

/**
 * What tells the items of a `map` or `set` list apart, in the form of a path element of fieldsV1: `k:{"name":"a"}`
 * for maps (missing keys take the default of their field), `v:"a"` for sets, `i:0` where neither fits.
 */
export function listItemKey(node: SchemaNode, item: JsonValue, index: number): string {
  if (node.listType === "set") return `v:${stringifyJson(item)}`;
  if (node.listType !== "map" || !isJsonObject(item)) return `i:${index}`;
  const keys: JsonObject = {};
  for (const name of sortedKeys(node)) {
    const value = getKey(item, name) ?? node.element?.field(name)?.schema.default;
    if (value !== undefined && value !== null) keys[name] = value;
  }
  return `k:${stringifyJson(keys)}`;
}

const sorted = new WeakMap<readonly string[], readonly string[]>();

function sortedKeys(node: SchemaNode): readonly string[] {
  let keys = sorted.get(node.mapKeys);
  if (keys === undefined) {
    keys = [...node.mapKeys].sort();
    sorted.set(node.mapKeys, keys);
  }
  return keys;
}
