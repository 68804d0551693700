import {
  deepEqual,
  getKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
} from "@sluice/base/object";
import { RE2JS } from "re2js";
import type { FieldProblem } from "../resource/index.ts";
import { isInFormat, isInIntegerFormat } from "./formats.ts";
import { listItemKey } from "./list-item-key.ts";
import type { SchemaNode } from "./schema-node.ts";

/** Problems beyond this number are not reported, so that a hostile object cannot make a huge answer. */
const problemLimit = 100;

/** What is wrong with a value under the schema's rules, with the texts of the real API server. */
export function validateValue(node: SchemaNode, value: JsonValue, path = ""): FieldProblem[] {
  const problems: FieldProblem[] = [];
  validate(node, value, path, problems);
  return problems;
}

function validate(node: SchemaNode, value: JsonValue, path: string, problems: FieldProblem[]): void {
  if (problems.length >= problemLimit) return;
  const { schema } = node;
  if (value === null) {
    if (node.isNullable || (node.shape === "any" && schema.type === undefined)) return;
    problems.push(typeProblem(path, expectedType(node), "null"));
    return;
  }
  const actual = typeOf(value);
  if (!fits(node, actual, value)) {
    problems.push(typeProblem(path, expectedType(node), actual));
    return;
  }
  if (schema.enum !== undefined && !schema.enum.some((allowed) => deepEqual(allowed, value))) {
    problems.push(unsupported(path, value, schema.enum));
  }
  switch (actual) {
    case "string":
      validateString(node, value as string, path, problems);
      break;
    case "integer":
    case "number":
      validateNumber(node, value as number | bigint, path, problems);
      break;
    case "array":
      validateList(node, value as JsonValue[], path, problems);
      break;
    case "object":
      validateObject(node, value as JsonObject, path, problems);
      break;
  }
  validateJunctors(node, value, path, problems);
}

type ValueType = "string" | "integer" | "number" | "boolean" | "array" | "object" | "null";

function typeOf(value: JsonValue): ValueType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "bigint":
      return "integer";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return "object";
  }
}

function expectedType(node: SchemaNode): string {
  if (node.shape === "int-or-string") return "integer,string";
  return node.schema.type ?? "object";
}

function fits(node: SchemaNode, actual: ValueType, value: JsonValue): boolean {
  if (node.shape === "int-or-string") return actual === "integer" || actual === "string";
  const { type } = node.schema;
  if (type === undefined) return true;
  if (type === "number") return actual === "number" || actual === "integer";
  if (type === "integer" && actual === "integer") {
    return isInIntegerFormat(node.schema.format, value as number | bigint);
  }
  return type === actual;
}

function typeProblem(path: string, expected: string, actual: string): FieldProblem {
  return {
    reason: "FieldValueTypeInvalid",
    field: path === "" ? "<nil>" : path,
    message: `Invalid value: ${JSON.stringify(actual)}: ${path} in body must be of type ${expected}: ${JSON.stringify(actual)}`,
  };
}

function problem(path: string, value: JsonValue, text: string): FieldProblem {
  return { reason: "FieldValueInvalid", field: path, message: `Invalid value: ${shown(value)}: ${text}` };
}

function unsupported(path: string, value: JsonValue, allowed: JsonValue[]): FieldProblem {
  return {
    reason: "FieldValueNotSupported",
    field: path,
    message: `Unsupported value: ${shown(value)}: supported values: ${allowed.map((item) => shown(item)).join(", ")}`,
  };
}

/** How a value is shown in a problem: as JSON. */
export function shown(value: JsonValue): string {
  return stringifyJson(value);
}

function validateString(node: SchemaNode, value: string, path: string, problems: FieldProblem[]): void {
  const { minLength, maxLength, pattern, format } = node.schema;
  if (maxLength !== undefined || minLength !== undefined) {
    const length = value.length > 0 ? [...value].length : 0;
    if (maxLength !== undefined && length > maxLength) {
      problems.push({
        reason: "FieldValueTooLong",
        field: path,
        message: `Too long: may not be more than ${maxLength} bytes`,
      });
    }
    if (minLength !== undefined && length < minLength) {
      problems.push(problem(path, value, `${path} in body should be at least ${minLength} chars long`));
    }
  }
  if (pattern !== undefined && !compilePattern(pattern).matches(value)) {
    problems.push(problem(path, value, `${path} in body should match '${pattern}'`));
  }
  if (format !== undefined && node.shape !== "int-or-string" && !isInFormat(format, value)) {
    problems.push({
      ...problem(path, value, `${path} in body must be of type ${format}: ${JSON.stringify(value)}`),
    });
  }
}

const patterns = new Map<string, { matches(text: string): boolean }>();

/** A user's regular expression, found anywhere in a text; linear time, kept for the next use. */
export function compilePattern(pattern: string): { matches(text: string): boolean } {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  if (patterns.size > 5000) patterns.clear();
  let compiled: { matches(text: string): boolean };
  try {
    const expression = RE2JS.compile(pattern);
    compiled = { matches: (text) => expression.matcher(text).find() };
  } catch {
    // An invalid pattern is refused when its CRD is created; one that slipped in matches nothing.
    compiled = { matches: () => false };
  }
  patterns.set(pattern, compiled);
  return compiled;
}

function validateNumber(
  node: SchemaNode,
  value: number | bigint,
  path: string,
  problems: FieldProblem[],
): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = node.schema;
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    const text = exclusiveMaximum ? "should be less than" : "should be less than or equal to";
    problems.push(problem(path, value, `${path} in body ${text} ${maximum}`));
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    const text = exclusiveMinimum ? "should be greater than" : "should be greater than or equal to";
    problems.push(problem(path, value, `${path} in body ${text} ${minimum}`));
  }
  if (
    multipleOf !== undefined &&
    Math.abs(Number(value) / multipleOf - Math.round(Number(value) / multipleOf)) > 1e-9
  ) {
    problems.push(problem(path, value, `${path} in body should be a multiple of ${multipleOf}`));
  }
}

function validateList(node: SchemaNode, value: JsonValue[], path: string, problems: FieldProblem[]): void {
  const { minItems, maxItems, uniqueItems } = node.schema;
  if (maxItems !== undefined && value.length > maxItems) {
    problems.push({
      reason: "FieldValueTooMany",
      field: path,
      message: `Too many: ${value.length}: must have at most ${maxItems} items`,
    });
    return;
  }
  if (minItems !== undefined && value.length < minItems) {
    problems.push(problem(path, value.length, `${path} in body should have at least ${minItems} items`));
  }
  if (uniqueItems === true && new Set(value.map((item) => shown(item))).size < value.length) {
    problems.push(problem(path, value, `${path} in body shouldn't contain duplicates`));
  }
  if (node.element !== undefined) {
    for (let index = 0; index < value.length; index++) {
      validate(node.element, value[index]!, `${path}[${index}]`, problems);
    }
  }
  if (node.listType !== "atomic") reportDuplicates(node, value, path, problems);
}

function reportDuplicates(
  node: SchemaNode,
  value: JsonValue[],
  path: string,
  problems: FieldProblem[],
): void {
  const seen = new Set<string>();
  for (let index = 0; index < value.length; index++) {
    const key = listItemKey(node, value[index]!, index);
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    const item = value[index]!;
    const shownItem =
      node.listType === "map" && isJsonObject(item)
        ? Object.fromEntries(
            node.mapKeys.flatMap((name) => (getKey(item, name) === undefined ? [] : [[name, item[name]!]])),
          )
        : item;
    problems.push({
      reason: "FieldValueDuplicate",
      field: `${path}[${index}]`,
      message: `Duplicate value: ${shown(shownItem)}`,
    });
  }
}

function validateObject(node: SchemaNode, value: JsonObject, path: string, problems: FieldProblem[]): void {
  const { required, minProperties, maxProperties } = node.schema;
  const keys = Object.keys(value);
  if (maxProperties !== undefined && keys.length > maxProperties) {
    problems.push({
      reason: "FieldValueTooMany",
      field: path,
      message: `Too many: ${keys.length}: must have at most ${maxProperties} items`,
    });
  }
  if (minProperties !== undefined && keys.length < minProperties) {
    problems.push(
      problem(path, keys.length, `${path} in body should have at least ${minProperties} properties`),
    );
  }
  for (const name of required ?? []) {
    if (!Object.hasOwn(value, name)) {
      problems.push({
        reason: "FieldValueRequired",
        field: path === "" ? name : `${path}.${name}`,
        message: "Required value",
      });
    }
  }
  const element = node.isMap ? node.element : undefined;
  for (const key of keys) {
    const child = node.field(key) ?? element;
    if (child !== undefined) validate(child, value[key]!, path === "" ? key : `${path}.${key}`, problems);
  }
}

function validateJunctors(node: SchemaNode, value: JsonValue, path: string, problems: FieldProblem[]): void {
  const { allOf, anyOf, oneOf, not } = node.schema;
  const where = path === "" ? "<nil>" : path;
  const invalidHere = (text: string): FieldProblem =>
    problem(where, isJsonObject(value) ? "" : value, `${JSON.stringify(path)} ${text}`);
  const holds = (schema: (typeof node)["schema"]): boolean =>
    validateValue(node.sibling(schema), value, path).length === 0;
  for (const schema of allOf ?? []) validate(node.sibling(schema), value, path, problems);
  // int-or-string is written with an anyOf of its two types, which `fits` has checked.
  if (anyOf !== undefined && node.shape !== "int-or-string" && !anyOf.some(holds)) {
    problems.push(invalidHere("must validate at least one schema (anyOf)"));
  }
  if (oneOf !== undefined) {
    const count = oneOf.filter(holds).length;
    if (count !== 1) {
      const found = count === 0 ? "none validated" : `Found ${count} valid alternatives`;
      problems.push(invalidHere(`must validate one and only one schema (oneOf). ${found}`));
    }
  }
  if (not !== undefined && holds(not)) problems.push(invalidHere("must not validate the schema (not)"));
}
