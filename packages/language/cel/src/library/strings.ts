import { failed } from "../evaluation-error.ts";
import type { FunctionDefinitions } from "../function-table.ts";
import { CelList, type CelValue, elementsOf } from "../value.ts";
import { formatText } from "./format-text.ts";

type AnyList = Parameters<typeof elementsOf>[0];

const maxLength = 10_000_000;

function codePoints(text: string): string[] {
  return [...text];
}

function indexIn(text: string[], part: string[], from: number): bigint {
  for (let index = from; index + part.length <= text.length; index++) {
    if (part.every((character, offset) => text[index + offset] === character)) return BigInt(index);
  }
  return -1n;
}

function lastIndexIn(text: string[], part: string[], from: number): bigint {
  for (let index = Math.min(from, text.length - part.length); index >= 0; index--) {
    if (part.every((character, offset) => text[index + offset] === character)) return BigInt(index);
  }
  return -1n;
}

function checkedIndex(index: bigint, length: number): number {
  if (index < 0n || index > BigInt(length)) throw failed(`index out of range: ${index}`);
  return Number(index);
}

function substring(text: string, start: bigint, end: bigint | undefined): string {
  const characters = codePoints(text);
  const last = end === undefined ? BigInt(characters.length) : end;
  if (start < 0n || start > BigInt(characters.length)) throw failed(`index out of range: ${start}`);
  if (last < 0n || last > BigInt(characters.length)) throw failed(`index out of range: ${last}`);
  if (last < start) throw failed(`invalid substring range. start: ${start}, end: ${last}`);
  return characters.slice(Number(start), Number(last)).join("");
}

function replace(text: string, from: string, to: string, limit: bigint): string {
  if (limit === 0n) return text;
  const parts = from === "" ? codePoints(text) : text.split(from);
  let result: string;
  if (from === "") {
    const count = limit < 0n ? parts.length + 1 : Math.min(Number(limit), parts.length + 1);
    result =
      parts.map((part, index) => (index < count ? to + part : part)).join("") +
      (count > parts.length ? to : "");
  } else if (limit < 0n) result = parts.join(to);
  else {
    const count = Math.min(Number(limit), parts.length - 1);
    result =
      parts.slice(0, count + 1).join(to) +
      parts
        .slice(count + 1)
        .map((part) => from + part)
        .join("");
  }
  if (result.length > maxLength) throw failed("the replaced text is too long");
  return result;
}

function split(text: string, separator: string, limit: bigint): CelList {
  if (limit === 0n) return new CelList([]);
  const parts = separator === "" ? codePoints(text) : text.split(separator);
  if (limit > 0n && BigInt(parts.length) > limit) {
    const head = parts.slice(0, Number(limit) - 1);
    return new CelList([...head, parts.slice(Number(limit) - 1).join(separator)]);
  }
  return new CelList(parts);
}

function join(list: AnyList, separator: string): string {
  return elementsOf(list)
    .map((item) => {
      if (typeof item !== "string")
        throw failed("no such overload: join of a list that holds more than strings");
      return item;
    })
    .join(separator);
}

const goSpace =
  /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/gu;

function quote(text: string): string {
  const escapes: Record<string, string> = {
    "\u0007": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
  };
  return `"${text.replaceAll(/[\u0007\b\f\n\r\t\v\\"]/g, (character) => escapes[character]!)}"`;
}

/** The extension `strings` of cel-go. */
export const stringsLibrary: FunctionDefinitions = {
  "string#charAt(int): string": (text: string, index: bigint) => {
    const characters = codePoints(text);
    return characters[checkedIndex(index, characters.length)] ?? "";
  },
  "string#indexOf(string): int": (text: string, part: string) =>
    indexIn(codePoints(text), codePoints(part), 0),
  "string#indexOf(string, int): int": (text: string, part: string, from: bigint) => {
    const characters = codePoints(text);
    return indexIn(characters, codePoints(part), checkedIndex(from, characters.length));
  },
  "string#lastIndexOf(string): int": (text: string, part: string) => {
    const characters = codePoints(text);
    return lastIndexIn(characters, codePoints(part), characters.length);
  },
  "string#lastIndexOf(string, int): int": (text: string, part: string, from: bigint) => {
    const characters = codePoints(text);
    return lastIndexIn(characters, codePoints(part), checkedIndex(from, characters.length));
  },
  "string#lowerAscii(): string": (text: string) =>
    text.replaceAll(/[A-Z]/g, (character) => character.toLowerCase()),
  "string#upperAscii(): string": (text: string) =>
    text.replaceAll(/[a-z]/g, (character) => character.toUpperCase()),
  "string#replace(string, string): string": (text: string, from: string, to: string) =>
    replace(text, from, to, -1n),
  "string#replace(string, string, int): string": replace,
  "string#split(string): list(string)": (text: string, separator: string) => split(text, separator, -1n),
  "string#split(string, int): list(string)": split,
  "string#substring(int): string": (text: string, start: bigint) => substring(text, start, undefined),
  "string#substring(int, int): string": substring,
  "string#trim(): string": (text: string) => text.replaceAll(goSpace, ""),
  "string#reverse(): string": (text: string) => codePoints(text).reverse().join(""),
  "list(string)#join(): string": (list: AnyList) => join(list, ""),
  "list(string)#join(string): string": join,
  "strings.quote(string): string": quote,
  "string#format(list(dyn)): string": (text: string, args: AnyList) =>
    formatText(text, elementsOf(args) as CelValue[]),
};
