import { expect, it } from "vitest";
import { compileJsonPath } from "./index.ts";

const value = {
  spec: {
    "a.b": 1,
    list: [
      { n: "x", v: 1 },
      { n: "y", v: 2 },
    ],
  },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};

it.each<[string, unknown[]]>([
  [".spec.list[1].n", ["y"]],
  [".spec.list[-1].n", ["y"]],
  [".spec.list[*].v", [1, 2]],
  [".spec['a.b']", [1]],
  [".spec.a\\.b", [1]],
  ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
  [".status.conditions[?(@.type=='Other')].status", []],
  [".spec.list[?(@.v>1)].n", ["y"]],
  ["{.spec.list[0].n}", ["x"]],
  ["..n", ["x", "y"]],
  [".spec.toString", []],
  [".spec.list[", []],
])("finds %s", (path, expected) => {
  expect(compileJsonPath(path)(value)).toEqual(expected);
});
