import { isSluiceError, type SluiceError } from "@sluice/base/errors";
import type { JsonValue } from "@sluice/base/object";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareKeys,
  type PrintOptions,
  parseYaml,
  parseYamlDocuments,
  parseYamlNode,
  printYaml,
  YamlScalar,
  yamlErrors,
} from "./index.ts";

function failure(run: () => unknown): SluiceError {
  try {
    run();
  } catch (error) {
    if (isSluiceError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const v2 = { flavour: "v2" } as const;
const v3 = { flavour: "v3" } as const;

describe("parseYaml", () => {
  it.each([
    ["yes", true, "yes"],
    ["Off", false, "Off"],
    ["010", 8, 8],
    ["0o10", 8, 8],
    ["1_000", 1000, 1000],
    ["0b11", 3, 3],
    ["08", 8, 8],
    ["12:30:45", "12:30:45", "12:30:45"],
    ["1e3", 1000, 1000],
    ["1e400", "1e400", "1e400"],
    ["9007199254740993", 9007199254740993n, 9007199254740993n],
    ["18446744073709551616", 18446744073709552000, 18446744073709552000],
    ["~", null, null],
    ["tRue", "tRue", "tRue"],
    ["2020-01-02", "2020-01-02", "2020-01-02T00:00:00Z"],
    ["2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"],
    ["!!str 1", "1", "1"],
    ["!!binary aGk=", "hi", "hi"],
    ["!foo bar", "bar", "bar"],
  ])("reads %s as Go does, in both flavours", (text, asV2, asV3) => {
    expect(parseYaml(text, v2)).toEqual(asV2);
    expect(parseYaml(text, v3)).toEqual(asV3);
  });

  it("applies merges in place for v2, and under explicit keys for v3 [KE-46]", () => {
    const text = "base: &b {x: 1, z: 2}\nover: {z: 3, <<: *b}\nunder: {<<: *b, z: 3}\n";
    expect(parseYaml(text, v2)).toMatchObject({ over: { x: 1, z: 2 }, under: { x: 1, z: 3 } });
    expect(parseYaml(text, v3)).toMatchObject({ over: { x: 1, z: 3 }, under: { x: 1, z: 3 } });
  });

  it("reads the first document, or all of them with the lines they start on", () => {
    const text = "# nothing\n---\na: 1\n---\n\nb: 2\n...\n";
    expect(parseYaml(text, v2)).toEqual({ a: 1 });
    expect(parseYamlDocuments(text, v2)).toEqual([
      { value: { a: 1 }, line: 3 },
      { value: { b: 2 }, line: 6 },
    ]);
    expect(parseYaml("", v2)).toBeNull();
  });

  it("keeps `__proto__` and its like as ordinary keys", () => {
    const value = parseYaml("__proto__: {polluted: 1}\nconstructor: x\n", v2) as Record<string, JsonValue>;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("keeps the text of scalars where it says more than the value", () => {
    expect(parseYamlNode("[0644, 1.0, 12, x, '12', ~]", v3)).toEqual([
      new YamlScalar("!!int", "0644", 420),
      new YamlScalar("!!float", "1.0", 1),
      12,
      "x",
      "12",
      new YamlScalar("!!null", "~", null),
    ]);
  });

  it.each([
    ["a: b: c\n", "yaml: mapping values are not allowed in this context"],
    ["x: 1\na:\n\t- b\n", "yaml: line 3: found character that cannot start any token"],
    ["a: [1, 2\n", "yaml: line 1: did not find expected ',' or ']'"],
    ['x: 1\ny: "a\n', "yaml: line 3: found unexpected end of stream"],
    ["x: 1\n y: 2\n", "yaml: line 2: mapping values are not allowed in this context"],
    ["a: {{ x }}\n", 'yaml: invalid map key: map[interface {}]interface {}{"x":interface {}(nil)}'],
    ["a: *nope\n", "yaml: unknown anchor 'nope' referenced"],
    ["a: &a [*a]\n", "yaml: anchor 'a' value contains itself"],
    ["%YAML 1.2\n---\na: 1\n", "yaml: found incompatible YAML document"],
    ["a: \x01\n", "yaml: control characters are not allowed"],
    ["~: 1\n", "unsupported map key of type: %!s(<nil>), key: <nil>, value: 1"],
    ["a: .inf\n", "json: unsupported value: +Inf"],
    ["a: !!int x\n", "yaml: cannot decode !!str `x` as a !!int"],
  ])("refuses %j in Go's words", (text, message) => {
    expect(failure(() => parseYaml(text, v2)).message).toBe(message);
  });

  it("names file, line and column", () => {
    const { location, code } = failure(() => parseYaml("a: 1\nb: c: d\n", { flavour: "v3", file: "x.yaml" }));
    expect(location).toEqual({ path: "x.yaml", line: 2, column: 5 });
    expect(code).toBe(yamlErrors.YAML_SYNTAX);
  });

  it("takes the last of repeated keys for v2 and refuses them for v3, unless told otherwise", () => {
    expect(parseYaml("a: 1\na: 2\n", v2)).toEqual({ a: 2 });
    expect(failure(() => parseYaml("a: 1\na: 2\n", v3)).message).toContain('mapping key "a" already defined');
    expect(failure(() => parseYaml("a: 1\na: 2\n", { ...v2, uniqueKeys: true })).message).toContain(
      'key "a" already set in map',
    );
  });

  it("limits size, depth and the expansion of aliases", () => {
    expect(failure(() => parseYaml("[".repeat(5000), v2)).code).toBe(yamlErrors.YAML_LIMIT);
    expect(failure(() => parseYaml("- ".repeat(5000), v2)).code).toBe(yamlErrors.YAML_LIMIT);
    expect(failure(() => parseYaml("aaaa", { ...v2, maxLength: 3 })).code).toBe(yamlErrors.YAML_LIMIT);
    let bomb = "l0: &l0 [a,a,a,a,a,a,a,a,a,a]\n";
    for (let level = 1; level < 10; level++)
      bomb += `l${level}: &l${level} [${`*l${level - 1},`.repeat(10)}]\n`;
    const start = performance.now();
    expect(failure(() => parseYaml(bomb, v2)).message).toBe("yaml: document contains excessive aliasing");
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("never throws anything but its own errors", () => {
    const pieces = fc.constantFrom(
      "a",
      ": ",
      ":",
      "- ",
      "\n",
      "  ",
      "\t",
      "[",
      "]",
      "{",
      "}",
      ",",
      "'",
      '"',
      "|",
      ">",
      "&x ",
      "*x",
      "!!str ",
      "!",
      "?",
      "? ",
      "#",
      " #",
      "---\n",
      "...",
      "%",
      "\\",
      "<<: ",
      "1",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), fc.constantFrom(v2, v3), (parts, options) => {
        try {
          parseYaml(parts.join(""), options);
        } catch (error) {
          if (!isSluiceError(error)) throw error;
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe("printYaml", () => {
  it.each([
    ["plain text", "a b", "a b\n"],
    ["what would be read as something else", "true", '"true"\n'],
    ["words of YAML 1.1", "yes", '"yes"\n'],
    ["numbers beyond a base of ten", "12:30", '"12:30"\n'],
    ["indicators", "- x", "'- x'\n"],
    ["blanks at the edges", " x", "' x'\n"],
    ["several lines", "a\nb\n", "|\n  a\n  b\n"],
    ["lines without a last break", "a\nb", "|-\n  a\n  b\n"],
    ["lines with more breaks", "a\n\n\n", "|+\n  a\n\n\n"],
    ["a blank first line", "\na", "|2-\n\n  a\n"],
    ["a tab in lines", "a\tb\n", '"a\\tb\\n"\n'],
    ["what is beyond the basic plane", "\u{1F600}", '"\\U0001F600"\n'],
    ["nothing", "", '""\n'],
  ])("writes %s", (_, value, expected) => {
    expect(printYaml(value, v2)).toBe(expected);
  });

  it("sorts keys as Go does, digits as numbers and letters last", () => {
    expect(["b", "a10", "a2", "A", "_", "1", "a.b", "a-b", "é", ""].sort(compareKeys)).toEqual([
      "",
      "_",
      "1",
      "A",
      "a-b",
      "a.b",
      "a2",
      "a10",
      "b",
      "é",
    ]);
  });

  it("folds long lines at 80 columns for v2 and never for v3", () => {
    const text = "word ".repeat(30).trim();
    expect(printYaml({ key: text }, v2)).toBe(
      `key: ${"word ".repeat(15)}word\n  ${"word ".repeat(13)}word\n`,
    );
    expect(printYaml({ key: text }, v3)).toBe(`key: ${text}\n`);
  });

  it("writes numbers as Go does after JSON", () => {
    const numbers = [1, -0, 1.5, 1234567.5, 1e21, 1e-7, 2 ** 53, 12345678901234567890n, 1e20];
    expect(printYaml(numbers, v2)).toBe(
      "- 1\n- 0\n- 1.5\n- 1.2345675e+06\n- 1e+21\n- 1e-07\n- 9007199254740992\n- 12345678901234567890\n- 1e+20\n",
    );
  });

  it("writes nested collections with sequences in the column of their key", () => {
    const value = { list: [{ a: 1, b: [] }, [1, [2]], {}], map: { x: null }, skipped: undefined };
    expect(printYaml(value, v2)).toBe("list:\n- a: 1\n  b: []\n- - 1\n  - - 2\n- {}\nmap:\n  x: null\n");
  });

  it("writes long keys behind a question mark", () => {
    const key = "k".repeat(129);
    expect(printYaml({ [key]: 1 }, v2)).toBe(`? ${key}\n: 1\n`);
    expect(parseYaml(printYaml({ [key]: { a: 1 }, "x\ny": [1] }, v2), v2)).toEqual({
      [key]: { a: 1 },
      "x\ny": [1],
    });
  });

  it.each([v2, v3])("writes what %o reads back", (options: PrintOptions) => {
    const key = fc.oneof(
      fc.string().filter((text) => text !== "<<"),
      fc.constantFrom("yes", "1", "~", "a b", "__proto__", "- x", "é"),
    );
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }).filter((text) => !/[\ud800-\udfff\u2028\u2029]/.test(text)),
      fc.constantFrom(
        "yes",
        "1e3",
        "0x1",
        " a",
        "a ",
        "a: b",
        "#",
        "\n",
        "a\n\n",
        " \n a",
        "2020-01-01",
        "|",
      ),
      fc.integer(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((value) =>
          value === 0 || (Number.isInteger(value) && !Number.isSafeInteger(value)) ? 0 : value,
        ),
      fc.boolean(),
      fc.constant(null),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (item) => {
        expect(parseYaml(printYaml(item, options), options)).toEqual(item);
      }),
      { numRuns: 1500 },
    );
  });
});
