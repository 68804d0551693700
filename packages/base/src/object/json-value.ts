/**
 * A JSON value as Sluice holds it. Integers outside JavaScript's safe range are `bigint`, so that nothing read
 * from an API server or a file is rounded; every other number is `number`.
 */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;

/** A JSON object; its own enumerable properties are its keys. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** True for a JSON object: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
