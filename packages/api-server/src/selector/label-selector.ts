import { getKey } from "@sluice/base/object";
import { badRequest } from "../status/index.ts";

/** Tests the labels of an object. */
export type LabelTest = (labels: Record<string, string> | undefined) => boolean;

/** One requirement of a selector. */
export interface LabelRequirement {
  key: string;
  operator: "=" | "!=" | "in" | "notin" | "exists" | "!exists" | ">" | "<";
  values: string[];
}

const keyText = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const valueText = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Reads `a=b,c in (d,e),!f`; undefined when it selects everything. Throws a 400. */
export function parseLabelSelector(text: string): LabelTest | undefined {
  const requirements = parseRequirements(text);
  if (requirements.length === 0) return undefined;
  return (labels) => requirements.every((requirement) => meets(requirement, labels ?? {}));
}

/** The requirements of a selector in text form. Throws a 400. */
export function parseRequirements(text: string): LabelRequirement[] {
  if (text.trim() === "") return [];
  return splitTopLevel(text).map(parseRequirement);
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function parseRequirement(part: string): LabelRequirement {
  const text = part.trim();
  let match = /^!\s*(\S+)$/.exec(text);
  if (match) return checked({ key: match[1]!, operator: "!exists", values: [] }, text);
  match = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (match) {
    const values = match[3]!.split(",").map((value) => value.trim());
    return checked({ key: match[1]!, operator: match[2] as "in" | "notin", values }, text);
  }
  match = /^([^\s=!<>]+)\s*(==|=|!=|>|<)\s*(\S*)$/.exec(text);
  if (match) {
    const operator = match[2] === "==" ? "=" : (match[2] as "=" | "!=" | ">" | "<");
    return checked({ key: match[1]!, operator, values: [match[3]!] }, text);
  }
  if (/^\S+$/.test(text)) return checked({ key: text, operator: "exists", values: [] }, text);
  throw unparsable(text, "");
}

function checked(requirement: LabelRequirement, text: string): LabelRequirement {
  if (!keyText.test(requirement.key))
    throw unparsable(text, `invalid label key ${JSON.stringify(requirement.key)}`);
  for (const value of requirement.values) {
    if (!valueText.test(value) || value.length > 63) {
      throw unparsable(text, `invalid label value ${JSON.stringify(value)}`);
    }
  }
  return requirement;
}

function unparsable(text: string, why: string) {
  return badRequest(`unable to parse requirement: ${why === "" ? `found ${JSON.stringify(text)}` : why}`);
}

/** True when the labels meet a requirement. */
export function meets(requirement: LabelRequirement, labels: Record<string, string>): boolean {
  const value = getKey(labels, requirement.key);
  switch (requirement.operator) {
    case "=":
    case "in":
      return value !== undefined && requirement.values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !requirement.values.includes(value);
    case "exists":
      return value !== undefined;
    case "!exists":
      return value === undefined;
    case ">":
      return value !== undefined && Number(value) > Number(requirement.values[0]);
    case "<":
      return value !== undefined && Number(value) < Number(requirement.values[0]);
  }
}

/** The test of a `metav1.LabelSelector`; an absent selector matches nothing, an empty one everything. */
export function labelSelectorTest(
  selector:
    | {
        matchLabels?: Record<string, string>;
        matchExpressions?: { key: string; operator: string; values?: string[] }[];
      }
    | null
    | undefined,
): LabelTest {
  if (selector === undefined || selector === null) return () => false;
  const requirements: LabelRequirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: "=",
    values: [value],
  }));
  const operators: Record<string, LabelRequirement["operator"]> = {
    In: "in",
    NotIn: "notin",
    Exists: "exists",
    DoesNotExist: "!exists",
  };
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: operators[operator] ?? "exists", values: values ?? [] });
  }
  return (labels) => requirements.every((requirement) => meets(requirement, labels ?? {}));
}
