import { describe, expect, it } from "vitest";
import { digestOf, isDigest, sha256Hex } from "./index.ts";
import { sha256Hex as portable } from "./sha256-portable.ts";

describe("base/digest", () => {
  it("agrees with the portable implementation", () => {
    for (const text of ["", "a", "ünïcode ☃", "x".repeat(10_000)])
      expect(portable(text)).toBe(sha256Hex(text));
  });
  it("writes algorithm:hex", () => {
    expect(digestOf("")).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(isDigest(digestOf("x"))).toBe(true);
    expect(isDigest("sha256:xyz")).toBe(false);
  });
});
