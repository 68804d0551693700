import { compareText, GoError, type GoValue, quoteText } from "@sluice/go-template";
import { plainValue, validText } from "./plain.ts";

/** How JSON is written. */
export interface JsonTextOptions {
  /** Writes `<`, `>` and `&` as escapes; Go's default. */
  escapesHtml?: boolean;
  /** Spaces by which nested values are indented; none means one line. */
  indent?: number;
}

/** A template value as Go's `encoding/json` writes it. Throws GoError for what JSON cannot hold. */
export function writeJson(value: GoValue, { escapesHtml = true, indent = 0 }: JsonTextOptions = {}): string {
  return write(plainValue(value), escapesHtml, indent, "\n");
}

function write(value: unknown, escapesHtml: boolean, indent: number, lineStart: string): string {
  switch (typeof value) {
    case "string":
      return writeText(value, escapesHtml);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "boolean":
    case "bigint":
      return String(value);
    default:
  }
  if (value === null || value === undefined) return "null";
  const inner = indent > 0 ? lineStart + " ".repeat(indent) : "";
  const outer = indent > 0 ? lineStart : "";
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${value.map((item) => inner + write(item, escapesHtml, indent, inner)).join(",")}${outer}]`;
  }
  const map = value as Record<string, unknown>;
  const keys = Object.keys(map).sort(compareText);
  if (keys.length === 0) return "{}";
  const mark = indent > 0 ? ": " : ":";
  const entries = keys.map(
    (key) => inner + writeText(key, escapesHtml) + mark + write(map[key], escapesHtml, indent, inner),
  );
  return `{${entries.join(",")}${outer}}`;
}

function writeText(text: string, escapesHtml: boolean): string {
  const json = JSON.stringify(text);
  if (!/[<>&\u2028\u2029\x7f]/.test(json)) return json;
  return json.replace(/[<>&\u2028\u2029]/g, (unit) => {
    const isHtml = unit === "<" || unit === ">" || unit === "&";
    return isHtml && !escapesHtml ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** What a JSON text must hold, for the error text. */
type Wanted = "any" | "map[string]interface {}" | "[]interface {}";

/**
 * Reads JSON as Go does into an interface, a map or a list: every number is a float64. Throws GoError with Go's
 * text.
 */
export function readJson(text: string, wanted: Wanted = "any"): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, item) => (typeof item === "string" ? validText(item) : item));
  } catch {
    throw new GoError(describeJsonError(text));
  }
  checkNumbers(value, text);
  if (wanted === "any") return value;
  if (value === null) return null;
  const isList = Array.isArray(value);
  const isMap = typeof value === "object" && !isList;
  if (wanted === "[]interface {}" ? isList : isMap) return value;
  const kind = isList ? "array" : isMap ? "object" : typeof value === "boolean" ? "bool" : typeof value;
  throw new GoError(`json: cannot unmarshal ${kind} into Go value of type ${wanted}`);
}

/** Numbers beyond float64 read as infinity here and are an error in Go. */
function checkNumbers(value: unknown, text: string): void {
  if (!/[eE]|[0-9]{300}/.test(text)) return;
  const seek = (item: unknown): void => {
    if (item === Number.POSITIVE_INFINITY || item === Number.NEGATIVE_INFINITY) {
      const literal = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
      const found = (text.match(literal) ?? []).find((number) => !Number.isFinite(Number(number))) ?? "";
      throw new GoError(`json: cannot unmarshal number ${found} into Go value of type float64`);
    }
    if (typeof item === "object" && item !== null) for (const part of Object.values(item)) seek(part);
  };
  seek(value);
}

/** The error of Go's scanner for a text that is no JSON. */
function describeJsonError(text: string): string {
  return new JsonScanner(text).describe();
}

class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  describe(): string {
    const problem = this.#value() ?? this.#rest();
    return problem ?? "unexpected end of JSON input";
  }

  #skip(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #bad(where: string): string {
    const unit = this.#text[this.#at];
    if (unit === undefined) return "unexpected end of JSON input";
    return `invalid character ${this.#shown()} ${where}`;
  }

  #shown(): string {
    const text = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    if (text === "'") return "'\\''";
    if (text === '"') return "'\"'";
    // Go names the first byte of a rune.
    const code = text.codePointAt(0)!;
    if (code > 0x7f) return quoteText(String.fromCharCode(new TextEncoder().encode(text)[0]!), "'");
    return `'${quoteText(text).slice(1, -1)}'`;
  }

  #rest(): string | undefined {
    this.#skip();
    return this.#at < this.#text.length ? this.#bad("after top-level value") : undefined;
  }

  /** Reads a value; returns the error, if any. */
  #value(depth = 0): string | undefined {
    this.#skip();
    if (depth > 10_000) return "exceeded max depth";
    const unit = this.#text[this.#at];
    if (unit === "{") return this.#object(depth);
    if (unit === "[") return this.#list(depth);
    if (unit === '"') return this.#string();
    if (unit === "-" || (unit !== undefined && unit >= "0" && unit <= "9")) return this.#number();
    for (const word of ["true", "false", "null"]) if (unit === word[0]) return this.#word(word);
    return this.#bad("looking for beginning of value");
  }

  #word(word: string): string | undefined {
    for (let i = 0; i < word.length; i++) {
      if (this.#text[this.#at] !== word[i])
        return this.#bad(`in literal ${word} (expecting ${`'${word[i]}'`})`);
      this.#at++;
    }
    return undefined;
  }

  #object(depth: number): string | undefined {
    this.#at++;
    this.#skip();
    if (this.#text[this.#at] === "}") {
      this.#at++;
      return undefined;
    }
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '"') return this.#bad("looking for beginning of object key string");
      const problem = this.#string();
      if (problem !== undefined) return problem;
      this.#skip();
      if (this.#text[this.#at] !== ":") return this.#bad("after object key");
      this.#at++;
      const inner = this.#value(depth + 1);
      if (inner !== undefined) return inner;
      this.#skip();
      const end = this.#text[this.#at];
      if (end !== "," && end !== "}") return this.#bad("after object key:value pair");
      this.#at++;
      if (end === "}") return undefined;
    }
  }

  #list(depth: number): string | undefined {
    this.#at++;
    this.#skip();
    if (this.#text[this.#at] === "]") {
      this.#at++;
      return undefined;
    }
    for (;;) {
      const problem = this.#value(depth + 1);
      if (problem !== undefined) return problem;
      this.#skip();
      const end = this.#text[this.#at];
      if (end !== "," && end !== "]") return this.#bad("after array element");
      this.#at++;
      if (end === "]") return undefined;
    }
  }

  #string(): string | undefined {
    this.#at++;
    for (;;) {
      const unit = this.#text[this.#at];
      if (unit === undefined) return "unexpected end of JSON input";
      if (unit < " ") return this.#bad("in string literal");
      this.#at++;
      if (unit === '"') return undefined;
      if (unit !== "\\") continue;
      const mark = this.#text[this.#at];
      if (mark === undefined) return "unexpected end of JSON input";
      if (mark === "u") {
        for (let i = 0; i < 4; i++) {
          this.#at++;
          if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? ""))
            return this.#bad("in \\u hexadecimal character escape");
        }
      } else if (!'bfnrt\\/"'.includes(mark)) return this.#bad("in string escape code");
      this.#at++;
    }
  }

  #digits(): boolean {
    const start = this.#at;
    while (/[0-9]/.test(this.#text[this.#at] ?? "")) this.#at++;
    return this.#at > start;
  }

  #number(): string | undefined {
    if (this.#text[this.#at] === "-") this.#at++;
    if (this.#text[this.#at] === "0") this.#at++;
    else if (!this.#digits()) return this.#bad("in numeric literal");
    if (this.#text[this.#at] === ".") {
      this.#at++;
      if (!this.#digits()) return this.#bad("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text[this.#at] ?? "")) {
      this.#at++;
      if (/[+-]/.test(this.#text[this.#at] ?? "")) this.#at++;
      if (!this.#digits()) return this.#bad("in exponent of numeric literal");
    }
    return undefined;
  }
}
