import { sha256Hex } from "@sluice/base/digest";
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/base/object";
import { findSchema, resolveBuiltinRef, typeNameOf, typeNamesOf } from "../builtin/index.ts";
import type { ResourceTable, Schema, ServedResource } from "../resource/index.ts";
import { pathsOf } from "./openapi-paths.ts";

const refPrefix = "#/components/schemas/";
const metaPrefix = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Published schemas, computed once for each state of the resource table. */
export class OpenApiDocuments {
  readonly #resources: ResourceTable;
  #versions = new Map<string, string>();
  #legacy: string | undefined;

  constructor(resources: ResourceTable) {
    this.#resources = resources;
    resources.onChange(() => {
      this.#versions = new Map();
      this.#legacy = undefined;
    });
  }

  /** `GET /openapi/v3`: where the document of each group and version is. */
  index(): JsonObject {
    const paths: JsonObject = {};
    for (const name of this.#groupVersions()) {
      const path = name.startsWith("v") && !name.includes("/") ? `api/${name}` : `apis/${name}`;
      const hash = sha256Hex(this.document(path)!).toUpperCase();
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
    }
    return { paths };
  }

  /** `GET /openapi/v3/apis/apps/v1` as JSON text; undefined when nothing is served there. */
  document(path: string): string | undefined {
    const cached = this.#versions.get(path);
    if (cached !== undefined) return cached;
    const match = /^(?:api\/([^/]+)|apis\/([^/]+)\/([^/]+))$/.exec(path);
    if (match === null) return undefined;
    const group = match[2] ?? "";
    const version = match[1] ?? match[3]!;
    const resources = this.#resourcesOf(group, version);
    if (resources.length === 0) return undefined;
    const schemas = collectSchemas(group, version, resources);
    const document = {
      openapi: "3.0.0",
      info: { title: "Kubernetes", version: "v1.35.0" },
      paths: pathsOf(resources, (resource) => schemaName(resource), refPrefix),
      components: { schemas },
    };
    const text = JSON.stringify(document);
    this.#versions.set(path, text);
    return text;
  }

  /** `GET /openapi/v2` as JSON text: all groups in one document of the older form. */
  legacyDocument(): string {
    if (this.#legacy !== undefined) return this.#legacy;
    const definitions: Record<string, Schema> = {};
    const paths: JsonObject = {};
    for (const name of this.#groupVersions()) {
      const slash = name.indexOf("/");
      const [group, version] = slash < 0 ? ["", name] : [name.slice(0, slash), name.slice(slash + 1)];
      const resources = this.#resourcesOf(group, version);
      Object.assign(definitions, collectSchemas(group, version, resources));
      Object.assign(
        paths,
        pathsOf(resources, (resource) => schemaName(resource), "#/definitions/"),
      );
    }
    const text = JSON.stringify({
      swagger: "2.0",
      info: { title: "Kubernetes", version: "v1.35.0" },
      paths,
      definitions: legacyForm(definitions as unknown as JsonObject),
    });
    this.#legacy = text;
    return text;
  }

  #groupVersions(): string[] {
    return [...new Set([...this.#resources.all()].map(({ apiVersion }) => apiVersion))].sort();
  }

  #resourcesOf(group: string, version: string): ServedResource[] {
    return [...this.#resources.all()].filter(
      ({ definition }) => definition.group === group && definition.version === version,
    );
  }
}

/** The name of a kind's schema: upstream's for built-ins, the reversed group for custom resources. */
function schemaName({ definition }: ServedResource): string {
  const { group, version, kind } = definition;
  const builtin = definition.isCustom ? undefined : typeNameOf(group, version, kind);
  return builtin ?? `${group.split(".").reverse().join(".")}.${version}.${kind}`;
}

function collectSchemas(
  group: string,
  version: string,
  resources: readonly ServedResource[],
): Record<string, Schema> {
  const schemas: Record<string, Schema> = {};
  const open: string[] = [...typeNamesOf(group, version)];
  for (const resource of resources) {
    const name = schemaName(resource);
    if (!resource.definition.isCustom) {
      open.push(name);
      continue;
    }
    schemas[name] = publishedSchema(resource);
    const list = listSchema(resource, name);
    schemas[`${name}List`] = list;
    open.push(...refsIn(schemas[name] as unknown as JsonValue), ...refsIn(list as unknown as JsonValue));
  }
  open.push(`${metaPrefix}ObjectMeta`, `${metaPrefix}DeleteOptions`, `${metaPrefix}Status`);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (Object.hasOwn(schemas, name)) continue;
    const schema = findSchema(name) ?? resolveBuiltinRef(`${refPrefix}${name}`);
    if (schema === undefined) continue;
    schemas[name] = schema;
    open.push(...refsIn(schema as unknown as JsonValue));
  }
  return schemas;
}

function* refsIn(value: JsonValue): Generator<string> {
  if (Array.isArray(value)) for (const item of value) yield* refsIn(item);
  else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === "$ref" && typeof item === "string") yield item.slice(item.lastIndexOf("/") + 1);
      else yield* refsIn(item);
    }
  }
}

/** The schema of a custom resource with what every object has. */
function publishedSchema({ definition }: ServedResource): Schema {
  const { group, version, kind } = definition;
  return {
    ...definition.schema,
    properties: {
      ...definition.schema.properties,
      apiVersion: {
        type: "string",
        description: "Version of the schema of this object.",
      },
      kind: { type: "string", description: "Kind of this object." },
      metadata: {
        $ref: `${refPrefix}${metaPrefix}ObjectMeta`,
        description: "Standard metadata of an object.",
      },
    },
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  };
}

function listSchema({ definition }: ServedResource, itemName: string): Schema {
  const { group, version, listKind } = definition;
  return {
    type: "object",
    description: `A list of ${definition.kind}.`,
    required: ["items"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { $ref: `${refPrefix}${metaPrefix}ListMeta` },
      items: { type: "array", items: { $ref: `${refPrefix}${itemName}` } },
    },
    "x-kubernetes-group-version-kind": [{ group, version, kind: listKind }],
  };
}

/** OpenAPI v2 knows neither `nullable` nor junctors, and refers to definitions elsewhere. */
function legacyForm(value: JsonObject): JsonObject {
  const convert = (item: JsonValue): JsonValue => {
    if (Array.isArray(item)) return item.map(convert);
    if (!isJsonObject(item)) return item;
    const result: JsonObject = {};
    for (const [key, child] of Object.entries(item)) {
      if (
        ["nullable", "anyOf", "oneOf", "not", "x-kubernetes-validations"].includes(key) &&
        !isProperties(item)
      )
        continue;
      result[key] =
        key === "$ref" && typeof child === "string"
          ? `#/definitions/${child.slice(child.lastIndexOf("/") + 1)}`
          : convert(child);
    }
    return result;
  };
  return convert(value) as JsonObject;
}

/** A map of properties may have one that is called like a keyword. */
function isProperties(item: JsonObject): boolean {
  return (
    Object.values(item).every((child) => isJsonObject(child)) &&
    !("type" in item && typeof item["type"] === "string")
  );
}
