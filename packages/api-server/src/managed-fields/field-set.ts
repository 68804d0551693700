import { isJsonObject, type JsonObject, setKey, stringifyJson } from "@sluice/base/object";

/**
 * A set of field paths as a tree. An element of a path is text as in fieldsV1: `f:name` for a field, `k:{…}` for
 * the item of a keyed list, `v:…` for an item of a set, `i:0` for an index. A node can be a member itself, have
 * members below it, or both.
 */
export class FieldSet {
  readonly members: Set<string>;
  readonly children: Map<string, FieldSet>;

  constructor(members: Set<string> = new Set(), children: Map<string, FieldSet> = new Map()) {
    this.members = members;
    this.children = children;
  }

  get isEmpty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.isEmpty) return false;
    return true;
  }

  /** The child at an element, made when missing. */
  descend(element: string): FieldSet {
    let child = this.children.get(element);
    if (child === undefined) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  insert(path: readonly string[]): void {
    let node: FieldSet = this;
    const last = path.length - 1;
    for (let index = 0; index < last; index++) node = node.descend(path[index]!);
    if (last >= 0) node.members.add(path[last]!);
  }

  has(path: readonly string[]): boolean {
    let node: FieldSet | undefined = this;
    const last = path.length - 1;
    for (let index = 0; index < last; index++) {
      node = node.children.get(path[index]!);
      if (node === undefined) return false;
    }
    return last >= 0 && node.members.has(path[last]!);
  }

  union(other: FieldSet): FieldSet {
    const children = new Map(this.children);
    for (const [element, child] of other.children) {
      const own = children.get(element);
      children.set(element, own === undefined ? child : own.union(child));
    }
    return new FieldSet(new Set([...this.members, ...other.members]), children);
  }

  /** The paths of this set that are not in the other one. */
  difference(other: FieldSet): FieldSet {
    const members = new Set<string>();
    for (const member of this.members) if (!other.members.has(member)) members.add(member);
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      const rest = theirs === undefined ? child : child.difference(theirs);
      if (!rest.isEmpty) children.set(element, rest);
    }
    return new FieldSet(members, children);
  }

  /** Like `difference`, and whatever lies below a path of the other set goes too. */
  recursiveDifference(other: FieldSet): FieldSet {
    const members = new Set<string>();
    for (const member of this.members) if (!other.members.has(member)) members.add(member);
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.children) {
      if (other.members.has(element)) continue;
      const theirs = other.children.get(element);
      const rest = theirs === undefined ? child : child.recursiveDifference(theirs);
      if (!rest.isEmpty) children.set(element, rest);
    }
    return new FieldSet(members, children);
  }

  intersection(other: FieldSet): FieldSet {
    const members = new Set<string>();
    for (const member of this.members) if (other.members.has(member)) members.add(member);
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (theirs === undefined) continue;
      const shared = child.intersection(theirs);
      if (!shared.isEmpty) children.set(element, shared);
    }
    return new FieldSet(members, children);
  }

  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty && other.difference(this).isEmpty;
  }

  /** Every path of the set, in order. */
  *paths(prefix: readonly string[] = []): Generator<string[]> {
    for (const element of sortedElements(this)) {
      if (this.members.has(element)) yield [...prefix, element];
      const child = this.children.get(element);
      if (child !== undefined) yield* child.paths([...prefix, element]);
    }
  }

  /** The set as `fieldsV1`. */
  toFieldsV1(): JsonObject {
    const json: JsonObject = {};
    for (const element of sortedElements(this)) {
      const child = this.children.get(element);
      if (child === undefined || child.isEmpty) {
        if (this.members.has(element)) json[element] = {};
        continue;
      }
      const below = child.toFieldsV1();
      json[element] = this.members.has(element) ? { ".": {}, ...below } : below;
    }
    return json;
  }
}

/** Reads `fieldsV1`; what is not of its form is left out. */
export function fieldSetOf(fieldsV1: unknown): FieldSet {
  const set = new FieldSet();
  if (!isJsonObject(fieldsV1)) return set;
  for (const key of Object.keys(fieldsV1)) {
    const value = fieldsV1[key];
    if (key === "." || !isJsonObject(value)) continue;
    const element = key.startsWith("k:") ? normalizeKeyElement(key) : key;
    let hasBelow = false;
    for (const below in value) {
      if (below === ".") set.members.add(element);
      else hasBelow = true;
    }
    if (!hasBelow) set.members.add(element);
    else set.children.set(element, fieldSetOf(value));
  }
  return set;
}

/** A key element with its keys in order, whoever wrote it. */
function normalizeKeyElement(element: string): string {
  if (!element.includes(",")) return element;
  try {
    const keys = JSON.parse(element.slice(2)) as Record<string, unknown>;
    const sorted: Record<string, unknown> = {};
    for (const name of Object.keys(keys).sort()) setKey(sorted, name, keys[name]);
    return `k:${stringifyJson(sorted)}`;
  } catch {
    return element;
  }
}

const rank: Record<string, number> = { f: 0, k: 1, v: 2, i: 3 };

function sortedElements(set: FieldSet): string[] {
  const elements = [...set.members];
  for (const element of set.children.keys()) if (!set.members.has(element)) elements.push(element);
  if (elements.length < 2) return elements;
  return elements.sort(compareElements);
}

function compareElements(a: string, b: string): number {
  if (a[0] !== b[0]) return (rank[a[0]!] ?? 9) - (rank[b[0]!] ?? 9);
  if (a[0] === "i") return Number(a.slice(2)) - Number(b.slice(2));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A path as messages show it: `.spec.containers[name="web"].image`. */
export function formatPath(path: readonly string[]): string {
  return path
    .map((element) => {
      const text = element.slice(2);
      switch (element[0]) {
        case "f":
          return `.${text}`;
        case "k": {
          const keys = JSON.parse(text) as Record<string, unknown>;
          return `[${Object.entries(keys)
            .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
            .join(",")}]`;
        }
        case "v":
          return `[=${text}]`;
        default:
          return `[${text}]`;
      }
    })
    .join("");
}
