import { getKey, isJsonObject, type JsonObject, type JsonValue, setKey } from "@sluice/base/object";
import { listItemKey, type SchemaNode } from "../schema/index.ts";
import { badRequest } from "../status/index.ts";
import { formatPath } from "./field-set.ts";
import { childNode, mergeShape, untyped } from "./typed-value.ts";

/**
 * Lays an applied configuration over the live object: maps and keyed lists merge, everything else is replaced.
 * Nothing is removed here. Neither argument is changed, parts may be shared.
 */
export function mergeValues(node: SchemaNode, live: JsonValue | undefined, applied: JsonValue): JsonValue {
  return merge(node, live, applied, []) ?? null;
}

function merge(
  node: SchemaNode,
  live: JsonValue | undefined,
  applied: JsonValue | undefined,
  path: string[],
): JsonValue | undefined {
  if (applied === undefined) return live;
  const shape = mergeShape(node, applied === null ? live : applied);
  if (shape === "map" && (isJsonObject(applied) || isJsonObject(live)) && applied !== null) {
    const left = isJsonObject(live) ? live : {};
    const right = applied as JsonObject;
    if (Object.keys(left).length === 0 && Object.keys(right).length === 0) return applied;
    const merged: JsonObject = { ...left };
    for (const key of Object.keys(right)) {
      path.push(`f:${key}`);
      const value = merge(childNode(node, key), getKey(left, key), right[key], path);
      path.pop();
      if (value !== undefined) setKey(merged, key, value);
    }
    return merged;
  }
  if (shape === "list" && Array.isArray(applied)) {
    const left = Array.isArray(live) ? live : [];
    return left.length === 0 && applied.length === 0 ? applied : mergeLists(node, left, applied, path);
  }
  return applied;
}

/**
 * The order of the applied items counts where both sides hold an item; live items that are not applied stay
 * where they stood between their neighbours.
 */
function mergeLists(node: SchemaNode, live: JsonValue[], applied: JsonValue[], path: string[]): JsonValue[] {
  const element = node.element ?? untyped;
  const liveKeys = live.map((item, index) => listItemKey(node, item, index));
  const appliedKeys = applied.map((item, index) => listItemKey(node, item, index));
  const liveItems = firstOnly(live, liveKeys);
  const appliedItems = new Map<string, JsonValue>();
  for (let index = 0; index < applied.length; index++) {
    const key = appliedKeys[index]!;
    if (appliedItems.has(key)) {
      throw badRequest(
        `failed to create typed patch object: ${formatPath(path)}: duplicate entries for key ${formatPath([key])}`,
      );
    }
    appliedItems.set(key, applied[index]!);
  }
  const shared = appliedKeys.filter((key) => liveItems.has(key));
  let nextShared = 0;
  const merged: JsonValue[] = [];
  const done = new Set<string>();
  const take = (key: string): void => {
    done.add(key);
    path.push(key);
    const item = merge(element, liveItems.get(key), appliedItems.get(key), path);
    path.pop();
    if (item !== undefined) merged.push(item);
  };
  let left = 0;
  let right = 0;
  while (left < live.length || right < applied.length) {
    const liveKey = liveKeys[left];
    const appliedKey = appliedKeys[right];
    if (liveKey !== undefined && appliedKey !== undefined) {
      if (liveKey === appliedKey) {
        take(liveKey);
        left++;
        right++;
        nextShared++;
        continue;
      }
      if (appliedItems.has(liveKey) && shared[nextShared] !== undefined && shared[nextShared] !== liveKey) {
        left++;
        continue;
      }
    }
    if (liveKey !== undefined) {
      if (!appliedItems.has(liveKey)) {
        merged.push(live[left]!);
        left++;
        continue;
      }
      if (done.has(liveKey)) left++;
    }
    if (appliedKey !== undefined) {
      take(appliedKey);
      right++;
      if (shared[nextShared] === appliedKey) nextShared++;
    }
  }
  return merged;
}

/** Items by key; an item that occurs twice is not merged with. */
function firstOnly(items: JsonValue[], keys: string[]): Map<string, JsonValue | undefined> {
  const index = new Map<string, JsonValue | undefined>();
  for (let position = 0; position < items.length; position++) {
    const key = keys[position]!;
    index.set(key, index.has(key) ? undefined : items[position]!);
  }
  return index;
}
