import { sprint } from "../print/index.ts";
import {
  compareText,
  GoComplex,
  GoError,
  GoStruct,
  type GoValue,
  integerValue,
  isNilValue,
  isSliceValue,
  kindOf,
  typeOf,
} from "../value/index.ts";

type BasicKind = "bool" | "complex" | "int" | "float" | "string" | "uint" | "other";

function basicKind(value: GoValue): BasicKind {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return "float";
    case "bigint":
      return "int";
    case "string":
      return "string";
    default:
  }
  const kind = kindOf(value);
  if (kind.startsWith("uint")) return "uint";
  if (kind.startsWith("int") && kind !== "interface") return "int";
  return value instanceof GoComplex ? "complex" : "other";
}

const badComparison = "invalid type for comparison";

/** The template function `eq`: true when the first value equals any of the others. Throws GoError. */
export function isEqual(first: GoValue, ...others: GoValue[]): boolean {
  if (others.length === 0) throw new GoError("missing argument for comparison");
  return others.some((other) => equalPair(first, other));
}

function equalPair(a: GoValue, b: GoValue): boolean {
  const left = basicKind(a);
  const right = basicKind(b);
  const isInteger = (left === "int" || left === "uint") && (right === "int" || right === "uint");
  if (isInteger) return integerValue(a) === integerValue(b);
  if (left !== right) {
    if (isAbsent(a) || isAbsent(b)) return false;
    throw new GoError(`incompatible types for comparison: ${typeOf(a).text} and ${typeOf(b).text}`);
  }
  if (left === "complex") {
    return (
      (a as GoComplex).real === (b as GoComplex).real &&
      (a as GoComplex).imaginary === (b as GoComplex).imaginary
    );
  }
  if (left !== "other") return a === b;
  if (kindOf(a) !== kindOf(b) && !isAbsent(a) && !isAbsent(b)) {
    throw new GoError(
      `non-comparable types ${reflectText(a)}: ${typeOf(a).text}, ${typeOf(b).text}: ${reflectText(b)}`,
    );
  }
  if (isNilValue(a) || isNilValue(b)) return isNilValue(a) === isNilValue(b);
  if (!(b instanceof GoStruct)) throw new GoError(`non-comparable type ${reflectText(b)}: ${typeOf(b).text}`);
  return a === b;
}

function isAbsent(value: GoValue): boolean {
  return value === null || value === undefined;
}

function reflectText(value: GoValue): string {
  return isSliceValue(value) || typeof value === "object" ? sprint(value) : `<${typeOf(value).text} Value>`;
}

/** The template function `lt`. Throws GoError for nil, bool, lists and unlike kinds. */
export function isLess(a: GoValue, b: GoValue): boolean {
  const left = basicKind(a);
  const right = basicKind(b);
  if (left === "other" || right === "other") throw new GoError(badComparison);
  const isInteger = (left === "int" || left === "uint") && (right === "int" || right === "uint");
  if (isInteger) return integerValue(a)! < integerValue(b)!;
  if (left !== right) {
    throw new GoError(`incompatible types for comparison: ${typeOf(a).text} and ${typeOf(b).text}`);
  }
  if (left === "bool" || left === "complex") throw new GoError(badComparison);
  if (left === "string") return compareText(a as string, b as string) < 0;
  return (a as number) < (b as number);
}

/** The template function `le`. */
export function isLessOrEqual(a: GoValue, b: GoValue): boolean {
  return isLess(a, b) || isEqual(a, b);
}
