/**
 * The notation in which the facts of built-in types and resources are written down, and what is read from it:
 * type definitions, OpenAPI schemas, resource lines. Read lazily, one API package at a time. Knows no kind.
 */

export { parseResources, type ResourceLine } from "./parse-resources.ts";
export {
  type FieldDefinition,
  type FieldPresence,
  type FieldType,
  parseTypes,
  type TypeDefinition,
} from "./type-definition.ts";
export { type Describe, namedScalars, refTo, schemaOfType } from "./type-schema.ts";
