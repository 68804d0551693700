import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import { templateErrors } from "../errors.ts";
import {
  type BranchNode,
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type IdentifierNode,
  type ListNode,
  type Node,
  type NumberNode,
  nodeText,
  type Operand,
  type PipeNode,
  type Statement,
  type TemplateTree,
  type VariableNode,
} from "../parse/index.ts";
import { sprint } from "../print/index.ts";
import {
  assignable,
  byteLength,
  GoError,
  GoFunction,
  GoInteger,
  GoStruct,
  type GoType,
  type GoValue,
  goInt,
  integerValue,
  isMapValue,
  kindOf,
  methodOf,
  quoteText,
  sortedKeys,
  typeOf,
} from "../value/index.ts";
import { canBeNil, passAs, zeroOf } from "./assign.ts";
import type { Budget } from "./budget.ts";
import { boxResult, zeroElement } from "./builtins.ts";
import type { TemplateSet } from "./template-set.ts";
import { isTruthy } from "./truth.ts";

/** No value from the stage before: told apart from nil. */
const missing: unique symbol = Symbol("missing");

const longestPiece = 16_384;

type Flow = "next" | "break" | "continue";

interface Variable {
  name: string;
  value: GoValue;
  /** Whether Go would hold the value as an interface, which error texts show. */
  isBoxed: boolean;
}

/**
 * Executes one template and those it calls by `template`. A value that was read from a list or a map of interface
 * type is "boxed": `isBoxed` says so for the value last evaluated. Pipelines unbox.
 */
export class Evaluator {
  readonly #set: TemplateSet;
  readonly #budget: Budget;
  #tree!: TemplateTree;
  #out = "";
  readonly #done: string[] = [];
  #variables: Variable[] = [];
  /** What Go would name in an error: the node last looked at, which may lie inside an argument. */
  #node: Node | undefined;
  #isBoxed = false;
  #isDotBoxed = false;

  constructor(set: TemplateSet, budget: Budget) {
    this.#set = set;
    this.#budget = budget;
  }

  execute(tree: TemplateTree, data: GoValue): string {
    const depth = this.#budget.depth;
    try {
      this.#callTree(tree, data ?? undefined);
    } catch (error) {
      if (error instanceof RangeError && error.message.includes("call stack")) {
        throw new SluiceError(
          templateErrors.TEMPLATE_LIMIT_EXCEEDED,
          `template ${quoteText(tree.name)} nests too deeply`,
          { hint: "look for a recursion through template, include or tpl", cause: error },
        );
      }
      throw error;
    } finally {
      this.#budget.depth = depth;
    }
    this.#done.push(this.#out);
    return this.#done.length === 1 ? this.#out : this.#done.join("");
  }

  /** Ends the execution with Go's message for a failure at the node last evaluated. */
  #fail(message: string, cause?: unknown): never {
    const tree = this.#tree;
    const node = this.#node;
    if (node === undefined) {
      throw new SluiceError(templateErrors.TEMPLATE_EXECUTION_FAILED, `template: ${tree.name}: ${message}`, {
        cause,
      });
    }
    const before = tree.text.slice(0, node.pos);
    const lineStart = before.lastIndexOf("\n") + 1;
    const line = 1 + (before.match(/\n/g)?.length ?? 0);
    const column = byteLength(before.slice(lineStart));
    throw new SluiceError(
      templateErrors.TEMPLATE_EXECUTION_FAILED,
      `template: ${tree.parseName}:${line}:${column}: executing ${quoteText(tree.name)} at <${nodeText(node)}>: ${message}`,
      { location: { path: tree.parseName, line, column: column + 1 }, cause },
    );
  }

  #emit(text: string): void {
    this.#budget.emit(text.length);
    this.#out += text;
    if (this.#out.length < longestPiece) return;
    // A long chain of concatenations takes many times its length; looking at a character makes it flat.
    this.#out.charCodeAt(0);
    this.#done.push(this.#out);
    this.#out = "";
  }

  #callTree(tree: TemplateTree, dot: GoValue): void {
    const budget = this.#budget;
    if (budget.depth >= budget.maxDepth) {
      this.#fail(`exceeded maximum template depth (${budget.maxDepth})`);
    }
    budget.depth++;
    if (budget.depth > shallow) reserveStack();
    const outer = {
      tree: this.#tree,
      variables: this.#variables,
      isDotBoxed: this.#isDotBoxed,
      node: this.#node,
    };
    this.#tree = tree;
    this.#variables = [{ name: "$", value: dot, isBoxed: false }];
    this.#isDotBoxed = false;
    this.#walkList(dot, tree.root);
    this.#tree = outer.tree;
    this.#variables = outer.variables;
    this.#isDotBoxed = outer.isDotBoxed;
    this.#node = outer.node;
    budget.depth--;
  }

  #walkList(dot: GoValue, list: ListNode): Flow {
    for (const node of list.nodes) {
      const flow = this.#walk(dot, node);
      if (flow !== "next") return flow;
    }
    return "next";
  }

  #walk(dot: GoValue, node: Statement): Flow {
    this.#budget.spend();
    this.#node = node;
    switch (node.kind) {
      case "text":
        this.#emit(node.text);
        return "next";
      case "action": {
        const value = this.#pipeline(dot, node.pipe);
        if (node.pipe.declarations.length === 0) this.#print(node, value);
        return "next";
      }
      case "if":
      case "with":
        return this.#branch(dot, node);
      case "range":
        return this.#range(dot, node);
      case "template": {
        const tree = this.#set.lookup(node.name);
        if (tree === undefined) this.#fail(`template ${quoteText(node.name)} not defined`);
        this.#callTree(tree, node.pipe === undefined ? undefined : this.#pipeline(dot, node.pipe));
        return "next";
      }
      case "comment":
        return "next";
      case "break":
      case "continue":
        return node.kind;
    }
  }

  #print(node: Statement, value: GoValue): void {
    this.#node = node;
    if (typeof value === "string") this.#emit(value);
    else if (value === undefined || value === null) this.#emit("<no value>");
    else if (value instanceof GoFunction) this.#fail(`can't print ${nodeText(node)} of type ${value.text}`);
    else this.#emit(sprint(printable(value)));
  }

  #branch(dot: GoValue, node: BranchNode): Flow {
    const mark = this.#variables.length;
    const value = this.#pipeline(dot, node.pipe);
    let flow: Flow = "next";
    if (isTruthy(value)) {
      flow = node.kind === "with" ? this.#walkWith(value, false, node.list) : this.#walkList(dot, node.list);
    } else if (node.elseList !== undefined) flow = this.#walkList(dot, node.elseList);
    this.#variables.length = mark;
    return flow;
  }

  #walkWith(dot: GoValue, isBoxed: boolean, list: ListNode): Flow {
    const outer = this.#isDotBoxed;
    this.#isDotBoxed = isBoxed;
    const flow = this.#walkList(dot, list);
    this.#isDotBoxed = outer;
    return flow;
  }

  #range(dot: GoValue, node: BranchNode): Flow {
    const outerMark = this.#variables.length;
    const value = this.#pipeline(dot, node.pipe);
    const mark = this.#variables.length;
    const { declarations, isAssign } = node.pipe;
    /** One round; false to stop. */
    const iterate = (index: GoValue, element: GoValue, isBoxed: boolean): boolean => {
      if (declarations.length > 0) {
        const elementName = declarations[declarations.length - 1]!.names[0]!;
        if (isAssign) this.#assign(elementName, element, isBoxed);
        else this.#setTop(1, element, isBoxed);
        if (declarations.length > 1) {
          if (isAssign) this.#assign(declarations[0]!.names[0]!, index, false);
          else this.#setTop(2, index, false);
        }
      }
      const flow = this.#walkWith(element, isBoxed, node.list);
      this.#variables.length = mark;
      return flow !== "break";
    };
    const isEmpty = this.#rangeOver(node, value, iterate);
    let flow: Flow = "next";
    if (isEmpty && node.elseList !== undefined) flow = this.#walkList(dot, node.elseList);
    this.#variables.length = outerMark;
    return flow;
  }

  /** Calls `iterate` for each element; returns whether there was none. */
  #rangeOver(
    node: BranchNode,
    value: GoValue,
    iterate: (index: GoValue, element: GoValue, isBoxed: boolean) => boolean,
  ): boolean {
    if (value === undefined || value === null) return true;
    const budget = this.#budget;
    if (Array.isArray(value)) {
      const isBoxed = typeOf(value).elem?.kind === "interface";
      for (let i = 0; i < value.length; i++) {
        budget.spend();
        if (!iterate(goInt(i), value[i], isBoxed)) break;
      }
      return value.length === 0;
    }
    if (value instanceof Uint8Array) {
      for (let i = 0; i < value.length; i++) {
        budget.spend();
        if (!iterate(goInt(i), new GoInteger("uint8", BigInt(value[i]!)), false)) break;
      }
      return value.length === 0;
    }
    if (isMapValue(value)) {
      const keys = sortedKeys(value);
      const isBoxed = typeOf(value).elem?.kind === "interface";
      for (const key of keys) {
        budget.spend();
        if (!iterate(key, value[key], isBoxed)) break;
      }
      return keys.length === 0;
    }
    const count = integerValue(value);
    if (count !== undefined) {
      if (node.pipe.declarations.length > 1) {
        this.#fail(`can't use ${sprint(value)} to iterate over more than one variable`);
      }
      for (let i = 0n; i < count; i++) {
        budget.spend();
        if (
          !iterate(
            undefined,
            typeof value === "bigint" ? i : new GoInteger((value as GoInteger).kind, i),
            false,
          )
        )
          break;
      }
      return count <= 0n;
    }
    return this.#fail(`range can't iterate over ${sprint(value)}`);
  }

  #setTop(fromTop: number, value: GoValue, isBoxed: boolean): void {
    const variable = this.#variables[this.#variables.length - fromTop]!;
    this.#variables[this.#variables.length - fromTop] = { name: variable.name, value, isBoxed };
  }

  #assign(name: string, value: GoValue, isBoxed: boolean): void {
    for (let i = this.#variables.length - 1; i >= 0; i--) {
      if (this.#variables[i]!.name === name) {
        this.#variables[i] = { name, value, isBoxed };
        return;
      }
    }
    this.#fail(`undefined variable: ${name}`);
  }

  /** Value of a pipeline; never null. Declares or assigns its variables. */
  #pipeline(dot: GoValue, pipe: PipeNode): GoValue {
    this.#node = pipe;
    let value: GoValue = missing;
    for (const command of pipe.commands) {
      value = this.#command(dot, command, value);
      if (value === null) value = undefined;
      this.#isBoxed = false;
    }
    for (const { names } of pipe.declarations) {
      if (pipe.isAssign) this.#assign(names[0]!, value, false);
      else this.#variables.push({ name: names[0]!, value, isBoxed: false });
    }
    return value;
  }

  #command(dot: GoValue, command: CommandNode, final: GoValue): GoValue {
    const first = command.args[0]!;
    this.#budget.spend();
    switch (first.kind) {
      case "identifier":
        return this.#function(dot, first, command, command.args, final);
      case "field":
        return this.#field(dot, first, command.args, final);
      case "variable":
        return this.#variable(dot, first, command.args, final);
      case "chain":
        return this.#chain(dot, first, command.args, final);
      case "pipe":
        this.#refuseArguments(command.args, final);
        return this.#pipeline(dot, first);
      default:
    }
    this.#node = first;
    this.#refuseArguments(command.args, final);
    this.#isBoxed = false;
    switch (first.kind) {
      case "bool":
      case "string":
        return first.value;
      case "dot":
        this.#isBoxed = this.#isDotBoxed;
        return dot;
      case "number":
        return this.#ideal(first);
      case "nil":
        return this.#fail("nil is not a command");
    }
  }

  #refuseArguments(args: readonly Operand[], final: GoValue): void {
    if (args.length > 1 || final !== missing) {
      this.#fail(`can't give argument to non-function ${nodeText(args[0]!)}`);
    }
  }

  #ideal(node: NumberNode): GoValue {
    this.#node = node;
    if (node.ideal === undefined) this.#fail(`${node.text} overflows int`);
    return node.ideal;
  }

  #field(dot: GoValue, node: FieldNode, args: readonly Operand[] | undefined, final: GoValue): GoValue {
    this.#node = node;
    this.#isBoxed = this.#isDotBoxed;
    return this.#names(dot, dot, node, node.names, 0, args, final);
  }

  #chain(dot: GoValue, node: ChainNode, args: readonly Operand[] | undefined, final: GoValue): GoValue {
    this.#node = node;
    if (node.node.kind === "nil") this.#fail(`indirection through explicit nil in ${nodeText(node)}`);
    const receiver = this.#argument(dot, undefined, node.node);
    return this.#names(dot, receiver, node, node.names, 0, args, final);
  }

  #variable(dot: GoValue, node: VariableNode, args: readonly Operand[] | undefined, final: GoValue): GoValue {
    this.#node = node;
    const name = node.names[0]!;
    for (let i = this.#variables.length - 1; i >= 0; i--) {
      const variable = this.#variables[i]!;
      if (variable.name !== name) continue;
      this.#isBoxed = variable.isBoxed;
      if (node.names.length === 1) {
        if (args !== undefined) this.#refuseArguments(args, final);
        return variable.value;
      }
      return this.#names(dot, variable.value, node, node.names, 1, args, final);
    }
    return this.#fail(`undefined variable: ${name}`);
  }

  /** Follows field names from `start`; only the last may be a method with arguments. */
  #names(
    dot: GoValue,
    receiver: GoValue,
    node: Operand,
    names: readonly string[],
    start: number,
    args: readonly Operand[] | undefined,
    final: GoValue,
  ): GoValue {
    let value = receiver;
    const last = names.length - 1;
    for (let i = start; i < last; i++) value = this.#member(dot, value, names[i]!, node, undefined, missing);
    return this.#member(dot, value, names[last]!, node, args, final);
  }

  #member(
    dot: GoValue,
    receiver: GoValue,
    name: string,
    node: Operand,
    args: readonly Operand[] | undefined,
    final: GoValue,
  ): GoValue {
    this.#budget.spend();
    if (receiver === undefined) {
      if (this.#set.missingKey === "error") this.#fail(`nil data; no entry for key ${quoteText(name)}`);
      this.#isBoxed = false;
      return undefined;
    }
    if (receiver === null) this.#fail(`nil pointer evaluating interface {}.${name}`);
    const method = methodOf(receiver, name);
    if (method !== undefined) return this.#call(dot, method, false, node, name, args, final, receiver);
    const hasArguments = (args?.length ?? 0) > 1 || final !== missing;
    if (receiver instanceof GoStruct) {
      if (Object.hasOwn(receiver.fields, name)) {
        if (hasArguments) this.#fail(`${name} has arguments but cannot be invoked as function`);
        this.#isBoxed = false;
        return receiver.fields[name];
      }
    } else if (isMapValue(receiver)) {
      if (hasArguments) this.#fail(`${name} is not a method but has arguments`);
      if (Object.hasOwn(receiver, name)) {
        this.#isBoxed = typeOf(receiver).elem?.kind === "interface";
        return receiver[name];
      }
      if (this.#set.missingKey === "error") this.#fail(`map has no entry for key ${quoteText(name)}`);
      this.#isBoxed = typeOf(receiver).elem?.kind === "interface";
      return this.#set.missingKey === "zero" ? zeroElement(receiver) : undefined;
    }
    const type = this.#isBoxed ? "interface {}" : typeOf(receiver).text;
    return this.#fail(`can't evaluate field ${name} in type ${type}`);
  }

  #function(
    dot: GoValue,
    node: IdentifierNode,
    at: Node,
    args: readonly Operand[] | undefined,
    final: GoValue,
  ): GoValue {
    this.#node = node;
    const resolved = this.#set.resolveFunction(node.name);
    if (resolved === undefined) this.#fail(`${quoteText(node.name)} is not a defined function`);
    return this.#call(dot, resolved.fn, resolved.isBuiltin, at, node.name, args, final, missing);
  }

  /** Calls a function or a method; `args[0]` is the function itself. */
  #call(
    dot: GoValue,
    fn: GoFunction,
    isBuiltin: boolean,
    node: Node,
    name: string,
    words: readonly Operand[] | undefined,
    final: GoValue,
    receiver: GoValue,
  ): GoValue {
    const { params, isVariadic } = fn;
    const given = words === undefined ? 0 : words.length - 1;
    const hasFinal = final !== missing;
    const count = given + (hasFinal ? 1 : 0);
    const fixed = isVariadic ? params.length - 1 : given;
    if (isVariadic ? count < fixed : count !== params.length) {
      const wanted = isVariadic ? `at least ${fixed} got ${given}` : `${params.length} got ${count}`;
      this.#fail(`wrong number of args for ${name}: want ${wanted}`);
    }
    if (isBuiltin && (name === "and" || name === "or")) return this.#logic(dot, name, words, final);
    const argv: GoValue[] = receiver === missing ? [] : [receiver];
    const lastParam = params[params.length - 1];
    for (let i = 0; i < given; i++) {
      const type = i < params.length ? params[i]! : lastParam!;
      argv.push(passAs(this.#argument(dot, type, words![i + 1]!), type));
    }
    if (hasFinal) {
      const type = isVariadic && count - 1 < fixed ? params[count - 1]! : lastParam!;
      argv.push(passAs(this.#checkType(final, type), type));
    }
    let result: unknown;
    try {
      result = fn.call(...argv);
    } catch (error) {
      this.#node = node;
      this.#fail(`error calling ${name}: ${this.#callFailure(error, words)}`, error);
    }
    if (typeof result === "string" && result.length > 1024) this.#budget.hold(result.length);
    this.#isBoxed = false;
    return boxResult(fn, result);
  }

  /** The text of what a function threw; limits and defects of ours pass through untouched. */
  #callFailure(error: unknown, words: readonly Operand[] | undefined): string {
    const isFailure =
      error instanceof GoError || isSluiceError(error, templateErrors.TEMPLATE_EXECUTION_FAILED);
    if (!isFailure) throw error;
    const text = errorText(error);
    const callee = words?.[1];
    return text.startsWith("non-function of type") && callee !== undefined
      ? text.replace("non-function", `non-function ${nodeText(callee)}`)
      : text;
  }

  #logic(dot: GoValue, name: "and" | "or", words: readonly Operand[] | undefined, final: GoValue): GoValue {
    let value: GoValue;
    for (let i = 1; i < (words?.length ?? 0); i++) {
      value = this.#argument(dot, undefined, words![i]!);
      if (isTruthy(value) === (name === "or")) return value;
    }
    return final === missing ? value : final;
  }

  /** Evaluates an argument and checks it against the parameter; no type means any value as it is. */
  #argument(dot: GoValue, type: GoType | undefined, node: Operand): GoValue {
    this.#budget.spend();
    this.#node = node;
    switch (node.kind) {
      case "dot":
        this.#isBoxed = this.#isDotBoxed;
        return this.#checkType(dot, type);
      case "nil":
        if (type !== undefined && !canBeNil(type)) this.#fail(`cannot assign nil to ${type.text}`);
        return type === undefined || type.kind === "value" ? undefined : zeroOf(type);
      case "field":
        return this.#checkType(this.#field(dot, node, undefined, missing), type);
      case "variable":
        return this.#checkType(this.#variable(dot, node, undefined, missing), type);
      case "pipe":
        return this.#checkType(this.#pipeline(dot, node), type);
      case "identifier":
        return this.#checkType(this.#function(dot, node, node, undefined, missing), type);
      case "chain":
        return this.#checkType(this.#chain(dot, node, undefined, missing), type);
      default:
        this.#isBoxed = false;
        return type === undefined ? this.#constant(node) : this.#typedConstant(type, node);
    }
  }

  #constant(node: Operand): GoValue {
    return node.kind === "number"
      ? this.#ideal(node)
      : node.kind === "bool" || node.kind === "string"
        ? node.value
        : undefined;
  }

  #typedConstant(type: GoType, node: Operand): GoValue {
    const refuse = (wanted: string) => this.#fail(`expected ${wanted}; found ${nodeText(node)}`);
    switch (type.kind) {
      case "interface":
      case "value":
        return this.#constant(node);
      case "string":
        return node.kind === "string" ? node.value : refuse("string");
      case "bool":
        return node.kind === "bool" ? node.value : refuse("bool");
      case "float64":
        return node.kind === "number" && node.float !== undefined ? node.float : refuse("float");
      case "int":
        return node.kind === "number" && node.int !== undefined ? goInt(node.int) : refuse("integer");
      case "int64":
        return node.kind === "number" && node.int !== undefined ? node.int : refuse("integer");
      case "map":
      case "slice":
      case "struct":
      case "ptr":
      case "func":
        return this.#fail(`can't handle ${nodeText(node)} for arg of type ${type.text}`);
      default:
        return node.kind === "number" && node.int !== undefined
          ? new GoInteger(type.kind, node.int)
          : refuse(type.kind.startsWith("uint") ? "unsigned integer" : "integer");
    }
  }

  #checkType(value: GoValue, type: GoType | undefined): GoValue {
    if (type === undefined || type.kind === "value") return value;
    if (value === undefined) {
      if (canBeNil(type)) return zeroOf(type);
      return this.#fail(`invalid value; expected ${type.text}`);
    }
    if (type.kind === "interface" && type.text === "interface {}") return value;
    if (value === null) {
      return this.#fail(`wrong type for value; expected ${type.text}; got interface {}`);
    }
    const actual = typeOf(value);
    if (assignable(actual, type)) return value;
    if (actual.kind === "ptr" && actual.elem !== undefined && assignable(actual.elem, type)) return value;
    return this.#fail(`wrong type for value; expected ${type.text}; got ${actual.text}`);
  }
}

/** Output shows what a pointer points to, unless it knows its own text. */
function printable(value: GoValue): GoValue {
  if (!(value instanceof GoStruct)) return value;
  if (value.type.hasAddressedText) return value.type.methods!.get("String")!.call(value);
  if (kindOf(value) !== "ptr") return value;
  if (value.type.methods?.has("String") || value.type.methods?.has("Error")) return value;
  return new GoStruct(value.type.elem!, value.fields, value.inner);
}

const shallow = 8;
const reserve = new Array<number>(40_000).fill(0);

/**
 * Throws RangeError unless some 300 KiB of stack are left for what a template calls: V8 ends the process, rather
 * than throw, where the stack runs out while it compiles a regular expression.
 */
function reserveStack(): void {
  Math.max.apply(undefined, reserve);
}
