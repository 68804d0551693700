import { isLower, isSpace, isTitle, isUpper, lowerRune, upperRune } from "./letters.ts";

const letter = /^\p{L}$/u;
const punctuation = /^\p{P}$/u;
const digit = /^\p{N}$/u;

type WordKind = "none" | "number" | "upper" | "alphabet" | "connector" | "punctuation" | "other";

interface Word {
  kind: WordKind;
  runes: string[];
}

function isConnector(rune: string): boolean {
  return rune === "-" || rune === "_" || isSpace(rune);
}

/** Letters; common ideographs are words of their own kind. */
function isAlphabet(rune: string): boolean {
  if (!letter.test(rune)) return false;
  const code = rune.codePointAt(0)!;
  const isIdeograph =
    (code >= 0x4e00 && code <= 0x9fcc) ||
    (code >= 0x3400 && code <= 0x4d85) ||
    (code >= 0x20000 && code <= 0x2b81d);
  return !isIdeograph;
}

/** PascalCase: words are joined without their connectors, each beginning with a capital. */
export function toPascalCase(text: string): string {
  const runes = Array.from(text);
  if (runes.length === 0) return "";
  let out = "";
  let at = 0;
  while (at < runes.length && isConnector(runes[at]!)) out += runes[at++];
  if (at === runes.length) return out;
  let wasUpper = isUpper(runes[at]!);
  let current = upperRune(runes[at]!);
  at++;
  for (; at < runes.length; at++) {
    const previous = current;
    current = runes[at]!;
    if (isConnector(current) && isConnector(previous)) {
      out += previous;
      continue;
    }
    if (isConnector(previous)) {
      wasUpper = isUpper(current);
      current = upperRune(current);
    } else {
      if (wasUpper) {
        if (isUpper(current)) current = lowerRune(current);
        else wasUpper = false;
      }
      out += previous;
    }
  }
  return out + current;
}

/** snake_case or kebab-case, by the connector. */
export function toLowerWords(text: string, connector: "_" | "-"): string {
  const runes = Array.from(text).filter((rune) => rune !== "\uFFFD");
  const words = new WordReader(runes);
  let out = "";
  const write = (word: Word) => {
    const isLowered = word.kind === "upper" || word.kind === "connector";
    for (const rune of word.runes) {
      if (!isLowered) out += rune;
      else out += isConnector(rune) ? connector : isUpper(rune) ? lowerRune(rune) : rune;
    }
  };
  const isPlain = ({ kind }: Word) => kind !== "connector" && kind !== "punctuation";
  let word = words.next();
  while (words.hasMore) {
    if (word.kind !== "connector") write(word);
    const previous = word;
    word = words.next();
    if (previous.kind === "number") {
      word = writeRun(word);
      if (word.kind !== "none" && isPlain(word)) out += connector;
    } else if (previous.kind === "connector") write(previous);
    else if (previous.kind !== "punctuation") {
      if (word.kind !== "number") {
        if (isPlain(word)) out += connector;
        continue;
      }
      if (!words.hasMore) continue;
      const number = word;
      word = words.next();
      if (word.kind !== "alphabet") {
        write(number);
        if (isPlain(word)) out += connector;
        continue;
      }
      // Lower-case letters after a number belong to it: HTTP2xx is http_2xx.
      out += connector;
      write(number);
      word = writeRun(word);
      if (word.kind !== "none" && isPlain(word)) out += connector;
    }
  }
  write(word);
  return out;

  function writeRun(from: Word): Word {
    let next = from;
    while (next.kind === "alphabet" || next.kind === "number") {
      write(next);
      next = words.next();
    }
    return next;
  }
}

class WordReader {
  readonly #runes: readonly string[];
  #at = 0;

  constructor(runes: readonly string[]) {
    this.#runes = runes;
  }

  get hasMore(): boolean {
    return this.#at < this.#runes.length;
  }

  next(): Word {
    const start = this.#at;
    const first = this.#runes[start];
    if (first === undefined) return { kind: "none", runes: [] };
    const kind = this.#read(first);
    return { kind, runes: this.#runes.slice(start, this.#at) };
  }

  #while(accepts: (rune: string) => boolean): void {
    while (this.#at < this.#runes.length && accepts(this.#runes[this.#at]!)) this.#at++;
  }

  #read(first: string): WordKind {
    this.#at++;
    if (isConnector(first)) {
      this.#while(isConnector);
      return "connector";
    }
    if (punctuation.test(first)) {
      this.#while((rune) => punctuation.test(rune));
      return "punctuation";
    }
    const isTail = (rune: string) => isAlphabet(rune) && !isUpper(rune);
    if (isUpper(first)) {
      const second = this.#runes[this.#at];
      if (second !== undefined && isUpper(second)) {
        this.#while(isUpper);
        const after = this.#runes[this.#at];
        // In HTTPStatus the S opens the next word.
        if (after !== undefined && isAlphabet(after)) this.#at--;
      } else if (second !== undefined && isAlphabet(second)) this.#while(isTail);
      return "upper";
    }
    if (isAlphabet(first)) {
      this.#while(isTail);
      return "alphabet";
    }
    if (digit.test(first)) {
      this.#while((rune) => digit.test(rune));
      return "number";
    }
    this.#while(
      (rune) => !isConnector(rune) && !isAlphabet(rune) && !digit.test(rune) && !punctuation.test(rune),
    );
    return "other";
  }
}

/** Case of each letter turned round. */
export function swapCase(text: string): string {
  return Array.from(text, (rune) => {
    if (isUpper(rune) || isTitle(rune)) return lowerRune(rune);
    return isLower(rune) ? upperRune(rune) : rune;
  }).join("");
}

/** The first letter of each word in lower case. */
export function uncapitalize(text: string): string {
  let isStart = true;
  let out = "";
  for (const rune of text) {
    if (isSpace(rune)) {
      isStart = true;
      out += rune;
    } else {
      out += isStart ? lowerRune(rune) : rune;
      isStart = false;
    }
  }
  return out;
}
