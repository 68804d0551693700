import {
  assignable,
  GoError,
  GoInteger,
  type GoType,
  type GoValue,
  integerValue,
  nilOf,
  typeOf,
} from "../value/index.ts";

/** Whether nil may be given for a parameter of this type. */
export function canBeNil(type: GoType): boolean {
  switch (type.kind) {
    case "func":
    case "interface":
    case "map":
    case "ptr":
    case "slice":
    case "value":
      return true;
    default:
      return false;
  }
}

/** nil of a type: null for interfaces, an empty nil list or map otherwise. */
export function zeroOf(type: GoType): GoValue {
  return type.kind === "slice" || type.kind === "map" ? nilOf(type) : null;
}

/** The value as an implementation receives it: `int` parameters get a number. */
export function passAs(value: GoValue, type: GoType): GoValue {
  return type.kind === "int" && value instanceof GoInteger ? Number(value.value) : value;
}

/** Arguments of `call`: assignable values, or any integer for an integer parameter. Throws GoError. */
export function prepareArgument(value: GoValue, type: GoType): GoValue {
  if (value === null || value === undefined) {
    if (!canBeNil(type)) throw new GoError(`value is nil; should be of type ${type.text}`);
    return zeroOf(type);
  }
  if (type.kind === "value" || assignable(typeOf(value), type)) return passAs(value, type);
  const integer = integerValue(value);
  if (integer !== undefined) {
    if (type.kind === "int") return Number(integer);
    if (type.kind === "int64") return integer;
  }
  throw new GoError(`value has type ${typeOf(value).text}; should be ${type.text}`);
}
