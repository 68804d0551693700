import { failed } from "../evaluation-error.ts";
import {
  CelDuration,
  CelTimestamp,
  CelTypeName,
  CelUint,
  type CelValue,
  compareText,
  elementsOf,
  entriesOf,
  formatDuration,
  formatTimestamp,
  isList,
  isMap,
  typeName,
} from "../value.ts";

/** `"%s has %d".format([a, 1])`: the verbs s, d, f, e, b, o, x, X and %% of cel-go. */
export function formatText(format: string, args: readonly CelValue[]): string {
  let next = 0;
  const text = format.replaceAll(
    /%(?:(%)|(?:\.(\d+))?(.?))/gsu,
    (_all, percent: string | undefined, precision: string | undefined, verb: string) => {
      if (percent !== undefined) return "%";
      if (verb === "") throw failed("unexpected end of string");
      if (next >= args.length) throw failed(`index ${next} out of range`);
      return formatVerb(verb, precision === undefined ? 6 : Number(precision), args[next++]!);
    },
  );
  return text;
}

function formatVerb(verb: string, precision: number, value: CelValue): string {
  switch (verb) {
    case "s":
      return showString(value);
    case "d":
      return showDecimal(value);
    case "f":
      return typeof value === "number" || typeof value === "bigint" || value instanceof CelUint
        ? (showSpecial(value) ?? fixed(Number(plainNumber(value)), precision))
        : wrong("fixed-point clause can only be used on doubles", value);
    case "e":
      return typeof value === "number" || typeof value === "bigint" || value instanceof CelUint
        ? (showSpecial(value) ??
            Number(plainNumber(value))
              .toExponential(precision)
              .replace(/e([+-])(\d)$/, "e$10$2"))
        : wrong("scientific clause can only be used on doubles", value);
    case "b":
      if (typeof value === "boolean") return value ? "1" : "0";
      return typeof value === "bigint" || value instanceof CelUint
        ? plainNumber(value).toString(2)
        : wrong("only integers and bools can be formatted as binary", value);
    case "o":
      return typeof value === "bigint" || value instanceof CelUint
        ? plainNumber(value).toString(8)
        : wrong("octal clause can only be used on integers", value);
    case "x":
      return showHex(value);
    case "X":
      return showHex(value).toUpperCase();
    default:
      throw failed(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

/** Fixed-point text; what lies exactly between two goes to the even one, where JavaScript takes the larger. */
function fixed(value: number, precision: number): string {
  const text = value.toFixed(precision);
  const scaled = Math.abs(value) * 10 ** precision;
  const isTie = precision < 16 && scaled < 2 ** 52 && scaled % 1 === 0.5;
  if (!isTie || Math.floor(scaled) % 2 === 1) return text;
  return ((Math.sign(value) * Math.floor(scaled)) / 10 ** precision).toFixed(precision);
}

function wrong(text: string, value: CelValue): never {
  throw failed(`error during formatting: ${text}, was given ${typeName(value)}`);
}

function plainNumber(value: bigint | number | CelUint): bigint | number {
  return value instanceof CelUint ? value.value : value;
}

function showSpecial(value: bigint | number | CelUint): string | undefined {
  if (typeof value !== "number" || Number.isFinite(value)) return undefined;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function showDecimal(value: CelValue): string {
  if (typeof value === "bigint") return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (typeof value === "number") return showSpecial(value) ?? String(value);
  return wrong("decimal clause can only be used on integers", value);
}

function showHex(value: CelValue): string {
  if (typeof value === "bigint" || value instanceof CelUint) return plainNumber(value).toString(16);
  if (typeof value === "string") return Buffer.from(value).toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return wrong("only integers, byte buffers, and strings can be formatted as hex", value);
}

function showString(value: CelValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return showSpecial(value) ?? String(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatDuration(value);
  if (value instanceof CelTypeName) return value.name;
  if (isList(value)) return `[${elementsOf(value).map(showString).join(", ")}]`;
  if (isMap(value)) {
    const shown = entriesOf(value).map(([key, item]) => [showString(key), showString(item)] as const);
    shown.sort(([a], [b]) => compareText(a, b));
    return `{${shown.map(([key, item]) => `${key}: ${item}`).join(", ")}}`;
  }
  return wrong(
    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
    value,
  );
}
