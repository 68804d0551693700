/**
 * Brings a cluster to an ordered set of objects by server-side apply, in stages, as Flux does: every object of a
 * stage is tried in dry-run first, and nothing of the stage is written unless all pass. What does not differ is not
 * written. Deleting what has become stale is here too.
 */
export {
  Applier,
  type ApplierOptions,
  type ApplyAction,
  type ApplyChange,
  ApplyFailure,
  type ApplySettings,
  changeLine,
} from "./applier.ts";
export { decodeObjects } from "./decode.ts";
export { type DeleteSettings, type Deletion, deleteObjects, waitForTermination } from "./delete.ts";
export { hasDrifted } from "./drift.ts";
export { normalizeObject } from "./normalize.ts";
export { sortForApply, stageOf } from "./order.ts";
export { isExcluded, policyOf } from "./policy.ts";
