import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/base/object";
import type { SchemaNode } from "./schema-node.ts";

export interface PruneOptions {
  /** Called with the path of each field that was dropped, e.g. `spec.containers[0].imge`. */
  onUnknown?: (path: string) => void;
  /** Drops nulls of declared fields that are not nullable, so that they count as missing. */
  dropsNulls: boolean;
}

/** Removes the fields that the schema does not know. Changes `value`. */
export function pruneUnknown(node: SchemaNode, value: JsonValue, options: PruneOptions): void {
  prune(node, value, "", options, true);
}

function prune(
  node: SchemaNode,
  value: JsonValue,
  path: string,
  options: PruneOptions,
  isResource: boolean,
): void {
  if (Array.isArray(value)) {
    if (node.element === undefined) return;
    for (let index = 0; index < value.length; index++) {
      const item = value[index]!;
      if (typeof item === "object" && item !== null) {
        prune(node.element, item, options.onUnknown ? `${path}[${index}]` : "", options, false);
      }
    }
    return;
  }
  if (!isJsonObject(value) || node.shape !== "object") return;
  pruneObject(node, value, path, options, isResource || node.isEmbedded);
}

function pruneObject(
  node: SchemaNode,
  value: JsonObject,
  path: string,
  options: PruneOptions,
  isResource: boolean,
): void {
  const isOpen = node.isPreserving || (node.schema.properties === undefined && !node.isMap && path === "");
  for (const key of Object.keys(value)) {
    const child = value[key]!;
    const field = node.field(key);
    const below = options.onUnknown ? (path === "" ? key : `${path}.${key}`) : "";
    if (field === undefined && !node.isMap && !isOpen) {
      if (isResource && (key === "apiVersion" || key === "kind" || key === "metadata")) continue;
      delete value[key];
      options.onUnknown?.(below);
      continue;
    }
    if (child === null) {
      if (
        options.dropsNulls &&
        field !== undefined &&
        !field.isNullable &&
        field.schema.default === undefined
      ) {
        delete value[key];
      }
      continue;
    }
    const next = field ?? (node.isMap ? node.element : undefined);
    if (next !== undefined && typeof child === "object") prune(next, child, below, options, false);
  }
}
