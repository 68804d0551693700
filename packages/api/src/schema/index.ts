/**
 * The notation in which a kind is defined once: its fields with their limits, defaults and CEL rules. The TypeScript
 * type of the objects is inferred from it (`TypeOf`, `ObjectOfKind`), and `crdOf` yields the
 * CustomResourceDefinition, through which an API server applies the defaults and the validation.
 */

export { type CustomResourceDefinition, type CustomResourceDefinitionVersion, crdOf } from "./crd.ts";
export type { JsonSchema, ValidationRule } from "./json-schema.ts";
export {
  defineKind,
  type KindDefinition,
  type KindVersion,
  type ObjectOfKind,
  type PrinterColumn,
  type Resource,
} from "./kind.ts";
export {
  anything,
  boolean,
  choice,
  duration,
  type Fields,
  integer,
  intOrString,
  list,
  map,
  number,
  type ObjectOf,
  type OptionalSchema,
  object,
  optional,
  rule,
  type Schema,
  string,
  type TypeOf,
  time,
  written,
} from "./schema.ts";
