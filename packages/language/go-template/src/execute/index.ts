/**
 * Execution of parsed templates: a set of named templates, the evaluator with Go's typing rules, the built-in
 * functions, and the budget that stops what never ends.
 */

export { Budget, type BudgetLimits } from "./budget.ts";
export { builtinFunctions } from "./builtins.ts";
export { type MissingKey, TemplateSet } from "./template-set.ts";
export { isTruthy } from "./truth.ts";
