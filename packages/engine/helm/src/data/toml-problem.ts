import { quoteText } from "@sluice/go-template";

/**
 * What Go's TOML library says about a text that is no TOML: the line, the key in whose value it stops, and the
 * cause. Undefined where this reader finds nothing to complain about.
 */
export function describeTomlProblem(text: string): string | undefined {
  const reader = new TomlReader(text);
  try {
    reader.document();
    return undefined;
  } catch (problem) {
    if (!(problem instanceof TomlProblem)) throw problem;
    const key = problem.key === "" ? "" : ` (last key ${quoteText(problem.key)})`;
    return `line ${problem.line}${key}: ${problem.message}`;
  }
}

class TomlProblem extends Error {
  readonly line: number;
  readonly key: string;

  constructor(message: string, line: number, key: string) {
    super(message);
    this.line = line;
    this.key = key;
  }
}

const end = "";
const deepest = 200;

class TomlReader {
  readonly #runes: readonly string[];
  #at = 0;
  #table: string[] = [];
  #key: string[] = [];

  constructor(text: string) {
    this.#runes = Array.from(text);
  }

  document(): void {
    for (;;) {
      this.#skipBlank();
      const rune = this.#peek();
      if (rune === end) return;
      if (rune === "[") this.#header();
      else this.#pair(0);
      this.#skipSpaces();
      const after = this.#peek();
      if (after !== end && after !== "\n" && after !== "\r" && after !== "#") {
        this.#at++;
        this.#fail(
          `expected a top-level item to end with a newline, comment, or EOF, but got ${shown(after)} instead`,
        );
      }
    }
  }

  #peek(): string {
    return this.#runes[this.#at] ?? end;
  }

  #fail(message: string, isLineBefore = false): never {
    let line = 1;
    const stop = Math.min(this.#at, this.#runes.length);
    for (let i = 0; i < stop; i++) if (this.#runes[i] === "\n") line++;
    throw new TomlProblem(message, isLineBefore ? line - 1 : line, [...this.#table, ...this.#key].join("."));
  }

  #skipSpaces(): void {
    while (this.#peek() === " " || this.#peek() === "\t") this.#at++;
  }

  /** Skips blanks, line breaks and comments. */
  #skipBlank(): void {
    for (;;) {
      const rune = this.#peek();
      if (rune === "#") while (this.#peek() !== end && this.#peek() !== "\n") this.#at++;
      else if (rune !== end && " \t\r\n".includes(rune)) this.#at++;
      else return;
    }
  }

  #header(): void {
    this.#at++;
    const isList = this.#peek() === "[";
    if (isList) this.#at++;
    const names: string[] = [];
    for (;;) {
      this.#skipSpaces();
      const rune = this.#peek();
      if (rune === "]" || rune === end)
        this.#fail("unexpected end of table name (table names cannot be empty)");
      if (rune === ".") this.#fail("unexpected table separator (table names cannot be empty)");
      names.push(this.#name());
      this.#skipSpaces();
      const next = this.#peek();
      this.#at++;
      if (next === "]") break;
      if (next !== ".") this.#fail(`expected '.' or ']' to end table name, but got ${shown(next)} instead`);
    }
    if (isList) {
      const next = this.#peek();
      this.#at++;
      if (next !== "]")
        this.#fail(`expected end of table array name delimiter ']', but got ${shown(next)} instead`);
    }
    this.#table = names;
  }

  #name(): string {
    const rune = this.#peek();
    if (rune === '"' || rune === "'") return this.#text();
    let name = "";
    while (/^[A-Za-z0-9_-]$/.test(this.#peek())) name += this.#runes[this.#at++];
    return name;
  }

  #pair(depth: number): void {
    const outer = this.#key;
    const first = this.#peek();
    if (first === "=" || first === end) this.#fail("unexpected '=': key name appears blank");
    if (first === ".") this.#fail("unexpected '.': keys cannot start with a '.'");
    const names: string[] = [];
    for (;;) {
      this.#skipSpaces();
      names.push(this.#name());
      this.#skipSpaces();
      const rune = this.#peek();
      this.#at++;
      if (rune === "=") break;
      if (rune === end) this.#fail("unexpected EOF; expected key separator '='");
      if (rune !== ".") this.#fail(`expected '.' or '=', but got ${shown(rune)} instead`, rune === "\n");
    }
    this.#key = [...outer, ...names];
    this.#value(depth);
    this.#key = outer;
  }

  #value(depth: number): void {
    if (depth > deepest) this.#fail("values are nested too deeply");
    this.#skipSpaces();
    const rune = this.#peek();
    if (rune === "[") {
      this.#at++;
      this.#list(depth);
    } else if (rune === "{") {
      this.#at++;
      this.#inlineTable(depth);
    } else if (rune === '"' || rune === "'") this.#text();
    else if (/^[0-9+-]$/.test(rune) || this.#startsWith("inf") || this.#startsWith("nan")) this.#number();
    else if (/^\p{L}$/u.test(rune)) this.#word();
    else {
      if (rune !== end) this.#at++;
      if (rune === ".") this.#fail("floats must start with a digit, not '.'");
      if (rune === end) this.#fail("unexpected EOF; expected value");
      this.#fail(`expected value but found ${shown(rune)} instead`, rune === "\n");
    }
  }

  #startsWith(word: string): boolean {
    return this.#runes.slice(this.#at, this.#at + word.length).join("") === word;
  }

  #word(): void {
    let word = "";
    while (/^\p{L}$/u.test(this.#peek())) word += this.#runes[this.#at++];
    if (word !== "true" && word !== "false")
      this.#fail(`expected value but found ${quoteText(word)} instead`);
  }

  #number(): void {
    while (/^[0-9A-Za-z_+:.-]$/.test(this.#peek())) this.#at++;
  }

  #text(): string {
    const quote = this.#runes[this.#at]!;
    const isLong = this.#startsWith(quote.repeat(3));
    const mark = isLong ? quote.repeat(3) : quote;
    this.#at += mark.length;
    let text = "";
    for (;;) {
      const rune = this.#peek();
      if (rune === end) this.#fail(`unexpected EOF; expected ${quote === '"' ? `'${mark}'` : `"${mark}"`}`);
      if (this.#startsWith(mark)) {
        this.#at += mark.length;
        return text;
      }
      this.#at++;
      if (rune === "\n" && !isLong) this.#fail("strings cannot contain newlines", true);
      if (rune === "\\" && quote === '"') this.#at++;
      text += rune;
    }
  }

  #list(depth: number): void {
    for (;;) {
      this.#skipBlank();
      const rune = this.#peek();
      if (rune === ",") this.#fail("unexpected comma");
      if (rune === "]") break;
      this.#value(depth + 1);
      this.#skipBlank();
      const next = this.#peek();
      if (next === "]") break;
      this.#at++;
      if (next !== ",") {
        this.#fail(`expected a comma (',') or array terminator (']'), but got ${runeOrEnd(next)}`);
      }
    }
    this.#at++;
  }

  #inlineTable(depth: number): void {
    for (;;) {
      this.#skipBlank();
      const rune = this.#peek();
      if (rune === ",") this.#fail("unexpected comma");
      if (rune === "}") break;
      this.#pair(depth + 1);
      this.#skipBlank();
      const next = this.#peek();
      if (next === "}") break;
      this.#at++;
      if (next !== ",") {
        this.#fail(`expected a comma or an inline table terminator '}', but got ${runeOrEnd(next)} instead`);
      }
    }
    this.#at++;
  }
}

function shown(rune: string): string {
  return rune === end ? "'\\x00'" : quoteText(rune, "'");
}

function runeOrEnd(rune: string): string {
  return rune === end ? "end of file" : `'${rune}'`;
}
