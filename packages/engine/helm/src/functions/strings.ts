import {
  byteLength,
  byteSlice,
  defineFunction,
  GoError,
  type GoFunction,
  type GoValue,
  goFunctions,
  mapOf,
  parseType,
  quoteText,
  runesOf,
  sliceOf,
  sprint,
  tagged,
} from "@sluice/go-template";
import { fromBinary, toBinary } from "../text/binary.ts";
import { isSpace, toLower, toTitle, toUpper, trimSpace } from "../text/letters.ts";
import { swapCase, toLowerWords, toPascalCase, uncapitalize } from "../text/word-case.ts";
import { allocate, type FunctionEnvironment } from "./environment.ts";
import { textOfValue, textsOfList } from "./text-of-value.ts";

const stringSlice = sliceOf(parseType("string"));
const stringMap = mapOf(parseType("string"));

/** Texts: case, trimming, wrapping, quoting, splitting and joining. */
export function stringFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const repeat = (count: number, text: string): string => {
    if (count < 0) throw new GoError("strings: negative Repeat count");
    allocate(env, count * text.length);
    return text.repeat(count);
  };
  const indent = (spaces: number, text: string): string => {
    const pad = repeat(spaces, " ");
    if (spaces > 1000) allocate(env, spaces * text.split("\n").length);
    return pad + text.replaceAll("\n", `\n${pad}`);
  };
  const replace = (from: string, to: string, text: string): string => {
    const parts = from === "" ? ["", ...runesOf(text), ""] : text.split(from);
    allocate(env, text.length + parts.length * to.length);
    return from === "" && text === "" ? to : parts.join(to);
  };
  const trimSet = (set: string, text: string) => trimRunes(text, new Set(runesOf(set)));
  const functions = goFunctions({
    hello: ["() string", () => "Hello!"],
    abbrev: [
      "(int, string) string",
      (width: number, text: string) => (width < 4 ? text : abbreviate(text, 0, width)),
    ],
    abbrevboth: [
      "(int, int, string) string",
      (left: number, right: number, text: string) =>
        right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
    ],
    trunc: ["(int, string) string", truncate],
    trim: ["(string) string", trimSpace],
    upper: ["(string) string", toUpper],
    lower: ["(string) string", toLower],
    title: ["(string) string", toTitle],
    untitle: ["(string) string", uncapitalize],
    substr: ["(int, int, string) string", substring],
    repeat: ["(int, string) string", repeat],
    trimall: ["(string, string) string", trimSet],
    trimAll: ["(string, string) string", trimSet],
    trimSuffix: [
      "(string, string) string",
      (suffix: string, text: string) =>
        suffix !== "" && text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
    ],
    trimPrefix: [
      "(string, string) string",
      (prefix: string, text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
    ],
    nospace: ["(string) string", removeSpace],
    initials: ["(string) string", initials],
    swapcase: ["(string) string", swapCase],
    snakecase: ["(string) string", (text: string) => toLowerWords(text, "_")],
    camelcase: ["(string) string", toPascalCase],
    kebabcase: ["(string) string", (text: string) => toLowerWords(text, "-")],
    wrap: ["(int, string) string", (width: number, text: string) => wrapLine(env, text, width, "\n", false)],
    wrapWith: [
      "(int, string, string) string",
      (width: number, mark: string, text: string) =>
        wrapLine(env, text, width, mark === "" ? "\n" : mark, true),
    ],
    contains: ["(string, string) bool", (part: string, text: string) => text.includes(part)],
    hasPrefix: ["(string, string) bool", (part: string, text: string) => text.startsWith(part)],
    hasSuffix: ["(string, string) bool", (part: string, text: string) => text.endsWith(part)],
    quote: [
      "(...any) string",
      (...values: GoValue[]) =>
        present(values)
          .map((v) => quoteText(textOfValue(v)))
          .join(" "),
    ],
    squote: [
      "(...any) string",
      (...values: GoValue[]) =>
        present(values)
          .map((v) => `'${sprint(v)}'`)
          .join(" "),
    ],
    cat: [
      "(...any) string",
      (...values: GoValue[]) =>
        present(values)
          .map((v) => sprint(v))
          .join(" "),
    ],
    indent: ["(int, string) string", indent],
    nindent: ["(int, string) string", (spaces: number, text: string) => `\n${indent(spaces, text)}`],
    replace: ["(string, string, string) string", replace],
    plural: [
      "(string, string, int) string",
      (one: string, many: string, count: number) => (count === 1 ? one : many),
    ],
    toStrings: ["(any) []string", (value: GoValue) => tagged(textsOfList(value), stringSlice)],
    split: [
      "(string, string) map[string]string",
      (mark: string, text: string) => numbered(splitText(text, mark, -1)),
    ],
    splitn: [
      "(string, int, string) map[string]string",
      (mark: string, count: number, text: string) => numbered(splitText(text, mark, count)),
    ],
    splitList: [
      "(string, string) []string",
      (mark: string, text: string) => tagged(splitText(text, mark, -1), stringSlice),
    ],
    join: ["(string, any) string", (mark: string, value: GoValue) => textsOfList(value).join(mark)],
  });
  return functions.set("toString", defineFunction("(any) string", textOfValue));
}

function present(values: readonly GoValue[]): GoValue[] {
  return values.filter((value) => value !== null && value !== undefined);
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) return byteSlice(text, length + count);
  return count >= 0 && length > count ? byteSlice(text, 0, count) : text;
}

/** Bytes `start` to `end`; a negative start means from the front, a negative or large end to the back. */
function substring(start: number, end: number, text: string): string {
  const length = byteLength(text);
  if (start < 0) {
    if (end < 0 || end > length) throw outOfRange(`[:${end}]`, `with length ${length}`, end);
    return byteSlice(text, 0, end);
  }
  const stop = end < 0 || end > length ? length : end;
  if (start > stop) {
    throw stop === length && (end < 0 || end > length)
      ? outOfRange(`[${start}:]`.replace(":]", `:${length}]`), "", start)
      : outOfRange(`[${start}:${stop}]`, "", start);
  }
  return byteSlice(text, start, stop);
}

function outOfRange(range: string, length: string, _position: number): GoError {
  return new GoError(`runtime error: slice bounds out of range ${range}${length === "" ? "" : ` ${length}`}`);
}

function abbreviate(text: string, left: number, width: number): string {
  const binary = toBinary(text);
  if (binary === "" || binary.length <= width) return text;
  let offset = Math.min(left, binary.length);
  if (binary.length - offset < width - 3) offset = binary.length - (width - 3);
  if (offset <= 4) return fromBinary(`${binary.slice(0, width - 3)}...`);
  if (width < 7) return "";
  if (offset + width - 3 < binary.length) {
    const rest = binary.slice(offset);
    const inner = width - 3;
    const shown = inner < 4 ? "" : rest.length <= inner ? rest : `${rest.slice(0, inner - 3)}...`;
    return fromBinary(`...${shown}`);
  }
  return fromBinary(`...${binary.slice(binary.length - (width - 3))}`);
}

function trimRunes(text: string, set: ReadonlySet<string>): string {
  const runes = runesOf(text);
  let start = 0;
  let end = runes.length;
  while (start < end && set.has(runes[start]!)) start++;
  while (end > start && set.has(runes[end - 1]!)) end--;
  return runes.slice(start, end).join("");
}

// Upstream takes each byte for a rune here, which garbles what is not ASCII; charts get the same text.
function removeSpace(text: string): string {
  const binary = toBinary(text);
  const kept = Array.from(binary).filter((unit) => !isSpace(unit));
  return kept.length === binary.length ? text : kept.join("");
}

function initials(text: string): string {
  let isStart = true;
  let out = "";
  for (const unit of toBinary(text)) {
    if (isSpace(unit)) isStart = true;
    else {
      if (isStart) out += unit;
      isStart = false;
    }
  }
  return out;
}

function wrapLine(
  env: FunctionEnvironment,
  text: string,
  width: number,
  mark: string,
  cutsWords: boolean,
): string {
  const line = toBinary(text);
  const size = Math.max(width, 1);
  allocate(env, line.length + Math.ceil(line.length / size) * mark.length);
  const glue = toBinary(mark);
  let out = "";
  let at = 0;
  while (line.length - at > size) {
    if (line[at] === " ") {
      at++;
      continue;
    }
    const blank = line.lastIndexOf(" ", at + size);
    let next: number;
    let end: number;
    if (blank >= at) {
      end = blank;
      next = blank + 1;
    } else if (cutsWords) {
      end = at + size;
      next = end;
    } else {
      const after = line.indexOf(" ", at + size);
      if (after < 0) {
        return fromBinary(out + line.slice(at));
      }
      end = after;
      next = after + 1;
    }
    out += line.slice(at, end) + glue;
    at = next;
  }
  return fromBinary(out + line.slice(at));
}

/** Go's `strings.SplitN`: all parts for a negative count, none for 0; an empty mark splits into runes. */
function splitText(text: string, mark: string, count: number): string[] {
  if (count === 0) return [];
  const parts = mark === "" ? runesOf(text) : text.split(mark);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(mark)];
}

function numbered(parts: readonly string[]): Record<string, string> {
  return tagged(Object.fromEntries(parts.map((part, i) => [`_${i}`, part])), stringMap);
}
