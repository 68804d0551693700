import type { GoFunction } from "./go-function.ts";

/** Go's kinds as `reflect` names them; "value" is a parameter that takes the raw value, as builtins do. */
export type GoKind =
  | "invalid"
  | "bool"
  | "int"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float64"
  | "complex128"
  | "string"
  | "slice"
  | "map"
  | "struct"
  | "ptr"
  | "func"
  | "interface"
  | "value";

/** A Go type. Types are compared by identity: unnamed ones are made once per text. */
export interface GoType {
  readonly kind: GoKind;
  /** As `%T` prints it: `map[string]interface {}`, `common.Values`, `*semver.Version`. */
  readonly text: string;
  /** Element of a slice, map or pointer. */
  readonly elem?: GoType;
  readonly key?: GoType;
  /** The unnamed type below a named one. */
  readonly underlying?: GoType;
  /** Methods; the receiver comes first in the argument list. */
  readonly methods?: ReadonlyMap<string, GoFunction>;
  /** Field names of a struct, in order. */
  readonly fields?: readonly string[];
  /** The String method belongs to the pointer: output uses it, other printing shows the fields. */
  readonly hasAddressedText?: boolean;
  /** How JSON shows a value of the type, where Go's type has a rule of its own. */
  readonly toJson?: (value: never) => unknown;
}

const types = new Map<string, GoType>();

const basicKinds: readonly GoKind[] = [
  "bool",
  "int",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float64",
  "complex128",
  "string",
];
for (const kind of basicKinds) types.set(kind, { kind, text: kind });

/** `interface {}`. */
export const anyType: GoType = { kind: "interface", text: "interface {}" };
types.set(anyType.text, anyType);
types.set("any", anyType);
types.set("value", { kind: "value", text: "reflect.Value" });
types.set("error", { kind: "interface", text: "error" });

/** The type of an unnamed type text, e.g. `[]string`, `map[string]any`, `int`. */
export function parseType(text: string): GoType {
  const known = types.get(text);
  if (known !== undefined) return known;
  if (text.startsWith("[]")) return sliceOf(parseType(text.slice(2)));
  if (text.startsWith("map[string]")) return mapOf(parseType(text.slice("map[string]".length)));
  throw new Error(`unknown Go type ${text}`);
}

/** Makes a named type known to signatures, e.g. `(string, time.Time) string`; returns it. */
export function declareType(type: GoType): GoType {
  types.set(type.text, type);
  return type;
}

/** The slice type with this element type. */
export function sliceOf(elem: GoType): GoType {
  return remember({ kind: "slice", text: `[]${elem.text}`, elem });
}

/** The map type from strings to this element type. */
export function mapOf(elem: GoType): GoType {
  return remember({ kind: "map", text: `map[string]${elem.text}`, elem, key: parseType("string") });
}

/** A pointer type; it has the methods and fields of its element. */
export function pointerTo(elem: GoType): GoType {
  const { methods, fields } = elem;
  return { kind: "ptr", text: `*${elem.text}`, elem, methods, fields };
}

/** A named type over an unnamed one. */
export function namedType(
  text: string,
  underlying: GoType,
  methods?: ReadonlyMap<string, GoFunction>,
): GoType {
  return { ...underlying, text, underlying, methods };
}

/** A named struct type. */
export function structType(
  text: string,
  fields: readonly string[],
  methods?: ReadonlyMap<string, GoFunction>,
): GoType {
  return { kind: "struct", text, fields, methods };
}

/** Whether a value of type `from` may be given where `to` is asked for. */
export function assignable(from: GoType, to: GoType): boolean {
  if (from === to || to === anyType) return true;
  if (from.underlying !== undefined && from.underlying === to) return true;
  if (to.underlying !== undefined && to.underlying === from) return true;
  return to.kind === "interface" && to.text === "error" && from.methods?.has("Error") === true;
}

function remember(type: GoType): GoType {
  const known = types.get(type.text);
  if (known !== undefined) return known;
  types.set(type.text, type);
  return type;
}
