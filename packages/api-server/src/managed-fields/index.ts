/**
 * Who owns which field: the set algebra of fieldsV1, the ownership that updates take, and server-side apply with
 * conflicts, force and pruning. Pure functions over objects and schema nodes.
 */

export { checkApplied } from "./check-applied.ts";
export { FieldSet, fieldSetOf, formatPath } from "./field-set.ts";
export { readEntries } from "./managed-entries.ts";
export {
  type ApplyResult,
  applyConfiguration,
  type FieldRequest,
  fieldSetOfPaths,
  trackUpdate,
} from "./track-fields.ts";
export { collectFields, compareValues } from "./typed-value.ts";
