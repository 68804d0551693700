import { errorText, SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { GoError, isMapValue, type MapValue, quoteText, runesOf, typeOf } from "@sluice/go-template";
import { readJson } from "../data/json-text.ts";
import { helmErrors } from "../errors.ts";
import { isSpace, trimSpace } from "../text/letters.ts";
import { mergeUserValues } from "./read-values.ts";

const largestIndex = 65_536;
const deepestName = 30;

/** Applies `--set a.b[0].c=v,x={1,2}` to `into`, in place. Integers become int64. Throws VALUES_INVALID. */
export function parseSetText(text: string, into: MapValue): void {
  apply("--set", text, () => new SetParser(text, true, readTyped).parse(into));
}

/** As `parseSetText`, but every value is a text: `--set-string`. */
export function parseSetString(text: string, into: MapValue): void {
  apply("--set-string", text, () => new SetParser(text, true, (value) => value).parse(into));
}

/** As `parseSetText`, but each value names a file whose text is the value: `--set-file`. */
export function parseSetFile(text: string, into: MapValue, readFile: (path: string) => string): void {
  apply("--set-file", text, () => new SetParser(text, true, readFile).parse(into));
}

/** `--set-literal key=value`: the value goes to the end of the text and is taken as it is. */
export function parseSetLiteral(text: string, into: MapValue): void {
  apply("--set-literal", text, () => new SetParser(text, false, (value) => value).parse(into));
}

/** `--set-json`: an object, or `key=json,key=json`. Returns the values with it applied. Throws VALUES_INVALID. */
export function parseSetJson(text: string, into: MapValue): MapValue {
  const trimmed = trimSpace(text);
  try {
    if (trimmed.startsWith("{"))
      return mergeUserValues(into, readJson(trimmed, "map[string]interface {}") as MapValue);
    new SetParser(text, true, undefined).parse(into);
    return into;
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const kind = trimmed.startsWith("{") ? "data JSON: " : "data ";
    throw new SluiceError(helmErrors.VALUES_INVALID, `failed parsing --set-json ${kind}${text}`, {
      terminal: true,
      hint: error.message,
      cause: error,
    });
  }
}

function apply(flag: string, text: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new SluiceError(helmErrors.VALUES_INVALID, `failed parsing ${flag} data: ${errorText(error)}`, {
      terminal: true,
      hint: `in ${JSON.stringify(text)}`,
      cause: error,
    });
  }
}

/** true, false, null, and integers without leading zeros; all else is text. */
function readTyped(text: string): unknown {
  switch (text.toLowerCase()) {
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    case "0":
      return 0n;
    default:
  }
  if (/^[+-]?[0-9]+$/.test(text) && !text.startsWith("0")) {
    const value = BigInt(text.replace(/^\+/, ""));
    if (BigInt.asIntN(64, value) === value) return value;
  }
  return text;
}

/** The end of the text was reached where a key could begin, or in place of a value. */
const end: unique symbol = Symbol("end");

class SetParser {
  readonly #runes: readonly string[];
  readonly #hasEscapes: boolean;
  readonly #readValue: ((text: string) => unknown) | undefined;
  #at = 0;

  /** Without `readValue`, values are JSON. */
  constructor(text: string, hasEscapes: boolean, readValue: ((text: string) => unknown) | undefined) {
    this.#runes = runesOf(text);
    this.#hasEscapes = hasEscapes;
    this.#readValue = readValue;
  }

  parse(into: MapValue): void {
    while (this.#key(into, 0) !== end);
  }

  /** Reads up to one of the stops, which is consumed; undefined for the end of the text. */
  #until(stops: string): { text: string; stop: string | undefined } {
    let text = "";
    while (this.#at < this.#runes.length) {
      const rune = this.#runes[this.#at++]!;
      if (stops.includes(rune)) return { text, stop: rune };
      if (rune === "\\" && this.#hasEscapes) {
        if (this.#at >= this.#runes.length) break;
        text += this.#runes[this.#at++];
      } else text += rune;
    }
    return { text, stop: undefined };
  }

  #key(map: MapValue, depth: number): typeof end | undefined {
    const { text: key, stop } = this.#until(this.#hasEscapes ? "=[,." : "=[.");
    const present = Object.hasOwn(map, key) ? map[key] : undefined;
    switch (stop) {
      case undefined:
        if (key === "") return end;
        throw new GoError(`key ${quoteText(key)} has no value`);
      case "[": {
        const index = this.#index();
        if (index === undefined) return end;
        const list = Object.hasOwn(map, key) ? asList(present) : [];
        store(map, key, this.#item(list, index, depth));
        return undefined;
      }
      case "=":
        return this.#value((value) => store(map, key, value));
      case ",":
        throw new GoError(`key ${quoteText(key)} has no value (cannot end with ,)`);
      default: {
        if (depth + 1 > deepestName) {
          throw new GoError(
            `value name nested level is greater than maximum supported nested level of ${deepestName}`,
          );
        }
        const inner = Object.hasOwn(map, key) ? asMap(present) : {};
        const outcome = this.#key(inner, depth + 1);
        const isEmpty = Object.keys(inner).length === 0;
        if (outcome === undefined && isEmpty) throw new GoError(`key map ${quoteText(key)} has no value`);
        if (!isEmpty) store(map, key, inner);
        return outcome;
      }
    }
  }

  /** The value behind `=`. */
  #value(set: (value: unknown) => void): typeof end | undefined {
    if (this.#readValue === undefined) {
      if (this.#skipEmpty()) set(null);
      else set(this.#json());
      return undefined;
    }
    if (!this.#hasEscapes) {
      set(this.#readValue(this.#runes.slice(this.#at).join("")));
      this.#at = this.#runes.length;
      return end;
    }
    if (this.#at >= this.#runes.length) {
      set("");
      return end;
    }
    if (this.#runes[this.#at] === "{") {
      this.#at++;
      set(this.#list());
      return undefined;
    }
    set(this.#readValue(this.#until(",").text));
    return undefined;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    for (;;) {
      const { text, stop } = this.#until(",}");
      if (stop === undefined) throw new GoError("list must terminate with '}'");
      list.push(this.#readValue!(text));
      if (stop === ",") continue;
      if (this.#runes[this.#at] === ",") this.#at++;
      return list;
    }
  }

  /** Undefined where the text ends within; what it would have set stays as it is, as in Helm. */
  #index(): number | undefined {
    const { text, stop } = this.#until("]");
    if (stop === undefined) return undefined;
    if (!/^[+-]?[0-9]+$/.test(text)) {
      throw new GoError(`error parsing index: strconv.Atoi: parsing ${quoteText(text)}: invalid syntax`);
    }
    return Number(text);
  }

  #item(list: unknown[], index: number, depth: number): unknown[] {
    if (index < 0) throw new GoError(`negative ${index} index not allowed`);
    if (depth > 1000) throw new GoError("lists are nested too deeply");
    const { text, stop } = this.#until("[.=");
    if (text !== "") throw new GoError(`unexpected data at end of array index: ${quoteText(text)}`);
    const present = list[index];
    let value: unknown;
    switch (stop) {
      case undefined:
        return list;
      case "=":
        this.#value((read) => {
          value = read;
        });
        break;
      case "[": {
        const next = this.#index();
        if (next === undefined) return list;
        value = this.#item(present === undefined || present === null ? [] : asList(present), next, depth + 1);
        break;
      }
      default: {
        const inner = isMapValue(present) ? present : {};
        if (this.#key(inner, depth) === end && Object.keys(inner).length === 0) return list;
        value = inner;
      }
    }
    if (index > largestIndex) {
      throw new GoError(`index of ${index} is greater than maximum supported index of ${largestIndex}`);
    }
    const grown = [...list];
    while (grown.length < index) grown.push(null);
    grown[index] = value;
    return grown;
  }

  /** True where nothing but blanks stands before the next comma or the end, which are consumed. */
  #skipEmpty(): boolean {
    while (this.#at < this.#runes.length) {
      const rune = this.#runes[this.#at++]!;
      if (rune === ",") return true;
      if (!isSpace(rune)) {
        this.#at--;
        return false;
      }
    }
    return true;
  }

  /** The JSON value here, as long as it is; a comma behind it is consumed. */
  #json(): unknown {
    const rest = this.#runes.slice(this.#at).join("");
    const length = jsonLength(rest);
    const value = readJson(rest.slice(0, length));
    this.#at += runesOf(rest.slice(0, length)).length;
    this.#skipEmpty();
    return value;
  }
}

/** How much of a text its first JSON value takes. */
function jsonLength(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at]!;
    if (isQuoted) {
      if (unit === "\\") at++;
      else if (unit === '"') {
        isQuoted = false;
        if (depth === 0) return at + 1;
      }
    } else if (unit === '"') isQuoted = true;
    else if (unit === "{" || unit === "[") depth++;
    else if (unit === "}" || unit === "]") {
      depth--;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (unit === "," || isSpace(unit))) return at;
  }
  return text.length;
}

function store(map: MapValue, key: string, value: unknown): void {
  if (key !== "") setKey(map, key, value);
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw conversion(value, "[]interface {}");
}

function asMap(value: unknown): MapValue {
  if (isMapValue(value)) return value;
  throw conversion(value, "map[string]interface {}");
}

function conversion(value: unknown, wanted: string): GoError {
  const actual = value === null || value === undefined ? "nil" : typeOf(value).text;
  return new GoError(`unable to parse key: interface conversion: interface {} is ${actual}, not ${wanted}`);
}
