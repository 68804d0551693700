import type { IntOrPercent } from "./types.ts";

/** The number that a value such as `3` or `25%` means out of a total. */
export function resolveCount(
  value: IntOrPercent | undefined,
  total: number,
  rounding: "up" | "down",
): number {
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  const match = /^(\d+)%$/.exec(value);
  if (match === null) return 0;
  const share = (Number(match[1]) * total) / 100;
  return rounding === "up" ? Math.ceil(share) : Math.floor(share);
}
