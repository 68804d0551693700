import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { formatNumber, type YamlNode, YamlScalar } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import { lookup, splitFieldPath } from "./field-lookup.ts";
import { type FieldSpec, SpecIndex } from "./field-spec.ts";
import type { VariableEntry } from "./kustomization-file.ts";
import { isList, isMap, isMissing, SharedText, tagOf, textOf, withText } from "./node.ts";
import { type ResourceId, splitApiVersion } from "./resource-id.ts";
import type { ResourceList } from "./resource-list.ts";
import { visitField } from "./visit-field.ts";

/** A declared variable. */
export interface Variable {
  name: string;
  fieldPath: string;
}

/** Notes which resource each variable takes its value from, KE-124. Throws KUSTOMIZE_VARIABLE_INVALID. */
export function registerVariables(list: ResourceList, entries: readonly VariableEntry[]): Variable[] {
  return entries.map((entry) => {
    const { objref = {} } = entry;
    const version = objref.apiVersion
      ? splitApiVersion(objref.apiVersion)
      : { group: objref.group ?? "", version: objref.version ?? "" };
    const wanted: ResourceId = {
      ...version,
      kind: objref.kind ?? "",
      name: objref.name ?? "",
      namespace: objref.namespace ?? "",
    };
    const matched = list.all.filter((resource) =>
      [...resource.formerIds(), resource.id].some(
        (id) =>
          id.name === wanted.name &&
          id.kind === wanted.kind &&
          id.group === wanted.group &&
          id.version === wanted.version &&
          (wanted.namespace === "" || list.namespaceOf(id) === wanted.namespace),
      ),
    );
    const name = entry.name ?? "";
    if (matched.length > 1) {
      throw invalid(`found ${matched.length} resId matches for var ${name} (unable to disambiguate)`);
    }
    const source = matched[0];
    if (source !== undefined) source.variables = [...source.variables, name];
    return { name, fieldPath: entry.fieldref?.fieldPath || "metadata.name" };
  });
}

/** Replaces `$(NAME)` in the fields that may hold variables, KE-124 and KE-125. */
export function resolveVariables(
  list: ResourceList,
  variables: readonly Variable[],
  specs: readonly FieldSpec[],
): void {
  if (variables.length === 0) return;
  const values = new Map<string, YamlNode>();
  for (const variable of variables) values.set(variable.name, sourceValue(list, variable));
  const index = new SpecIndex(specs);
  for (const resource of list.all) {
    for (const spec of index.for(resource.gvk)) {
      visitField(resource.node, spec.parts, false, "none", (current) => expandNode(current, values));
    }
  }
  list.touch();
}

function sourceValue(list: ResourceList, variable: Variable): YamlNode {
  for (const resource of list.all) {
    if (!resource.variables.includes(variable.name)) continue;
    const value = lookup(resource.node, withIndexes(splitFieldPath(variable.fieldPath)));
    if (value === undefined) {
      throw invalid(`field specified in var '${variable.name}' not found in corresponding resource`);
    }
    return value;
  }
  throw invalid(`var '${variable.name}' cannot be mapped to a field in the set of known resources`);
}

/** `ports[0]` is the field `ports` and its first element. */
function withIndexes(parts: readonly string[]): string[] {
  return parts.flatMap((part) => {
    const match = /^(.+)\[(\d+)\]$/.exec(part);
    return match === null ? [part] : [match[1] as string, match[2] as string];
  });
}

function expandNode(node: YamlNode | undefined, values: ReadonlyMap<string, YamlNode>): YamlNode {
  if (isMissing(node)) return node ?? null;
  if (isMap(node)) {
    for (const key of Object.keys(node)) {
      const value = node[key] as YamlNode;
      if (isText(value)) setKey(node, key, expanded(value, values));
    }
    return node;
  }
  if (isList(node)) {
    for (let at = 0; at < node.length; at++) {
      const item = node[at] as YamlNode;
      if (!isText(item)) {
        throw new SluiceError(
          kustomizeErrors.KUSTOMIZE_VARIABLE_INVALID,
          "invalid value type expect a string",
        );
      }
      node[at] = expanded(item, values);
    }
    return node;
  }
  return isText(node) ? expanded(node, values) : node;
}

function expanded(node: YamlNode, values: ReadonlyMap<string, YamlNode>): YamlNode {
  const value = expandText(textOf(node), values);
  return typeof value === "string" && node instanceof SharedText ? withText(node, value) : value;
}

function isText(node: YamlNode): boolean {
  return (
    typeof node === "string" || (node instanceof YamlScalar && (node.tag === "" || node.tag === "!!str"))
  );
}

/** A text with its variables replaced; one that is nothing but a variable takes the value with its type. */
function expandText(text: string, values: ReadonlyMap<string, YamlNode>): YamlNode {
  if (!text.includes("$")) return text;
  let result = "";
  let from = 0;
  for (let at = text.indexOf("$"); at >= 0 && at + 1 < text.length; at = text.indexOf("$", from)) {
    result += text.slice(from, at);
    const next = text[at + 1] as string;
    const close = next === "(" ? text.indexOf(")", at + 2) : -1;
    if (next === "(" && close >= 0) {
      const name = text.slice(at + 2, close);
      const value = primitive(values.get(name));
      if (value === undefined) result += `$(${name})`;
      else if (at === 0 && close === text.length - 1) return value;
      else result += typeof value === "string" ? value : asText(value);
      from = close + 1;
    } else if (next === "$") {
      result += "$";
      from = at + 2;
    } else {
      result += `$${next}`;
      from = at + 2;
    }
  }
  return result + text.slice(from);
}

function primitive(value: YamlNode | undefined): YamlNode | undefined {
  if (value === undefined || isMap(value) || isList(value)) return undefined;
  switch (tagOf(value)) {
    case "!!int":
    case "!!float":
    case "!!bool":
      return value instanceof YamlScalar ? (value.value as YamlNode) : value;
    default:
      return textOf(value);
  }
}

function asText(value: YamlNode): string {
  return typeof value === "number" || typeof value === "bigint" ? formatNumber(value) : textOf(value);
}

function invalid(message: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_VARIABLE_INVALID, message, { fieldPath: "vars" });
}
