import { getKey, isJsonObject, type JsonObject, type JsonValue, setKey } from "@sluice/base/object";

/** Fills in defaults of one struct; its own fields are already in normal form. Changes the object. */
export type TypeDefaults = (object: JsonObject) => void;

/** Defaults of the types of one API package, by type name. */
export interface PackageDefaults {
  package: string;
  types: Record<string, TypeDefaults>;
}

/** Sets a field that is absent or, where Go has no pointer, holds the empty text. */
export function setDefault(object: JsonObject, name: string, value: JsonValue): void {
  const current = getKey(object, name);
  if (current === undefined || current === null || current === "") object[name] = value;
}

/** The object in a field, or undefined. */
export function child(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object === undefined ? undefined : getKey(object, name);
  return isJsonObject(value) ? value : undefined;
}

/** The object in a field, made when it is absent. */
export function ensureChild(object: JsonObject, name: string): JsonObject {
  const existing = child(object, name);
  if (existing !== undefined) return existing;
  const made: JsonObject = {};
  object[name] = made;
  return made;
}

/** The objects in a list field. */
export function children(object: JsonObject | undefined, name: string): JsonObject[] {
  const value = object === undefined ? undefined : getKey(object, name);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Copies keys that are missing in the target. */
export function addMissing(target: JsonObject, source: JsonObject | undefined): void {
  if (source === undefined) return;
  for (const key of Object.keys(source)) {
    if (!Object.hasOwn(target, key)) setKey(target, key, source[key]!);
  }
}

/** True for a missing value and an empty map. */
export function isEmptyMap(value: JsonValue | undefined): boolean {
  return !isJsonObject(value) || Object.keys(value).length === 0;
}
