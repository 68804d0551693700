/**
 * The one schema mechanism for built-in and custom kinds: OpenAPI v3 / structural schemas, walked for defaults,
 * unknown fields and validation. The registry, managed fields and patches use the same nodes.
 */

export { applySchemaDefaults } from "./default-values.ts";
export { listItemKey } from "./list-item-key.ts";
export { objectMetaSchema } from "./object-meta-schema.ts";
export { pruneUnknown } from "./prune-unknown.ts";
export { reaches, SchemaNode } from "./schema-node.ts";
export { compilePattern, shown, validateValue } from "./validate-value.ts";
