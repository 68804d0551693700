import { getKey, type ObjectMeta } from "@sluice/base/object";

/** The value of a policy key on an object, as annotation or label, in lower case; values are compared without case (KC-123). */
export function policyOf(object: { metadata: ObjectMeta } | undefined, key: string): string {
  const { annotations, labels } = object?.metadata ?? {};
  return ((annotations && getKey(annotations, key)) ?? (labels && getKey(labels, key)) ?? "").toLowerCase();
}

/** True when the object carries one of the given values of a policy key. */
export function isExcluded(
  object: { metadata: ObjectMeta } | undefined,
  rules: Record<string, string>,
): boolean {
  return Object.entries(rules).some(([key, value]) => policyOf(object, key) === value.toLowerCase());
}
