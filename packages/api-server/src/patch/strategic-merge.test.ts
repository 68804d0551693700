import type { JsonObject } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import type { Schema } from "../resource/index.ts";
import { SchemaNode } from "../schema/index.ts";
import { applyStrategicMergePatch } from "./index.ts";

const schema: Schema = {
  type: "object",
  properties: {
    containers: {
      type: "array",
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "name",
      items: {
        type: "object",
        properties: {
          name: { type: "string" },
          env: {
            type: "array",
            "x-kubernetes-patch-strategy": "merge",
            "x-kubernetes-patch-merge-key": "name",
            items: { type: "object", properties: { name: { type: "string" } } },
          },
        },
      },
    },
    finalizers: { type: "array", "x-kubernetes-patch-strategy": "merge", items: { type: "string" } },
    args: { type: "array", items: { type: "string" } },
    strategy: { type: "object", "x-kubernetes-patch-strategy": "retainKeys", properties: {} },
    map: { type: "object", additionalProperties: { type: "string" } },
  },
};
const node = new SchemaNode(schema, () => undefined);

describe("strategic merge patch", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      "merges list items by key and appends new ones",
      { containers: [{ name: "a", image: "1" }, { name: "b" }] },
      { containers: [{ name: "c" }, { name: "a", image: "2" }] },
      { containers: [{ name: "a", image: "2" }, { name: "b" }, { name: "c" }] },
    ],
    [
      "merges lists inside of items",
      { containers: [{ name: "a", env: [{ name: "x", value: "1" }] }] },
      { containers: [{ name: "a", env: [{ name: "y", value: "2" }] }] },
      {
        containers: [
          {
            name: "a",
            env: [
              { name: "x", value: "1" },
              { name: "y", value: "2" },
            ],
          },
        ],
      },
    ],
    [
      "deletes an item by directive",
      { containers: [{ name: "a" }, { name: "b" }] },
      { containers: [{ name: "a", $patch: "delete" }] },
      { containers: [{ name: "b" }] },
    ],
    [
      "replaces a list by directive",
      { containers: [{ name: "a" }, { name: "b" }] },
      { containers: [{ $patch: "replace" }, { name: "c" }] },
      { containers: [{ name: "c" }] },
    ],
    [
      "orders items as asked",
      { containers: [{ name: "a" }, { name: "b" }] },
      {
        "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
        containers: [{ name: "a", image: "1" }],
      },
      { containers: [{ name: "b" }, { name: "a", image: "1" }] },
    ],
    ["adds to a set", { finalizers: ["a"] }, { finalizers: ["b", "a"] }, { finalizers: ["a", "b"] }],
    [
      "takes from a set",
      { finalizers: ["a", "b"] },
      { "$deleteFromPrimitiveList/finalizers": ["a"] },
      { finalizers: ["b"] },
    ],
    ["replaces a list without strategy", { args: ["a", "b"] }, { args: ["c"] }, { args: ["c"] }],
    ["removes a key that is null", { map: { a: "1", b: "2" } }, { map: { a: null } }, { map: { b: "2" } }],
    [
      "replaces a map by directive",
      { map: { a: "1" } },
      { map: { $patch: "replace", b: "2" } },
      { map: { b: "2" } },
    ],
    [
      "keeps only the keys that are retained",
      { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } },
      { strategy: { $retainKeys: ["type"], type: "Recreate" } },
      { strategy: { type: "Recreate" } },
    ],
    [
      "keeps __proto__ an ordinary key",
      { map: {} },
      JSON.parse('{"map":{"__proto__":"x"}}'),
      JSON.parse('{"map":{"__proto__":"x"}}'),
    ],
  ])("%s", (_what, target, patch, expected) => {
    const before = JSON.stringify(target);
    expect(JSON.stringify(applyStrategicMergePatch(node, target, patch))).toBe(JSON.stringify(expected));
    expect(JSON.stringify(target)).toBe(before);
  });

  it("refuses an item without its merge key", () => {
    expect(() =>
      applyStrategicMergePatch(node, { containers: [] }, { containers: [{ image: "x" }] }),
    ).toThrow("does not contain declared merge key: name");
  });
});
