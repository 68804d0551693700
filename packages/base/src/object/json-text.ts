import { errorText, SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";
import type { JsonValue } from "./json-value.ts";

const longInteger = /[0-9]{16}/;
const longIntegerToken = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const bigintMark = "\u0000bigint:";

/**
 * Parses JSON without rounding integers: those outside the safe range become `bigint`. The slow path is taken
 * only for texts that hold a run of 16 digits. Throws JSON_INVALID.
 */
export function parseJson(text: string): JsonValue {
  try {
    if (!longInteger.test(text)) return JSON.parse(text);
    return JSON.parse(markLongIntegers(text), reviveLongIntegers);
  } catch (cause) {
    throw new SluiceError(baseErrors.JSON_INVALID, `invalid JSON: ${errorText(cause)}`, { cause });
  }
}

/** Prints JSON; `bigint` values become plain integers. */
export function stringifyJson(value: unknown, indent?: number): string {
  let hasBigint = false;
  const text = JSON.stringify(
    value,
    (_key, item) => {
      if (typeof item !== "bigint") return item;
      hasBigint = true;
      return `${bigintMark}${item}`;
    },
    indent,
  );
  return hasBigint ? text.replaceAll(/"\\u0000bigint:(-?\d+)"/g, "$1") : text;
}

function markLongIntegers(text: string): string {
  return text.replace(longIntegerToken, (token) => {
    if (token.startsWith('"') || token.length < 16 || /[.eE]/.test(token)) return token;
    return Number.isSafeInteger(Number(token)) ? token : `"\\u0000bigint:${token}"`;
  });
}

function reviveLongIntegers(_key: string, value: unknown): unknown {
  return typeof value === "string" &&
    value.startsWith(bigintMark) &&
    /^-?\d+$/.test(value.slice(bigintMark.length))
    ? BigInt(value.slice(bigintMark.length))
    : value;
}
