import {
  type Condition,
  ProgressingWithRetryReason,
  ReadyCondition,
  ReconcilingCondition,
  StalledCondition,
} from "@sluice/api/meta";
import { markStalled, removeCondition, setCondition } from "../conditions/index.ts";

/**
 * How a reconcile ended.
 * - `succeeded`: the object is as declared.
 * - `retrying`: it is not, and the next try may help.
 * - `stalled`: it is not, and nothing will help until the input changes.
 */
export interface Verdict {
  kind: "succeeded" | "retrying" | "stalled";
  reason: string;
  message: string;
}

/** The conditions after a verdict (KC-116, KC-210): Ready as it says, Reconciling and Stalled to match. */
export function concludeReady(
  conditions: readonly Condition[] | undefined,
  verdict: Verdict,
  generation: number,
  now: Date,
): Condition[] {
  const { reason, message } = verdict;
  const facts = { reason, message, observedGeneration: generation };
  const status = verdict.kind === "succeeded" ? "True" : "False";
  let next = setCondition(conditions, { ...facts, type: ReadyCondition, status }, now);
  if (verdict.kind === "stalled") return markStalled(next, facts, now);
  next = removeCondition(next, StalledCondition);
  if (verdict.kind === "succeeded") return removeCondition(next, ReconcilingCondition);
  const reconciling = {
    ...facts,
    type: ReconcilingCondition,
    status: "True" as const,
    reason: ProgressingWithRetryReason,
  };
  return setCondition(next, reconciling, now);
}
