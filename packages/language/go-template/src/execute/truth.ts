import { GoComplex, GoFunction, GoInteger, GoStruct, type GoValue } from "../value/index.ts";

/** Go's truth: false, zero, nil and what is empty are false; structs and the text "false" are true. */
export function isTruthy(value: GoValue): boolean {
  switch (typeof value) {
    case "undefined":
      return false;
    case "boolean":
      return value;
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "string":
      return value !== "";
    default:
  }
  if (value === null) return false;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (value instanceof GoInteger) return value.value !== 0n;
  if (value instanceof GoStruct || value instanceof GoFunction) return true;
  if (value instanceof GoComplex) return value.real !== 0 || value.imaginary !== 0;
  for (const _ in value) return true;
  return Object.keys(value as object).length > 0;
}
