/**
 * Go's values as templates see them. Plain data needs no conversion: a JavaScript string is a string, a number is
 * a float64, a bigint an int64, an array a []interface {}, an object a map[string]interface {}, null is nil.
 * What plain data cannot say has a class (other integers, structs) or a type tag (named and typed lists and maps).
 */

export { GoError } from "./go-error.ts";
export { defineFunction, defineMethod, type FunctionTable, GoFunction, goFunctions } from "./go-function.ts";
export {
  byteLength,
  byteSlice,
  bytesOf,
  compareText,
  isPrintable,
  quoteText,
  runesOf,
  textOf,
  unquoteText,
} from "./go-text.ts";
export {
  anyType,
  assignable,
  declareType,
  type GoKind,
  type GoType,
  mapOf,
  namedType,
  parseType,
  pointerTo,
  sliceOf,
  structType,
} from "./go-type.ts";
export {
  asInt,
  GoComplex,
  GoInteger,
  GoStruct,
  type GoValue,
  goInt,
  integerValue,
  isMapValue,
  isNilValue,
  isSliceValue,
  kindOf,
  type MapValue,
  methodOf,
  nilOf,
  sortedKeys,
  tagged,
  typeOf,
} from "./go-value.ts";
export { Traversal } from "./traversal.ts";
