import {
  deepClone,
  getKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setKey,
} from "@sluice/base/object";
import type { SchemaNode } from "./schema-node.ts";

/**
 * Fills in the schema's defaults, parents before children. A null where the schema is not nullable counts as
 * missing when there is a default. Changes `value`.
 */
export function applySchemaDefaults(node: SchemaNode, value: JsonValue): void {
  if (!node.canDefault) return;
  if (Array.isArray(value)) {
    const { element } = node;
    if (element?.canDefault) for (const item of value) applySchemaDefaults(element, item);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [name, byDefault] of node.defaults) {
    const current = getKey(value, name);
    if (current === undefined || (current === null && !node.field(name)!.isNullable)) {
      setKey(value, name, deepClone(byDefault as JsonValue));
    }
  }
  applyBelow(node, value);
}

function applyBelow(node: SchemaNode, value: JsonObject): void {
  const element = node.isMap ? node.element : undefined;
  for (const key of Object.keys(value)) {
    const child = value[key]!;
    if (typeof child !== "object" || child === null) continue;
    const childNode = node.field(key) ?? element;
    if (childNode !== undefined) applySchemaDefaults(childNode, child);
  }
}
