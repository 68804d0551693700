import { SluiceError } from "@sluice/base/errors";
import { celErrors } from "./errors.ts";
import { failed } from "./evaluation-error.ts";
import type { CelValue } from "./value.ts";

/** What an evaluation runs in: variables by name, and a budget that every step draws on. */
export interface Scope {
  lookUp(name: string): CelValue | undefined;
  budget: Budget;
}

export interface Budget {
  left: number;
}

/** A compiled node. */
export type Evaluate = (scope: Scope) => CelValue;

/** Draws on the budget. Throws CEL_EVALUATION_FAILED when it is used up. */
export function spend(scope: Scope, cost: number): void {
  scope.budget.left -= cost;
  if (scope.budget.left < 0) throw failed("operation cancelled: actual cost limit exceeded");
}

/** The value, or the error as a value; running out of budget is always an error. */
export function attempt(evaluate: Evaluate, scope: Scope): CelValue | SluiceError {
  try {
    return evaluate(scope);
  } catch (error) {
    if (
      error instanceof SluiceError &&
      error.code === celErrors.CEL_EVALUATION_FAILED &&
      scope.budget.left >= 0
    )
      return error;
    throw error;
  }
}
