import type { LabelSelector } from "./types.ts";

/** True when labels satisfy a selector. An absent selector selects nothing, an empty one everything. */
export function selects(
  selector: LabelSelector | undefined,
  labels: Record<string, string> | undefined,
): boolean {
  if (selector === undefined) return false;
  const found = labels ?? {};
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (!Object.hasOwn(found, key) || found[key] !== value) return false;
  }
  return (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    const isPresent = Object.hasOwn(found, key);
    switch (operator) {
      case "In":
        return isPresent && (values ?? []).includes(found[key]!);
      case "NotIn":
        return !isPresent || !(values ?? []).includes(found[key]!);
      case "Exists":
        return isPresent;
      case "DoesNotExist":
        return !isPresent;
      default:
        return false;
    }
  });
}

/** A selector as the text form that scale subresources report, e.g. `app=web,tier in (a,b)`. */
export function printSelector(selector: LabelSelector | undefined): string {
  const parts = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    if (operator === "Exists") parts.push(key);
    else if (operator === "DoesNotExist") parts.push(`!${key}`);
    else parts.push(`${key} ${operator === "In" ? "in" : "notin"} (${[...(values ?? [])].sort().join(",")})`);
  }
  return parts.sort().join(",");
}
