import type { FunctionTable, Overload } from "./function-table.ts";
import { qualifiedName } from "./parse-expression.ts";
import { syntaxError } from "./syntax-error.ts";
import type { Expr } from "./syntax-tree.ts";
import {
  type Bindings,
  type CelType,
  dyn,
  formatType,
  isAssignable,
  isSameType,
  parseType,
  substitute,
} from "./type.ts";

/** What the checker knows. */
export interface TypeEnvironment {
  source: string;
  functions: FunctionTable;
  variables: ReadonlyMap<string, CelType>;
}

const bool = parseType("bool");

/** Finds the type of an expression. Throws CEL_INVALID for unknown names and types that do not fit. */
export function checkTypes(expression: Expr, environment: TypeEnvironment): CelType {
  const check = (child: Expr): CelType => checkTypes(child, environment);
  const refuse = (at: number, message: string) => syntaxError(environment.source, at, message);
  switch (expression.kind) {
    case "literal":
      return typeOfLiteral(expression.value);
    case "name": {
      const name = expression.name.replace(/^\./, "");
      const type = environment.variables.get(name);
      if (type !== undefined) return type;
      if (typeIdentifiers.has(name)) return parseType("type");
      throw refuse(expression.at, `undeclared reference to '${name}' (in container '')`);
    }
    case "select": {
      const qualified = qualifiedName(expression);
      if (qualified !== undefined) {
        const type = environment.variables.get(qualified);
        if (type !== undefined) return type;
        if (typeIdentifiers.has(qualified)) return parseType("type");
      }
      const field = selectType(check(expression.target), expression, refuse);
      return expression.isTest ? bool : field;
    }
    case "index":
      return indexType(check(expression.target), check(expression.index), expression, refuse);
    case "call":
      return callType(expression, environment, check, refuse);
    case "list":
      return parseListType(expression, check, refuse);
    case "map": {
      const keys = joined(
        expression.entries.map(({ key }) => [check(key), key.at]),
        "map key",
        refuse,
      );
      const values = joined(
        expression.entries.map(({ value, isOptional }) => [unwrapped(check(value), isOptional), value.at]),
        "map value",
        refuse,
      );
      return { name: "map", parameters: [keys, values] };
    }
    case "message":
      throw refuse(expression.at, `undeclared reference to '${expression.typeName}' (in container '')`);
    case "and":
    case "or":
      for (const side of [expression.left, expression.right]) {
        const type = check(side);
        if (!isSameType(type, bool)) {
          throw refuse(side.at, `expected type 'bool' but found '${formatType(type)}'`);
        }
      }
      return bool;
    case "condition": {
      const test = check(expression.test);
      if (!isSameType(test, bool))
        throw refuse(expression.at, `expected type 'bool' but found '${formatType(test)}'`);
      const [then, otherwise] = [check(expression.then), check(expression.otherwise)];
      if (!isSameType(then, otherwise)) {
        throw refuse(
          expression.at,
          `found no matching overload for '_?_:_' applied to '(bool, ${formatType(then)}, ${formatType(otherwise)})'`,
        );
      }
      return then.name === "dyn" ? (otherwise.name === "dyn" ? dyn : dyn) : then;
    }
    case "macro":
      return macroType(expression, environment, check, refuse);
  }
}

type Refuse = (at: number, message: string) => Error;

const typeIdentifiers = new Set([
  "bool",
  "int",
  "uint",
  "double",
  "string",
  "bytes",
  "list",
  "map",
  "null_type",
  "type",
  "optional_type",
  "google.protobuf.Timestamp",
  "google.protobuf.Duration",
]);

function typeOfLiteral(value: (Expr & { kind: "literal" })["value"]): CelType {
  if (value === null) return parseType("null_type");
  switch (typeof value) {
    case "boolean":
      return bool;
    case "string":
      return parseType("string");
    case "bigint":
      return parseType("int");
    case "number":
      return parseType("double");
    default:
      return parseType(value instanceof Uint8Array ? "bytes" : "uint");
  }
}

function optionalOf(type: CelType): CelType {
  return { name: "optional_type", parameters: [type] };
}

function unwrapped(type: CelType, isOptional: boolean): CelType {
  return isOptional && type.name === "optional_type" ? (type.parameters[0] ?? dyn) : type;
}

function selectType(target: CelType, expression: Expr & { kind: "select" }, refuse: Refuse): CelType {
  if (target.name === "optional_type") {
    return optionalOf(selectType(target.parameters[0] ?? dyn, { ...expression, isOptional: false }, refuse));
  }
  let field: CelType;
  if (target.name === "dyn") field = dyn;
  else if (target.name === "map") field = target.parameters[1] ?? dyn;
  else throw refuse(expression.at, `type '${formatType(target)}' does not support field selection`);
  return expression.isOptional ? optionalOf(field) : field;
}

function indexType(
  target: CelType,
  index: CelType,
  expression: Expr & { kind: "index" },
  refuse: Refuse,
): CelType {
  if (target.name === "optional_type") {
    return optionalOf(
      indexType(target.parameters[0] ?? dyn, index, { ...expression, isOptional: false }, refuse),
    );
  }
  let item: CelType | undefined;
  if (target.name === "dyn") item = dyn;
  else if (target.name === "list" && ["int", "uint", "double", "dyn"].includes(index.name))
    item = target.parameters[0] ?? dyn;
  else if (target.name === "map" && isSameType(index, target.parameters[0] ?? dyn))
    item = target.parameters[1] ?? dyn;
  if (item === undefined) {
    throw refuse(
      expression.at,
      `found no matching overload for '_[_]' applied to '(${formatType(target)}, ${formatType(index)})'`,
    );
  }
  return expression.isOptional ? optionalOf(item) : item;
}

function parseListType(
  expression: Expr & { kind: "list" },
  check: (child: Expr) => CelType,
  refuse: Refuse,
): CelType {
  const item = joined(
    expression.items.map(({ value, isOptional }) => [unwrapped(check(value), isOptional), value.at]),
    "list element",
    refuse,
  );
  return { name: "list", parameters: [item] };
}

/** Literals must be homogeneous. */
function joined(types: [CelType, number][], _what: string, refuse: Refuse): CelType {
  let result: CelType | undefined;
  for (const [type, at] of types) {
    if (result === undefined || result.name === "dyn") {
      result = type;
      continue;
    }
    if (!isSameType(result, type)) {
      throw refuse(at, `expected type '${formatType(result)}' but found '${formatType(type)}'`);
    }
  }
  return result ?? dyn;
}

function callType(
  expression: Expr & { kind: "call" },
  environment: TypeEnvironment,
  check: (child: Expr) => CelType,
  refuse: Refuse,
): CelType {
  const { functions } = environment;
  const { name, target } = expression;
  const namespace = target === undefined ? undefined : qualifiedName(target);
  const full = namespace === undefined ? undefined : `${namespace.replace(/^\./, "")}.${name}`;
  const namespaced = full === undefined ? undefined : functions.overloads(full, false);
  if (namespaced !== undefined)
    return overloadType(full!, namespaced, expression.args.map(check), false, expression.at, refuse);
  if (target !== undefined && (name === "or" || name === "orValue") && expression.args.length === 1) {
    const [on, other] = [check(target), check(expression.args[0]!)];
    const inner = on.name === "optional_type" ? (on.parameters[0] ?? dyn) : dyn;
    const wanted = name === "or" ? optionalOf(inner) : inner;
    if ((on.name !== "optional_type" && on.name !== "dyn") || !isSameType(wanted, other)) {
      throw refuse(
        expression.at,
        `found no matching overload for '${name}' applied to '${formatType(on)}.(${formatType(other)})'`,
      );
    }
    return name === "or" ? on : inner;
  }
  const overloads = functions.overloads(name.replace(/^\./, ""), target !== undefined);
  if (overloads === undefined)
    throw refuse(expression.at, `undeclared reference to '${name}' (in container '')`);
  const args = (target === undefined ? expression.args : [target, ...expression.args]).map(check);
  return overloadType(name, overloads, args, target !== undefined, expression.at, refuse);
}

function overloadType(
  name: string,
  overloads: readonly Overload[],
  args: CelType[],
  isMethod: boolean,
  at: number,
  refuse: Refuse,
): CelType {
  let result: CelType | undefined;
  for (const overload of overloads) {
    const bindings: Bindings = new Map();
    const fits =
      overload.parameters.length === args.length &&
      args.every((arg, index) => isAssignable(overload.parameters[index]!, arg, bindings));
    if (!fits) continue;
    const type = substitute(overload.result, bindings);
    if (result === undefined) result = type;
    else if (formatType(result) !== formatType(type)) result = dyn;
  }
  if (result !== undefined) return result;
  const shown = args.map(formatType);
  const applied = isMethod ? `${shown[0]}.(${shown.slice(1).join(", ")})` : `(${shown.join(", ")})`;
  throw refuse(at, `found no matching overload for '${name}' applied to '${applied}'`);
}

function macroType(
  expression: Expr & { kind: "macro" },
  environment: TypeEnvironment,
  check: (child: Expr) => CelType,
  refuse: Refuse,
): CelType {
  const { name, variables, args, target } = expression;
  const inside =
    (types: CelType[]) =>
    (child: Expr): CelType => {
      const extended = new Map(environment.variables);
      for (const [index, variable] of variables.entries()) extended.set(variable, types[index] ?? dyn);
      return checkTypes(child, { ...environment, variables: extended });
    };
  const requireBool = (type: CelType, at: number): void => {
    if (!isSameType(type, bool)) throw refuse(at, `expected type 'bool' but found '${formatType(type)}'`);
  };
  if (name === "bind") return inside([check(args[0]!)])(args[1]!);
  const range = check(target!);
  if (name === "optMap" || name === "optFlatMap") {
    const inner = range.name === "optional_type" ? (range.parameters[0] ?? dyn) : dyn;
    const type = inside([inner])(args[0]!);
    return name === "optMap" ? optionalOf(type) : type;
  }
  if (range.name !== "dyn" && range.name !== "list" && range.name !== "map") {
    throw refuse(
      target!.at,
      `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
  }
  const [key, value] =
    range.name === "list"
      ? [parseType("int"), range.parameters[0] ?? dyn]
      : range.name === "map"
        ? [range.parameters[0] ?? dyn, range.parameters[1] ?? dyn]
        : [dyn, dyn];
  const types = variables.length === 2 ? [key, value] : [range.name === "map" ? key : value];
  const checkInside = inside(types);
  const results = args.map(checkInside);
  switch (name) {
    case "all":
    case "exists":
    case "exists_one":
      requireBool(results[0]!, args[0]!.at);
      return bool;
    case "filter":
      requireBool(results[0]!, args[0]!.at);
      return { name: "list", parameters: [types[0]!] };
  }
  if (results.length === 2) requireBool(results[0]!, args[0]!.at);
  const last = results.at(-1)!;
  if (name === "map" || name === "transformList") return { name: "list", parameters: [last] };
  return name === "transformMap" ? { name: "map", parameters: [key, last] } : last;
}
