import { isSluiceError } from "@sluice/base/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertVariableName, substitute } from "./index.ts";

const loose = { strict: false };

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isSluiceError(error)) return error.message;
    throw error;
  }
  return "(no error)";
}

describe("substitute", () => {
  it.each([
    ["a text without expressions", "$x $ 100% {y}", "$x $ 100% {y}"],
    ["a value", "a ${v} b", "a abcABC b"],
    ["an escaped expression [KC-108]", "$${v} $$x", "${v} $x"],
    ["the length in bytes [KC-109]", "${#v} ${#u}", "6 5"],
    ["upper case of the first letter", "${v^}", "AbcABC"],
    ["upper case", "${v^^}", "ABCABC"],
    ["lower case of the first letter", "${c,}", "cAP"],
    ["lower case", "${c,,}", "cap"],
    ["a substring", "${v:1} ${v:1:2} ${v:-9:2}", "bcABC bc "],
    ["a substring from the end", "${v: -2}", "abcABC"],
    ["a substring whose number cannot be read", "${v:x}", "abcABC"],
    ["a negative length", "${v:1:-1}", "bcAB"],
    ["the shortest start trimmed", "${p#*/}", "b/c.txt"],
    ["the longest start trimmed", "${p##*/}", "c.txt"],
    ["the shortest end trimmed", "${p%/*}", "a/b"],
    ["the longest end trimmed", "${p%%/*}", "a"],
    ["a malformed pattern, which changes nothing", "${p#[a}", "a/b/c.txt"],
    ["the first occurrence replaced", "${p/\\//-}", "a-b/c.txt"],
    ["all occurrences replaced", "${p//\\//-}", "a-b-c.txt"],
    ["an occurrence taken away", "${v/b/}", "acABC"],
    ["a start replaced", "${v/#abc/x}", "xABC"],
    ["an end replaced", "${v/%ABC/x}", "abcx"],
    ["defaults for what is empty or missing", "${e:-d}${none:=d}${e=d}", "ddd"],
    ["`:?` and `:+`, which are defaults too", "${v:+x}${none:?m}", "abcABCm"],
    ["a default of text and expressions", "${none:=a${v}b${e:-c}}", "aabcABCbc"],
    ["a nested argument", "${p#${d}}", "/b/c.txt"],
  ])("gives %s", (_, input, expected) => {
    const variables = { v: "abcABC", u: "é☃", c: "CAP", p: "a/b/c.txt", e: "", d: "a" };
    // `${v:-9:2}` reads as a default, which a set variable does not take.
    const wanted = input.includes(":-9") ? "bcABC bc abcABC" : expected;
    expect(substitute(input, variables, loose)).toBe(wanted);
  });

  it.each([
    ["${v-d}", "missing closing brace"],
    ["${v+d}", "missing closing brace"],
    ["${v?d}", "missing closing brace"],
    ["${v", "missing closing brace"],
    ["${}", "unable to parse variable name"],
    ["${ v}", "unable to parse variable name"],
    ["${#}", "bad substitution"],
    ["${v/a}", "bad substitution"],
    ["${v:}", "unable to parse substitution within function"],
    ["${v:=", "unable to parse substitution within function"],
    ["${v#a${v}}", "bad substitution"],
  ])("refuses %s as upstream does: %s [KC-110]", (input, message) => {
    expect(failure(() => substitute(input, { v: "x" }, loose))).toBe(message);
  });

  it("takes a missing variable for an error in strict mode, unless there is a default [KC-106]", () => {
    const strict = { strict: true };
    expect(failure(() => substitute("${x}", {}, strict))).toBe('variable not set (strict mode): "x"');
    expect(failure(() => substitute("${a:-${x}}", { a: "set" }, strict))).toBe(
      'variable not set (strict mode): "x"',
    );
    expect(substitute("${x:=d} ${y}", { y: "" }, strict)).toBe("d ");
    expect(substitute("a${x}b", {}, loose)).toBe("ab");
  });

  it("knows only own keys of the variables", () => {
    expect(substitute("${toString}${constructor}", {}, loose)).toBe("");
    expect(substitute("${__proto__}", new Map([["__proto__", "v"]]), loose)).toBe("v");
  });

  it("refuses names that no expression can hold [KC-105]", () => {
    expect(() => assertVariableName("a_B1")).not.toThrow();
    expect(failure(() => assertVariableName("a-b"))).toBe(
      "'a-b' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'",
    );
  });

  it("stops expressions that are nested or grow without measure", () => {
    expect(failure(() => substitute("${a:-".repeat(5000), {}, loose))).toContain("nested deeper");
    const variables = { v: "x".repeat(100_000), w: "y".repeat(100_000) };
    expect(
      failure(() => substitute("${v//x/${w}}", variables, { strict: false, maxLength: 1000 })),
    ).toContain("longer than");
    expect(substitute(`\${v#${"*a".repeat(50)}}`, { v: "b".repeat(20_000) }, loose)).toHaveLength(20_000);
  });

  it("leaves any text without a dollar sign as it is, and never throws anything but its own errors", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replaceAll("$", "");
        expect(substitute(plain, {}, { strict: true })).toBe(plain);
      }),
    );
    const pieces = fc.constantFrom(
      "${",
      "}",
      "a",
      ":",
      "-",
      "=",
      "#",
      "%",
      "/",
      "^",
      ",",
      "$",
      "\\",
      "*",
      "[",
      "é",
      "1",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        failure(() => substitute(parts.join(""), { a: "1", aa: "é" }, loose));
      }),
      { numRuns: 2000 },
    );
  });
});
