import { SluiceError } from "@sluice/base/errors";
import { parseYamlNodes, type YamlMap, type YamlNode, YamlScalar } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import { field, fieldOf, isEmpty, isList, isMap, isMissing, textOf } from "./node.ts";
import { Resource } from "./resource.ts";

const badSeparator = /\n---[ \t]*([^\s#][^\n]*)\n/;

/**
 * The resources of a YAML (or JSON) text, KE-45 to KE-48: empty documents are left out, lists are taken apart.
 * Throws KUSTOMIZE_RESOURCE_INVALID with kustomize's wording, file and line.
 */
export function readResources(text: string, file?: string): Resource[] {
  const documents = parse(text, file);
  const only = documents.length === 1 ? documents[0] : undefined;
  let queue: { node: YamlNode; line: number }[] = documents;
  if (only !== undefined && isWrapper(only.node)) {
    const items = field(only.node as YamlMap, "items");
    queue = (isList(items) ? items : []).map((node) => ({ node, line: only.line }));
  }
  queue = queue.filter(({ node }) => !isEmpty(node));
  for (const { node, line } of queue) validate(node, file, line);
  const resources: Resource[] = [];
  for (let at = 0; at < queue.length; at++) {
    const { node, line } = queue[at] as { node: YamlMap; line: number };
    const kind = textOf(field(node, "kind"));
    if (!kind.endsWith("List") || !Object.hasOwn(node, "items")) {
      resources.push(new Resource(node, file, line));
      continue;
    }
    const items = asJson(field(node, "items") as YamlNode);
    if (items === null) continue;
    if (!isList(items)) {
      throw invalid(`expected array in ${kind}/items, but found ${typeof items}`, file, line);
    }
    for (const item of items) {
      if (isEmpty(item)) continue;
      validate(item, file, line);
      queue.push({ node: item, line });
    }
  }
  return resources;
}

function parse(text: string, file: string | undefined): { node: YamlNode; line: number }[] {
  const bad = text.includes("\n---") ? badSeparator.exec(text) : null;
  if (bad !== null) throw invalid(`invalid document separator: ${bad[0].trim()}`, file, undefined);
  try {
    const documents = parseYamlNodes(text, { flavour: "v3", ...(file === undefined ? {} : { file }) });
    return documents
      .filter(({ value }) => !isMissing(value))
      .map(({ value, line }) => ({ node: value, line }));
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    const place = file === undefined ? "" : ` in File: ${file}`;
    const prefix = cause.code === "YAML_SYNTAX" ? "MalformedYAMLError: " : "";
    throw new SluiceError(kustomizeErrors.KUSTOMIZE_RESOURCE_INVALID, `${prefix}${cause.message}${place}`, {
      location: cause.location,
      fieldPath: cause.fieldPath,
      cause,
    });
  }
}

function isWrapper(node: YamlNode): boolean {
  const kind = textOf(fieldOf(node, "kind"));
  return (kind === "List" || kind === "ResourceList") && isMap(node) && Object.hasOwn(node, "items");
}

function validate(node: YamlNode, file: string | undefined, line: number): void {
  if (!isMap(node)) throw invalid("missing Resource metadata", file, line);
  const text = (of: YamlNode | undefined, name: string): string => {
    const value = fieldOf(of, name);
    return isMissing(value) ? "" : textOf(value);
  };
  const metadata = field(node, "metadata");
  const kind = text(node, "kind");
  const name = text(metadata, "name");
  if (kind !== "" && (kind.endsWith("List") || name !== "")) return;
  const apiVersion = text(node, "apiVersion");
  if (kind === "" && apiVersion === "" && isEmpty(metadata))
    throw invalid("missing Resource metadata", file, line);
  const what = kind === "" ? "kind" : "metadata.name";
  throw invalid(
    `missing ${what} in object {{${apiVersion} ${kind}} {{${name} ${text(metadata, "namespace")}} map[] map[]}}`,
    file,
    line,
  );
}

/** The values without the texts they were written in: kustomize takes the elements of a list through JSON. */
export function asJson(node: YamlNode): YamlNode {
  if (node instanceof YamlScalar) return node.value as YamlNode;
  if (isList(node)) return node.map(asJson);
  if (!isMap(node)) return node;
  const copy: YamlMap = { ...node };
  for (const key of Object.keys(copy)) {
    const value = copy[key] as YamlNode;
    if (typeof value !== "object" || value === null) continue;
    Object.defineProperty(copy, key, {
      value: asJson(value),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return copy;
}

function invalid(message: string, file: string | undefined, line: number | undefined): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_RESOURCE_INVALID, message, {
    ...(file === undefined ? {} : { location: { path: file, ...(line === undefined ? {} : { line }) } }),
  });
}
