/**
 * What one reconcile found and did, as one value: the new status, the events, and when to look again. Steps return
 * facts; the status is computed from them here and written once, and only when it differs.
 */
export { concludeReady, type Verdict } from "./conclude.ts";
export { mergePatchBetween } from "./merge-patch-between.ts";
export { type Outcome, type OutcomeEvent, type WriteOutcomeOptions, writeOutcome } from "./outcome.ts";
