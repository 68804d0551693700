import type { JsonValue } from "@sluice/base/object";
import { formatNumber } from "./format-number.ts";

/** A value as Go's `%#v` prints what go-yaml decoded; users know it from `{{ x }}` left in a manifest. */
export function goSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "bigint") return formatNumber(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key] as JsonValue)}`);
  return `map[interface {}]interface {}{${pairs.join(", ")}}`;
}
