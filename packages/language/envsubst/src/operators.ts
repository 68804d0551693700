import { matchStart } from "./glob.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ascii = /^[\x00-\x7f]*$/;

/** Applies the operator of an expression to a value, KC-109. Unknown operators leave the value, or take the default. */
export function applyOperator(operator: string, value: string, args: readonly string[]): string {
  const [first = "", second] = args;
  switch (operator) {
    case "length":
      return String(ascii.test(value) ? value.length : encoder.encode(value).length);
    case ",":
      return mapFirst(value, lower);
    case ",,":
      return mapAll(value, lower);
    case "^":
      return mapFirst(value, upper);
    case "^^":
      return mapAll(value, upper);
    case "#":
    case "##":
      return trimStart(value, first, operator === "##");
    case "%":
    case "%%":
      return reverse(trimStart(reverse(value), reverse(first), operator === "%%"));
    case ":":
      return substring(value, first, second);
    case "/":
      return value.includes(first) ? replaceOnce(value, first, second ?? "") : value;
    case "//":
      return first === "" ? between(value, second ?? "") : value.split(first).join(second ?? "");
    case "/#":
      return second !== undefined && value.startsWith(first) ? second + value.slice(first.length) : value;
    case "/%":
      return second !== undefined && value.endsWith(first)
        ? value.slice(0, value.length - first.length) + second
        : value;
    default:
      return value === "" && args.length > 0 ? args.join("") : value;
  }
}

function replaceOnce(value: string, search: string, replacement: string): string {
  const at = value.indexOf(search);
  return value.slice(0, at) + replacement + value.slice(at + search.length);
}

/** Go replaces the empty text before every character and at the end. */
function between(value: string, replacement: string): string {
  return replacement + [...value].map((char) => char + replacement).join("");
}

function trimStart(value: string, glob: string, longest: boolean): string {
  const chars = [...value];
  const match = matchStart(glob, chars);
  if (match === undefined) return value;
  return chars.slice(longest ? match.longest : match.shortest).join("");
}

function reverse(value: string): string {
  return [...value].reverse().join("");
}

/** Offsets and lengths count bytes; a number that cannot be read leaves the value as it is. */
function substring(value: string, offsetText: string, lengthText: string | undefined): string {
  const offset = readInteger(offsetText);
  if (offset === undefined) return value;
  const length = lengthText === undefined ? undefined : readInteger(lengthText);
  if (lengthText !== undefined && length === undefined) return value;
  const bytes = ascii.test(value) ? undefined : encoder.encode(value);
  const size = bytes?.length ?? value.length;
  const start = offset < 0 ? Math.max(0, size + offset) : offset;
  const end = length === undefined ? size : length < 0 ? size + length : Math.min(size, start + length);
  if (start >= size || end < start) return "";
  return bytes === undefined ? value.slice(start, end) : decoder.decode(bytes.subarray(start, end));
}

function readInteger(text: string): number | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

function mapFirst(value: string, map: (char: string) => string): string {
  const first = value === "" ? "" : String.fromCodePoint(value.codePointAt(0) as number);
  return map(first) + value.slice(first.length);
}

function mapAll(value: string, map: (char: string) => string): string {
  return Array.from(value, map).join("");
}

/** Go maps character by character; what has no single counterpart stays. */
function upper(char: string): string {
  const mapped = char.toUpperCase();
  return [...mapped].length === 1 ? mapped : char;
}

function lower(char: string): string {
  return [...char.toLowerCase()][0] ?? char;
}
