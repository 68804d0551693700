import { deepClone, getKey, isJsonObject, type JsonObject, type JsonValue, setKey } from "../object/index.ts";

/** RFC 7386: null removes a key, objects merge, everything else replaces. Neither argument is changed. */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return deepClone(patch);
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setKey(result, key, applyMergePatch(getKey(result, key), value));
  }
  return result;
}
