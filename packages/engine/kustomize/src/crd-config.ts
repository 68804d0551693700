import { getKey, isJsonObject, type JsonObject } from "@sluice/base/object";
import { parseYaml } from "@sluice/yaml";
import type { FieldSpec } from "./field-spec.ts";
import type { Loader } from "./loader.ts";
import { splitApiVersion } from "./resource-id.ts";
import {
  emptyConfig,
  mergeConfigs,
  type NameReference,
  type TransformerConfig,
} from "./transformer-config.ts";

/** Where custom kinds hold annotations, labels, names and references, from OpenAPI definitions, KE-128. */
export function configFromCrds(loader: Loader, paths: readonly string[]): TransformerConfig {
  let config = emptyConfig;
  for (const path of paths) {
    const value = parseYaml(loader.text(path), { flavour: "v2", file: loader.describe(path) });
    if (isJsonObject(value)) config = mergeConfigs(config, fromDefinitions(value));
  }
  return config;
}

function fromDefinitions(definitions: JsonObject): TransformerConfig {
  let config = emptyConfig;
  for (const type of Object.keys(definitions).sort()) {
    const properties = propertiesOf(definitions, type);
    if (!["kind", "apiVersion", "metadata"].every((name) => Object.hasOwn(properties, name))) continue;
    const kind = type.slice(type.lastIndexOf(".") + 1);
    const found = { annotations: [], labels: [], names: [], references: [] } as Found;
    collect(definitions, type, kind, [], found, new Set());
    config = mergeConfigs(config, {
      ...emptyConfig,
      commonAnnotations: found.annotations,
      commonLabels: found.labels,
      namePrefix: found.names,
      nameReference: found.references,
    });
  }
  return config;
}

interface Found {
  annotations: FieldSpec[];
  labels: FieldSpec[];
  names: FieldSpec[];
  references: NameReference[];
}

function propertiesOf(definitions: JsonObject, type: string): JsonObject {
  const definition = getKey(definitions, type);
  const schema = isJsonObject(definition) ? (definition["Schema"] ?? definition["schema"]) : undefined;
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  return isJsonObject(properties) ? properties : {};
}

function collect(
  definitions: JsonObject,
  type: string,
  kind: string,
  path: readonly string[],
  found: Found,
  open: ReadonlySet<string>,
): void {
  if (open.has(type)) return;
  const properties = propertiesOf(definitions, type);
  for (const name of Object.keys(properties).sort()) {
    const property = properties[name];
    if (!isJsonObject(property)) continue;
    const place = [...path, name];
    const spec = (create: boolean, tail: string[] = []): FieldSpec => ({
      kind,
      path: [...place, ...tail].join("/"),
      create,
    });
    if (Object.hasOwn(property, "x-kubernetes-annotation")) found.annotations.push(spec(false));
    if (Object.hasOwn(property, "x-kubernetes-label-selector")) found.labels.push(spec(false));
    if (Object.hasOwn(property, "x-kubernetes-identity")) found.names.push(spec(false));
    const apiVersion = property["x-kubernetes-object-ref-api-version"];
    const target = property["x-kubernetes-object-ref-kind"];
    if (typeof apiVersion === "string" && typeof target === "string") {
      const key = property["x-kubernetes-object-ref-name-key"];
      found.references.push({
        group: "",
        version: splitApiVersion(apiVersion).version,
        kind: target,
        referrers: [spec(false, [typeof key === "string" ? key : "name"])],
      });
    }
    const ref = property["$ref"];
    if (typeof ref === "string") collect(definitions, ref, kind, place, found, new Set([...open, type]));
  }
}
