import { describe, expect, it } from "vitest";
import type { JsonValue } from "../object/index.ts";
import { applyJsonPatch, applyMergePatch, type JsonPatchOperation } from "./index.ts";

describe("base/json-patch", () => {
  it.each<[string, JsonValue, JsonPatchOperation, JsonValue]>([
    ["adds a key", { a: 1 }, { op: "add", path: "/b", value: 2 }, { a: 1, b: 2 }],
    ["appends with -", { a: [1] }, { op: "add", path: "/a/-", value: 2 }, { a: [1, 2] }],
    ["inserts in a list", { a: [1, 3] }, { op: "add", path: "/a/1", value: 2 }, { a: [1, 2, 3] }],
    ["counts negative indexes from the end", { a: [1, 2] }, { op: "remove", path: "/a/-1" }, { a: [1] }],
    ["unescapes pointers", { "a/b": 1, "c~d": 2 }, { op: "remove", path: "/a~1b" }, { "c~d": 2 }],
    ["replaces the root", { a: 1 }, { op: "replace", path: "", value: [] }, []],
    ["moves", { a: 1 }, { op: "move", from: "/a", path: "/b" }, { b: 1 }],
    ["copies", { a: { x: 1 } }, { op: "copy", from: "/a", path: "/b" }, { a: { x: 1 }, b: { x: 1 } }],
    ["tests", { a: { x: 1 } }, { op: "test", path: "/a", value: { x: 1 } }, { a: { x: 1 } }],
    ["tests a missing path against null", {}, { op: "test", path: "/a", value: null }, {}],
  ])("%s", (_name, document, operation, expected) => {
    expect(applyJsonPatch(document, [operation])).toEqual(expected);
  });

  it.each<[string, JsonPatchOperation]>([
    ["removing what is missing", { op: "remove", path: "/x" }],
    ["replacing what is missing", { op: "replace", path: "/x", value: 1 }],
    ["a missing parent", { op: "add", path: "/x/y", value: 1 }],
    ["an index out of bounds", { op: "add", path: "/l/5", value: 1 }],
    ["a test that does not hold", { op: "test", path: "/l", value: 1 }],
  ])("fails on %s and names the path", (_name, operation) => {
    expect(() => applyJsonPatch({ l: [] }, [operation])).toThrowError(
      expect.objectContaining({ code: "JSON_PATCH_FAILED", fieldPath: operation.path }),
    );
  });

  it("leaves the document alone", () => {
    const document = { a: { b: 1 } };
    applyJsonPatch(document, [{ op: "remove", path: "/a/b" }]);
    expect(document).toEqual({ a: { b: 1 } });
  });

  it("merges as RFC 7386 says", () => {
    expect(applyMergePatch({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: null, e: { f: null } }, d: [1] })).toEqual({
      a: { c: 2, e: {} },
      d: [1],
    });
  });
});
