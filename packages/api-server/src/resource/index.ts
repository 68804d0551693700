/**
 * What a resource is: the contract between the tables of built-in kinds, CustomResourceDefinitions and the generic
 * registry that serves them all. Data and pure hooks only.
 */

export type {
  FieldProblem,
  PrinterColumn,
  ResourceDefinition,
  Schema,
} from "./resource-definition.ts";
export { ResourceTable, type ServedResource } from "./resource-table.ts";
