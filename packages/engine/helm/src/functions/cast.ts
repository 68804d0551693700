import { GoInteger, type GoValue, kindOf } from "@sluice/go-template";

const minInt64 = -(2n ** 63n);
const prefixed =
  /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const decimalForm = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const hexForm = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/;

/** Any value as int64 with the lenience of template arithmetic: texts are read, what cannot be read is 0. */
export function toInt64(value: GoValue): bigint {
  switch (typeof value) {
    case "bigint":
      return value;
    case "number":
      return floatToInt64(value);
    case "string":
      return readInt64(trimZeroDecimal(value)) ?? 0n;
    case "boolean":
      return value ? 1n : 0n;
    default:
      return value instanceof GoInteger ? BigInt.asIntN(64, value.value) : 0n;
  }
}

/** Any value as float64, with the same lenience. */
export function toFloat64(value: GoValue): number {
  switch (typeof value) {
    case "number":
      return value;
    case "bigint":
      return Number(value);
    case "string":
      return readFloat64(value) ?? 0;
    case "boolean":
      return value ? 1 : 0;
    default:
      return value instanceof GoInteger ? Number(value.value) : 0;
  }
}

/** Go's conversion on amd64: the fraction is cut, what does not fit becomes the smallest int64. */
export function floatToInt64(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) return minInt64;
  return BigInt(Math.trunc(value));
}

/** An integer text with any of Go's prefixes; undefined where Go's strconv.ParseInt(text, 0, 64) fails. */
export function readInt64(text: string): bigint | undefined {
  if (!prefixed.test(text)) return undefined;
  const isNegative = text.startsWith("-");
  let digits = text.replace(/^[+-]/, "").replaceAll("_", "");
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  const magnitude = BigInt(digits.toLowerCase());
  const value = isNegative ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** A float text; undefined where Go's strconv.ParseFloat fails. */
export function readFloat64(text: string): number | undefined {
  if (decimalForm.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const hex = hexForm.exec(text);
  if (hex !== null) {
    const [, sign, whole = "", fraction = "", exponent] = hex;
    if (whole + fraction === "") return undefined;
    return (
      (sign === "-" ? -1 : 1) *
      Number.parseInt(whole + fraction, 16) *
      2 ** (Number(exponent) - 4 * fraction.length)
    );
  }
  switch (text.toLowerCase()) {
    case "inf":
    case "+inf":
    case "infinity":
    case "+infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    case "nan":
      return Number.NaN;
    default:
      return undefined;
  }
}

/** `12.00` is 12; any other fraction keeps its point, so that the text is no integer. */
function trimZeroDecimal(text: string): string {
  return text.replace(/\.0+$/, "");
}

/** Kinds of which zero counts as unset. */
export function isNumeric(value: GoValue): boolean {
  return /^(u?int|float)/.test(kindOf(value)) && kindOf(value) !== "interface";
}
