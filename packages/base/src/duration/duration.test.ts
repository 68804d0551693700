import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./index.ts";

describe("base/duration", () => {
  it.each([
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    ["250ms", 250],
    ["0", 0],
    ["-2m", -120_000],
    ["10us", 0.01],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(["", "5", "1d", "m", "1h 2m", "--1s", "1e3s"])("refuses %j", (text) => {
    expect(() => parseDuration(text)).toThrowError(/invalid duration/);
  });

  it.each([
    [0, "0s"],
    [5_400_000, "1h30m0s"],
    [90_000, "1m30s"],
    [1500, "1.5s"],
    [250, "250ms"],
    [0.01, "10µs"],
    [1234.567891, "1.234567891s"],
    [-1000, "-1s"],
  ])("prints %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
