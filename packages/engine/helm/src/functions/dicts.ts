import { setKey } from "@sluice/base/object";
import {
  GoError,
  type GoFunction,
  type GoValue,
  goFunctions,
  isMapValue,
  isNilValue,
  type MapValue,
  parseType,
  sliceOf,
  sortedKeys,
  tagged,
  typeOf,
} from "@sluice/go-template";
import { mergeMaps } from "./merge.ts";
import { textOfValue } from "./text-of-value.ts";

const stringSlice = sliceOf(parseType("string"));
const anyMap = parseType("map[string]any");

/**
 * Maps. `set`, `unset` and the merges change the map they are given. Where Go's order is random (`keys`, `values`)
 * the order is that of the sorted keys.
 */
export const dictFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  dict: ["(...any) map[string]any", makeDict],
  get: [
    "(map[string]any, string) any",
    (map: MapValue, key: string) => (Object.hasOwn(map, key) ? map[key] : ""),
  ],
  set: ["(map[string]any, string, any) map[string]any", setEntry],
  unset: [
    "(map[string]any, string) map[string]any",
    (map: MapValue, key: string) => {
      delete map[key];
      return map;
    },
  ],
  hasKey: ["(map[string]any, string) bool", (map: MapValue, key: string) => Object.hasOwn(map, key)],
  pluck: [
    "(string, ...map[string]any) []any",
    (key: string, ...maps: MapValue[]) =>
      maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]),
  ],
  keys: [
    "(...map[string]any) []string",
    (...maps: MapValue[]) => tagged(maps.flatMap(sortedKeys), stringSlice),
  ],
  values: ["(map[string]any) []any", (map: MapValue) => sortedKeys(map).map((key) => map[key])],
  pick: [
    "(map[string]any, ...string) map[string]any",
    (map: MapValue, ...keys: string[]) =>
      select(
        map,
        keys.filter((key) => Object.hasOwn(map, key)),
      ),
  ],
  omit: [
    "(map[string]any, ...string) map[string]any",
    (map: MapValue, ...keys: string[]) =>
      select(
        map,
        Object.keys(map).filter((key) => !keys.includes(key)),
      ),
  ],
  merge: [
    "(map[string]any, ...map[string]any) any",
    (into: MapValue, ...from: MapValue[]) => merge(into, from, false),
  ],
  mustMerge: [
    "(map[string]any, ...map[string]any) any",
    (into: MapValue, ...from: MapValue[]) => merge(into, from, false),
  ],
  mergeOverwrite: [
    "(map[string]any, ...map[string]any) any",
    (into: MapValue, ...from: MapValue[]) => merge(into, from, true),
  ],
  mustMergeOverwrite: [
    "(map[string]any, ...map[string]any) any",
    (into: MapValue, ...from: MapValue[]) => merge(into, from, true),
  ],
  dig: ["(...any) any", dig],
});

function makeDict(...pairs: GoValue[]): MapValue {
  const map: MapValue = {};
  for (let i = 0; i < pairs.length; i += 2)
    setKey(map, textOfValue(pairs[i]), i + 1 < pairs.length ? pairs[i + 1] : "");
  return map;
}

function setEntry(map: MapValue, key: string, value: GoValue): MapValue {
  if (isNilValue(map)) throw new GoError("assignment to entry in nil map");
  setKey(map, key, value ?? null);
  return map;
}

function select(map: MapValue, keys: readonly string[]): MapValue {
  const result: MapValue = {};
  for (const key of keys) setKey(result, key, map[key]);
  return result;
}

function merge(into: MapValue, from: readonly MapValue[], overwrites: boolean): MapValue {
  const target = isNilValue(into) ? {} : into;
  for (const source of from) mergeMaps(target, source, overwrites);
  return target;
}

/** `dig "a" "b" fallback map`: the value at a.b, the fallback where a key is missing on the way. */
function dig(...params: GoValue[]): GoValue {
  if (params.length < 3) throw new GoError("dig needs at least three arguments");
  let step = asMap(params.at(-1));
  const fallback = params.at(-2);
  const keys = params.slice(0, -2);
  for (const key of keys) if (typeof key !== "string") throw conversion(key, "string");
  for (const [index, key] of (keys as string[]).entries()) {
    if (!Object.hasOwn(step, key)) return fallback;
    const value = step[key];
    if (index === keys.length - 1) return value;
    step = asMap(value);
  }
  return fallback;
}

function asMap(value: GoValue): MapValue {
  if (!isMapValue(value) || typeOf(value) !== anyMap) throw conversion(value, "map[string]interface {}");
  return value;
}

function conversion(value: GoValue, wanted: string): GoError {
  const actual = value === null || value === undefined ? "nil" : typeOf(value).text;
  return new GoError(`interface conversion: interface {} is ${actual}, not ${wanted}`);
}
