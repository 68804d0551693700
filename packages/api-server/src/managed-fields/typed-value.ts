import {
  deepEqual,
  getKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setKey,
} from "@sluice/base/object";
import { listItemKey, SchemaNode } from "../schema/index.ts";
import { FieldSet } from "./field-set.ts";

/** Below fields that no schema describes: maps merge key by key, lists and scalars are one value. */
export const untyped = new SchemaNode({ "x-kubernetes-preserve-unknown-fields": true }, () => undefined);

/** How a value takes part in merging. */
export type MergeShape = "leaf" | "map" | "list";

/** The shape of a value under a node; a null takes the shape that the node declares. */
export function mergeShape(node: SchemaNode, value: JsonValue | undefined): MergeShape {
  if (node.isAtomic) return "leaf";
  switch (node.shape) {
    case "object":
      return "map";
    case "array":
      return "list";
    default:
      return isJsonObject(value) ? "map" : "leaf";
  }
}

/** The node of a map's or object's value at a key. */
export function childNode(node: SchemaNode, key: string): SchemaNode {
  return node.field(key) ?? (node.isMap ? node.element : undefined) ?? untyped;
}

/** The fields that a value sets, as an applied configuration owns them. */
export function collectFields(node: SchemaNode, value: JsonValue): FieldSet {
  const set = new FieldSet();
  collectInto(node, value, set);
  return set;
}

/** True when the value itself must become a member of its parent. */
function collectInto(node: SchemaNode, value: JsonValue, set: FieldSet): boolean {
  const shape = mergeShape(node, value);
  if (shape === "leaf" || value === null || typeof value !== "object") return true;
  if (Array.isArray(value)) {
    if (shape !== "list") return true;
    const element = node.element ?? untyped;
    for (let index = 0; index < value.length; index++) {
      const key = listItemKey(node, value[index]!, index);
      collectChild(element, value[index]!, key, set);
      set.members.add(key);
    }
    return false;
  }
  if (shape !== "map") return true;
  for (const name of Object.keys(value)) {
    const child = value[name]!;
    const element = `f:${name}`;
    const isMember = collectChild(childNode(node, name), child, element, set);
    const isDeclared = node.field(name) !== undefined;
    const isEmptyMap = child === null || (isJsonObject(child) && Object.keys(child).length === 0);
    if (isMember || !isDeclared || isEmptyMap) set.members.add(element);
  }
  return false;
}

function collectChild(node: SchemaNode, value: JsonValue, element: string, set: FieldSet): boolean {
  if (value === null || typeof value !== "object") return true;
  const below = new FieldSet();
  const isMember = collectInto(node, value, below);
  if (!below.isEmpty) set.children.set(element, below);
  return isMember;
}

/** What changed from one value to another. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** Compares two values field by field. */
export function compareValues(node: SchemaNode, before: JsonValue, after: JsonValue): Comparison {
  const comparison = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  compare(node, before, after, [], comparison);
  return comparison;
}

function compare(
  node: SchemaNode,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string[],
  found: Comparison,
): void {
  if (before !== undefined && after !== undefined && before === after) return;
  const isLeaf = compareBelow(node, before, after, path, found);
  if (isLeaf) {
    if (before === undefined) found.added.insert(path);
    else if (after === undefined) found.removed.insert(path);
    else if (!deepEqual(before, after)) found.modified.insert(path);
  } else if (before === undefined) found.added.insert(path);
  else if (after === undefined) found.removed.insert(path);
}

/** Compares what lies below; true when the two are one value to be compared as a whole. */
function compareBelow(
  node: SchemaNode,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string[],
  found: Comparison,
): boolean {
  const shape = mergeShape(node, after === undefined || after === null ? before : after);
  if (shape === "leaf") return true;
  if (shape === "map") {
    const left = isJsonObject(before) ? before : undefined;
    const right = isJsonObject(after) ? after : undefined;
    if (isEmptyObject(left) && isEmptyObject(right)) return true;
    for (const key of Object.keys(left ?? {})) {
      path.push(`f:${key}`);
      compare(
        childNode(node, key),
        left![key],
        right === undefined ? undefined : getKey(right, key),
        path,
        found,
      );
      path.pop();
    }
    for (const key of Object.keys(right ?? {})) {
      if (left !== undefined && Object.hasOwn(left, key)) continue;
      path.push(`f:${key}`);
      compare(childNode(node, key), undefined, right![key], path, found);
      path.pop();
    }
    return false;
  }
  const left = Array.isArray(before) ? before : undefined;
  const right = Array.isArray(after) ? after : undefined;
  if ((left?.length ?? 0) === 0 && (right?.length ?? 0) === 0) return true;
  compareLists(node, left ?? [], right ?? [], path, found);
  return false;
}

function isEmptyObject(value: JsonObject | undefined): boolean {
  if (value === undefined) return true;
  for (const _ in value) return false;
  return true;
}

function compareLists(
  node: SchemaNode,
  before: JsonValue[],
  after: JsonValue[],
  path: string[],
  found: Comparison,
): void {
  const element = node.element ?? untyped;
  const left = indexItems(node, before);
  const right = indexItems(node, after);
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const mine = left.get(key);
    const theirs = right.get(key);
    path.push(key);
    // Items that occur more than once cannot be paired: the lot of them is compared as one value.
    if ((mine?.length ?? 0) > 1 || (theirs?.length ?? 0) > 1) {
      if (mine === undefined) found.added.insert(path);
      else if (theirs === undefined) found.removed.insert(path);
      else if (!deepEqual(mine, theirs)) found.modified.insert(path);
    } else {
      compare(element, mine?.[0], theirs?.[0], path, found);
    }
    path.pop();
  }
}

function indexItems(node: SchemaNode, items: JsonValue[]): Map<string, JsonValue[]> {
  const index = new Map<string, JsonValue[]>();
  for (let position = 0; position < items.length; position++) {
    const key = listItemKey(node, items[position]!, position);
    const known = index.get(key);
    if (known === undefined) index.set(key, [items[position]!]);
    else known.push(items[position]!);
  }
  return index;
}

/** `value` without the items and fields of a set; undefined when nothing is left of a map or list. */
export function removeFields(node: SchemaNode, value: JsonValue, toRemove: FieldSet): JsonValue | undefined {
  if (Array.isArray(value)) {
    if (mergeShape(node, value) !== "list" || value.length === 0)
      return value.length === 0 ? null : undefined;
    const element = node.element ?? untyped;
    const rest: JsonValue[] = [];
    for (let index = 0; index < value.length; index++) {
      const key = listItemKey(node, value[index]!, index);
      if (toRemove.members.has(key)) continue;
      const below = toRemove.children.get(key);
      const item =
        below === undefined || below.isEmpty ? value[index]! : removeFields(element, value[index]!, below);
      rest.push(item ?? null);
    }
    return rest.length > 0 ? rest : undefined;
  }
  if (!isJsonObject(value)) return value;
  if (mergeShape(node, value) !== "map") return undefined;
  const rest: JsonObject = {};
  let count = 0;
  for (const name of Object.keys(value)) {
    const element = `f:${name}`;
    if (toRemove.members.has(element)) continue;
    const below = toRemove.children.get(element);
    const child =
      below === undefined || below.isEmpty
        ? value[name]!
        : removeFields(childNode(node, name), value[name]!, below);
    // As upstream, a map or list that lost its last entry stays as null.
    setKey(rest, name, child ?? null);
    count++;
  }
  return count > 0 ? rest : undefined;
}

/** The set, with every declared field that has members below it made a member too. */
export function withNamedFields(node: SchemaNode, set: FieldSet): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [element, child] of set.children) {
    let below = untyped;
    if (element.startsWith("f:") && node.shape === "object") {
      const name = element.slice(2);
      if (node.field(name) !== undefined) members.add(element);
      below = childNode(node, name);
    } else if (element.startsWith("k:")) {
      below = node.element ?? untyped;
    }
    children.set(element, withNamedFields(below, child));
  }
  return new FieldSet(members, children);
}
