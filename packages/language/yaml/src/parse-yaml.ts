import { SluiceError } from "@sluice/base/errors";
import type { JsonValue } from "@sluice/base/object";
import { yamlErrors } from "./errors.ts";
import { YamlParser } from "./parser.ts";
import type { YamlFlavour } from "./resolve-scalar.ts";
import type { YamlNode } from "./yaml-scalar.ts";

/** How a text is read. */
export interface ParseOptions {
  /** `v2`: as sigs.k8s.io/yaml, Helm and Flux read; `v3`: as kyaml and kustomize read. */
  flavour: YamlFlavour;
  /** Named in errors. */
  file?: string;
  /** Refuse a key that stands twice in a mapping. Default: false for v2 (the last one wins), true for v3. */
  uniqueKeys?: boolean;
  /** Deepest nesting; default 1000. */
  maxDepth?: number;
  /** Longest text in UTF-16 units; default 64 Mi. */
  maxLength?: number;
}

/** A document and the line (from 1) its content starts on. */
export interface YamlDocument<T = JsonValue> {
  value: T;
  line: number;
}

const defaultMaxDepth = 1000;
const defaultMaxLength = 64 * 1024 * 1024;

/**
 * The first document of a text as JSON; null where there is none. Integers beyond the safe range are `bigint`.
 * Throws YAML_SYNTAX, YAML_KEY, YAML_VALUE and YAML_LIMIT with go-yaml's wording (`yaml: line 3: …`) and the place.
 */
export function parseYaml(text: string, options: ParseOptions): JsonValue {
  const document = open(text, options, false).next(true);
  return document === undefined ? null : (document.value as JsonValue);
}

/** Every document of a text; those that hold nothing but comments are null. */
export function parseYamlDocuments(text: string, options: ParseOptions): YamlDocument[] {
  return readAll(open(text, options, false)) as YamlDocument[];
}

/** The first document with the text of its scalars kept where that differs from their value; null where there is none. */
export function parseYamlNode(text: string, options: ParseOptions): YamlNode {
  return open(text, options, true).next(true)?.value ?? null;
}

/** Every document with the text of its scalars kept. */
export function parseYamlNodes(text: string, options: ParseOptions): YamlDocument<YamlNode>[] {
  return readAll(open(text, options, true));
}

function open(text: string, options: ParseOptions, keepText: boolean): YamlParser {
  const limit = options.maxLength ?? defaultMaxLength;
  if (text.length > limit) {
    throw new SluiceError(yamlErrors.YAML_LIMIT, `yaml: document is longer than ${limit} characters`, {
      ...(options.file === undefined ? {} : { location: { path: options.file } }),
      hint: "split the file",
    });
  }
  return new YamlParser(text, {
    flavour: options.flavour,
    keepText,
    uniqueKeys: options.uniqueKeys ?? options.flavour === "v3",
    maxDepth: options.maxDepth ?? defaultMaxDepth,
    file: options.file,
  });
}

function readAll(parser: YamlParser): YamlDocument<YamlNode>[] {
  const documents: YamlDocument<YamlNode>[] = [];
  for (let document = parser.next(); document !== undefined; document = parser.next())
    documents.push(document);
  return documents;
}
