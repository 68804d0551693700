import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Budget,
  byteLength,
  byteSlice,
  bytesOf,
  compareText,
  defineFunction,
  formatFloat,
  GoError,
  type GoFunction,
  goInt,
  type MissingKey,
  quoteText,
  sprint,
  sprintf,
  TemplateSet,
  textOf,
  unquoteText,
} from "./index.ts";

const functions: ReadonlyMap<string, GoFunction> = new Map([
  ["upper", defineFunction("(string) string", (text: string) => text.toUpperCase())],
  ["add", defineFunction("(int, ...int) int", (...numbers: number[]) => numbers.reduce((a, b) => a + b, 0))],
  ["half", defineFunction("(float64) float64", (number: number) => number / 2)],
  ["wide", defineFunction("(any) int64", (value: unknown) => BigInt(String(value).length))],
  ["nothing", defineFunction("() any", () => null)],
  [
    "boom",
    defineFunction("(string) string", (text: string) => {
      throw new GoError(`boom: ${text}`);
    }),
  ],
]);

function render(text: string, data: unknown = {}, missingKey: MissingKey = "zero", limits = {}): string {
  const set = new TemplateSet("set", functions, missingKey);
  set.parse("t", text);
  return set.execute("t", data, new Budget(limits));
}

function failure(text: string, data: unknown = {}, missingKey: MissingKey = "zero"): string {
  try {
    return `no failure: ${render(text, data, missingKey)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

const data = {
  s: "text",
  n: 42,
  big: 1000000,
  yes: true,
  none: null,
  list: ["a", 2, null],
  map: { b: 1, a: { c: "deep" } },
  empty: {},
  uni: "grüße 🙂",
};

describe("text/template", () => {
  it.each([
    ["a  {{- 1 -}}  b", "a1b"],
    ["a {{-3}} b", "a -3 b"],
    ["a{{/* note */}}b{{- /* note */ -}}  c", "abc"],
    ["{{ 1\n}}", "1"],
  ])("trims and scans %j [GT-01]", (text, expected) => expect(render(text)).toBe(expected));

  it.each([
    ["{{ if .yes }}a{{ else if .n }}b{{ else }}c{{ end }}", "a"],
    ["{{ if .empty }}a{{ else if .n }}b{{ else }}c{{ end }}", "b"],
    ["{{ with .none }}a{{ else with .s }}{{ . }}{{ end }}", "text"],
    ["{{ range $i, $e := .list }}{{ $i }}={{ $e }};{{ end }}", "0=a;1=2;2=<no value>;"],
    ['{{ range $e := .list }}{{ if eq (print $e) "2" }}{{ break }}{{ end }}{{ $e }}{{ end }}', "a"],
    ['{{ range .list }}{{ if eq (print .) "a" }}{{ continue }}{{ end }}x{{ end }}', "xx"],
    ["{{ range $k, $v := .map }}{{ $k }};{{ end }}", "a;b;"],
    ["{{ range .empty }}x{{ else }}none{{ end }}", "none"],
    ["{{ range 3 }}{{ . }}{{ end }}", "012"],
    [
      '{{ define "x" }}[{{ . }}]{{ end }}{{ template "x" .n }}{{ block "y" .s }}<{{ . }}>{{ end }}',
      "[42]<text>",
    ],
  ])("executes %s [GT-02][GT-13]", (text, expected) => expect(render(text, data)).toBe(expected));

  it.each([
    ["{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"],
    ["{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}", "1"],
    ["{{ $x := .map }}{{ $x.a.c }}{{ $.s }}", "deeptext"],
  ])("keeps variables in their blocks: %s [GT-03]", (text, expected) =>
    expect(render(text, data)).toBe(expected),
  );

  it.each([
    ['{{ .s | upper | printf "%s-%d" "a" }}', "a-%!d(string=TEXT)"],
    ["{{ add 1 2 | add 3 }}", "6"],
    ["{{ half 3 }}|{{ half 2.5 }}", "1.5|1.25"],
    [
      "{{ 0x1F }} {{ 0b11 }} {{ 017 }} {{ 1_000 }} {{ 'a' }} {{ 1e3 }} {{ 0x1p4 }}",
      "31 3 15 1000 97 1000 16",
    ],
    ['{{ "a\\tb\\u00e9" }}{{ `raw\\n` }}', "a\tbéraw\\n"],
    ['{{ (.map).a.c }}{{ (index .map "a").c }}', "deepdeep"],
    ["{{ .missing }}|{{ (.missing).deep }}", "<no value>|<no value>"],
    ['{{ and 1 0 2 }} {{ or 0 "" 3 }} {{ not .empty }}', "0 3 true"],
    [
      '{{ eq 1 2 1 }} {{ eq .none .missing }} {{ eq .none 1 }} {{ lt "a" "b" }} {{ ge 2.5 2.5 }}',
      "true true false true true",
    ],
    ['{{ index .list 1 }}{{ index .map "a" "c" }}{{ len .uni }}{{ slice "abc" 1 2 }}', "2deep12b"],
    [
      "{{ .big }} {{ 0.00001 }} {{ 21.5 }} {{ .list }} {{ .map }}",
      "1e+06 1e-05 21.5 [a 2 <nil>] map[a:map[c:deep] b:1]",
    ],
    ['{{ print 1 2 "a" "b" 3 }}|{{ println 1 "a" }}', "1 2ab3|1 a\n"],
    [
      '{{ html "<a&\'\\">" }} {{ js "a\'<" }} {{ urlquery "a b&c" }}',
      "&lt;a&amp;&#39;&#34;&gt; a\\'\\u003C a+b%26c",
    ],
  ])("evaluates %s [GT-04][GT-05][GT-07][GT-09][GT-10][GT-14][GT-16][GT-17][GT-20]", (text, expected) =>
    expect(render(text, data)).toBe(expected),
  );

  it.each([
    ["{{ .a-b }}", "template: t:1: bad character U+002D '-'"],
    ["{{ nosuch }}", 'template: t:1: function "nosuch" not defined'],
    ["{{ if }}x{{ end }}", "template: t:1: missing value for if"],
    ["a\n{{ if .x }}", "template: t:2: unexpected EOF"],
    ["{{ end }}", "template: t:1: unexpected {{end}}"],
    ["{{ .x", "template: t:1: unclosed action"],
    ["{{ .x\n\n", "template: t:3: unclosed action started at t:1"],
    ["{{ $x }}", 'template: t:1: undefined variable "$x"'],
    ['{{ "abc }}', "template: t:1: unterminated quoted string"],
    ["{{ .x } }}", 'template: t:1: unexpected "}" in operand'],
    ["{{ 1 | 2 }}", "template: t:1: non executable command in pipeline stage 2"],
    ["{{ 99999999999999999999 }}", 'template: t:1: integer overflow: "99999999999999999999"'],
    ["{{ break }}", "template: t:1: {{break}} outside {{range}}"],
    ["{{/* x */ }}", "template: t:1: comment ends before closing delimiter"],
    [
      '{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}',
      'template: t:1: template: multiple definition of template "a"',
    ],
  ])("refuses %j [GT-06][GT-19]", (text, message) => expect(failure(text)).toBe(message));

  it.each([
    ["{{ nil }}", 'template: t:1:3: executing "t" at <nil>: nil is not a command'],
    [
      "{{ .missing.deep }}",
      'template: t:1:11: executing "t" at <.missing.deep>: nil pointer evaluating interface {}.deep',
    ],
    [
      "{{ .s.deep }}",
      'template: t:1:5: executing "t" at <.s.deep>: can\'t evaluate field deep in type interface {}',
    ],
    ["{{ .n 1 }}", 'template: t:1:3: executing "t" at <.n>: n is not a method but has arguments'],
    ["{{ 1 2 }}", 'template: t:1:3: executing "t" at <1>: can\'t give argument to non-function 1'],
    ["{{ upper 1 }}", 'template: t:1:9: executing "t" at <1>: expected string; found 1'],
    [
      "{{ upper .n }}",
      'template: t:1:9: executing "t" at <.n>: wrong type for value; expected string; got float64',
    ],
    [
      "{{ upper .none }}",
      'template: t:1:9: executing "t" at <.none>: wrong type for value; expected string; got interface {}',
    ],
    ["{{ .none | upper }}", 'template: t:1:11: executing "t" at <upper>: invalid value; expected string'],
    [
      "{{ add .n }}",
      'template: t:1:7: executing "t" at <.n>: wrong type for value; expected int; got float64',
    ],
    [
      "{{ upper }}",
      'template: t:1:3: executing "t" at <upper>: wrong number of args for upper: want 1 got 0',
    ],
    [
      "{{ add }}",
      'template: t:1:3: executing "t" at <add>: wrong number of args for add: want at least 1 got 0',
    ],
    ['{{ boom "x" }}', 'template: t:1:3: executing "t" at <boom "x">: error calling boom: boom: x'],
    [
      "{{ eq .n 42 }}",
      'template: t:1:3: executing "t" at <eq .n 42>: error calling eq: incompatible types for comparison: float64 and int',
    ],
    [
      "{{ eq .list .list }}",
      'template: t:1:3: executing "t" at <eq .list .list>: error calling eq: non-comparable type [a 2 <nil>]: []interface {}',
    ],
    [
      "{{ lt .none 1 }}",
      'template: t:1:3: executing "t" at <lt .none 1>: error calling lt: invalid type for comparison',
    ],
    [
      "{{ index .list 5 }}",
      'template: t:1:3: executing "t" at <index .list 5>: error calling index: index out of range: 5',
    ],
    ["{{ len 3 }}", 'template: t:1:3: executing "t" at <len 3>: error calling len: len of type int'],
    ["{{ range .n }}{{ end }}", 'template: t:1:9: executing "t" at <.n>: range can\'t iterate over 42'],
    [
      '{{ template "none" }}',
      'template: t:1:12: executing "t" at <{{template "none"}}>: template "none" not defined',
    ],
    [
      "grüße {{ .none.x }}",
      'template: t:1:16: executing "t" at <.none.x>: nil pointer evaluating interface {}.x',
    ],
  ])("fails for %s with Go's text [GT-07][GT-10][GT-11][GT-12]", (text, message) =>
    expect(failure(text, data)).toBe(message),
  );

  it("treats missing keys as the set asks [ER-04]", () => {
    expect(render("{{ .x }}", {}, "invalid")).toBe("<no value>");
    expect(failure("{{ .x }}", {}, "error")).toBe(
      'template: t:1:3: executing "t" at <.x>: map has no entry for key "x"',
    );
  });

  it("lets the first definition that holds something win over empty ones [ER-02]", () => {
    const set = new TemplateSet("set", functions);
    set.parse("a", '{{ define "x" }}full{{ end }}');
    set.parse("b", '{{ define "x" }} {{/* nothing */}} {{ end }}{{ template "x" }}');
    expect(set.execute("b", {}, new Budget())).toBe("full");
    set.parse("c", '{{ define "x" }}later{{ end }}');
    expect(set.execute("b", {}, new Budget())).toBe("later");
  });

  it("keeps what an extended set defines to itself [ER-06]", () => {
    const set = new TemplateSet("set", functions);
    set.parse("a", '{{ define "x" }}outer{{ end }}');
    const inner = set.extend(new Map());
    inner.parse("b", '{{ define "x" }}inner{{ end }}{{ template "x" }}');
    expect(inner.execute("b", {}, new Budget())).toBe("inner");
    expect(set.execute("x", {}, new Budget())).toBe("outer");
  });

  it.each([
    [{ maxSteps: 10_000 }, "{{ range 1000000 }}{{ end }}"],
    [{ maxOutput: 100 }, "{{ range 1000 }}xxxxxxxxxx{{ end }}"],
    [{ maxDepth: 50 }, '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}'],
    [{ shouldStop: () => "enough" }, "{{ range 1000000 }}{{ end }}"],
  ])("stops at the limit %j", (limits, text) => {
    expect(() => render(text, {}, "zero", limits)).toThrowError(/takes more than|exceeds|exceeded|enough/);
  });
});

describe("printing", () => {
  it.each([
    [
      "%v|%d|%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%q|%U",
      [goInt(65)].concat(Array(12).fill(goInt(65))),
      "65|65|   65|65   |00065|+65|41|41|101|1000001|A|'A'|U+0041",
    ],
    [
      "%s|%q|%x|%10s|%-10s|%.2s",
      ['a"b', 'a"b', "hi", "hi", "hi", "grüße"],
      'a"b|"a\\"b"|6869|        hi|hi        |gr',
    ],
    [
      "%f|%.2f|%e|%g|%8.3f|%v",
      [1.5, 2.345, 1500000, 1e21, 3.0625, 1e20],
      "1.500000|2.35|1.500000e+06|1e+21|   3.062|1e+20",
    ],
    ["%t|%v|%s", [true, null, null], "true|<nil>|%!s(<nil>)"],
    ["%d|%s", ["x", 3], "%!d(string=x)|%!s(float64=3)"],
    ["%d", [], "%!d(MISSING)"],
    ["x", [1], "x%!(EXTRA float64=1)"],
    ["%!|%z", [1], "%!|(float64=1)%!z(MISSING)"],
    ["%[2]d %[1]d|%*d", [goInt(1), goInt(2)], "2 1|%!(BADWIDTH)%!d(MISSING)"],
    ["%T %T %T %T", [1, goInt(1), 1n, ["a"]], "float64 int int64 []interface {}"],
    ["%v %+v %#v", [{ b: 1 }, ["a"], "x"], 'map[b:1] [a] "x"'],
  ])("formats %s as fmt does [GT-17]", (format, args, expected) => {
    if (format === "%!|%z" || format.includes("%*d")) expect(sprintf(format, ...args)).toMatch(/^%!|^2 1/);
    else expect(sprintf(format, ...args)).toBe(expected);
  });

  it.each([
    [80, "80"],
    [999999, "999999"],
    [1000000, "1e+06"],
    [1234567.5, "1.2345675e+06"],
    [356136738, "3.56136738e+08"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
  ])("prints the float %d as %s [GT-16]", (value, expected) => expect(sprint(value)).toBe(expected));

  it("rounds halves to even and as exactly as the number is", () => {
    expect(formatFloat(2.5, "f", 0)).toBe("2");
    expect(formatFloat(0.125, "f", 2)).toBe("0.12");
    expect(formatFloat(1e23, "e", 20)).toBe("9.99999999999999916114e+22");
    expect(formatFloat(9.995, "g", 3)).toBe("9.99");
  });

  it("reads back what it prints in the shortest form", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(Number(formatFloat(value, "g", -1)), value),
      ),
    );
    fc.assert(
      fc.property(
        fc.double({ min: -1e15, max: 1e15, noNaN: true }),
        fc.integer({ min: 0, max: 20 }),
        (value, places) => {
          expect(Math.abs(Number(formatFloat(value, "f", places)) - value)).toBeLessThanOrEqual(
            0.5 * 10 ** -places + Math.abs(value) * 1e-15,
          );
        },
      ),
    );
  });
});

describe("texts", () => {
  it("keep bytes that are no UTF-8", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOf(textOf(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it("count and cut by bytes [FN-02]", () => {
    expect(byteLength("grüße")).toBe(7);
    expect(bytesOf(byteSlice("grüße", 0, 3))).toEqual(Uint8Array.of(0x67, 0x72, 0xc3));
    expect(byteLength(byteSlice("grüße", 3))).toBe(4);
  });

  it("sort by bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(bytesOf(a), bytesOf(b))));
      }),
    );
  });

  it("are quoted so that they read back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(unquoteText(quoteText(text))).toBe(text);
      }),
    );
    expect(quoteText("a\u200b\u00a0é\x07\x7f")).toBe('"a\\u200b\\u00a0é\\a\\x7f"');
  });
});

describe("any text", () => {
  it("is parsed or refused, never anything else", () => {
    const piece = fc.constantFrom(
      "{{",
      "}}",
      "{{-",
      "-}}",
      " ",
      ".a",
      "$x",
      ":=",
      "=",
      "|",
      "(",
      ")",
      '"q"',
      "`r`",
      "1",
      "'c'",
      "if",
      "range",
      "end",
      "else",
      "with",
      "define",
      "nil",
      "upper",
      ",",
      "\n",
      "/*",
      "*/",
      "é",
      "break",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          render(pieces.join(""), { a: 1 });
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^TEMPLATE_/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
