import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from "@sluice/base/object";
import type { FieldProblem } from "../../resource/index.ts";

/** Problems beyond this number are not collected, so that a hostile object cannot make a huge answer. */
const problemLimit = 200;

/** Collects what is wrong with an object, in the words of the real API server. Paths are in dots: `spec.ports[0].port`. */
export class Problems {
  readonly list: FieldProblem[] = [];

  required(field: string, detail = ""): void {
    this.#add("FieldValueRequired", field, withDetail("Required value", detail));
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.#add("FieldValueInvalid", field, withDetail(`Invalid value: ${shown(value)}`, detail));
  }

  duplicate(field: string, value: unknown): void {
    this.#add("FieldValueDuplicate", field, `Duplicate value: ${shown(value)}`);
  }

  notFound(field: string, value: unknown): void {
    this.#add("FieldValueNotFound", field, `Not found: ${shown(value)}`);
  }

  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    const list = supported.map((text) => JSON.stringify(text)).join(", ");
    const message = `Unsupported value: ${shown(value)}: supported values: ${list}`;
    this.#add("FieldValueNotSupported", field, message);
  }

  forbidden(field: string, detail: string): void {
    this.#add("FieldValueForbidden", field, withDetail("Forbidden", detail));
  }

  tooLong(field: string, limit: number): void {
    this.#add("FieldValueTooLong", field, `Too long: may not be more than ${limit} bytes`);
  }

  /** Notes that a value must not change, when it has. */
  immutable(field: string, isSame: boolean, value: unknown): void {
    if (!isSame) this.invalid(field, value, "field is immutable");
  }

  /** Each of the messages as an invalid value. */
  invalidEach(field: string, value: unknown, details: readonly string[]): void {
    for (const detail of details) this.invalid(field, value, detail);
  }

  /** A number that may be absent, but not below zero. */
  nonNegative(field: string, value: JsonValue | undefined): void {
    if (typeof value === "number" && value < 0) {
      this.invalid(field, value, "must be greater than or equal to 0");
    }
  }

  /** A text that must be one of a list; an empty one is missing. */
  oneOf(field: string, value: JsonValue | undefined, supported: readonly string[]): void {
    if (value === undefined || value === "") this.required(field);
    else if (!supported.includes(String(value))) this.notSupported(field, value, supported);
  }

  #add(reason: FieldProblem["reason"], field: string, message: string): void {
    if (this.list.length < problemLimit) this.list.push({ reason, field, message });
  }
}

function withDetail(text: string, detail: string): string {
  return detail === "" ? text : `${text}: ${detail}`;
}

/** A text that stands in a message as it is: how Go prints a struct that has no wire form. */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value as Go's field errors show it. */
export function shown(value: unknown): string {
  if (value instanceof Verbatim) return value.text;
  if (value === undefined) return "null";
  return typeof value === "string" ? JSON.stringify(value) : stringifyJson(sorted(value as JsonValue));
}

/** Maps are printed with sorted keys; structs too, for lack of their order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value).sort()) copy[key] = sorted(value[key]!);
  return copy;
}

/** A text or number as text; nothing for everything else. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string"
    ? value
    : isJsonObject(value) || value === undefined || value === null
      ? ""
      : String(value);
}
