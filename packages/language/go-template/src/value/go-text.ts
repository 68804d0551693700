import { GoError } from "./go-error.ts";

// Go strings hold bytes. A byte that is no part of valid UTF-8 is kept as the lone surrogate U+DC00 + byte, so
// that cut runes and binary data pass through templates unharmed; input never holds lone surrogates of its own.
const loneSurrogate = /[\uD800-\uDFFF]/u;
const nonAscii = /[^\x00-\x7F]/;
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The bytes of a Go string. */
export function bytesOf(text: string): Uint8Array {
  if (!loneSurrogate.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const rune of text) {
    const code = rune.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else for (const byte of encoder.encode(rune)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** The Go string of these bytes, valid UTF-8 or not. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeLoosely(bytes);
  }
}

function decodeLoosely(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size === 0) {
      text += String.fromCharCode(0xdc00 + bytes[at]!);
      at++;
    } else {
      text += strictDecoder.decode(bytes.subarray(at, at + size));
      at += size;
    }
  }
  return text;
}

/** Length of the valid UTF-8 sequence at `at`, 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (size === 0 || at + size > bytes.length) return 0;
  for (let i = 1; i < size; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  const isBad =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f);
  return isBad ? 0 : size;
}

/** Length in bytes, as Go's `len`. */
export function byteLength(text: string): number {
  if (!nonAscii.test(text)) return text.length;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length++;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
      length += 4;
      i++;
    } else length += code >= 0xdc80 && code <= 0xdcff ? 1 : 3;
  }
  return length;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** `text[start:end]` by bytes; a rune may be cut. */
export function byteSlice(text: string, start: number, end?: number): string {
  if (!nonAscii.test(text)) return text.slice(start, end);
  return textOf(bytesOf(text).subarray(start, end));
}

/** The runes of a string; each byte of invalid UTF-8 is one rune. */
export function runesOf(text: string): string[] {
  return Array.from(text);
}

/** Byte order, as Go compares and sorts strings. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return orderOf(left) - orderOf(right);
  }
  return a.length - b.length;
}

// Surrogates stand for code points above U+FFFF, which sort after U+E000..U+FFFF.
function orderOf(unit: number): number {
  return unit >= 0xe000 ? unit - 0x2000 : unit >= 0xd800 ? unit + 0x800 : unit;
}

/** Go's `unicode.IsPrint` for one rune. */
export function isPrintable(rune: string): boolean {
  const code = rune.charCodeAt(0);
  if (rune.length === 1 && code < 0x7f) return code >= 0x20;
  return printable.test(rune);
}

const plainQuotable = /^[ !#-[\]-~]*$/;
const letters: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Go's `strconv.Quote`: `quote` is the delimiter, `isAscii` escapes every rune above U+007F. */
export function quoteText(text: string, quote = '"', isAscii = false): string {
  if (quote === '"' && plainQuotable.test(text)) return `"${text}"`;
  let quoted = quote;
  for (const rune of text) {
    const code = rune.codePointAt(0)!;
    if (rune === quote || rune === "\\") quoted += `\\${rune}`;
    else if (code >= 0xdc80 && code <= 0xdcff) quoted += `\\x${hex(code - 0xdc00, 2)}`;
    else if (code < 0x7f && code >= 0x20) quoted += rune;
    else if (letters[rune] !== undefined) quoted += letters[rune];
    else if (code > 0x7f && !isAscii && isPrintable(rune)) quoted += rune;
    else if (code < 0x80) quoted += `\\x${hex(code, 2)}`;
    else quoted += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  }
  return quoted + quote;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}

const escaped: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** Go's `strconv.Unquote` for a double-quoted, back-quoted or single-quoted literal. Throws GoError. */
export function unquoteText(literal: string): string {
  const quote = literal[0] ?? "";
  if (literal.length < 2 || literal.at(-1) !== quote) throw new GoError("invalid syntax");
  const body = literal.slice(1, -1);
  if (quote === "`") return body.replaceAll("\r", "");
  if (!body.includes("\\")) return body;
  const runes: string[] = [];
  const bytes: number[] = [];
  let at = 0;
  const flush = () => {
    if (bytes.length > 0) runes.push(textOf(Uint8Array.from(bytes.splice(0))));
  };
  while (at < body.length) {
    if (body[at] !== "\\") {
      flush();
      runes.push(body[at]!);
      at++;
      continue;
    }
    const mark = body[at + 1] ?? "";
    const digits = mark === "x" ? 2 : mark === "u" ? 4 : mark === "U" ? 8 : 0;
    if (digits > 0) {
      const text = body.slice(at + 2, at + 2 + digits);
      const code = Number.parseInt(text, 16);
      if (text.length !== digits || !/^[0-9a-fA-F]+$/.test(text)) throw new GoError("invalid syntax");
      if (mark === "x") bytes.push(code);
      else {
        if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new GoError("invalid syntax");
        flush();
        runes.push(String.fromCodePoint(code));
      }
      at += 2 + digits;
    } else if (/[0-7]/.test(mark)) {
      const text = body.slice(at + 1, at + 4);
      if (!/^[0-7]{3}$/.test(text) || Number.parseInt(text, 8) > 255) throw new GoError("invalid syntax");
      bytes.push(Number.parseInt(text, 8));
      at += 4;
    } else {
      const rune = mark === quote ? quote : escaped[mark];
      if (rune === undefined) throw new GoError("invalid syntax");
      flush();
      runes.push(rune);
      at += 2;
    }
  }
  flush();
  return runes.join("");
}
