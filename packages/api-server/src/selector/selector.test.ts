import { expect, it } from "vitest";
import { labelSelectorTest, parseFieldSelector, parseLabelSelector } from "./index.ts";

it.each<[string, Record<string, string>, boolean]>([
  ["a=b", { a: "b" }, true],
  ["a==b", { a: "c" }, false],
  ["a!=b", {}, true],
  ["a in (b, c)", { a: "c" }, true],
  ["a notin (b,c)", {}, true],
  ["a", { a: "" }, true],
  ["!a", { a: "" }, false],
  ["a=b,c", { a: "b" }, false],
  ["x.io/a=b", { "x.io/a": "b" }, true],
  ["n>3", { n: "4" }, true],
  ["toString", {}, false],
])("selects by %s", (text, labels, expected) => {
  expect(parseLabelSelector(text)!(labels)).toBe(expected);
});

it.each(["a b", "=b", "a=b=c d", "a=b c", "-a"])("refuses %s", (text) => {
  expect(() => parseLabelSelector(text)).toThrow("unable to parse requirement");
});

it("reads field selectors with escapes", () => {
  expect(parseFieldSelector("a=b\\,c,d!=e")).toEqual([
    { field: "a", isEqual: true, value: "b,c" },
    { field: "d", isEqual: false, value: "e" },
  ]);
});

it("an absent selector matches nothing, an empty one everything", () => {
  expect(labelSelectorTest(undefined)({})).toBe(false);
  expect(labelSelectorTest({})({})).toBe(true);
  const test = labelSelectorTest({ matchExpressions: [{ key: "a", operator: "NotIn", values: ["b"] }] });
  expect(test({ a: "c" })).toBe(true);
  expect(test({ a: "b" })).toBe(false);
});
