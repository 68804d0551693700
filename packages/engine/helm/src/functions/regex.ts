import { errorText } from "@sluice/base/errors";
import {
  GoError,
  type GoFunction,
  goFunctions,
  nilOf,
  parseType,
  sliceOf,
  tagged,
} from "@sluice/go-template";
import { RE2JS } from "re2js";
import { allocate, type FunctionEnvironment } from "./environment.ts";

const stringSlice = sliceOf(parseType("string"));
const compiled = new Map<string, RE2JS>();
const mostCompiled = 500;

/** Regular expressions with RE2 syntax, in linear time. */
export function regexFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const charge = (text: string) => env.budget.spend(1 + text.length);
  const match = (pattern: string, text: string) => {
    charge(text);
    return compile(pattern).matcher(text).find();
  };
  const find = (pattern: string, text: string) => {
    charge(text);
    const matcher = compile(pattern).matcher(text);
    return matcher.find() ? (matcher.group() ?? "") : "";
  };
  const findAll = (pattern: string, text: string, count: number) => {
    charge(text);
    const all = matchesOf(compile(pattern), text, count);
    return all.length === 0
      ? nilOf(stringSlice)
      : tagged(
          all.map(([start, end]) => text.slice(start, end)),
          stringSlice,
        );
  };
  const replaceAll = (pattern: string, text: string, replacement: string) => {
    charge(text);
    const template = readReplacement(replacement);
    return replaceMatches(env, compile(pattern), text, (groups) => expand(template, groups));
  };
  const replaceLiteral = (pattern: string, text: string, replacement: string) => {
    charge(text);
    return replaceMatches(env, compile(pattern), text, () => replacement);
  };
  const split = (pattern: string, text: string, count: number) => {
    charge(text);
    const parts = splitAt(compile(pattern), pattern, text, count);
    return parts === undefined ? nilOf(stringSlice) : tagged(parts, stringSlice);
  };
  return goFunctions({
    regexMatch: [
      "(string, string) bool",
      (pattern: string, text: string) => {
        try {
          return match(pattern, text);
        } catch (error) {
          if (error instanceof GoError) return false;
          throw error;
        }
      },
    ],
    mustRegexMatch: ["(string, string) bool", match],
    regexFind: ["(string, string) string", panicking(find)],
    mustRegexFind: ["(string, string) string", find],
    regexFindAll: ["(string, string, int) []string", panicking(findAll)],
    mustRegexFindAll: ["(string, string, int) []string", findAll],
    regexReplaceAll: ["(string, string, string) string", panicking(replaceAll)],
    mustRegexReplaceAll: ["(string, string, string) string", replaceAll],
    regexReplaceAllLiteral: ["(string, string, string) string", panicking(replaceLiteral)],
    mustRegexReplaceAllLiteral: ["(string, string, string) string", replaceLiteral],
    regexSplit: ["(string, string, int) []string", panicking(split)],
    mustRegexSplit: ["(string, string, int) []string", split],
    regexQuoteMeta: ["(string) string", (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")],
  });
}

/** The forms without `must` panic on a bad pattern, and the panic names the call. */
function panicking<T>(
  run: (pattern: string, text: string, last: never) => T,
): (pattern: string, text: string, last: never) => T {
  return (pattern, text, last) => {
    try {
      return run(pattern, text, last);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      const quoted = pattern.includes("`") ? JSON.stringify(pattern) : `\`${pattern}\``;
      throw new GoError(`regexp: Compile(${quoted}): ${error.message}`);
    }
  };
}

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(pattern);
  } catch (error) {
    throw new GoError(errorText(error));
  }
  if (compiled.size >= mostCompiled) compiled.delete(compiled.keys().next().value!);
  compiled.set(pattern, regex);
  return regex;
}

type Span = readonly [start: number, end: number];

/** Matches from left to right; an empty match right behind another one does not count. */
function matchesOf(regex: RE2JS, text: string, count: number): Span[] {
  const limit = count < 0 ? Number.POSITIVE_INFINITY : count;
  const spans: Span[] = [];
  const matcher = regex.matcher(text);
  let at = 0;
  let previousEnd = -1;
  while (spans.length < limit && at <= text.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    let counts = true;
    if (end === at) {
      if (start === previousEnd) counts = false;
      at += runeWidth(text, at);
    } else at = end;
    previousEnd = end;
    if (counts) spans.push([start, end]);
  }
  return spans;
}

function runeWidth(text: string, at: number): number {
  const code = text.codePointAt(at);
  return code !== undefined && code > 0xffff ? 2 : 1;
}

type Groups = { group: (index: number) => string; named: (name: string) => string };

function replaceMatches(
  env: FunctionEnvironment,
  regex: RE2JS,
  text: string,
  replacement: (groups: Groups) => string,
): string {
  const matcher = regex.matcher(text);
  const names = regex.namedGroups() as Record<string, number>;
  const groups: Groups = {
    group: (index) => (index <= matcher.groupCount() ? (matcher.group(index) ?? "") : ""),
    named: (name) => (Object.hasOwn(names, name) ? (matcher.group(names[name]!) ?? "") : ""),
  };
  let out = "";
  let lastEnd = 0;
  let at = 0;
  while (at <= text.length && matcher.find(at)) {
    const start = matcher.start();
    const end = matcher.end();
    out += text.slice(lastEnd, start);
    if (end > lastEnd || start === 0) {
      const inserted = replacement(groups);
      allocate(env, inserted.length);
      out += inserted;
    }
    lastEnd = end;
    const width = at < text.length ? runeWidth(text, at) : 0;
    if (at + width > end) at += width;
    else if (at + 1 > end) at++;
    else at = end;
  }
  return out + text.slice(lastEnd);
}

type ReplacementPart = string | { index: number } | { name: string };

/** Go's replacement form: `$1`, `${1}`, `$name`, `$$`; a name is as long as it can be, so `$1x` is the group `1x`. */
function readReplacement(text: string): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let rest = text;
  for (;;) {
    const dollar = rest.indexOf("$");
    if (dollar < 0) break;
    if (dollar > 0) parts.push(rest.slice(0, dollar));
    rest = rest.slice(dollar);
    if (rest.startsWith("$$")) {
      parts.push("$");
      rest = rest.slice(2);
      continue;
    }
    const braced = /^\$\{([\p{L}\p{Nd}_]+)\}/u.exec(rest);
    const plain = /^\$([\p{L}\p{Nd}_]+)/u.exec(rest);
    const found = rest[1] === "{" ? braced : plain;
    if (found === null) {
      parts.push("$");
      rest = rest.slice(1);
      continue;
    }
    const name = found[1]!;
    parts.push(
      /^[0-9]+$/.test(name) && (name === "0" || !name.startsWith("0")) ? { index: Number(name) } : { name },
    );
    rest = rest.slice(found[0].length);
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

function expand(parts: readonly ReplacementPart[], groups: Groups): string {
  let out = "";
  for (const part of parts) {
    if (typeof part === "string") out += part;
    else out += "index" in part ? groups.group(part.index) : groups.named(part.name);
  }
  return out;
}

function splitAt(regex: RE2JS, pattern: string, text: string, count: number): string[] | undefined {
  if (count === 0) return undefined;
  if (pattern !== "" && text === "") return [""];
  const parts: string[] = [];
  let from = 0;
  let end = 0;
  for (const span of matchesOf(regex, text, count)) {
    if (count > 0 && parts.length === count - 1) break;
    end = span[0];
    if (span[1] !== 0) parts.push(text.slice(from, end));
    from = span[1];
  }
  if (end !== text.length) parts.push(text.slice(from));
  return parts;
}
