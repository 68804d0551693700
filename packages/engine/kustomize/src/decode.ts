import { SluiceError } from "@sluice/base/errors";
import { isJsonObject, type JsonObject, type JsonValue, setKey } from "@sluice/base/object";
import { formatNumber } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";

/** What a field may hold: decoding is Go's, with names that match in any case. */
export type Shape =
  | "string"
  | "boolean"
  | "integer"
  | "any"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly name: string };

/** How strictly a document is decoded. */
export interface DecodeOptions {
  /** Refuse fields that are not known. */
  strict: boolean;
  /** Take numbers and booleans for text where text is wanted, as sigs.k8s.io/yaml does for typed targets. */
  coerce: boolean;
}

/**
 * Shapes a JSON value: known fields under their own names, null as absent. Throws KUSTOMIZE_FILE_INVALID with Go's
 * wording (`json: unknown field "x"`, `json: cannot unmarshal number into Go struct field …`).
 */
export function decode(value: JsonValue, shape: Shape, options: DecodeOptions): unknown {
  return decodeAt(value, shape, options, "");
}

function decodeAt(value: JsonValue, shape: Shape, options: DecodeOptions, path: string): unknown {
  if (value === null) return undefined;
  switch (shape) {
    case "any":
      return value;
    case "string":
      if (typeof value === "string") return value;
      if (options.coerce && typeof value === "boolean") return String(value);
      if (options.coerce && (typeof value === "number" || typeof value === "bigint"))
        return formatNumber(value);
      throw mismatch(value, path, "string");
    case "boolean":
      if (typeof value === "boolean") return value;
      throw mismatch(value, path, "bool");
    case "integer":
      if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value)))
        return Number(value);
      throw mismatch(value, path, "int64");
    default:
      if ("list" in shape) {
        if (!Array.isArray(value)) throw mismatch(value, path, "[]");
        return value.map(
          (item, index) => decodeAt(item, shape.list, options, `${path}[${index}]`) ?? zeroOf(shape.list),
        );
      }
      if (!isJsonObject(value)) throw mismatch(value, path, "map" in shape ? "map" : shape.name);
      return "map" in shape
        ? decodeMap(value, shape.map, options, path)
        : decodeFields(value, shape, options, path);
  }
}

function zeroOf(shape: Shape): unknown {
  if (shape === "string") return "";
  if (typeof shape === "object" && "fields" in shape) return {};
  return null;
}

function decodeMap(value: JsonObject, shape: Shape, options: DecodeOptions, path: string): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = decodeAt(value[key] as JsonValue, shape, options, `${path}.${key}`) ?? zeroOf(shape);
    setKey(result, key, item as JsonValue);
  }
  return result;
}

const foldedNames = new WeakMap<object, ReadonlyMap<string, string>>();

function decodeFields(
  value: JsonObject,
  shape: { readonly fields: Readonly<Record<string, Shape>>; readonly name: string },
  options: DecodeOptions,
  path: string,
): Record<string, unknown> {
  let names = foldedNames.get(shape.fields);
  if (names === undefined) {
    names = new Map(Object.keys(shape.fields).map((name) => [name.toLowerCase(), name]));
    foldedNames.set(shape.fields, names);
  }
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const name = Object.hasOwn(shape.fields, key) ? key : names.get(key.toLowerCase());
    if (name === undefined) {
      if (!options.strict) continue;
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_FILE_INVALID,
        `json: unknown field ${JSON.stringify(key)}`,
        {
          fieldPath: joined(path, key),
        },
      );
    }
    const decoded = decodeAt(
      value[key] as JsonValue,
      shape.fields[name] as Shape,
      options,
      joined(path, name),
    );
    if (decoded !== undefined) result[name] = decoded;
  }
  return result;
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function mismatch(value: JsonValue, path: string, wanted: string): SluiceError {
  const actual = Array.isArray(value)
    ? "array"
    : typeof value === "bigint"
      ? "number"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
  return new SluiceError(
    kustomizeErrors.KUSTOMIZE_FILE_INVALID,
    `json: cannot unmarshal ${actual} into Go struct field Kustomization.${path} of type ${wanted}`,
    { fieldPath: path },
  );
}
