import { setKey } from "@sluice/base/object";
import {
  GoError,
  GoStruct,
  type GoValue,
  isMapValue,
  isNilValue,
  Traversal,
  tagged,
  typeOf,
} from "@sluice/go-template";

/** A copy that shares no list or map with the original. Throws GoError for nil, as upstream panics. */
export function deepCopyValue(value: GoValue): GoValue {
  if (value === null || value === undefined)
    throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  return copy(value, 0, new Traversal());
}

function copy(value: GoValue, depth: number, traversal: Traversal): GoValue {
  if (typeof value !== "object" || value === null || value instanceof GoStruct) return value;
  traversal.visit(depth);
  if (isNilValue(value)) return value;
  if (value instanceof Uint8Array) return tagged(value.slice(), typeOf(value));
  if (Array.isArray(value))
    return tagged(
      value.map((item) => copy(item, depth + 1, traversal)),
      typeOf(value),
    );
  if (!isMapValue(value)) return value;
  const result: Record<string, GoValue> = {};
  for (const key of Object.keys(value)) setKey(result, key, copy(value[key], depth + 1, traversal));
  return tagged(result, typeOf(value));
}
