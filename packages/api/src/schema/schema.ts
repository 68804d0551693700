import type { JsonValue } from "@sluice/base/object";
import type { JsonSchema, ValidationRule } from "./json-schema.ts";

declare const shape: unique symbol;

/** A schema and, known to the compiler only, the type of the values it admits. */
export interface Schema<T> {
  readonly json: JsonSchema;
  readonly isOptional?: boolean;
  readonly [shape]?: T;
}

/** A field that may be left out of its object. */
export interface OptionalSchema<T> extends Schema<T> {
  readonly isOptional: true;
}

/** The type of the values that a schema admits. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** The fields of an object schema by name. */
export type Fields = Record<string, Schema<unknown>>;

type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly isOptional: true } ? K : never;
}[keyof F];

/** The type of an object with these fields; optional ones may be absent. */
export type ObjectOf<F extends Fields> = {
  [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]>;
} & { [K in OptionalKeys<F>]?: TypeOf<F[K]> } extends infer O
  ? { [K in keyof O]: O[K] }
  : never;

/** What may be said of any schema. */
export interface SchemaOptions<T> {
  /** Filled in by the API server where the field is absent. */
  default?: T;
  nullable?: boolean;
  rules?: ValidationRule[];
}

/** Limits of a string. */
export interface StringOptions extends SchemaOptions<string> {
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
}

/** Limits of a number. */
export interface NumberOptions extends SchemaOptions<number> {
  format?: "int32" | "int64" | "float" | "double" | "";
  minimum?: number;
  maximum?: number;
}

/** Limits of a list, and how server-side apply merges it. */
export interface ListOptions<T> extends SchemaOptions<T[]> {
  minItems?: number;
  maxItems?: number;
  /** Keys of a list that merges by key (`x-kubernetes-list-type: map`). */
  mapKeys?: string[];
  listType?: "atomic" | "set";
}

/** What may be said of an object besides its fields. */
export interface ObjectOptions extends SchemaOptions<Record<string, JsonValue>> {
  preserveUnknown?: boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  mapType?: "atomic";
}

/** Text of a Go duration as Flux's kinds accept it: `1m30s`. */
const durationPattern = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$";
const shortDurationPattern = "^([0-9]+(\\.[0-9]+)?(ms|s|m))+$";

function schema<T>(description: string, json: JsonSchema, options: SchemaOptions<T> = {}): Schema<T> {
  const { rules, ...rest } = options;
  const described: JsonSchema = description === "" ? {} : { description };
  const whole: JsonSchema = { ...described, ...json, ...(rest as JsonSchema) };
  if (rules !== undefined) whole["x-kubernetes-validations"] = rules;
  return { json: whole };
}

/** A string. */
export function string(description: string, options: StringOptions = {}): Schema<string> {
  return schema(description, { type: "string" }, options);
}

/** One string out of a fixed list. */
export function choice<const T extends string>(
  description: string,
  values: readonly T[],
  options: SchemaOptions<T> & { minLength?: number } = {},
): Schema<T> {
  return schema(description, { type: "string", enum: [...values] }, options);
}

/** A Go duration as text; `isShort` leaves hours out, as Flux's time-outs do. */
export function duration(
  description: string,
  options: SchemaOptions<string> & { isShort?: boolean } = {},
): Schema<string> {
  const { isShort, ...rest } = options;
  return schema(
    description,
    { type: "string", pattern: isShort ? shortDurationPattern : durationPattern },
    rest,
  );
}

/** An RFC 3339 time as text. */
export function time(description: string, options: SchemaOptions<string> = {}): Schema<string> {
  return schema(description, { type: "string", format: "date-time" }, options);
}

/** A whole number, 64 bits wide unless `format` says otherwise; the empty format leaves it out. */
export function integer(description: string, options: NumberOptions = {}): Schema<number> {
  const { format = "int64", ...rest } = options;
  return schema(description, format === "" ? { type: "integer" } : { type: "integer", format }, rest);
}

/** A number. */
export function number(description: string, options: NumberOptions = {}): Schema<number> {
  const { format = "", ...rest } = options;
  return schema(description, format === "" ? { type: "number" } : { type: "number", format }, rest);
}

/** True or false. */
export function boolean(description: string, options: SchemaOptions<boolean> = {}): Schema<boolean> {
  return schema(description, { type: "boolean" }, options);
}

/** A list of items of one schema. */
export function list<T>(description: string, items: Schema<T>, options: ListOptions<T> = {}): Schema<T[]> {
  const { mapKeys, listType, ...rest } = options;
  const json: JsonSchema = { type: "array", items: items.json };
  if (mapKeys !== undefined) {
    json["x-kubernetes-list-type"] = "map";
    json["x-kubernetes-list-map-keys"] = mapKeys;
  } else if (listType !== undefined) {
    json["x-kubernetes-list-type"] = listType;
  }
  return schema(description, json, rest);
}

/** An object with free keys and values of one schema. */
export function map<T>(
  description: string,
  values: Schema<T>,
  options: SchemaOptions<Record<string, T>> & { maxProperties?: number } = {},
): Schema<Record<string, T>> {
  return schema(description, { type: "object", additionalProperties: values.json }, options);
}

/** An object with the given fields; those not wrapped in `optional` are required. */
export function object<const F extends Fields>(
  description: string,
  fields: F,
  options: ObjectOptions = {},
): Schema<ObjectOf<F>> {
  const { preserveUnknown, mapType, ...rest } = options;
  const names = Object.keys(fields).sort();
  const required = names.filter((name) => fields[name]?.isOptional !== true);
  const json: JsonSchema = { type: "object" };
  if (names.length > 0) {
    json.properties = Object.fromEntries(names.map((name) => [name, (fields[name] as Schema<unknown>).json]));
  }
  if (required.length > 0) json.required = required;
  if (preserveUnknown) json["x-kubernetes-preserve-unknown-fields"] = true;
  if (mapType !== undefined) json["x-kubernetes-map-type"] = mapType;
  return schema(description, json, rest as SchemaOptions<ObjectOf<F>>);
}

/** Any JSON value, kept as it is. */
export function anything(description: string): Schema<JsonValue> {
  return schema(description, { "x-kubernetes-preserve-unknown-fields": true });
}

/** A whole number or a string, such as a port. */
export function intOrString(description: string): Schema<number | string> {
  return schema(description, { "x-kubernetes-int-or-string": true });
}

/** A schema written out by hand, for what the other functions cannot say. */
export function written<T>(json: JsonSchema): Schema<T> {
  return { json };
}

/** The same schema as a field that may be left out. */
export function optional<T>(inner: Schema<T>): OptionalSchema<T> {
  return { ...inner, isOptional: true } as OptionalSchema<T>;
}

/** A CEL rule with the message shown when it is broken. */
export function rule(expression: string, message: string): ValidationRule {
  return { rule: expression, message };
}
