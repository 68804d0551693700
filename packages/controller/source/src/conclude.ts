import {
  type Condition,
  ProgressingWithRetryReason,
  ReadyCondition,
  ReconcilingCondition,
  StalledCondition,
} from "@sluice/api/meta";
import {
  findCondition,
  isConditionTrue,
  markStalled,
  removeCondition,
  setCondition,
} from "@sluice/toolkit/conditions";
import { isSourceFailure } from "./failure.ts";

/**
 * How a pass over a source ended.
 * - `succeeded`: an artifact of the present revision is stored.
 * - `unchanged`: nothing had to be looked at; counts as success.
 * - `requeued`: it is to be run again at once.
 * - `skipped`: there was nothing to do (suspended, deleted).
 * - `failed`: `error` ended it.
 */
export type PassResult =
  | { kind: "succeeded" | "unchanged" | "requeued" | "skipped" }
  | { kind: "failed"; error: unknown };

/** Which conditions a kind of source has. */
export interface ConditionTable {
  /** Those that Ready sums up, the most telling first (RC-05). */
  summarized: readonly string[];
  /** Those of them that are bad when True. */
  negative: readonly string[];
  /** Those that make Ready false when False, whatever the others say (RC-06). */
  biPolar: readonly string[];
}

/** What follows from a pass for the object and for the queue. */
export interface Conclusion {
  conditions: Condition[];
  /** True when the generation counts as observed. */
  isObserved: boolean;
  /** Look again: at once, at the interval, or not until something changes. */
  next: "now" | "interval" | "never";
  /** Thrown to the queue, which backs off. */
  error?: unknown;
}

/** The rules RC-05 to RC-12 in one pure function. */
export function concludePass(
  current: readonly Condition[],
  result: PassResult,
  table: ConditionTable,
  generation: number,
  now: Date,
): Conclusion {
  let conditions = [...current];
  const isDone = result.kind === "succeeded" || result.kind === "unchanged";
  if (isDone) conditions = removeCondition(conditions, ReconcilingCondition);
  conditions = markRetrying(conditions, now);
  let error = result.kind === "failed" ? result.error : undefined;
  const isStalled = result.kind === "failed" && isSourceFailure(error) && error.terminal;
  if (isStalled && isSourceFailure(error)) {
    const facts = { reason: error.reason, message: error.message, observedGeneration: generation };
    conditions = markStalled(conditions, facts, now);
    error = undefined;
  } else {
    conditions = removeCondition(conditions, StalledCondition);
  }
  const isObserved =
    conditions.length > 0 && (isStalled || (result.kind !== "failed" && result.kind !== "requeued"));
  conditions = summarize(conditions, table, generation, now);
  if (isDone && !isConditionTrue(conditions, ReadyCondition)) {
    error = new Error(findCondition(conditions, ReadyCondition)?.message ?? "source is not ready");
  }
  const next = result.kind === "requeued" ? "now" : isDone ? "interval" : "never";
  return { conditions, isObserved, next, error };
}

/** What is left of Reconciling at the end of a pass is a retry (RC-08). */
function markRetrying(conditions: Condition[], now: Date): Condition[] {
  const reconciling = findCondition(conditions, ReconcilingCondition);
  if (reconciling?.status !== "True") return conditions;
  return setCondition(conditions, { ...reconciling, reason: ProgressingWithRetryReason }, now);
}

/** Groups by what matters most: negative True, positive False, positive True, negative False, Unknown. */
function rankOf(condition: Condition, table: ConditionTable): number {
  const isNegative = table.negative.includes(condition.type);
  if (condition.status === "Unknown") return 4;
  if (condition.status === "True") return isNegative ? 0 : 2;
  return isNegative ? 3 : 1;
}

const readyOfRank = ["False", "False", "True", "True", "Unknown"] as const;

/** Sets Ready to the sum of the other conditions (RC-05, RC-06). */
function summarize(
  conditions: Condition[],
  table: ConditionTable,
  generation: number,
  now: Date,
): Condition[] {
  const present = table.summarized
    .map((type) => findCondition(conditions, type))
    .filter((condition) => condition !== undefined);
  const top = present.toSorted((a, b) => rankOf(a, table) - rankOf(b, table))[0];
  if (top === undefined) return conditions;
  const failed = table.biPolar
    .map((type) => findCondition(conditions, type))
    .find((condition) => condition?.status === "False");
  const { reason, message } = failed ?? top;
  const status = failed ? "False" : (readyOfRank[rankOf(top, table)] as "True" | "False" | "Unknown");
  const ready = { type: ReadyCondition, status, reason, message, observedGeneration: generation };
  return setCondition(conditions, ready, now);
}

/** One of the named conditions was there before, and none is there now (EV-03). */
export function hasRecovered(
  before: readonly Condition[],
  after: readonly Condition[],
  failures: readonly string[],
): boolean {
  const isPresent = (conditions: readonly Condition[]): boolean =>
    failures.some((type) => findCondition(conditions, type) !== undefined);
  return isPresent(before) && !isPresent(after);
}
