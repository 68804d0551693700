import {
  deepEqual,
  getKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setKey,
} from "@sluice/base/object";

/** The merge patch that turns `before` into `after`; undefined where they are equal. Lists are replaced whole. */
export function mergePatchBetween(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = getKey<JsonValue | undefined>(before, key);
    const fresh = getKey<JsonValue | undefined>(after, key);
    if (deepEqual(old, fresh)) continue;
    if (isJsonObject(old) && isJsonObject(fresh)) setKey(patch, key, mergePatchBetween(old, fresh) ?? {});
    else setKey(patch, key, fresh ?? null);
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}
