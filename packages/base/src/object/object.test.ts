import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deepClone,
  deepEqual,
  getKey,
  getPath,
  type JsonObject,
  parseJson,
  setKey,
  stringifyJson,
} from "./index.ts";

describe("base/object", () => {
  it("keeps __proto__ an ordinary key", () => {
    const parsed = parseJson('{"__proto__":{"polluted":true},"constructor":1}') as JsonObject;
    const copy = deepClone(parsed);
    setKey(copy, "__proto__", { again: true });
    expect(getKey(copy, "__proto__")).toEqual({ again: true });
    expect(getKey(parsed, "__proto__")).toEqual({ polluted: true });
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(getKey({} as JsonObject, "toString")).toBeUndefined();
    expect(getPath(parsed, "constructor", "name")).toBeUndefined();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("does not round integers beyond 2^53", () => {
    const text =
      '{"a":9007199254740993,"b":"9007199254740993","c":-9223372036854775808,"d":1.0000000000000001,"e":[12345678901234567890]}';
    const value = parseJson(text) as JsonObject;
    expect(value["a"]).toBe(9007199254740993n);
    expect(value["b"]).toBe("9007199254740993");
    expect(value["c"]).toBe(-9223372036854775808n);
    expect(stringifyJson(value)).toBe(text.replace("1.0000000000000001", "1"));
    expect(deepEqual({ a: 1n }, { a: 1 })).toBe(true);
  });

  it("clones and compares any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = deepClone(value);
        expect(deepEqual(copy, value)).toBe(true);
        expect(stringifyJson(copy)).toBe(JSON.stringify(value));
        expect(stringifyJson(parseJson(stringifyJson(value)))).toBe(stringifyJson(value));
      }),
    );
  });

  it("reports broken JSON with its code", () => {
    expect(() => parseJson("{")).toThrowError(expect.objectContaining({ code: "JSON_INVALID" }));
  });
});
