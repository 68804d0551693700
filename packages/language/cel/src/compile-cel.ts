import { SluiceError } from "@sluice/base/errors";
import { checkTypes } from "./check-types.ts";
import { compileTree } from "./compile-expression.ts";
import { celErrors } from "./errors.ts";
import { failed } from "./evaluation-error.ts";
import type { Evaluate } from "./evaluation-scope.ts";
import { FunctionTable } from "./function-table.ts";
import { encodersLibrary, listsLibrary, setsLibrary } from "./library/collections.ts";
import { kubernetesLibrary } from "./library/kubernetes.ts";
import { standardLibrary } from "./library/standard.ts";
import { stringsLibrary } from "./library/strings.ts";
import { timeLibrary } from "./library/time.ts";
import { parseExpression } from "./parse-expression.ts";
import { type CelType, formatType, isSameType, parseType } from "./type.ts";
import { type CelValue, fromPlain, toPlain } from "./value.ts";

/** Which functions an expression may use: Flux's environment, or Kubernetes' larger one. */
export type CelEnvironment = "flux" | "kubernetes";

/** How an expression is compiled. */
export interface CelOptions {
  /** Variables and their types as text: `dyn`, `string`, `list(string)`, `map(string, dyn)`. */
  variables: Readonly<Record<string, string>>;
  /** The type that the result must have, e.g. `bool`. */
  resultType?: string;
  /**
   * True (the default) checks names and types before any evaluation. False only parses: every name may be
   * referenced, and the result type is looked at when there is a result.
   */
  typeCheck?: boolean;
  environment?: CelEnvironment;
}

/** How one evaluation may run. */
export interface CelEvaluationOptions {
  /** Steps before the evaluation is stopped; 10 million when absent. */
  costLimit?: number;
}

/** A compiled expression; may be evaluated any number of times. */
export interface CelProgram {
  readonly source: string;
  /** The type found by the checker; `dyn` without one. */
  readonly resultType: string;
  /**
   * The result as plain JavaScript; integers beyond 2^53 stay `bigint`. Variables are plain JSON, whole numbers are
   * integers; a function is called once when its variable is first used. Throws CEL_EVALUATION_FAILED.
   */
  evaluate(variables: Readonly<Record<string, unknown>>, options?: CelEvaluationOptions): unknown;
  /** Like `evaluate`, with what the evaluation cost. */
  evaluateWithCost(
    variables: Readonly<Record<string, unknown>>,
    options?: CelEvaluationOptions,
  ): { value: unknown; cost: number };
}

const tables: Partial<Record<CelEnvironment, FunctionTable>> = {};

function functionsOf(environment: CelEnvironment): FunctionTable {
  let table = tables[environment];
  if (table === undefined) {
    table = new FunctionTable()
      .add(standardLibrary)
      .add(timeLibrary)
      .add(stringsLibrary)
      .add(setsLibrary)
      .add(encodersLibrary);
    if (environment === "kubernetes") table.add(listsLibrary).add(kubernetesLibrary);
    tables[environment] = table;
  }
  return table;
}

const defaultCostLimit = 10_000_000;

/** Compiles an expression. Throws CEL_INVALID with line, column and a marker, as cel-go shows them. */
export function compileCel(source: string, options: CelOptions): CelProgram {
  const functions = functionsOf(options.environment ?? "flux");
  const expression = parseExpression(source);
  const isChecked = options.typeCheck ?? true;
  const wanted = options.resultType === undefined ? undefined : parseType(options.resultType);
  let found: CelType = parseType("dyn");
  if (isChecked) {
    const variables = new Map(
      Object.entries(options.variables).map(([name, type]) => [name, parseType(type)]),
    );
    found = checkTypes(expression, { source, functions, variables });
    if (wanted !== undefined && !isSameType(wanted, found)) {
      throw new SluiceError(
        celErrors.CEL_INVALID,
        `CEL expression output type mismatch: expected ${formatType(wanted)}, got ${formatType(found)}`,
        { terminal: true },
      );
    }
  }
  const run = compileTree(expression, functions, source);
  const evaluateWithCost: CelProgram["evaluateWithCost"] = (variables, limits = {}) => {
    const limit = limits.costLimit ?? defaultCostLimit;
    const budget = { left: limit };
    const value = toPlain(runWith(run, variables, budget));
    if (wanted !== undefined) requireType(value, wanted);
    return { value, cost: limit - budget.left };
  };
  return {
    source,
    resultType: formatType(found),
    evaluateWithCost,
    evaluate: (variables, limits) => evaluateWithCost(variables, limits).value,
  };
}

function runWith(
  run: Evaluate,
  variables: Readonly<Record<string, unknown>>,
  budget: { left: number },
): CelValue {
  const known = new Map<string, CelValue>();
  return run({
    budget,
    lookUp(name) {
      const cached = known.get(name);
      if (cached !== undefined) return cached;
      if (!Object.hasOwn(variables, name)) return undefined;
      const given = variables[name];
      const value = fromPlain(typeof given === "function" ? (given as () => unknown)() : given);
      known.set(name, value);
      return value;
    },
  });
}

function requireType(value: unknown, wanted: CelType): void {
  const actual = typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : undefined;
  if ((wanted.name === "bool" || wanted.name === "string") && actual !== wanted.name) {
    throw failed(
      `CEL expression output type mismatch: expected ${wanted.name}, got ${value === null ? "null_type" : (actual ?? typeof value)}`,
    );
  }
}
