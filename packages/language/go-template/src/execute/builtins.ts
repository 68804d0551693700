import { sprint, sprintf, sprintln } from "../print/index.ts";
import {
  asInt,
  byteLength,
  byteSlice,
  bytesOf,
  defineFunction,
  GoError,
  GoFunction,
  GoInteger,
  GoStruct,
  type GoValue,
  goInt,
  isMapValue,
  isNilValue,
  isSliceValue,
  tagged,
  typeOf,
} from "../value/index.ts";
import { prepareArgument } from "./assign.ts";
import { isEqual, isLess, isLessOrEqual } from "./compare.ts";
import { escapeHtml, escapeScript, escapeUrlQuery } from "./escape.ts";
import { isTruthy } from "./truth.ts";

/** The functions that every template has; `and`, `or` and `call` are completed by the evaluator. */
export const builtinFunctions: ReadonlyMap<string, GoFunction> = new Map([
  ["and", defineFunction("(value, ...value) value", (first: GoValue) => first)],
  ["or", defineFunction("(value, ...value) value", (first: GoValue) => first)],
  ["call", defineFunction("(value, ...value) value", callValue)],
  ["html", defineFunction("(...any) string", escapeHtml)],
  ["js", defineFunction("(...any) string", escapeScript)],
  ["urlquery", defineFunction("(...any) string", escapeUrlQuery)],
  ["index", defineFunction("(value, ...value) value", indexValue)],
  ["slice", defineFunction("(value, ...value) value", sliceValue)],
  ["len", defineFunction("(value) int", lengthOf)],
  ["not", defineFunction("(value) bool", (value: GoValue) => !isTruthy(value))],
  ["print", defineFunction("(...any) string", sprint)],
  ["printf", defineFunction("(string, ...any) string", sprintf)],
  ["println", defineFunction("(...any) string", sprintln)],
  ["eq", defineFunction("(value, ...value) bool", isEqual)],
  ["ne", defineFunction("(value, value) bool", (a: GoValue, b: GoValue) => !isEqual(a, b))],
  ["lt", defineFunction("(value, value) bool", isLess)],
  ["le", defineFunction("(value, value) bool", isLessOrEqual)],
  ["gt", defineFunction("(value, value) bool", (a: GoValue, b: GoValue) => !isLessOrEqual(a, b))],
  ["ge", defineFunction("(value, value) bool", (a: GoValue, b: GoValue) => !isLess(a, b))],
]);

function isAbsent(value: GoValue): boolean {
  return value === null || value === undefined;
}

/** Calls a function value; `name` is the text that names it. */
function callValue(callee: GoValue, ...args: GoValue[]): GoValue {
  if (isAbsent(callee)) throw new GoError("call of nil");
  if (!(callee instanceof GoFunction)) {
    throw new GoError(`non-function of type ${typeOf(callee).text}`);
  }
  const fixed = callee.params.length - (callee.isVariadic ? 1 : 0);
  if (callee.isVariadic ? args.length < fixed : args.length !== fixed) {
    const wanted = callee.isVariadic ? `at least ${fixed}` : String(fixed);
    throw new GoError(`wrong number of args: got ${args.length} want ${wanted}`);
  }
  const prepared = args.map((arg, i) =>
    prepareArgument(arg, callee.params[Math.min(i, callee.params.length - 1)]!),
  );
  return callee.call(...prepared);
}

function positionIn(index: GoValue, limit: number): number {
  const position = asInt(index);
  if (position === undefined) {
    if (isAbsent(index)) throw new GoError("cannot index slice/array with nil");
    throw new GoError(`cannot index slice/array with type ${typeOf(index).text}`);
  }
  if (position < 0 || position > limit) throw new GoError(`index out of range: ${position}`);
  return position;
}

/** `index x 1 "a"` is x[1]["a"]; a missing key gives the zero value of the map's elements. */
function indexValue(first: GoValue, ...indexes: GoValue[]): GoValue {
  if (isAbsent(first)) throw new GoError("index of untyped nil");
  let item = first;
  for (const index of indexes) {
    if (isAbsent(item)) throw new GoError("index of nil pointer");
    if (typeof item === "string") {
      const bytes = bytesOf(item);
      item = new GoInteger("uint8", BigInt(elementAt(bytes, index, bytes.length) as number));
    } else if (item instanceof Uint8Array) {
      item = new GoInteger("uint8", BigInt(elementAt(item, index, item.length) as number));
    } else if (isSliceValue(item)) {
      item = elementAt(item, index, item.length);
    } else if (isMapValue(item)) {
      if (typeof index !== "string") {
        throw new GoError(
          isAbsent(index)
            ? "value is nil; should be of type string"
            : `value has type ${typeOf(index).text}; should be string`,
        );
      }
      item = Object.hasOwn(item, index) ? item[index] : zeroElement(item);
    } else throw new GoError(`can't index item of type ${typeOf(item).text}`);
  }
  return item;
}

function elementAt(list: ArrayLike<GoValue>, index: GoValue, length: number): GoValue {
  const position = positionIn(index, length);
  if (position === length) throw new GoError("reflect: slice index out of range");
  return list[position];
}

/** What Go gives for a missing key: nil for interface elements, else the zero of the element type. */
export function zeroElement(map: GoValue): GoValue {
  const elem = typeOf(map).elem;
  if (elem === undefined) return null;
  if (elem.kind === "string") return "";
  if (elem.kind === "bool") return false;
  if (elem.kind === "float64") return 0;
  if (elem.kind === "int64") return 0n;
  if (elem.kind === "slice" && elem.elem?.kind === "uint8") return tagged(new Uint8Array(0), elem);
  return elem.kind.startsWith("int") && elem.kind !== "interface" ? new GoInteger(elem.kind, 0n) : null;
}

function sliceValue(item: GoValue, ...indexes: GoValue[]): GoValue {
  if (isAbsent(item)) throw new GoError("slice of untyped nil");
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const isText = typeof item === "string";
  if (!isText && !isSliceValue(item)) throw new GoError(`can't slice item of type ${typeOf(item).text}`);
  if (isText && indexes.length === 3) throw new GoError("cannot 3-index slice a string");
  const length = isText ? byteLength(item) : item.length;
  const positions = indexes.map((index) => positionIn(index, length));
  const [start = 0, end = length, limit = length] = positions;
  if (start > end) throw new GoError(`invalid slice index: ${start} > ${end}`);
  if (end > limit) throw new GoError(`invalid slice index: ${end} > ${limit}`);
  if (isText) return byteSlice(item, start, end);
  const part = item.slice(start, end);
  return tagged(part, typeOf(item));
}

function lengthOf(item: GoValue): GoValue {
  if (isAbsent(item)) throw new GoError("len of nil pointer");
  if (typeof item === "string") return byteLength(item);
  if (isSliceValue(item)) return item.length;
  if (isMapValue(item)) return isNilValue(item) ? 0 : Object.keys(item).length;
  const shown = item instanceof GoStruct ? item.type.text.replace(/^\*/, "") : typeOf(item).text;
  throw new GoError(`len of type ${shown}`);
}

/** Boxes what an implementation returned by the result type its signature declares. */
export function boxResult(fn: GoFunction, result: unknown): GoValue {
  if (typeof result === "number") {
    const kind = fn.result.kind;
    if (kind === "int") return goInt(result);
    if (kind === "int64") return BigInt(Math.trunc(result));
    if (kind !== "float64" && kind !== "interface" && kind !== "value") {
      return new GoInteger(kind, BigInt(Math.trunc(result)));
    }
  }
  return result;
}
