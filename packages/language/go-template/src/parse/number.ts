import { GoComplex, GoError, goInt, quoteText, unquoteText } from "../value/index.ts";
import type { NumberNode } from "./node.ts";

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const maxUint = 2n ** 64n - 1n;

const integerForm =
  /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const decimalForm = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const hexForm = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/;

/** An integer literal with Go's prefixes and underscores, undefined for any other text. */
function readInteger(text: string): bigint | undefined {
  if (!integerForm.test(text)) return undefined;
  const isNegative = text.startsWith("-");
  let digits = text.replace(/^[+-]/, "").replaceAll("_", "");
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  const value = BigInt(digits.toLowerCase());
  return isNegative ? -value : value;
}

/** A float literal, undefined where Go's strconv.ParseFloat refuses the text or its value is out of range. */
function readFloat(text: string): number | undefined {
  const hex = hexForm.exec(text.replaceAll(/(?<=[0-9a-fA-FxX])_(?=[0-9a-fA-F])/g, ""));
  let value: number;
  if (hex !== null) {
    const [, sign, whole = "", fraction = "", exponent] = hex;
    if (whole + fraction === "") return undefined;
    const mantissa = Number.parseInt(whole + fraction, 16);
    value = (sign === "-" ? -1 : 1) * mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  } else if (decimalForm.test(text)) value = Number(text);
  else return undefined;
  return Number.isFinite(value) ? value : undefined;
}

/** Reads a number, character or complex literal. Throws GoError with Go's text. */
export function readNumber(
  pos: number,
  text: string,
  kind: "number" | "charConstant" | "complex",
): NumberNode {
  if (kind === "charConstant") return readCharacter(pos, text);
  if (kind === "complex" || text.endsWith("i")) {
    const parts = /^([+-]?[^i]*?[^eEpP+-])?([+-]?[^+-]+(?:[eEpP][+-]?\d+)?)i$/.exec(text);
    const real = parts?.[1] === undefined ? 0 : readFloat(parts[1]);
    const imaginary = parts?.[2] === undefined ? undefined : readFloat(parts[2]);
    if (real !== undefined && imaginary !== undefined) return complexNode(pos, text, real, imaginary);
    if (kind === "complex") throw new GoError("syntax error scanning complex number");
  }
  const integer = readInteger(text);
  const int = integer !== undefined && integer >= minInt && integer <= maxInt ? integer : undefined;
  const isSigned = /^[+-]/.test(text);
  let uint = integer !== undefined && !isSigned && integer <= maxUint ? integer : undefined;
  if (int === 0n) uint = 0n;
  if (int !== undefined || uint !== undefined) {
    const float = Number(int ?? uint);
    return { kind: "number", pos, text, int, uint, float, ideal: int === undefined ? undefined : goInt(int) };
  }
  const float = readFloat(text);
  if (float === undefined) throw new GoError(`illegal number syntax: ${quoteText(text)}`);
  if (!/[.eEpP]/.test(text)) throw new GoError(`integer overflow: ${quoteText(text)}`);
  return { kind: "number", pos, text, ...integersOf(float), float, ideal: float };
}

function integersOf(float: number): { int: bigint | undefined; uint: bigint | undefined } {
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  return {
    int: whole !== undefined && whole >= minInt && whole <= maxInt ? whole : undefined,
    uint: whole !== undefined && whole >= 0n && whole <= maxUint ? whole : undefined,
  };
}

function complexNode(pos: number, text: string, real: number, imaginary: number): NumberNode {
  const simple =
    imaginary === 0
      ? { float: real, ...integersOf(real) }
      : { float: undefined, int: undefined, uint: undefined };
  return { kind: "number", pos, text, ...simple, ideal: new GoComplex(real, imaginary) };
}

function readCharacter(pos: number, text: string): NumberNode {
  let rune: string;
  try {
    rune = unquoteText(text);
  } catch {
    throw new GoError("invalid syntax");
  }
  if (text.length === 2) throw new GoError("invalid syntax");
  if (Array.from(rune).length !== 1) throw new GoError(`malformed character constant: ${text}`);
  const code = rune.codePointAt(0)!;
  const value = BigInt(code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code);
  return { kind: "number", pos, text, int: value, uint: value, float: Number(value), ideal: goInt(value) };
}
