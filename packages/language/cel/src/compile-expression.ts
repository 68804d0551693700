import { SluiceError } from "@sluice/base/errors";
import { compileMacro } from "./compile-macro.ts";
import { failed, noOverload } from "./evaluation-error.ts";
import { attempt, type Evaluate, spend } from "./evaluation-scope.ts";
import { callOverload, type FunctionTable } from "./function-table.ts";
import { chooseOptional } from "./library/optional-functions.ts";
import { qualifiedName } from "./parse-expression.ts";
import { syntaxError } from "./syntax-error.ts";
import type { Expr } from "./syntax-tree.ts";
import {
  CelList,
  CelMap,
  CelOptional,
  CelTypeName,
  CelUint,
  type CelValue,
  type elementsOf,
  fromPlain,
  isEqual,
  isList,
  isMap,
  isNumber,
  lookUp,
  typeName,
} from "./value.ts";

/** Turns a tree into closures. Throws CEL_INVALID for message literals, of which there are none. */
export function compileTree(expression: Expr, functions: FunctionTable, source: string): Evaluate {
  const compile = (child: Expr): Evaluate => compileTree(child, functions, source);
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      const constant: CelValue =
        typeof value === "object" && value !== null && "uint" in value ? new CelUint(value.uint) : value;
      return () => constant;
    }
    case "name":
      return compileName(expression.name);
    case "select":
      return compileSelect(expression, compile);
    case "index":
      return compileIndex(expression, compile);
    case "call":
      return compileCall(expression, functions, compile);
    case "list":
      return compileList(expression, compile);
    case "map":
      return compileMap(expression, compile);
    case "message":
      throw syntaxError(
        source,
        expression.at,
        `undeclared reference to '${expression.typeName}' (in container '')`,
      );
    case "and":
      return compileLogic(compile(expression.left), compile(expression.right), false);
    case "or":
      return compileLogic(compile(expression.left), compile(expression.right), true);
    case "condition": {
      const [test, then, otherwise] = [expression.test, expression.then, expression.otherwise].map(compile);
      return (scope) => {
        const chosen = test!(scope);
        if (typeof chosen !== "boolean") throw noOverload("_?_:_", [typeName(chosen)]);
        return chosen ? then!(scope) : otherwise!(scope);
      };
    }
    case "macro":
      return compileMacro(expression, compile);
  }
}

const typeNames: Record<string, string> = {
  bool: "bool",
  int: "int",
  uint: "uint",
  double: "double",
  string: "string",
  bytes: "bytes",
  list: "list",
  map: "map",
  null_type: "null_type",
  type: "type",
  optional_type: "optional_type",
  "google.protobuf.Timestamp": "google.protobuf.Timestamp",
  "google.protobuf.Duration": "google.protobuf.Duration",
};

function compileName(written: string): Evaluate {
  const name = written.replace(/^\./, "");
  return (scope) => {
    spend(scope, 1);
    const value = scope.lookUp(name);
    if (value !== undefined) return value;
    if (Object.hasOwn(typeNames, name)) return new CelTypeName(typeNames[name]!);
    throw failed(`no such attribute(s): ${name}`);
  };
}

function compileSelect(expression: Expr & { kind: "select" }, compile: (child: Expr) => Evaluate): Evaluate {
  const { field, isOptional, isTest } = expression;
  const qualified = qualifiedName(expression);
  if (qualified !== undefined && Object.hasOwn(typeNames, qualified)) {
    const type = new CelTypeName(typeNames[qualified]!);
    return () => type;
  }
  const target = compile(expression.target);
  return (scope) => {
    spend(scope, 1);
    const from = target(scope);
    if (from instanceof CelOptional) {
      const found = from.value === undefined ? undefined : selectField(from.value, field);
      return isTest ? found !== undefined : new CelOptional(found);
    }
    const found = selectField(from, field);
    if (isTest) return found !== undefined;
    if (isOptional) return new CelOptional(found);
    if (found === undefined) throw failed(`no such key: ${field}`);
    return found;
  };
}

function selectField(from: CelValue, field: string): CelValue | undefined {
  if (isMap(from)) return lookUp(from, field);
  throw failed(`no such overload: ${typeName(from)}.${field}`);
}

function compileIndex(expression: Expr & { kind: "index" }, compile: (child: Expr) => Evaluate): Evaluate {
  const [target, index] = [compile(expression.target), compile(expression.index)];
  return (scope) => {
    spend(scope, 1);
    const from = target(scope);
    const key = index(scope);
    if (from instanceof CelOptional) {
      return new CelOptional(from.value === undefined ? undefined : findItem(from.value, key));
    }
    const found = findItem(from, key);
    if (expression.isOptional) return new CelOptional(found);
    if (found !== undefined) return found;
    throw failed(isList(from) ? `index out of bounds: ${String(key)}` : `no such key: ${keyText(key)}`);
  };
}

function keyText(key: CelValue): string {
  return key instanceof CelUint ? String(key.value) : String(key);
}

function findItem(from: CelValue, key: CelValue): CelValue | undefined {
  if (isList(from)) {
    if (!isNumber(key)) throw noOverload("_[_]", [typeName(from), typeName(key)]);
    const index = Number(key instanceof CelUint ? key.value : key);
    if (!Number.isInteger(index)) throw failed(`unsupported index value: ${index}`);
    if (index < 0) return undefined;
    return from instanceof CelList
      ? from.items[index]
      : index < from.length
        ? fromPlain(from[index])
        : undefined;
  }
  if (isMap(from)) return lookUp(from, key);
  throw noOverload("_[_]", [typeName(from), typeName(key)]);
}

function compileList(expression: Expr & { kind: "list" }, compile: (child: Expr) => Evaluate): Evaluate {
  const items = expression.items.map(({ value, isOptional }) => ({ evaluate: compile(value), isOptional }));
  return (scope) => {
    spend(scope, 10);
    const values: CelValue[] = [];
    for (const { evaluate, isOptional } of items) {
      const value = evaluate(scope);
      if (!isOptional) values.push(value);
      else if (!(value instanceof CelOptional)) throw noOverload("optional list element", [typeName(value)]);
      else if (value.value !== undefined) values.push(value.value);
    }
    return new CelList(values);
  };
}

function compileMap(expression: Expr & { kind: "map" }, compile: (child: Expr) => Evaluate): Evaluate {
  const entries = expression.entries.map((entry) => ({
    key: compile(entry.key),
    value: compile(entry.value),
    isOptional: entry.isOptional,
  }));
  return (scope) => {
    spend(scope, 30);
    const values: [CelValue, CelValue][] = [];
    for (const entry of entries) {
      const key = entry.key(scope);
      if (!["string", "int", "uint", "bool"].includes(typeName(key)))
        throw failed(`unsupported key type: ${typeName(key)}`);
      const value = entry.value(scope);
      if (!entry.isOptional) values.push([key, value]);
      else if (!(value instanceof CelOptional)) throw noOverload("optional map entry", [typeName(value)]);
      else if (value.value !== undefined) values.push([key, value.value]);
      if (values.some(([other], index) => index < values.length - 1 && isEqual(other, key))) {
        throw failed(`Failed with repeated key: ${keyText(key)}`);
      }
    }
    return CelMap.of(values);
  };
}

/** `&&` and `||` do not care about the order: an error on one side is no error when the other one decides. */
function compileLogic(left: Evaluate, right: Evaluate, decisive: boolean): Evaluate {
  const name = decisive ? "_||_" : "_&&_";
  return (scope) => {
    const first = attempt(left, scope);
    if (first === decisive) return decisive;
    const second = attempt(right, scope);
    if (second === decisive) return decisive;
    if (first instanceof SluiceError) throw first;
    if (second instanceof SluiceError) throw second;
    if (typeof first !== "boolean" || typeof second !== "boolean") {
      throw noOverload(name, [typeName(first), typeName(second)]);
    }
    return !decisive;
  };
}

function compileCall(
  expression: Expr & { kind: "call" },
  functions: FunctionTable,
  compile: (child: Expr) => Evaluate,
): Evaluate {
  const { name, target } = expression;
  // `base64.encode(x)` parses as a method of a variable `base64`, but is a function of that full name.
  const namespace = target === undefined ? undefined : qualifiedName(target);
  if (namespace !== undefined) {
    const full = `${namespace.replace(/^\./, "")}.${name}`;
    const found = functions.overloads(full, false);
    if (found !== undefined) return callWith(full, found, expression.args.map(compile));
  }
  if (target !== undefined && (name === "or" || name === "orValue") && expression.args.length === 1) {
    const [on, other] = [compile(target), compile(expression.args[0]!)];
    return (scope) => {
      const optional = on(scope);
      if (!(optional instanceof CelOptional)) throw noOverload(name, [typeName(optional)]);
      return chooseOptional(name, optional, () => other(scope));
    };
  }
  const overloads = functions.overloads(name.replace(/^\./, ""), target !== undefined);
  // The checker finds unknown functions; without it they fail when they are called, as upstream.
  if (overloads === undefined) {
    return () => {
      throw failed(`no such overload: ${name}`);
    };
  }
  const args = (target === undefined ? expression.args : [target, ...expression.args]).map(compile);
  return callWith(name, overloads, args);
}

function callWith(
  name: string,
  overloads: NonNullable<ReturnType<FunctionTable["overloads"]>>,
  args: Evaluate[],
): Evaluate {
  return (scope) => {
    const values = args.map((evaluate) => evaluate(scope));
    spend(scope, 1 + costOf(values));
    return callOverload(name, overloads, values);
  };
}

/** Work on texts and lists costs with their size. */
function costOf(values: CelValue[]): number {
  let cost = 0;
  for (const value of values) {
    if (typeof value === "string") cost += value.length / 10;
    else if (typeof value === "object" && value !== null && isList(value)) cost += elementCount(value);
  }
  return Math.ceil(cost);
}

function elementCount(list: Parameters<typeof elementsOf>[0]): number {
  return list instanceof CelList ? list.items.length : list.length;
}
