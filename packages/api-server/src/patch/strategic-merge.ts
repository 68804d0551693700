import {
  deepClone,
  deepEqual,
  getKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setKey,
} from "@sluice/base/object";
import type { SchemaNode } from "../schema/index.ts";
import { badRequest } from "../status/index.ts";

const deleteFromList = "$deleteFromPrimitiveList/";
const setOrder = "$setElementOrder/";

/**
 * A strategic merge patch: like a merge patch, but lists with a merge key merge item by item, lists with merge
 * strategy and no key are sets, and the directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and
 * `$setElementOrder` are obeyed. Neither argument is changed.
 */
export function applyStrategicMergePatch(
  node: SchemaNode,
  target: JsonObject,
  patch: JsonObject,
): JsonObject {
  return mergeObject(node, target, patch);
}

function mergeObject(node: SchemaNode | undefined, target: JsonObject, patch: JsonObject): JsonObject {
  const directive = getKey(patch, "$patch");
  if (directive === "replace") return withoutDirectives(patch);
  if (directive === "delete") return {};
  if (directive !== undefined && directive !== "merge") {
    throw badRequest(`Unrecognized patch type: ${String(directive)}`);
  }
  const result: JsonObject = { ...target };
  retainOnly(result, getKey(patch, "$retainKeys"));
  for (const key of Object.keys(patch)) {
    if (key === "$patch" || key === "$retainKeys") continue;
    const value = patch[key]!;
    if (key.startsWith(deleteFromList)) {
      removeValues(result, key.slice(deleteFromList.length), value);
      continue;
    }
    if (key.startsWith(setOrder)) continue;
    if (value === null) {
      delete result[key];
      continue;
    }
    setKey(result, key, mergeField(fieldNode(node, key), getKey(result, key), value));
  }
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(setOrder)) continue;
    const name = key.slice(setOrder.length);
    const list = getKey(result, name);
    const order = patch[key];
    if (Array.isArray(list) && Array.isArray(order)) {
      setKey(result, name, orderItems(list, order, mergeKeyOf(fieldNode(node, name))));
    }
  }
  return result;
}

function fieldNode(node: SchemaNode | undefined, key: string): SchemaNode | undefined {
  return node?.field(key) ?? (node?.isMap ? node.element : undefined);
}

function mergeField(
  node: SchemaNode | undefined,
  target: JsonValue | undefined,
  patch: JsonValue,
): JsonValue {
  if (isJsonObject(patch)) {
    const isReplaced = strategies(node).includes("replace") && !strategies(node).includes("merge");
    return mergeObject(node, isJsonObject(target) && !isReplaced ? target : {}, patch);
  }
  if (!Array.isArray(patch)) return patch;
  if (!strategies(node).includes("merge")) return withoutListDirectives(patch);
  const mergeKey = mergeKeyOf(node);
  const list = Array.isArray(target) ? target : [];
  return mergeKey === undefined ? mergeSet(list, patch) : mergeKeyed(node?.element, list, patch, mergeKey);
}

function strategies(node: SchemaNode | undefined): string[] {
  return node?.schema["x-kubernetes-patch-strategy"]?.split(",") ?? [];
}

function mergeKeyOf(node: SchemaNode | undefined): string | undefined {
  return node?.schema["x-kubernetes-patch-merge-key"];
}

function mergeSet(list: JsonValue[], patch: JsonValue[]): JsonValue[] {
  const result = [...list];
  for (const item of patch) {
    if (!result.some((known) => deepEqual(known, item))) result.push(item);
  }
  return result;
}

function mergeKeyed(
  node: SchemaNode | undefined,
  list: JsonValue[],
  patch: JsonValue[],
  mergeKey: string,
): JsonValue[] {
  if (
    patch.some(
      (item) => isJsonObject(item) && getKey(item, "$patch") === "replace" && !Object.hasOwn(item, mergeKey),
    )
  ) {
    return patch
      .filter(
        (item) =>
          !(isJsonObject(item) && getKey(item, "$patch") === "replace" && !Object.hasOwn(item, mergeKey)),
      )
      .map((item) => (isJsonObject(item) ? withoutDirectives(item) : item));
  }
  let result = [...list];
  const added: JsonValue[] = [];
  for (const item of patch) {
    if (!isJsonObject(item))
      throw badRequest(`expected an object with merge key ${mergeKey}, got a list item of another type`);
    const key = getKey(item, mergeKey);
    const directive = getKey(item, "$patch");
    if (key === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    }
    const matches = (known: JsonValue): boolean =>
      isJsonObject(known) && deepEqual(getKey(known, mergeKey), key);
    if (directive === "delete") {
      result = result.filter((known) => !matches(known));
      continue;
    }
    const index = result.findIndex(matches);
    if (index >= 0) result[index] = mergeObject(node, result[index] as JsonObject, item);
    else {
      const merged = mergeObject(node, {}, item);
      const addedIndex = added.findIndex(matches);
      if (addedIndex >= 0) added[addedIndex] = mergeObject(node, added[addedIndex] as JsonObject, item);
      else added.push(merged);
    }
  }
  return [...result, ...added];
}

/** Puts the items in the order given; items that the order does not name stay with their left neighbour. */
function orderItems(list: JsonValue[], order: JsonValue[], mergeKey: string | undefined): JsonValue[] {
  const position = (item: JsonValue): number =>
    order.findIndex((wanted) =>
      mergeKey === undefined || !isJsonObject(item)
        ? deepEqual(wanted, item)
        : isJsonObject(wanted) && deepEqual(getKey(wanted, mergeKey), getKey(item, mergeKey)),
    );
  const named = list.filter((item) => position(item) >= 0).sort((a, b) => position(a) - position(b));
  const result: JsonValue[] = [];
  let next = 0;
  const unnamedBefore: JsonValue[][] = [[]];
  for (const item of list) {
    if (position(item) >= 0) unnamedBefore.push([]);
    else unnamedBefore.at(-1)!.push(item);
  }
  for (const group of unnamedBefore) {
    result.push(...group);
    if (next < named.length) result.push(named[next++]!);
  }
  return result;
}

function retainOnly(target: JsonObject, keys: JsonValue | undefined): void {
  if (!Array.isArray(keys)) return;
  const kept = new Set(keys);
  for (const key of Object.keys(target)) if (!kept.has(key)) delete target[key];
}

function removeValues(target: JsonObject, name: string, values: JsonValue): void {
  const list = getKey(target, name);
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  setKey(
    target,
    name,
    list.filter((item) => !values.some((value) => deepEqual(value, item))),
  );
}

function withoutListDirectives(list: JsonValue[]): JsonValue[] {
  return list
    .filter(
      (item) =>
        !(isJsonObject(item) && getKey(item, "$patch") === "replace" && Object.keys(item).length === 1),
    )
    .map((item) => (isJsonObject(item) ? withoutDirectives(item) : item));
}

function withoutDirectives(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (
      key === "$patch" ||
      key === "$retainKeys" ||
      key.startsWith(deleteFromList) ||
      key.startsWith(setOrder)
    )
      continue;
    const child = value[key]!;
    if (child === null) continue;
    setKey(
      result,
      key,
      isJsonObject(child)
        ? withoutDirectives(child)
        : Array.isArray(child)
          ? withoutListDirectives(child)
          : deepClone(child),
    );
  }
  return result;
}
