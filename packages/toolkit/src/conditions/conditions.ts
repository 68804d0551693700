import { type Condition, ReadyCondition, ReconcilingCondition, StalledCondition } from "@sluice/api/meta";

/** A condition to set; times are filled in. */
export interface ConditionInput {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  observedGeneration?: number;
}

type Conditions = readonly Condition[] | undefined;

/** The API's limit on the length of a message. */
const maxMessageLength = 32768;
const leading = [StalledCondition, ReconcilingCondition, ReadyCondition];

export function findCondition(conditions: Conditions, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isConditionTrue(conditions: Conditions, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

/** Ready is True and speaks of the present generation. */
export function isReady(object: {
  metadata: { generation?: number };
  status?: { conditions?: Condition[]; observedGeneration?: number };
}): boolean {
  const { conditions, observedGeneration } = object.status ?? {};
  return isConditionTrue(conditions, ReadyCondition) && observedGeneration === object.metadata.generation;
}

/**
 * The list with one condition set. The transition time moves when status, reason or message do; messages are cut
 * at the API's limit; Stalled, Reconciling and Ready come first (KC-210).
 */
export function setCondition(conditions: Conditions, input: ConditionInput, now: Date): Condition[] {
  const message = input.message.slice(0, maxMessageLength);
  const previous = findCondition(conditions, input.type);
  const isSame =
    previous?.status === input.status && previous.reason === input.reason && previous.message === message;
  const lastTransitionTime = isSame ? previous.lastTransitionTime : now.toISOString().replace(/\.\d+Z$/, "Z");
  const others = (conditions ?? []).filter((condition) => condition.type !== input.type);
  return sortConditions([...others, { ...input, message, lastTransitionTime }]);
}

export function removeCondition(conditions: Conditions, type: string): Condition[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}

/** Reconciling=True; it excludes Stalled (KC-210). */
export function markReconciling(
  conditions: Conditions,
  input: Omit<ConditionInput, "type" | "status">,
  now: Date,
): Condition[] {
  return setCondition(
    removeCondition(conditions, StalledCondition),
    { ...input, type: ReconcilingCondition, status: "True" },
    now,
  );
}

/** Stalled=True; it excludes Reconciling (KC-210). */
export function markStalled(
  conditions: Conditions,
  input: Omit<ConditionInput, "type" | "status">,
  now: Date,
): Condition[] {
  return setCondition(
    removeCondition(conditions, ReconcilingCondition),
    { ...input, type: StalledCondition, status: "True" },
    now,
  );
}

function sortConditions(conditions: Condition[]): Condition[] {
  const rank = (condition: Condition): number => {
    const index = leading.indexOf(condition.type);
    return index < 0 ? leading.length : index;
  };
  return conditions.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0) ||
      (a.type < b.type ? -1 : a.type > b.type ? 1 : 0),
  );
}
