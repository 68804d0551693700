import { setKey } from "@sluice/base/object";
import {
  GoComplex,
  GoError,
  GoFunction,
  GoInteger,
  GoStruct,
  type GoValue,
  isMapValue,
  isNilValue,
  Traversal,
  typeOf,
} from "@sluice/go-template";
import { encodeBase64 } from "../text/base-encodings.ts";

const loneSurrogates = /[\uD800-\uDFFF]/gu;
const deepest = 500;

/**
 * A template value as plain data, as Go's JSON encoder sees it: integers as bigint, bytes as base64, structs by
 * their fields, nil lists and maps as null, bytes that are no UTF-8 as U+FFFD. Parts that are plain already are not
 * copied. Throws GoError for NaN, infinity, functions and nesting without end.
 */
export function plainValue(value: GoValue): unknown {
  return convert(value, 0, new Traversal());
}

/** A text with U+FFFD for what is no UTF-8. */
export function validText(text: string): string {
  return text.replace(loneSurrogates, "\uFFFD");
}

function convert(value: GoValue, depth: number, traversal: Traversal): unknown {
  switch (typeof value) {
    case "string":
      return validText(value);
    case "number":
      if (Number.isFinite(value)) return value;
      throw new GoError(
        `json: unsupported value: ${Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf"}`,
      );
    case "boolean":
    case "bigint":
      return value;
    case "undefined":
      return null;
    default:
  }
  if (value === null) return null;
  if (depth > deepest) throw new GoError("json: unsupported value: encountered a cycle");
  traversal.visit(depth);
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoStruct) return convertStruct(value, depth, traversal);
  if (value instanceof Uint8Array) return isNilValue(value) ? null : encodeBase64(value);
  if (value instanceof GoFunction || value instanceof GoComplex) {
    throw new GoError(`json: unsupported type: ${typeOf(value).text}`);
  }
  if (isNilValue(value)) return null;
  if (Array.isArray(value)) return convertList(value, depth, traversal);
  return isMapValue(value) ? convertMap(value, depth, traversal) : null;
}

function convertList(list: readonly GoValue[], depth: number, traversal: Traversal): unknown {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const converted = convert(list[i], depth + 1, traversal);
    if (copy === undefined && converted !== list[i]) copy = list.slice(0, i);
    copy?.push(converted);
  }
  return copy ?? list;
}

function convertMap(map: Readonly<Record<string, GoValue>>, depth: number, traversal: Traversal): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    const converted = convert(map[key], depth + 1, traversal);
    const name = validText(key);
    if (copy === undefined && (converted !== map[key] || name !== key)) {
      copy = { ...map };
    }
    if (copy !== undefined) {
      if (name !== key) delete copy[key];
      setKey(copy, name, converted);
    }
  }
  return copy ?? map;
}

function convertStruct(value: GoStruct, depth: number, traversal: Traversal): unknown {
  const toJson = value.type.toJson as ((self: GoStruct) => unknown) | undefined;
  if (toJson !== undefined) return convert(toJson(value), depth + 1, traversal);
  const fields: Record<string, unknown> = {};
  for (const name of value.type.fields ?? Object.keys(value.fields)) {
    setKey(fields, name, convert(value.fields[name], depth + 1, traversal));
  }
  return fields;
}
