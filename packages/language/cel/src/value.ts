import { getKey } from "@sluice/base/object";
import { failed } from "./evaluation-error.ts";

/**
 * A value during evaluation. Integers are `bigint`, doubles `number`. Lists and maps that come from outside stay
 * plain JSON and are read through `elementsOf` and `lookUp`, which turn whole numbers into integers; those that an
 * expression makes are `CelList` and `CelMap`.
 */
export type CelValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | Uint8Array
  | CelUint
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelTypeName
  | CelOptional
  | CelOpaque
  | PlainList
  | PlainMap;

/** A JSON list from outside. */
export type PlainList = readonly unknown[];
/** A JSON object from outside. */
export type PlainMap = { readonly [key: string]: unknown };

export class CelUint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

export class CelList {
  readonly items: readonly CelValue[];
  constructor(items: readonly CelValue[]) {
    this.items = items;
  }
}

/** A map whose keys are bool, int, uint or string; `1`, `1u` and `1.0` are the same key. */
export class CelMap {
  readonly #entries = new Map<string, [CelValue, CelValue]>();

  static of(entries: Iterable<[CelValue, CelValue]>): CelMap {
    const map = new CelMap();
    for (const [key, value] of entries) map.#entries.set(mapKey(key), [key, value]);
    return map;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: CelValue): boolean {
    return this.#entries.has(mapKey(key));
  }

  get(key: CelValue): CelValue | undefined {
    return this.#entries.get(mapKey(key))?.[1];
  }

  entries(): IterableIterator<[CelValue, CelValue]> {
    return this.#entries.values();
  }
}

function mapKey(key: CelValue): string {
  if (typeof key === "string") return `s${key}`;
  if (typeof key === "bigint") return `n${key}`;
  if (key instanceof CelUint) return `n${key.value}`;
  if (typeof key === "number") return `n${Number.isInteger(key) ? BigInt(key) : key}`;
  if (typeof key === "boolean") return `b${key}`;
  return `?${typeName(key)}`;
}

/** Nanoseconds since 1970. */
export class CelTimestamp {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class CelDuration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value, as `type(x)` gives it. */
export class CelTypeName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** An optional; `value` is undefined for none. */
export class CelOptional {
  readonly value: CelValue | undefined;
  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

/** A value of a library: a quantity, URL, IP address and so on. */
export class CelOpaque {
  readonly type: string;
  readonly data: unknown;
  /** What makes two of them equal. */
  readonly identity: string;
  constructor(type: string, data: unknown, identity: string) {
    this.type = type;
    this.data = data;
    this.identity = identity;
  }
}

/** Turns a value from outside into one of the evaluation. */
export function fromPlain(value: unknown): CelValue {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? BigInt(value) : value;
    case "undefined":
      return null;
    case "object":
      return value instanceof Date
        ? new CelTimestamp(BigInt(value.getTime()) * 1_000_000n)
        : (value as CelValue);
    case "string":
    case "boolean":
    case "bigint":
      return value;
    default:
      throw failed(`unsupported value of type ${typeof value}`);
  }
}

/** Turns a result into plain JavaScript: ints that fit become numbers, timestamps and durations text. */
export function toPlain(value: CelValue): unknown {
  if (typeof value === "bigint") return fitting(value);
  if (value instanceof CelUint) return fitting(value.value);
  if (value instanceof CelList) return value.items.map(toPlain);
  if (value instanceof CelMap) {
    return Object.fromEntries(
      [...value.entries()].map(([key, item]) => [String(toPlain(key)), toPlain(item)]),
    );
  }
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatDuration(value);
  if (value instanceof CelTypeName) return value.name;
  if (value instanceof CelOptional) return value.value === undefined ? null : toPlain(value.value);
  if (value instanceof CelOpaque) return value.identity;
  return value;
}

function fitting(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function isList(value: CelValue): value is CelList | PlainList {
  return value instanceof CelList || Array.isArray(value);
}

export function isMap(value: CelValue): value is CelMap | PlainMap {
  if (value instanceof CelMap) return true;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}

/** The items of a list. */
export function elementsOf(list: CelList | PlainList): readonly CelValue[] {
  return list instanceof CelList ? list.items : list.map(fromPlain);
}

export function sizeOf(value: CelList | PlainList | CelMap | PlainMap): number {
  if (value instanceof CelList) return value.items.length;
  if (value instanceof CelMap) return value.size;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** Keys and values of a map. */
export function entriesOf(map: CelMap | PlainMap): [CelValue, CelValue][] {
  if (map instanceof CelMap) return [...map.entries()];
  return Object.keys(map).map((key) => [key, fromPlain(map[key])]);
}

/** The value at a key, or undefined. */
export function lookUp(map: CelMap | PlainMap, key: CelValue): CelValue | undefined {
  if (map instanceof CelMap) return map.get(key);
  if (typeof key !== "string") return undefined;
  const value = getKey(map as Record<string, unknown>, key);
  return value === undefined ? undefined : fromPlain(value);
}

/** The name of a value's type, as `type()` and messages show it. */
export function typeName(value: CelValue): string {
  if (value === null) return "null_type";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "string":
      return "string";
    case "bigint":
      return "int";
    case "number":
      return "double";
  }
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof CelUint) return "uint";
  if (isList(value)) return "list";
  if (value instanceof CelTimestamp) return "google.protobuf.Timestamp";
  if (value instanceof CelDuration) return "google.protobuf.Duration";
  if (value instanceof CelTypeName) return "type";
  if (value instanceof CelOptional) return "optional_type";
  if (value instanceof CelOpaque) return value.type;
  return "map";
}

/** Equality of CEL: numbers across their types, lists and maps by content, everything else by type and value. */
export function isEqual(a: CelValue, b: CelValue): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) === 0;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && compareBytes(a, b) === 0;
  }
  if (isList(a)) {
    if (!isList(b) || sizeOf(a) !== sizeOf(b)) return false;
    const others = elementsOf(b);
    return elementsOf(a).every((item, index) => isEqual(item, others[index]!));
  }
  if (isMap(a)) {
    if (!isMap(b) || sizeOf(a) !== sizeOf(b)) return false;
    return entriesOf(a).every(([key, value]) => {
      const other = lookUp(b, key);
      return other !== undefined && isEqual(value, other);
    });
  }
  if (a instanceof CelTimestamp) return b instanceof CelTimestamp && a.nanos === b.nanos;
  if (a instanceof CelDuration) return b instanceof CelDuration && a.nanos === b.nanos;
  if (a instanceof CelTypeName) return b instanceof CelTypeName && a.name === b.name;
  if (a instanceof CelOpaque) return b instanceof CelOpaque && a.type === b.type && a.identity === b.identity;
  if (a instanceof CelOptional && b instanceof CelOptional) {
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return isEqual(a.value, b.value);
  }
  return false;
}

export function isNumber(value: CelValue): value is bigint | number | CelUint {
  return typeof value === "bigint" || typeof value === "number" || value instanceof CelUint;
}

/** Below, at or above zero; NaN when one of them is. An integer beside a double counts as the double next to it. */
export function compareNumbers(a: bigint | number | CelUint, b: bigint | number | CelUint): number {
  let left = a instanceof CelUint ? a.value : a;
  let right = b instanceof CelUint ? b.value : b;
  if (typeof left !== typeof right) {
    left = Number(left);
    right = Number(right);
  }
  if (left < right) return -1;
  if (left > right) return 1;
  return left === right ? 0 : Number.NaN;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (a[index] !== b[index]) return a[index]! - b[index]!;
  }
  return a.length - b.length;
}

/** Texts compare by code points, where JavaScript compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

/** RFC 3339 with as many fraction digits as needed. */
export function formatTimestamp({ nanos }: CelTimestamp): string {
  const seconds = nanos / 1_000_000_000n - (nanos % 1_000_000_000n < 0n ? 1n : 0n);
  const fraction = nanos - seconds * 1_000_000_000n;
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const digits = fraction === 0n ? "" : `.${String(fraction).padStart(9, "0").replace(/0+$/, "")}`;
  return `${date}${digits}Z`;
}

/** Seconds with a fraction, such as `1.5s`. */
export function formatDuration({ nanos }: CelDuration): string {
  const sign = nanos < 0n ? "-" : "";
  const absolute = nanos < 0n ? -nanos : nanos;
  const fraction = absolute % 1_000_000_000n;
  const digits = fraction === 0n ? "" : `.${String(fraction).padStart(9, "0").replace(/0+$/, "")}`;
  return `${sign}${absolute / 1_000_000_000n}${digits}s`;
}
