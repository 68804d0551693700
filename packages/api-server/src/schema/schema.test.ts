import type { JsonValue } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import type { Schema } from "../resource/index.ts";
import { applySchemaDefaults, pruneUnknown, SchemaNode, validateValue } from "./index.ts";

function nodeOf(schema: Schema, refs: Record<string, Schema> = {}): SchemaNode {
  return new SchemaNode(schema, (ref) => refs[ref]);
}

describe("defaults", () => {
  it("fill in parents before children, also in lists and maps", () => {
    const inner: Schema = { type: "object", properties: { a: { type: "integer", default: 1 } } };
    const node = nodeOf({
      type: "object",
      properties: {
        made: { ...inner, default: {} },
        list: { type: "array", items: inner },
        map: { type: "object", additionalProperties: inner },
        nothing: { type: "string", default: "x" },
        nullable: { type: "string", nullable: true, default: "x" },
      },
    });
    const value: JsonValue = { list: [{}, { a: 2 }], map: { k: {} }, nothing: null, nullable: null };
    applySchemaDefaults(node, value);
    expect(value).toEqual({
      made: { a: 1 },
      list: [{ a: 1 }, { a: 2 }],
      map: { k: { a: 1 } },
      nothing: "x",
      nullable: null,
    });
  });

  it("work on types that contain themselves", () => {
    const tree: Schema = {
      type: "object",
      properties: {
        size: { type: "integer", default: 1 },
        children: { type: "array", items: { $ref: "#/tree" } },
      },
    };
    const value: JsonValue = { children: [{ children: [{}] }] };
    applySchemaDefaults(nodeOf(tree, { "#/tree": tree }), value);
    expect(value).toEqual({ size: 1, children: [{ size: 1, children: [{ size: 1 }] }] });
  });
});

describe("pruning", () => {
  it("drops and names unknown fields, except where they are kept", () => {
    const node = nodeOf({
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: {
            known: { type: "string" },
            items: { type: "array", items: { type: "object", properties: { a: { type: "string" } } } },
            open: {
              type: "object",
              "x-kubernetes-preserve-unknown-fields": true,
              properties: { closed: { type: "object", properties: {} } },
            },
            embedded: { type: "object", "x-kubernetes-embedded-resource": true, properties: {} },
          },
        },
      },
    });
    const value: JsonValue = {
      apiVersion: "v1",
      kind: "K",
      metadata: {},
      spec: {
        known: "x",
        extra: 1,
        items: [{ a: "1", b: "2" }],
        open: { anything: { goes: 1 }, closed: { gone: 1 } },
        embedded: { apiVersion: "v1", kind: "E", metadata: { name: "e" }, spec: {} },
      },
    };
    const unknown: string[] = [];
    pruneUnknown(node, value, { dropsNulls: true, onUnknown: (path) => unknown.push(path) });
    expect(unknown).toEqual(["spec.extra", "spec.items[0].b", "spec.open.closed.gone", "spec.embedded.spec"]);
    expect(value).toEqual({
      apiVersion: "v1",
      kind: "K",
      metadata: {},
      spec: {
        known: "x",
        items: [{ a: "1" }],
        open: { anything: { goes: 1 }, closed: {} },
        embedded: { apiVersion: "v1", kind: "E", metadata: { name: "e" } },
      },
    });
  });
});

describe("validation", () => {
  it.each<[string, Schema, JsonValue, string]>([
    [
      "types",
      { type: "integer" },
      "a",
      'Invalid value: "string": f in body must be of type integer: "string"',
    ],
    ["null", { type: "string" }, null, 'Invalid value: "null": f in body must be of type string: "null"'],
    [
      "enums",
      { type: "string", enum: ["a", "b"] },
      "c",
      'Unsupported value: "c": supported values: "a", "b"',
    ],
    [
      "maximum",
      { type: "integer", maximum: 3 },
      4,
      "Invalid value: 4: f in body should be less than or equal to 3",
    ],
    [
      "exclusive minimum",
      { type: "integer", minimum: 3, exclusiveMinimum: true },
      3,
      "Invalid value: 3: f in body should be greater than 3",
    ],
    [
      "patterns",
      { type: "string", pattern: "^a+$" },
      "b",
      "Invalid value: \"b\": f in body should match '^a+$'",
    ],
    ["length", { type: "string", maxLength: 2 }, "abc", "Too long: may not be more than 2 bytes"],
    [
      "formats",
      { type: "string", format: "date-time" },
      "today",
      'Invalid value: "today": f in body must be of type date-time: "today"',
    ],
    [
      "minimum of items",
      { type: "array", items: { type: "string" }, minItems: 1 },
      [],
      "Invalid value: 0: f in body should have at least 1 items",
    ],
    [
      "int32",
      { type: "integer", format: "int32" },
      2147483648,
      'Invalid value: "integer": f in body must be of type integer: "integer"',
    ],
    [
      "int-or-string",
      { "x-kubernetes-int-or-string": true },
      true,
      'Invalid value: "boolean": f in body must be of type integer,string: "boolean"',
    ],
  ])("checks %s", (_what, schema, value, message) => {
    const node = nodeOf({ type: "object", properties: { f: schema } });
    expect(validateValue(node, { f: value }).map((problem) => problem.message)).toEqual([message]);
  });

  it("checks patterns in linear time", () => {
    const node = nodeOf({ type: "string", pattern: "^(a+)+$" });
    const started = performance.now();
    expect(validateValue(node, `${"a".repeat(5000)}!`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("stops after a hundred problems", () => {
    const node = nodeOf({ type: "array", items: { type: "string" } });
    expect(validateValue(node, Array(100_000).fill(1)).length).toBeLessThanOrEqual(100);
  });
});
