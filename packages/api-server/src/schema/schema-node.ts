import { getKey } from "@sluice/base/object";
import type { Schema } from "../resource/index.ts";

type ResolveRef = (ref: string) => Schema | undefined;

/** What shape a value of a node has; `any` for free-form values. */
export type NodeShape = "object" | "array" | "scalar" | "int-or-string" | "any";

/**
 * A schema with its references resolved and its children found lazily, so that recursive types are fine. All of
 * defaulting, pruning, validation, merging and field ownership walk these nodes.
 */
export class SchemaNode {
  readonly schema: Schema;
  readonly shape: NodeShape;
  /** Values of unknown fields are kept. */
  readonly isPreserving: boolean;
  readonly isEmbedded: boolean;
  /** Merged as one value: atomic lists, maps and objects, and everything of unknown shape. */
  readonly isAtomic: boolean;
  readonly listType: "atomic" | "set" | "map";
  readonly mapKeys: readonly string[];
  readonly isNullable: boolean;
  readonly #resolve: ResolveRef;
  readonly #cache: Map<Schema, SchemaNode>;
  readonly #fields = new Map<string, SchemaNode>();
  #element: SchemaNode | undefined;
  #defaults: [string, unknown][] | undefined;
  #canDefault: boolean | undefined;

  constructor(schema: Schema, resolve: ResolveRef, cache: Map<Schema, SchemaNode> = new Map()) {
    this.#resolve = resolve;
    this.#cache = cache;
    this.schema = dereference(schema, resolve);
    this.shape = shapeOf(this.schema);
    this.isPreserving = this.schema["x-kubernetes-preserve-unknown-fields"] === true;
    this.isEmbedded = this.schema["x-kubernetes-embedded-resource"] === true;
    this.listType = this.schema["x-kubernetes-list-type"] ?? "atomic";
    this.mapKeys = this.schema["x-kubernetes-list-map-keys"] ?? [];
    this.isNullable = this.schema.nullable === true;
    this.isAtomic =
      this.shape === "array"
        ? this.listType === "atomic"
        : this.shape === "object"
          ? this.schema["x-kubernetes-map-type"] === "atomic"
          : this.shape !== "any";
  }

  /** The node of a declared property. */
  field(name: string): SchemaNode | undefined {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const properties = this.schema.properties;
    const schema = properties === undefined ? undefined : getKey(properties, name);
    if (schema === undefined) return undefined;
    const node = this.#node(schema);
    this.#fields.set(name, node);
    return node;
  }

  /** The node of list items, or of the values of a map; undefined when nothing is said about them. */
  get element(): SchemaNode | undefined {
    if (this.#element !== undefined) return this.#element;
    const { items, additionalProperties } = this.schema;
    const schema = items ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    if (schema === undefined) return undefined;
    this.#element = this.#node(schema);
    return this.#element;
  }

  /** True for a map of any keys to `element`. */
  get isMap(): boolean {
    return this.schema.additionalProperties !== undefined && this.schema.additionalProperties !== false;
  }

  /** Declared properties that have a default. */
  get defaults(): readonly [string, unknown][] {
    if (this.#defaults !== undefined) return this.#defaults;
    const found: [string, unknown][] = [];
    for (const name of Object.keys(this.schema.properties ?? {})) {
      const value = this.field(name)!.schema.default;
      if (value !== undefined) found.push([name, value]);
    }
    this.#defaults = found;
    return found;
  }

  /** False when no default can occur in a value of this node, so that it need not be walked. */
  get canDefault(): boolean {
    this.#canDefault ??= reaches(this, (node) => node.defaults.length > 0);
    return this.#canDefault;
  }

  /** All declared properties. */
  *fieldNodes(): Generator<[string, SchemaNode]> {
    for (const name of Object.keys(this.schema.properties ?? {})) yield [name, this.field(name)!];
  }

  /** A node for a schema beside this one, with the same references. */
  sibling(schema: Schema): SchemaNode {
    return this.#node(schema);
  }

  #node(schema: Schema): SchemaNode {
    const known = this.#cache.get(schema);
    if (known !== undefined) return known;
    const node = new SchemaNode(schema, this.#resolve, this.#cache);
    this.#cache.set(schema, node);
    return node;
  }
}

/** True when `test` holds for the node or any node below it. */
export function reaches(start: SchemaNode, test: (node: SchemaNode) => boolean): boolean {
  const seen = new Set<Schema>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node.schema)) continue;
    seen.add(node.schema);
    if (test(node)) return true;
    for (const [, child] of node.fieldNodes()) open.push(child);
    if (node.element !== undefined) open.push(node.element);
  }
  return false;
}

const resolvedRefs = new WeakMap<Schema, Schema>();

/** Follows `$ref`, also inside an `allOf` of one; what stands beside the reference wins. */
function dereference(schema: Schema, resolve: ResolveRef): Schema {
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]!.$ref : undefined);
  if (ref === undefined) return schema;
  const target = resolve(ref);
  if (target === undefined) return { "x-kubernetes-preserve-unknown-fields": true };
  const { $ref: _, allOf: __, ...beside } = schema;
  const isBare = Object.keys(beside).every((key) => key === "description");
  const full = dereference(target, resolve);
  if (isBare) return full;
  const known = resolvedRefs.get(schema);
  if (known !== undefined) return known;
  const merged = { ...full, ...beside };
  resolvedRefs.set(schema, merged);
  return merged;
}

function shapeOf(schema: Schema): NodeShape {
  if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") {
    return "int-or-string";
  }
  switch (schema.type) {
    case "object":
      return "object";
    case "array":
      return "array";
    case undefined:
      return schema.properties !== undefined || schema.additionalProperties !== undefined ? "object" : "any";
    default:
      return "scalar";
  }
}
