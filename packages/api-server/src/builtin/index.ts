/**
 * The built-in resources of Kubernetes 1.35: which there are, their schemas, defaults, validation, printer columns.
 * Facts in tables, read lazily; the hooks are pure. The registry serves them like any other resource. Nothing here
 * stores objects or runs anything.
 */

export { builtinGroupOrder, builtinResources } from "./builtin-resources.ts";
export { type CronSchedule, parseCron } from "./cron-schedule.ts";
export { normalizeObject } from "./normalize-object.ts";
export type { FieldType } from "./notation/index.ts";
export { ServiceAddresses } from "./prepare/index.ts";
export { canonicalQuantity, parseQuantity, printQuantity, type Quantity } from "./quantity.ts";
export { findSchema, findType, resolveBuiltinRef, typeNameOf, typeNamesOf } from "./type-catalog.ts";
