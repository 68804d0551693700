import { formatApiVersion } from "@sluice/base/object";
import { objectMetaSchema, SchemaNode } from "../schema/index.ts";
import type { ResourceDefinition, Schema } from "./resource-definition.ts";

/** A definition made ready to serve. */
export interface ServedResource {
  definition: ResourceDefinition;
  /** `apps/v1`. */
  apiVersion: string;
  /** The `apiVersion` in which objects are stored. */
  storageApiVersion: string;
  /** Where objects are stored: `deployments.apps`. */
  collection: string;
  /** The schema of the whole object, with apiVersion, kind and full metadata. */
  readonly node: SchemaNode;
  name: { group: string; resource: string };
  /** Objects stored before this revision may not fit the schema and are defaulted and pruned when read. */
  schemaRevision: number;
  /** True when reads need not look at the object: stored and served form are the same. */
  isStorageVersion: boolean;
}

/** All resources that the server serves; built-ins for good, custom ones as their definitions come and go. */
export class ResourceTable {
  readonly #byPath = new Map<string, ServedResource>();
  readonly #byKind = new Map<string, ServedResource>();
  readonly #byCollection = new Map<string, ServedResource[]>();
  readonly #onChange = new Set<() => void>();

  /** Adds a definition, or replaces the one of the same group, version and plural name. */
  add(definition: ResourceDefinition, schemaRevision = 0): ServedResource {
    const { group, version, plural, kind } = definition;
    this.remove(group, version, plural);
    const storageGroup = definition.storageGroup ?? group;
    let node: SchemaNode | undefined;
    const resource: ServedResource = {
      definition,
      apiVersion: formatApiVersion(group, version),
      storageApiVersion: formatApiVersion(storageGroup, definition.storageVersion),
      collection: storageGroup === "" ? plural : `${plural}.${storageGroup}`,
      // Made when first used: starting the server must not build the schema of every kind.
      get node() {
        node ??= rootNode(definition);
        return node;
      },
      name: { group, resource: plural },
      schemaRevision,
      isStorageVersion: storageGroup === group && definition.storageVersion === version,
    };
    this.#byPath.set(pathKey(group, version, plural), resource);
    // A kind can be answered by more than one resource (reviews and the like); the first one names it.
    const kindKey = pathKey(group, version, kind);
    if (!this.#byKind.has(kindKey)) this.#byKind.set(kindKey, resource);
    const siblings = this.#byCollection.get(resource.collection);
    if (siblings === undefined) this.#byCollection.set(resource.collection, [resource]);
    else siblings.push(resource);
    this.#changed();
    return resource;
  }

  remove(group: string, version: string, plural: string): void {
    const resource = this.#byPath.get(pathKey(group, version, plural));
    if (resource === undefined) return;
    this.#byPath.delete(pathKey(group, version, plural));
    const kindKey = pathKey(group, version, resource.definition.kind);
    if (this.#byKind.get(kindKey) === resource) this.#byKind.delete(kindKey);
    const siblings = this.#byCollection.get(resource.collection)!.filter((other) => other !== resource);
    if (siblings.length === 0) this.#byCollection.delete(resource.collection);
    else this.#byCollection.set(resource.collection, siblings);
    this.#changed();
  }

  find(group: string, version: string, plural: string): ServedResource | undefined {
    return this.#byPath.get(pathKey(group, version, plural));
  }

  findKind(group: string, version: string, kind: string): ServedResource | undefined {
    return this.#byKind.get(pathKey(group, version, kind));
  }

  /** The resource in its storage version, or in any version when that one is not served. */
  stored(group: string, plural: string): ServedResource | undefined {
    return this.inCollection(group === "" ? plural : `${plural}.${group}`);
  }

  inCollection(collection: string): ServedResource | undefined {
    const siblings = this.#byCollection.get(collection);
    return siblings?.find((resource) => resource.isStorageVersion) ?? siblings?.[0];
  }

  all(): IterableIterator<ServedResource> {
    return this.#byPath.values();
  }

  /** One resource for each collection of objects. */
  *collections(): Generator<ServedResource> {
    for (const name of this.#byCollection.keys()) yield this.inCollection(name)!;
  }

  /** Calls `listener` after every change of the table. */
  onChange(listener: () => void): void {
    this.#onChange.add(listener);
  }

  #changed(): void {
    for (const listener of this.#onChange) listener();
  }
}

function pathKey(group: string, version: string, name: string): string {
  return `${group}/${version}/${name}`;
}

const text: Schema = { type: "string" };

function rootNode(definition: ResourceDefinition): SchemaNode {
  const top = new SchemaNode(definition.schema, (ref) => definition.resolveRef(ref)).schema;
  const schema: Schema = {
    ...top,
    type: "object",
    properties: { ...top.properties, apiVersion: text, kind: text, metadata: mergedMeta(definition, top) },
  };
  return new SchemaNode(schema, (ref) => definition.resolveRef(ref));
}

/** A custom resource can restrict its metadata's name; nothing else in it is up to a schema. */
function mergedMeta(definition: ResourceDefinition, top: Schema): Schema {
  const name = definition.isCustom ? top.properties?.["metadata"]?.properties?.["name"] : undefined;
  const generateName = definition.isCustom
    ? top.properties?.["metadata"]?.properties?.["generateName"]
    : undefined;
  if (name === undefined && generateName === undefined) return objectMetaSchema;
  return {
    ...objectMetaSchema,
    properties: {
      ...objectMetaSchema.properties,
      ...(name === undefined ? {} : { name: { ...name, type: "string" } }),
      ...(generateName === undefined ? {} : { generateName: { ...generateName, type: "string" } }),
    },
  };
}
