import type { GoFunction } from "./go-function.ts";
import { GoFunction as GoFunctionClass } from "./go-function.ts";
import { compareText } from "./go-text.ts";
import { anyType, type GoKind, type GoType, mapOf, parseType, sliceOf } from "./go-type.ts";

/**
 * A value in a template. `undefined` is Go's invalid value (nothing there), `null` a nil interface inside data;
 * functions get null for both.
 */
export type GoValue = unknown;

/** A map value: plain object, tagged or not. */
export type MapValue = { [key: string]: GoValue };

const typeTag: unique symbol = Symbol("go type");
const nilTag: unique symbol = Symbol("go nil");

interface Tagged {
  [typeTag]?: GoType;
  [nilTag]?: true;
}

/** An integer of any kind but int64, which is a bigint. */
export class GoInteger {
  readonly kind: GoKind;
  readonly value: bigint;

  constructor(kind: GoKind, value: bigint) {
    this.kind = kind;
    this.value = value;
  }
}

/** A complex128. */
export class GoComplex {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

/** A struct or a pointer to one: `type` says which, with field names and methods. */
export class GoStruct {
  readonly type: GoType;
  readonly fields: Readonly<Record<string, GoValue>>;
  /** What methods work on, where it is no field. */
  readonly inner: unknown;

  constructor(type: GoType, fields: Readonly<Record<string, GoValue>>, inner?: unknown) {
    this.type = type;
    this.fields = fields;
    this.inner = inner;
  }
}

const smallInts = Array.from({ length: 1024 }, (_, i) => new GoInteger("int", BigInt(i)));

/** An `int`. */
export function goInt(value: number | bigint): GoInteger {
  if (typeof value === "number" && value >= 0 && value < 1024 && Number.isInteger(value))
    return smallInts[value]!;
  return new GoInteger(
    "int",
    BigInt.asIntN(64, BigInt(typeof value === "number" ? Math.trunc(value) : value)),
  );
}

/** The number of an integer of any kind, undefined for other values. */
export function integerValue(value: GoValue): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof GoInteger ? value.value : undefined;
}

/** An integer value as a number, for positions and counts; undefined for other values. */
export function asInt(value: GoValue): number | undefined {
  const integer = integerValue(value);
  return integer === undefined ? undefined : Number(integer);
}

/** Gives a list or a map a Go type of its own; the tag is invisible to JSON and to loops over keys. */
export function tagged<T extends object>(value: T, type: GoType): T {
  if (type === anyMap || type === anySlice) return value;
  Object.defineProperty(value, typeTag, { value: type, configurable: true });
  return value;
}

/** A nil slice or map of this type: empty, printed as empty, null in JSON. */
export function nilOf(type: GoType): GoValue[] | MapValue {
  const value: (GoValue[] | MapValue) & Tagged = type.kind === "slice" ? [] : {};
  Object.defineProperty(value, typeTag, { value: type });
  Object.defineProperty(value, nilTag, { value: true });
  return value;
}

/** True for nil and for nil slices and maps. */
export function isNilValue(value: GoValue): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && (value as Tagged)[nilTag] === true;
}

const basic: Record<string, GoType> = {
  string: parseType("string"),
  number: parseType("float64"),
  bigint: parseType("int64"),
  boolean: parseType("bool"),
};
const anySlice = sliceOf(anyType);
const anyMap = mapOf(anyType);
const byteSliceType = sliceOf(parseType("uint8"));
const complexType = parseType("complex128");
const invalidType: GoType = { kind: "invalid", text: "<nil>" };

/** The type of a value; kind "invalid" for nil. */
export function typeOf(value: GoValue): GoType {
  const simple = basic[typeof value];
  if (simple !== undefined) return simple;
  if (value === null || value === undefined) return invalidType;
  if (value instanceof GoInteger) return parseType(value.kind);
  if (Array.isArray(value)) return (value as Tagged)[typeTag] ?? anySlice;
  if (value instanceof Uint8Array) return (value as Tagged)[typeTag] ?? byteSliceType;
  if (value instanceof GoStruct) return value.type;
  if (value instanceof GoFunctionClass) return { kind: "func", text: value.text };
  if (value instanceof GoComplex) return complexType;
  return (value as Tagged)[typeTag] ?? anyMap;
}

/** The kind as `reflect` names it; `invalid` for nil. */
export function kindOf(value: GoValue): GoKind {
  return typeOf(value).kind;
}

/** True for a list of any element type, bytes included. */
export function isSliceValue(value: GoValue): value is GoValue[] | Uint8Array {
  return Array.isArray(value) || value instanceof Uint8Array;
}

/** True for a map of any element type. */
export function isMapValue(value: GoValue): value is MapValue {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof GoInteger) &&
    !(value instanceof GoStruct) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof GoComplex) &&
    !(value instanceof GoFunctionClass)
  );
}

/** The method of a value, undefined where it has none of this name. */
export function methodOf(value: GoValue, name: string): GoFunction | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return value instanceof GoStruct
    ? value.type.methods?.get(name)
    : (value as Tagged)[typeTag]?.methods?.get(name);
}

const beyondSurrogates = /[\uD800-\uFFFF]/;

/** Keys in Go's order, which is the order of their bytes. */
export function sortedKeys(map: MapValue): string[] {
  const keys = Object.keys(map).sort();
  // The order of UTF-16 units differs from that of bytes only where surrogates meet what lies above them.
  return keys.some((key) => beyondSurrogates.test(key)) ? keys.sort(compareText) : keys;
}
