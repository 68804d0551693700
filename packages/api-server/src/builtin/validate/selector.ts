import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/base/object";
import { children } from "../defaults/set-default.ts";
import { labelValue, qualifiedName } from "./names.ts";
import type { Problems } from "./problems.ts";

/** Checks a label selector. */
export function validateSelector(problems: Problems, field: string, selector: JsonValue | undefined): void {
  if (!isJsonObject(selector)) return;
  validateLabels(problems, `${field}.matchLabels`, selector["matchLabels"]);
  for (const [index, expression] of children(selector, "matchExpressions").entries()) {
    validateRequirement(problems, `${field}.matchExpressions[${index}]`, expression);
  }
}

function validateRequirement(problems: Problems, field: string, requirement: JsonObject): void {
  const operator = String(requirement["operator"] ?? "");
  const values = Array.isArray(requirement["values"]) ? requirement["values"].map(String) : [];
  if (operator === "In" || operator === "NotIn") {
    if (values.length === 0)
      problems.required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values.length > 0) {
      problems.forbidden(
        `${field}.values`,
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      );
    }
  } else problems.invalid(`${field}.operator`, operator, "not a valid selector operator");
  const key = String(requirement["key"] ?? "");
  problems.invalidEach(`${field}.key`, key, qualifiedName(key));
  for (const [index, value] of values.entries()) {
    problems.invalidEach(`${field}.values[${index}]`, value, labelValue(value));
  }
}

/** Checks keys and values of a map of labels. */
export function validateLabels(problems: Problems, field: string, labels: JsonValue | undefined): void {
  if (!isJsonObject(labels)) return;
  for (const key of Object.keys(labels).sort()) {
    problems.invalidEach(field, key, qualifiedName(key));
    const value = String(labels[key]);
    problems.invalidEach(field, value, labelValue(value));
  }
}

/** True when a selector names nothing at all. */
export function isEmptySelector(selector: JsonObject): boolean {
  return (
    Object.keys((selector["matchLabels"] as JsonObject | undefined) ?? {}).length +
      children(selector, "matchExpressions").length ===
    0
  );
}

/** True when labels satisfy a selector; undefined when the selector cannot be read. */
export function matchesLabels(selector: JsonValue | undefined, labels: JsonObject): boolean | undefined {
  if (!isJsonObject(selector)) return false;
  const { matchLabels } = selector;
  if (isJsonObject(matchLabels)) {
    for (const key of Object.keys(matchLabels)) {
      if (qualifiedName(key).length + labelValue(String(matchLabels[key])).length > 0) return undefined;
    }
  }
  for (const { key, operator, values } of children(selector, "matchExpressions")) {
    const list = Array.isArray(values) ? values : [];
    const takesValues = operator === "In" || operator === "NotIn";
    if (!takesValues && operator !== "Exists" && operator !== "DoesNotExist") return undefined;
    if (takesValues !== list.length > 0 || qualifiedName(String(key ?? "")).length > 0) return undefined;
    if (list.some((value) => labelValue(String(value)).length > 0)) return undefined;
  }
  for (const [key, value] of Object.entries(isJsonObject(matchLabels) ? matchLabels : {})) {
    if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
  }
  return children(selector, "matchExpressions").every(({ key, operator, values }) => {
    const isPresent = Object.hasOwn(labels, String(key));
    const isListed = Array.isArray(values) && values.includes(labels[String(key)] ?? null);
    if (operator === "In") return isPresent && isListed;
    if (operator === "NotIn") return !isPresent || !isListed;
    return operator === "Exists" ? isPresent : !isPresent;
  });
}
