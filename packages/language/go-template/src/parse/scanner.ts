import { quoteText } from "../value/index.ts";

export type TokenKind =
  | "error"
  | "eof"
  | "text"
  | "leftDelim"
  | "rightDelim"
  | "assign"
  | "declare"
  | "pipe"
  | "leftParen"
  | "rightParen"
  | "char"
  | "bool"
  | "charConstant"
  | "complex"
  | "number"
  | "string"
  | "rawString"
  | "field"
  | "variable"
  | "identifier"
  | "dot"
  | "nil"
  | "keyword";

/** A token; `text` is its source, or the message of an "error". Blanks are no tokens but mark what follows them. */
export interface Token {
  readonly kind: TokenKind;
  readonly pos: number;
  readonly text: string;
  readonly isSpaced: boolean;
}

const keywords = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

const word = /[\p{L}\p{Nd}_]*/uy;
const asciiWord = /[A-Za-z0-9_]*/y;
const wordRune = /[\p{L}\p{Nd}_]/u;
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
const quoted = /"(?:[^"\\\n]|\\[^\n])*"/uy;
const charConstant = /'(?:[^'\\\n]|\\[^\n])*'/uy;
const terminators = new Set([" ", "\t", "\r", "\n", "", ".", ",", "|", ":", ")", "("]);

/** Cuts a template into tokens, one at a time; after an "error" there are none. */
export class Scanner {
  readonly #text: string;
  #pos = 0;
  #isInAction = false;
  #isSpaced = false;
  #parens = 0;
  #isDone = false;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    if (this.#isDone) return { kind: "eof", pos: this.#pos, text: "EOF", isSpaced: false };
    return this.#isInAction ? this.#scanAction() : this.#scanText();
  }

  #token(kind: TokenKind, end: number): Token {
    const pos = this.#pos;
    this.#pos = end;
    return { kind, pos, text: this.#text.slice(pos, end), isSpaced: this.#isSpaced };
  }

  #fail(message: string, pos = this.#pos): Token {
    this.#isDone = true;
    return { kind: "error", pos, text: message, isSpaced: this.#isSpaced };
  }

  #scanText(): Token {
    const text = this.#text;
    this.#isSpaced = false;
    for (;;) {
      const open = text.indexOf("{{", this.#pos);
      if (open < 0) {
        if (this.#pos < text.length) return this.#token("text", text.length);
        this.#isDone = true;
        return { kind: "eof", pos: this.#pos, text: "EOF", isSpaced: false };
      }
      const isTrimmed = text[open + 2] === "-" && isBlank(text[open + 3]);
      if (open > this.#pos) {
        let end = open;
        if (isTrimmed) while (end > this.#pos && isBlank(text[end - 1])) end--;
        if (end > this.#pos) {
          const token = this.#token("text", end);
          this.#pos = open;
          return token;
        }
        this.#pos = open;
      }
      const body = open + (isTrimmed ? 4 : 2);
      if (!text.startsWith("/*", body)) {
        const token = this.#token("leftDelim", open + 2);
        this.#pos = body;
        this.#isInAction = true;
        this.#parens = 0;
        return token;
      }
      this.#pos = body;
      const close = text.indexOf("*/", body + 2);
      if (close < 0) return this.#fail("unclosed comment");
      const after = close + 2;
      const delim = this.#rightDelimAt(after);
      if (delim === 0) return this.#fail("comment ends before closing delimiter");
      this.#pos = delim === 2 ? after + 2 : this.#skipBlanks(after + 4);
    }
  }

  /** Length of the right delimiter at `at`: 2, 4 with a trim marker, 0 for none. */
  #rightDelimAt(at: number): number {
    const text = this.#text;
    if (text[at] === "}") return text[at + 1] === "}" ? 2 : 0;
    return text[at + 1] === "-" && isBlank(text[at]) && text.startsWith("}}", at + 2) ? 4 : 0;
  }

  #skipBlanks(from: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== 32 && code !== 10 && code !== 9 && code !== 13) return at;
      at++;
    }
  }

  #endAction(delim: number): Token {
    if (delim === 4) this.#pos += 2;
    const token = this.#token("rightDelim", this.#pos + 2);
    if (delim === 4) this.#pos = this.#skipBlanks(this.#pos);
    this.#isInAction = false;
    return token;
  }

  #scanAction(): Token {
    const text = this.#text;
    const before = this.#pos;
    let start = this.#skipBlanks(before);
    this.#isSpaced = start > before;
    // The last blank may belong to a trim marker.
    if (start > before && text.charCodeAt(start) === 45 && this.#rightDelimAt(start - 1) === 4) start--;
    this.#pos = start;
    const code = text.charCodeAt(start);
    const delim = code === 125 || start < this.#skipBlanks(start) ? this.#rightDelimAt(start) : 0;
    if (delim > 0) return this.#parens === 0 ? this.#endAction(delim) : this.#fail("unclosed left paren");
    switch (code) {
      case 61: // =
        return this.#token("assign", start + 1);
      case 58: // :
        return text.charCodeAt(start + 1) === 61
          ? this.#token("declare", start + 2)
          : this.#fail("expected :=");
      case 124: // |
        return this.#token("pipe", start + 1);
      case 34: // "
        return this.#scanDelimited(quoted, "string", "unterminated quoted string");
      case 39: // '
        return this.#scanDelimited(charConstant, "charConstant", "unterminated character constant");
      case 96: {
        const end = text.indexOf("`", start + 1);
        return end < 0 ? this.#fail("unterminated raw quoted string") : this.#token("rawString", end + 1);
      }
      case 36: // $
        return this.#scanName(start + 1, "variable");
      case 40: // (
        this.#parens++;
        return this.#token("leftParen", start + 1);
      case 41: // )
        this.#parens--;
        return this.#parens < 0 ? this.#fail("unexpected right paren") : this.#token("rightParen", start + 1);
      case 43: // +
      case 45: // -
        return this.#scanNumber();
      case 46: // .
        return isDigit(text[start + 1]) || start + 1 >= text.length
          ? this.#scanNumber()
          : this.#scanName(start + 1, "field");
      default:
    }
    if (code >= 48 && code <= 57) return this.#scanNumber();
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return this.#scanWord();
    if (start >= text.length) return this.#fail("unclosed action");
    const first = String.fromCodePoint(text.codePointAt(start)!);
    if (wordRune.test(first)) return this.#scanWord();
    if (code > 32 && code < 127) return this.#token("char", start + 1);
    return this.#fail(`unrecognized character in action: ${describeRune(first)}`);
  }

  #scanDelimited(pattern: RegExp, kind: TokenKind, message: string): Token {
    pattern.lastIndex = this.#pos;
    return pattern.test(this.#text) ? this.#token(kind, pattern.lastIndex) : this.#fail(message);
  }

  #wordEnd(from: number): number {
    asciiWord.lastIndex = from;
    asciiWord.test(this.#text);
    const end = asciiWord.lastIndex;
    if (!(this.#text.charCodeAt(end) > 127)) return end;
    word.lastIndex = end;
    word.test(this.#text);
    return word.lastIndex;
  }

  #isTerminated(end: number): boolean {
    return terminators.has(this.#text[end] ?? "") || this.#text.startsWith("}}", end);
  }

  #badCharacter(end: number): Token {
    const code = this.#text.codePointAt(end);
    return this.#fail(
      `bad character ${code === undefined ? "U+FFFFFFFFFFFFFFFF" : describeRune(String.fromCodePoint(code))}`,
    );
  }

  #scanName(from: number, kind: "variable" | "field"): Token {
    if (this.#isTerminated(from)) return this.#token(kind === "variable" ? "variable" : "dot", from);
    const end = this.#wordEnd(from);
    return this.#isTerminated(end) ? this.#token(kind, end) : this.#badCharacter(end);
  }

  #scanWord(): Token {
    const end = this.#wordEnd(this.#pos);
    if (!this.#isTerminated(end)) return this.#badCharacter(end);
    const text = this.#text.slice(this.#pos, end);
    if (keywords.has(text)) return this.#token("keyword", end);
    if (text === "true" || text === "false") return this.#token("bool", end);
    return this.#token(text === "nil" ? "nil" : "identifier", end);
  }

  #scanNumber(): Token {
    const text = this.#text;
    const read = (from: number): number => {
      number.lastIndex = from;
      number.exec(text);
      return number.lastIndex;
    };
    let end = read(this.#pos);
    const after = (at: number) => (at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : "");
    const bad = (at: number) =>
      this.#fail(`bad number syntax: ${quoteText(text.slice(this.#pos, at + after(at).length))}`);
    if (isWordAt(text, end)) return bad(end);
    if (text[end] !== "+" && text[end] !== "-") return this.#token("number", end);
    end = read(end);
    if (isWordAt(text, end)) return bad(end);
    if (text[end - 1] !== "i")
      return this.#fail(`bad number syntax: ${quoteText(text.slice(this.#pos, end))}`);
    return this.#token("complex", end);
  }
}

/** Whether a letter, digit or underscore stands at `at`. */
function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128)
    return (
      (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
    );
  return code >= 128 && wordRune.test(String.fromCodePoint(text.codePointAt(at)!));
}

function isBlank(unit: string | undefined): boolean {
  return unit === " " || unit === "\t" || unit === "\r" || unit === "\n";
}

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "0" && unit <= "9";
}

/** Go's `%#U`. */
function describeRune(rune: string): string {
  const code = `U+${rune.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  return /[\p{C}\p{Z}]/u.test(rune) && rune !== " " ? code : `${code} '${rune}'`;
}
