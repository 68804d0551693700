import { isJsonObject, type JsonValue, type KubeObject, stringifyJson } from "@sluice/base/object";
import { listItemKey, type SchemaNode } from "../schema/index.ts";
import { StatusError } from "../status/index.ts";
import { formatPath } from "./field-set.ts";
import { mergeShape, untyped } from "./typed-value.ts";

/**
 * Refuses an applied configuration that does not fit its schema: fields that are not declared, values of another
 * type, items of a keyed list that occur twice. The message lists all of them, as the real server's does.
 */
export function checkApplied(node: SchemaNode, applied: KubeObject): void {
  const problems: string[] = [];
  check(node, applied as unknown as JsonValue, [], problems);
  if (problems.length === 0) return;
  const { namespace, name } = applied.metadata;
  const subject = `${namespace ?? ""}/${name ?? ""}; ${applied.apiVersion}, Kind=${applied.kind}`;
  const list =
    problems.length === 1 ? problems[0]! : ["errors:", ...problems.map((text) => `  ${text}`)].join("\n");
  throw new StatusError({ message: `failed to create typed patch object (${subject}): ${list}`, code: 500 });
}

const problemLimit = 50;

function check(node: SchemaNode, value: JsonValue, path: string[], problems: string[]): void {
  if (value === null || problems.length >= problemLimit) return;
  const report = (text: string): void => {
    problems.push(path.length === 0 ? text : `${formatPath(path)}: ${text}`);
  };
  switch (node.shape) {
    case "scalar":
      checkScalar(node, value, report);
      return;
    case "int-or-string":
      if (typeof value === "object") report(`expected any scalar, got ${shownValue(value)}`);
      return;
    case "array":
      if (!Array.isArray(value)) report(`expected list, got ${shownValue(value)}`);
      else checkItems(node, value, path, problems, report);
      return;
    case "object":
      if (!isJsonObject(value)) report(`expected map, got ${shownValue(value)}`);
      else checkFields(node, value, path, problems);
  }
}

function checkScalar(node: SchemaNode, value: JsonValue, report: (text: string) => void): void {
  const { type } = node.schema;
  if (type === "string" && typeof value !== "string") {
    report(`expected string, got &value.valueUnstructured{Value:${stringifyJson(value)}}`);
  } else if (
    (type === "integer" || type === "number") &&
    typeof value !== "number" &&
    typeof value !== "bigint"
  ) {
    report(`expected numeric (int or float), got ${goTypeOf(value)}`);
  } else if (type === "boolean" && typeof value !== "boolean") {
    report(`expected boolean, got ${shownValue(value)}`);
  }
}

function checkItems(
  node: SchemaNode,
  value: JsonValue[],
  path: string[],
  problems: string[],
  report: (text: string) => void,
): void {
  const isKeyed = mergeShape(node, value) === "list";
  const element = node.element ?? untyped;
  const seen = new Set<string>();
  for (let index = 0; index < value.length; index++) {
    const item = value[index]!;
    if (isKeyed && node.listType === "map" && !isJsonObject(item)) {
      report(`element ${index}: associative list with keys may not have non-map elements`);
      return;
    }
    const key = isKeyed ? listItemKey(node, item, index) : `i:${index}`;
    if (seen.has(key)) report(`duplicate entries for key ${formatPath([key])}`);
    seen.add(key);
    path.push(key);
    check(element, item, path, problems);
    path.pop();
  }
}

function checkFields(
  node: SchemaNode,
  value: { [key: string]: JsonValue },
  path: string[],
  problems: string[],
): void {
  const isOpen = node.isPreserving || node.isMap || (node.schema.properties === undefined && path.length > 0);
  for (const key of Object.keys(value)) {
    const field = node.field(key);
    const child = field ?? (node.isMap ? node.element : undefined);
    if (
      field === undefined &&
      !isOpen &&
      !(node.isEmbedded && ["apiVersion", "kind", "metadata"].includes(key))
    ) {
      problems.push(`${formatPath([...path, `f:${key}`])}: field not declared in schema`);
      continue;
    }
    path.push(`f:${key}`);
    check(child ?? untyped, value[key]!, path, problems);
    path.pop();
  }
}

function goTypeOf(value: JsonValue): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}

/** A value as Go prints a pointer to it. */
function shownValue(value: JsonValue): string {
  return `&{${typeof value === "string" ? value : goText(value)}}`;
}

function goText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (isJsonObject(value)) {
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key]!)}`)
      .join(" ")}]`;
  }
  return value === null ? "<nil>" : String(value);
}
