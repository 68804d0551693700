// biome-ignore-all lint/suspicious/noAssignInExpressions: trying one pattern after the other reads best so.
import { syntaxError } from "./syntax-error.ts";

/** A token; `text` of an operator is the operator itself. */
export type Token = { at: number; end: number } & (
  | { kind: "operator"; text: string }
  | { kind: "identifier"; text: string; isQuoted: boolean }
  | { kind: "string"; text: string }
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "int"; value: bigint }
  | { kind: "uint"; value: bigint }
  | { kind: "double"; value: number }
  | { kind: "end" }
);

const blank = /(?:[ \t\n\r\f]+|\/\/[^\n]*)*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const quotedWord = /`([A-Za-z0-9_.\-/ ]+)`/y;
const number =
  /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|\d+[uU]?/y;
const stringStart = /([bB]?[rR]?|[rR][bB])("""|'''|"|')/y;
const operator = /\|\||&&|==|!=|<=|>=|[-+*/%<>!?:.,()[\]{}=]/y;

/** Splits an expression into tokens. Throws CEL_INVALID. */
export function scanTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  for (;;) {
    at += take(blank)![0].length;
    if (at >= source.length) break;
    const start = at;
    let match = take(stringStart);
    if (match !== null) {
      const flags = match[1]!.toLowerCase();
      const scanned = scanString(
        source,
        at + match[0].length,
        match[2]!,
        flags.includes("r"),
        flags.includes("b"),
      );
      at = scanned.end;
      tokens.push(
        flags.includes("b")
          ? { kind: "bytes", bytes: toBytes(scanned.units), at: start, end: at }
          : { kind: "string", text: toText(scanned.units, source, start), at: start, end: at },
      );
    } else if ((match = take(number)) !== null) {
      at += match[0].length;
      tokens.push({ ...numberToken(match[0], source, start), at: start, end: at });
    } else if ((match = take(word)) !== null) {
      at += match[0].length;
      tokens.push({ kind: "identifier", text: match[0], isQuoted: false, at: start, end: at });
    } else if ((match = take(quotedWord)) !== null) {
      at += match[0].length;
      tokens.push({ kind: "identifier", text: match[1]!, isQuoted: true, at: start, end: at });
    } else if ((match = take(operator)) !== null) {
      at += match[0].length;
      tokens.push({ kind: "operator", text: match[0], at: start, end: at });
    } else {
      throw syntaxError(
        source,
        start,
        `Syntax error: token recognition error at: '${source.slice(start, start + 1)}'`,
      );
    }
  }
  tokens.push({ kind: "end", at: source.length, end: source.length });
  return tokens;
}

type NumberToken =
  | { kind: "int"; value: bigint }
  | { kind: "uint"; value: bigint }
  | { kind: "double"; value: number };

function numberToken(text: string, source: string, at: number): NumberToken {
  if (/^0[xX]/.test(text) || /^\d+[uU]?$/.test(text)) {
    const isUnsigned = /[uU]$/.test(text);
    const value = BigInt(isUnsigned ? text.slice(0, -1) : text);
    if (isUnsigned) {
      if (value >= 2n ** 64n) throw syntaxError(source, at, "invalid uint literal");
      return { kind: "uint", value };
    }
    // 2^63 is only valid behind a minus; the parser sees to that.
    if (value > 2n ** 63n) throw syntaxError(source, at, "invalid int literal");
    return { kind: "int", value };
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw syntaxError(source, at, "invalid double literal");
  return { kind: "double", value };
}

/** Code points of a text, or single bytes (below -1 shifted) of octal and hex escapes in bytes. */
interface Unit {
  value: number;
  isByte: boolean;
}

function scanString(
  source: string,
  start: number,
  quote: string,
  isRaw: boolean,
  isBytes: boolean,
): { units: Unit[]; end: number } {
  const units: Unit[] = [];
  let at = start;
  while (!source.startsWith(quote, at)) {
    const code = source.codePointAt(at);
    if (code === undefined || (quote.length === 1 && (code === 0x0a || code === 0x0d))) {
      throw syntaxError(source, start - 1, "Syntax error: unterminated string literal");
    }
    if (code === 0x5c && !isRaw) {
      const escaped = readEscape(source, at, isBytes);
      units.push(escaped.unit);
      at = escaped.end;
    } else {
      units.push({ value: code, isByte: false });
      at += code > 0xffff ? 2 : 1;
    }
  }
  return { units, end: at + quote.length };
}

const simpleEscapes: Record<string, number> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
  "?": 63,
  '"': 34,
  "'": 39,
  "`": 96,
};
const numericEscape = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/y;

function readEscape(source: string, at: number, isBytes: boolean): { unit: Unit; end: number } {
  const simple = simpleEscapes[source[at + 1] ?? ""];
  if (simple !== undefined) return { unit: { value: simple, isByte: false }, end: at + 2 };
  numericEscape.lastIndex = at;
  const match = numericEscape.exec(source);
  if (match === null) throw syntaxError(source, at, "Syntax error: invalid escape sequence");
  const [all, hex, short, long, octal] = match;
  const isByte = hex !== undefined || octal !== undefined;
  const value =
    octal === undefined ? Number.parseInt((hex ?? short ?? long)!, 16) : Number.parseInt(octal, 8);
  if ((isBytes && !isByte) || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    throw syntaxError(source, at, "Syntax error: invalid escape sequence");
  }
  return { unit: { value, isByte: isBytes && isByte }, end: at + all.length };
}

function toBytes(units: Unit[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts = units.flatMap(({ value, isByte }) =>
    isByte ? [value] : [...encoder.encode(String.fromCodePoint(value))],
  );
  return Uint8Array.from(parts);
}

function toText(units: Unit[], source: string, at: number): string {
  try {
    let text = "";
    for (const { value } of units) text += String.fromCodePoint(value);
    return text;
  } catch (cause) {
    throw syntaxError(source, at, `invalid string literal: ${String(cause)}`);
  }
}
