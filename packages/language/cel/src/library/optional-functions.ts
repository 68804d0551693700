import type { CelOptional, CelValue } from "../value.ts";

/** `or` and `orValue` evaluate their argument only when they need it, so they are no plain functions. */
export function chooseOptional(
  name: "or" | "orValue",
  optional: CelOptional,
  other: () => CelValue,
): CelValue {
  if (optional.value === undefined) return other();
  return name === "or" ? optional : optional.value;
}
