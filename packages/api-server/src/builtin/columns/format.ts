import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/base/object";
import type { Row } from "./column.ts";

const none = "<none>";

/** A label selector as kubectl prints it; `<none>` for an empty one. */
export function selectorText(selector: JsonValue | undefined, empty = none): string {
  if (!isJsonObject(selector)) return empty;
  const parts: [string, string][] = labelPairs(selector["matchLabels"]).map(([key, value]) => [
    key,
    `${key}=${value}`,
  ]);
  const expressions = Array.isArray(selector["matchExpressions"]) ? selector["matchExpressions"] : [];
  for (const expression of expressions) {
    if (!isJsonObject(expression)) continue;
    const { key, operator, values } = expression as { key: string; operator: string; values?: string[] };
    const list = [...(values ?? [])].sort().join(",");
    const text =
      operator === "Exists"
        ? key
        : operator === "DoesNotExist"
          ? `!${key}`
          : `${key} ${operator === "In" ? "in" : "notin"} (${list})`;
    parts.push([key, text]);
  }
  if (parts.length === 0) return empty;
  return parts
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(",");
}

/** `a=1,b=2`, or `<none>`. */
export function labelsText(labels: JsonValue | undefined): string {
  const pairs = labelPairs(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.length === 0 ? none : pairs.map(([key, value]) => `${key}=${value}`).join(",");
}

function labelPairs(labels: JsonValue | undefined): [string, string][] {
  return isJsonObject(labels) ? Object.entries(labels).map(([key, value]) => [key, String(value)]) : [];
}

/** Names or images of the containers at a path. */
export function containerTexts(row: Row, path: string, field: "name" | "image"): string {
  return row
    .items(path)
    .map((container) => String(container[field] ?? ""))
    .join(",");
}

/** The first texts of a list, and how many more there are. */
export function listText(texts: string[], shown: number, empty = ""): string {
  if (texts.length === 0) return empty;
  const first = texts.slice(0, shown).join(",") || empty;
  return texts.length > shown ? `${first} + ${texts.length - shown} more...` : first;
}

/** Addresses of a balancer status, sorted. */
export function balancerText(row: Row): string {
  const addresses = row
    .items("status.loadBalancer.ingress")
    .map((ingress) => String(ingress["ip"] ?? ingress["hostname"] ?? ""))
    .filter((address) => address !== "");
  return [...new Set(addresses)].sort().join(",");
}

/** `RWO,RWX` and so on, in kubectl's order. */
export function accessModesText(modes: string[]): string {
  const short: [string, string][] = [
    ["ReadWriteOnce", "RWO"],
    ["ReadOnlyMany", "ROX"],
    ["ReadWriteMany", "RWX"],
    ["ReadWriteOncePod", "RWOP"],
  ];
  return short
    .filter(([mode]) => modes.includes(mode))
    .map(([, text]) => text)
    .join(",");
}

/** True when a condition of a list is `True`. */
export function hasCondition(conditions: JsonObject[], type: string): boolean {
  return conditions.some((condition) => condition["type"] === type && condition["status"] === "True");
}
