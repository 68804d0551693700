import { errorText } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { GoError, type GoValue } from "@sluice/go-template";
import { parse, TomlDate } from "smol-toml";
import { timeValue } from "../time/index.ts";
import { describeTomlProblem } from "./toml-problem.ts";

/** A TOML text as a map: integers are int64 (bigint), floats float64, dates times. Throws GoError. */
export function readToml(text: string): GoValue {
  let table: unknown;
  try {
    table = parse(text, { integersAsBigInt: true });
  } catch (error) {
    throw new GoError(`toml: ${describeTomlProblem(text) ?? errorText(error).split("\n")[0]}`);
  }
  return convert(table);
}

function convert(value: unknown): GoValue {
  if (value instanceof TomlDate) return timeValue(BigInt(value.getTime()) * 1_000_000n, "UTC");
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  const map: Record<string, GoValue> = {};
  for (const [key, item] of Object.entries(value)) setKey(map, key, convert(item));
  return map;
}
