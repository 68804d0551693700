import type { Condition } from "./types.ts";

/** The condition of a type. */
export function findCondition(conditions: Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** True when a condition is `True`. */
export function isTrue(conditions: Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

/**
 * The list with one condition set. Its transition time changes only with the status. Order is kept, a new one goes to
 * the end.
 */
export function withCondition(
  conditions: Condition[] | undefined,
  wanted: Condition,
  now: string,
): Condition[] {
  const list = conditions ?? [];
  const index = list.findIndex((condition) => condition.type === wanted.type);
  const known = list[index];
  const changed: Condition = {
    ...wanted,
    lastTransitionTime: known?.status === wanted.status ? known.lastTransitionTime : now,
  };
  if (index < 0) return [...list, changed];
  return list.map((condition, position) => (position === index ? changed : condition));
}
