import { errorText } from "@sluice/base/errors";
import { getKey, isJsonObject, type JsonObject, type JsonValue } from "@sluice/base/object";
import { type CelProgram, compileCel } from "@sluice/cel";
import type { FieldProblem, Schema } from "../resource/index.ts";
import { listItemKey, type SchemaNode, shown } from "../schema/index.ts";

/** A rule of `x-kubernetes-validations`, compiled. */
interface CompiledRule {
  program: CelProgram | undefined;
  /** Why it does not compile. */
  problem: string | undefined;
  message: CelProgram | undefined;
  rule: string;
  text: string;
  reason: FieldProblem["reason"];
  fieldPath: string;
  usesOldSelf: boolean;
  hasOptionalOldSelf: boolean;
}

/** All rules of one object together may cost this much. */
const objectCostLimit = 10_000_000;
const ruleCostLimit = 1_000_000;

const compiledRules = new WeakMap<Schema, CompiledRule[]>();

/** What the validation rules of a schema say about a value; `old` is undefined on create. */
export function evaluateRules(
  node: SchemaNode,
  value: JsonValue,
  old: JsonValue | undefined,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!hasRules(node)) return problems;
  walk(node, value, old, "", { left: objectCostLimit }, problems);
  return problems;
}

const ruleful = new WeakMap<Schema, boolean>();

/** True when a rule stands anywhere in the schema. */
function hasRules(node: SchemaNode): boolean {
  let found = ruleful.get(node.schema);
  if (found === undefined) {
    ruleful.set(node.schema, false);
    found =
      (node.schema["x-kubernetes-validations"]?.length ?? 0) > 0 ||
      (node.element !== undefined && hasRules(node.element));
    if (!found) {
      for (const [, child] of node.fieldNodes()) {
        if (hasRules(child)) {
          found = true;
          break;
        }
      }
    }
    ruleful.set(node.schema, found);
  }
  return found;
}

function walk(
  node: SchemaNode,
  value: JsonValue,
  old: JsonValue | undefined,
  path: string,
  budget: { left: number },
  problems: FieldProblem[],
): void {
  if (value === null || !hasRules(node) || problems.length > 50) return;
  for (const rule of rulesOf(node)) applyRule(rule, value, old, path, budget, problems);
  if (isJsonObject(value)) {
    const element = node.isMap ? node.element : undefined;
    for (const key of Object.keys(value)) {
      const child = node.field(key) ?? element;
      if (child === undefined) continue;
      const before = isJsonObject(old) ? getKey(old, key) : undefined;
      walk(child, value[key]!, before, path === "" ? key : `${path}.${key}`, budget, problems);
    }
  } else if (Array.isArray(value) && node.element !== undefined) {
    const before = oldItems(node, old);
    value.forEach((item, index) => {
      const match = before?.get(listItemKey(node, item, index));
      walk(node.element!, item, match, `${path}[${index}]`, budget, problems);
    });
  }
}

/** Items keep their identity between versions only in lists that say by what. */
function oldItems(node: SchemaNode, old: JsonValue | undefined): Map<string, JsonValue> | undefined {
  if (node.listType === "atomic" || !Array.isArray(old)) return undefined;
  return new Map(old.map((item, index) => [listItemKey(node, item, index), item]));
}

function applyRule(
  rule: CompiledRule,
  value: JsonValue,
  old: JsonValue | undefined,
  path: string,
  budget: { left: number },
  problems: FieldProblem[],
): void {
  const where = path === "" ? "<nil>" : path;
  if (rule.usesOldSelf && old === undefined && !rule.hasOptionalOldSelf) return;
  const fail = (text: string, reason: FieldProblem["reason"] = "FieldValueInvalid"): void => {
    const field =
      rule.fieldPath === ""
        ? where
        : path === ""
          ? rule.fieldPath.replace(/^\./, "")
          : `${path}${rule.fieldPath}`;
    const detail =
      reason === "FieldValueRequired"
        ? `Required value: ${text}`
        : reason === "FieldValueForbidden"
          ? `Forbidden: ${text}`
          : reason === "FieldValueDuplicate"
            ? `Duplicate value: ${shownSelf(value)}`
            : `Invalid value: ${shownSelf(value)}: ${text}`;
    problems.push({ reason, field, message: detail });
  };
  if (rule.program === undefined) {
    fail(`rule compile error: compilation failed: ${rule.problem}`);
    return;
  }
  if (budget.left <= 0) {
    fail("validation failed due to running out of cost budget, no further validation rules will be run");
    return;
  }
  const variables: Record<string, unknown> = { self: value };
  if (rule.usesOldSelf) variables["oldSelf"] = old ?? null;
  try {
    const { value: holds, cost } = rule.program.evaluateWithCost(variables, {
      costLimit: Math.min(ruleCostLimit, budget.left),
    });
    budget.left -= cost;
    if (holds === true) return;
    fail(messageOf(rule, variables), rule.reason);
  } catch (error) {
    fail(`rule evaluation error: ${errorText(error)}: ${rule.rule}`);
  }
}

function shownSelf(value: JsonValue): string {
  if (isJsonObject(value)) return '"object"';
  if (Array.isArray(value)) return '"array"';
  return shown(value);
}

function messageOf(rule: CompiledRule, variables: Record<string, unknown>): string {
  if (rule.message !== undefined) {
    try {
      const text = rule.message.evaluate(variables, { costLimit: ruleCostLimit });
      if (typeof text === "string" && text.trim() !== "" && !text.includes("\n")) return text.trim();
    } catch {
      // The fixed message, or the rule itself, must do.
    }
  }
  return rule.text !== "" ? rule.text : `failed rule: ${rule.rule}`;
}

function rulesOf(node: SchemaNode): CompiledRule[] {
  let rules = compiledRules.get(node.schema);
  if (rules === undefined) {
    rules = (node.schema["x-kubernetes-validations"] ?? []).map(compileRule);
    compiledRules.set(node.schema, rules);
  }
  return rules;
}

function compileRule(given: JsonObject): CompiledRule {
  const text = (name: string): string => (typeof given[name] === "string" ? (given[name] as string) : "");
  const rule = text("rule");
  const usesOldSelf = /\boldSelf\b/.test(rule);
  const compiled = compileOne(rule, "bool");
  const reasons: FieldProblem["reason"][] = [
    "FieldValueInvalid",
    "FieldValueForbidden",
    "FieldValueRequired",
    "FieldValueDuplicate",
  ];
  return {
    program: compiled.program,
    problem: compiled.problem,
    message:
      text("messageExpression") === "" ? undefined : compileOne(text("messageExpression"), "string").program,
    rule: rule.trim(),
    text: text("message"),
    reason: reasons.find((reason) => reason === given["reason"]) ?? "FieldValueInvalid",
    fieldPath: text("fieldPath"),
    usesOldSelf,
    hasOptionalOldSelf: given["optionalOldSelf"] === true,
  };
}

/** Compiles one rule. The types of fields are found at run time. */
function compileOne(
  source: string,
  resultType: string,
): { program: CelProgram | undefined; problem: string | undefined } {
  try {
    const variables = { self: "dyn", oldSelf: "dyn" };
    return {
      program: compileCel(source, { variables, resultType, environment: "kubernetes" }),
      problem: undefined,
    };
  } catch (error) {
    return { program: undefined, problem: errorText(error) };
  }
}

/** Why the rules of a schema cannot be used, with the path of each. */
export function ruleProblems(
  schema: Schema,
  path: string,
): { path: string; rule: string; problem: string }[] {
  const problems: { path: string; rule: string; problem: string }[] = [];
  const visit = (current: Schema, at: string): void => {
    (current["x-kubernetes-validations"] ?? []).forEach((given, index) => {
      const rule = typeof given["rule"] === "string" ? given["rule"] : "";
      const { problem } = compileOne(rule, "bool");
      if (problem !== undefined)
        problems.push({ path: `${at}.x-kubernetes-validations[${index}].rule`, rule, problem });
    });
    for (const [name, child] of Object.entries(current.properties ?? {}))
      visit(child, `${at}.properties[${name}]`);
    if (current.items !== undefined) visit(current.items, `${at}.items`);
    if (typeof current.additionalProperties === "object")
      visit(current.additionalProperties, `${at}.additionalProperties`);
  };
  visit(schema, path);
  return problems;
}
