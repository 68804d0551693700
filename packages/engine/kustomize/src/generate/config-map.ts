import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import type { YamlMap } from "@sluice/yaml";
import { encodeBase64Lines } from "../base64.ts";
import { kustomizeErrors } from "../errors.ts";
import type { GeneratorEntry, GeneratorOptions } from "../kustomization-file.ts";
import type { Loader } from "../loader.ts";
import { type Behavior, Resource } from "../resource.ts";
import { readKeyValues } from "./key-values.ts";

/** The ConfigMap that an entry asks for, KE-55 to KE-58. Throws KUSTOMIZE_GENERATOR_INVALID. */
export function generateConfigMap(entry: GeneratorEntry, loader: Loader): Resource {
  const node = baseNode("ConfigMap", entry);
  for (const [key, value] of readKeyValues(entry, loader)) {
    if (value.text !== undefined) setKey(mapAt(node, "data"), key, value.text);
    else setKey(mapAt(node, "binaryData"), key, encodeBase64Lines(value.bytes));
  }
  return finish(node, entry);
}

/** The Secret that an entry asks for; every value is base64 in `data`. */
export function generateSecret(entry: GeneratorEntry, loader: Loader): Resource {
  const node = baseNode("Secret", entry);
  node["type"] = entry.type || "Opaque";
  const data: YamlMap = {};
  node["data"] = data;
  for (const [key, value] of readKeyValues(entry, loader)) setKey(data, key, encodeBase64Lines(value.bytes));
  return finish(node, entry);
}

/** The options of an entry over the global ones: texts win per key, switches are united. */
export function mergeGeneratorOptions(
  own: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (global === undefined || own === undefined) return own ?? global;
  return {
    labels: { ...global.labels, ...own.labels },
    annotations: { ...global.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash === true || global.disableNameSuffixHash === true,
    immutable: own.immutable === true || global.immutable === true,
  };
}

function baseNode(kind: string, entry: GeneratorEntry): YamlMap {
  if (!entry.name) {
    throw new SluiceError(kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID, "a configmap must have a name", {
      fieldPath: kind === "Secret" ? "secretGenerator" : "configMapGenerator",
    });
  }
  const metadata: YamlMap = { name: entry.name };
  if (entry.namespace) metadata["namespace"] = entry.namespace;
  return { apiVersion: "v1", kind, metadata };
}

function mapAt(node: YamlMap, key: string): YamlMap {
  const existing = node[key] as YamlMap | undefined;
  if (existing !== undefined) return existing;
  const made: YamlMap = {};
  node[key] = made;
  return made;
}

function finish(node: YamlMap, entry: GeneratorEntry): Resource {
  const resource = new Resource(node);
  const { options } = entry;
  if (options?.labels && Object.keys(options.labels).length > 0)
    resource.setTexts("labels", new Map(Object.entries(options.labels)));
  if (options?.annotations && Object.keys(options.annotations).length > 0) {
    resource.setTexts("annotations", new Map(Object.entries(options.annotations)));
  }
  if (options?.immutable) node["immutable"] = true;
  resource.isGenerated = true;
  resource.needsHash = options?.disableNameSuffixHash !== true;
  resource.behavior = readBehavior(entry.behavior);
  return resource;
}

function readBehavior(text: string | undefined): Behavior {
  return text === "merge" || text === "replace" ? text : "create";
}
