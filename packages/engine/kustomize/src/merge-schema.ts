import { getKey, isJsonObject, type JsonObject, type JsonValue } from "@sluice/base/object";
import { apiVersionOf, builtinScopeTable, type ScopeTable } from "./resource-id.ts";
import { kindTypes, mergeTypes } from "./tables/merge-keys.ts";

/** What a schema says of one field: the type below it, and how its list merges. */
export interface FieldSchema {
  /** The type of the value, or of the elements of a list or map. */
  readonly type: string | undefined;
  readonly isList: boolean;
  readonly isMap: boolean;
  /** Keys that identify the elements; an empty list merges plain values; undefined: the list is replaced. */
  readonly mergeKeys: readonly string[] | undefined;
}

/** The types that decide how patches merge, and which kinds live outside namespaces. */
export interface MergeSchema {
  readonly scopes: ScopeTable;
  /** The type of a kind; undefined when unknown. */
  kindType(apiVersion: string, kind: string): string | undefined;
  fieldOf(type: string | undefined, name: string): FieldSchema | undefined;
}

type Fields = ReadonlyMap<string, FieldSchema>;
const parsed = new Map<string, Fields>();

/** The schema of Kubernetes 1.21, which kustomize v5.8.1 carries; a type is read when it is first asked for. */
export const builtinSchema: MergeSchema = {
  scopes: builtinScopeTable,
  kindType: (apiVersion, kind) => getKey(kindTypes, `${apiVersion} ${kind}`),
  fieldOf(type, name) {
    if (type === undefined) return undefined;
    let fields = parsed.get(type);
    if (fields === undefined) {
      fields = parseFields(getKey(mergeTypes, type) ?? "");
      parsed.set(type, fields);
    }
    return fields.get(name);
  },
};

function parseFields(text: string): Fields {
  const fields = new Map<string, FieldSchema>();
  for (const item of text.split(" ")) {
    const match = /^([^[{=:]+)(\[\])?(\{\})?(=[^:]*)?(?::(.+))?$/.exec(item);
    if (match === null) continue;
    fields.set(match[1] as string, {
      type: match[5],
      isList: match[2] !== undefined,
      isMap: match[3] !== undefined,
      mergeKeys: match[4]
        ?.slice(1)
        .split("+")
        .filter((key) => key !== ""),
    });
  }
  return fields;
}

/**
 * A schema from OpenAPI definitions (`openapi.path`). With `base` it adds to that one, as under Flux; without, it
 * stands alone, and the scopes are those that its `paths` tell besides kustomize's fixed list.
 */
export function customSchema(document: JsonValue, base: MergeSchema | undefined): MergeSchema {
  const definitions = isJsonObject(document) ? objectAt(document, "definitions") : {};
  const kinds = new Map<string, string>();
  for (const name of Object.keys(definitions)) {
    const exts = objectAt(definitions, name)["x-kubernetes-group-version-kind"];
    for (const gvk of Array.isArray(exts) ? exts : []) {
      if (!isJsonObject(gvk)) continue;
      const group = String(gvk["group"] ?? "");
      kinds.set(`${group === "" ? "" : `${group}/`}${gvk["version"]} ${gvk["kind"]}`, name);
    }
  }
  const scopes = scopesOf(isJsonObject(document) ? objectAt(document, "paths") : {});
  return {
    scopes: {
      isClusterScoped: (gvk) =>
        builtinScopeTable.isClusterScoped(gvk) || scopes.get(`${apiVersionOf(gvk)} ${gvk.kind}`) === false,
    },
    kindType: (apiVersion, kind) => kinds.get(`${apiVersion} ${kind}`) ?? base?.kindType(apiVersion, kind),
    fieldOf(type, name) {
      if (type === undefined) return undefined;
      if (!Object.hasOwn(definitions, type) && !type.startsWith("#")) return base?.fieldOf(type, name);
      return describe(definitions, resolve(definitions, type), name, type);
    },
  };
}

/** A type without a name of its own is called by its place: `#definition/field`. */
function resolve(definitions: JsonObject, type: string): JsonObject {
  if (!type.startsWith("#")) return objectAt(definitions, type);
  const [name, ...steps] = type.slice(1).split("\u0000") as [string, ...string[]];
  let schema = objectAt(definitions, name);
  for (const step of steps) schema = objectAt(schema, step);
  return schema;
}

function describe(
  definitions: JsonObject,
  owner: JsonObject,
  name: string,
  ownerType: string,
): FieldSchema | undefined {
  const properties = objectAt(owner, "properties");
  const own = Object.hasOwn(properties, name);
  const additional = owner["additionalProperties"];
  const place = ownerType.startsWith("#") ? ownerType : `#${ownerType}`;
  let schema = own ? objectAt(properties, name) : isJsonObject(additional) ? additional : undefined;
  if (schema === undefined) return undefined;
  let type = own ? `${place}\u0000properties\u0000${name}` : `${place}\u0000additionalProperties`;
  for (let hops = 0; typeof schema["$ref"] === "string" && hops < 50; hops++) {
    type = refName(schema["$ref"]);
    schema = objectAt(definitions, type);
  }
  const isList = schema["type"] === "array";
  const strategy = String(schema["x-kubernetes-patch-strategy"] ?? "").split(",");
  const listKeys = schema["x-kubernetes-list-map-keys"];
  const mergeKey = schema["x-kubernetes-patch-merge-key"];
  const mergeKeys = !strategy.includes("merge")
    ? undefined
    : Array.isArray(listKeys)
      ? listKeys.map(String)
      : typeof mergeKey === "string"
        ? [mergeKey]
        : [];
  if (isList) {
    let items = objectAt(schema, "items");
    type = `${type.startsWith("#") ? type : `#${type}`}\u0000items`;
    for (let hops = 0; typeof items["$ref"] === "string" && hops < 50; hops++) {
      type = refName(items["$ref"]);
      items = objectAt(definitions, type);
    }
  }
  return { type, isList, isMap: false, mergeKeys };
}

function refName(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = getKey(object, key);
  return isJsonObject(value) ? value : {};
}

/** apiVersion and kind to whether they are namespaced, read from the paths of an API. */
function scopesOf(paths: JsonObject): Map<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const path of Object.keys(paths)) {
    const gvk = objectAt(objectAt(paths, path), "get")["x-kubernetes-group-version-kind"];
    if (!isJsonObject(gvk)) continue;
    const group = String(gvk["group"] ?? "");
    const key = `${group === "" ? "" : `${group}/`}${gvk["version"]} ${gvk["kind"]}`;
    if (path.includes("namespaces/{namespace}")) scopes.set(key, true);
    else if (!scopes.has(key)) scopes.set(key, false);
  }
  return scopes;
}
