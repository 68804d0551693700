import { SluiceError } from "@sluice/base/errors";
import { failed, noOverload } from "./evaluation-error.ts";
import { attempt, type Evaluate, type Scope, spend } from "./evaluation-scope.ts";
import type { Expr } from "./syntax-tree.ts";
import {
  CelList,
  CelMap,
  CelOptional,
  type CelValue,
  elementsOf,
  entriesOf,
  isList,
  isMap,
  typeName,
} from "./value.ts";

/** A scope with more variables. */
function extend(scope: Scope, names: readonly string[], values: readonly CelValue[]): Scope {
  return {
    budget: scope.budget,
    lookUp(name) {
      const index = names.indexOf(name);
      return index >= 0 ? values[index] : scope.lookUp(name);
    },
  };
}

/** Compiles a macro: a walk over a list or map, or a binding of one name. */
export function compileMacro(
  expression: Expr & { kind: "macro" },
  compile: (child: Expr) => Evaluate,
): Evaluate {
  const { variables, name } = expression;
  const args = expression.args.map(compile);
  const target = expression.target === undefined ? undefined : compile(expression.target);
  switch (name) {
    case "bind":
      return (scope) => args[1]!(extend(scope, variables, [args[0]!(scope)]));
    case "optMap":
    case "optFlatMap":
      return (scope) => {
        const optional = target!(scope);
        if (!(optional instanceof CelOptional)) throw noOverload(name, [typeName(optional)]);
        if (optional.value === undefined) return optional;
        const value = args[0]!(extend(scope, variables, [optional.value]));
        return name === "optMap" ? new CelOptional(value) : value;
      };
    default:
      return compileWalk(expression, target!, args);
  }
}

/** What the variables stand for in each step of a walk. */
function* steps(range: CelValue, count: number): Generator<CelValue[]> {
  if (isList(range)) {
    const items = elementsOf(range);
    for (let index = 0; index < items.length; index++)
      yield count === 1 ? [items[index]!] : [BigInt(index), items[index]!];
    return;
  }
  if (typeof range === "object" && range !== null && isMap(range)) {
    for (const [key, value] of entriesOf(range)) yield count === 1 ? [key] : [key, value];
    return;
  }
  throw failed(`no such overload: range over ${typeName(range)}`);
}

function compileWalk(expression: Expr & { kind: "macro" }, target: Evaluate, args: Evaluate[]): Evaluate {
  const { variables, name } = expression;
  const [first, second] = args;
  const walk = function* (scope: Scope, range: CelValue): Generator<[CelValue[], Scope]> {
    for (const values of steps(range, variables.length)) {
      spend(scope, 1);
      yield [values, extend(scope, variables, values)];
    }
  };
  const holds = (evaluate: Evaluate, scope: Scope): boolean => {
    const value = evaluate(scope);
    if (typeof value !== "boolean") throw noOverload(name, [typeName(value)]);
    return value;
  };
  switch (name) {
    case "all":
      return (scope) => !decide(walk(scope, target(scope)), first!, false);
    case "exists":
      return (scope) => decide(walk(scope, target(scope)), first!, true);
    case "exists_one":
      return (scope) => {
        let count = 0;
        for (const [, inner] of walk(scope, target(scope))) if (holds(first!, inner)) count++;
        return count === 1;
      };
    case "filter":
      return (scope) => {
        const kept: CelValue[] = [];
        const range = target(scope);
        for (const [values, inner] of walk(scope, range)) if (holds(first!, inner)) kept.push(values[0]!);
        return new CelList(kept);
      };
    case "map":
    case "transformList":
      return (scope) => {
        const results: CelValue[] = [];
        for (const [, inner] of walk(scope, target(scope))) {
          if (second !== undefined && !holds(first!, inner)) continue;
          results.push((second ?? first!)(inner));
        }
        return new CelList(results);
      };
    case "transformMap":
      return (scope) => {
        const results: [CelValue, CelValue][] = [];
        for (const [values, inner] of walk(scope, target(scope))) {
          if (second !== undefined && !holds(first!, inner)) continue;
          results.push([values[0]!, (second ?? first!)(inner)]);
        }
        return CelMap.of(results);
      };
    default:
      return (scope) => {
        const results: [CelValue, CelValue][] = [];
        for (const [, inner] of walk(scope, target(scope))) {
          if (second !== undefined && !holds(first!, inner)) continue;
          const made = (second ?? first!)(inner);
          if (typeof made !== "object" || made === null || !isMap(made))
            throw noOverload(name, [typeName(made)]);
          for (const entry of entriesOf(made)) {
            if (results.some(([key]) => key === entry[0]))
              throw failed(`insert failed: key ${String(entry[0])} already exists`);
            results.push(entry);
          }
        }
        return CelMap.of(results);
      };
  }
}

/** True when a step gives `wanted`; an error only counts when no step does. */
function decide(walk: Iterable<[CelValue[], Scope]>, test: Evaluate, wanted: boolean): boolean {
  let problem: SluiceError | undefined;
  for (const [, scope] of walk) {
    const value = attempt(test, scope);
    if (value === wanted) return true;
    if (value instanceof SluiceError) problem ??= value;
    else if (typeof value !== "boolean") problem ??= noOverload(wanted ? "exists" : "all", [typeName(value)]);
  }
  if (problem !== undefined) throw problem;
  return false;
}
