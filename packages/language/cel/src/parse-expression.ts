import { scanTokens, type Token } from "./scan-tokens.ts";
import { syntaxError } from "./syntax-error.ts";
import type { Expr, MacroName } from "./syntax-tree.ts";

const maxDepth = 250;
const maxLength = 100_000;
const reserved = new Set([
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** Parses an expression, macros expanded. Throws CEL_INVALID with the place. */
export function parseExpression(source: string): Expr {
  if (source.length > maxLength)
    throw syntaxError(
      "",
      0,
      `expression code point size exceeds limit: size: ${source.length}, limit ${maxLength}`,
    );
  const parser = new Parser(source);
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

class Parser {
  readonly #source: string;
  readonly #tokens: Token[];
  #position = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = scanTokens(source);
  }

  expression(): Expr {
    if (++this.#depth > maxDepth) throw this.#error(this.#peek(), "expression recursion limit exceeded: 250");
    const test = this.#or();
    if (!this.#accept("?")) {
      this.#depth--;
      return test;
    }
    const then = this.#or();
    this.#expect(":");
    const otherwise = this.expression();
    this.#depth--;
    return { kind: "condition", test, then, otherwise, at: test.at };
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind !== "end") throw this.#unexpected(token);
  }

  #or(): Expr {
    let left = this.#and();
    for (let token = this.#peek(); this.#accept("||"); token = this.#peek()) {
      left = { kind: "or", left, right: this.#and(), at: token.at };
    }
    return left;
  }

  #and(): Expr {
    let left = this.#relation();
    for (let token = this.#peek(); this.#accept("&&"); token = this.#peek()) {
      left = { kind: "and", left, right: this.#relation(), at: token.at };
    }
    return left;
  }

  #relation(): Expr {
    let left = this.#sum();
    for (;;) {
      const token = this.#peek();
      const name =
        token.kind === "operator" && ["==", "!=", "<", "<=", ">", ">="].includes(token.text)
          ? token.text
          : token.kind === "identifier" && token.text === "in" && !token.isQuoted
            ? "in"
            : undefined;
      if (name === undefined) return left;
      this.#position++;
      left = { kind: "call", name: `_${name}_`, target: undefined, args: [left, this.#sum()], at: token.at };
    }
  }

  #sum(): Expr {
    return this.#binary(["+", "-"], () => this.#product());
  }

  #product(): Expr {
    return this.#binary(["*", "/", "%"], () => this.#unary());
  }

  #binary(operators: string[], operand: () => Expr): Expr {
    let left = operand();
    for (;;) {
      const token = this.#peek();
      if (token.kind !== "operator" || !operators.includes(token.text)) return left;
      this.#position++;
      left = {
        kind: "call",
        name: `_${token.text}_`,
        target: undefined,
        args: [left, operand()],
        at: token.at,
      };
    }
  }

  #unary(): Expr {
    const token = this.#peek();
    if (token.kind !== "operator" || (token.text !== "!" && token.text !== "-")) return this.#member();
    if (++this.#depth > maxDepth) throw this.#error(token, "expression recursion limit exceeded: 250");
    this.#position++;
    const next = this.#peek();
    if (token.text === "-" && (next.kind === "int" || next.kind === "double")) {
      this.#position++;
      this.#depth--;
      const value = next.kind === "int" ? -next.value : -next.value;
      return this.#memberOf({ kind: "literal", value, at: token.at });
    }
    const operand = this.#unary();
    this.#depth--;
    return { kind: "call", name: `${token.text}_`, target: undefined, args: [operand], at: token.at };
  }

  #member(): Expr {
    return this.#memberOf(this.#primary());
  }

  #memberOf(start: Expr): Expr {
    let target = start;
    for (;;) {
      const token = this.#peek();
      if (token.kind !== "operator") return target;
      if (token.text === ".") {
        this.#position++;
        const isOptional = this.#accept("?");
        const name = this.#name();
        if (!isOptional && this.#peekIs("(") && !name.isQuoted) {
          target = this.#methodCall(target, name);
        } else {
          target = { kind: "select", target, field: name.text, isOptional, isTest: false, at: token.at };
        }
      } else if (token.text === "[") {
        this.#position++;
        const isOptional = this.#accept("?");
        const index = this.expression();
        this.#expect("]");
        target = { kind: "index", target, index, isOptional, at: token.at };
      } else if (token.text === "{") {
        const typeName = qualifiedName(target);
        if (typeName === undefined) return target;
        target = this.#message(typeName, target.at);
      } else return target;
    }
  }

  #primary(): Expr {
    const token = this.#next();
    switch (token.kind) {
      case "string":
        return { kind: "literal", value: token.text, at: token.at };
      case "bytes":
        return { kind: "literal", value: token.bytes, at: token.at };
      case "int":
        if (token.value === 2n ** 63n) throw this.#error(token, "invalid int literal");
        return { kind: "literal", value: token.value, at: token.at };
      case "uint":
        return { kind: "literal", value: { uint: token.value }, at: token.at };
      case "double":
        return { kind: "literal", value: token.value, at: token.at };
      case "identifier":
        return this.#identifier(token);
      case "operator":
        if (token.text === "(") {
          const inner = this.expression();
          this.#expect(")");
          return inner;
        }
        if (token.text === "[") return this.#list(token.at);
        if (token.text === "{") return this.#map(token.at);
        if (token.text === ".") {
          const name = this.#name();
          return { kind: "name", name: `.${name.text}`, at: token.at };
        }
    }
    throw this.#unexpected(token);
  }

  #identifier(token: Token & { kind: "identifier" }): Expr {
    if (!token.isQuoted) {
      if (token.text === "true" || token.text === "false") {
        return { kind: "literal", value: token.text === "true", at: token.at };
      }
      if (token.text === "null") return { kind: "literal", value: null, at: token.at };
      if (token.text === "in") throw this.#unexpected(token);
      if (reserved.has(token.text)) throw this.#error(token, `reserved identifier: ${token.text}`);
    }
    if (!this.#peekIs("(")) return { kind: "name", name: token.text, at: token.at };
    const args = this.#arguments();
    if (token.text === "has" && args.length === 1) {
      const [arg] = args;
      if (arg!.kind !== "select") throw this.#error(token, "invalid argument to has() macro");
      return { ...arg!, isTest: true, at: token.at };
    }
    return { kind: "call", name: token.text, target: undefined, args, at: token.at };
  }

  #methodCall(target: Expr, name: Token & { kind: "identifier" }): Expr {
    const args = this.#arguments();
    return this.#macro(target, name, args) ?? { kind: "call", name: name.text, target, args, at: name.at };
  }

  #macro(target: Expr, name: Token & { kind: "identifier" }, args: Expr[]): Expr | undefined {
    const make = (macro: MacroName, variableCount: number, on: Expr | undefined = target): Expr => {
      const variables = args.slice(0, variableCount).map((arg) => {
        if (arg.kind !== "name" || arg.name.startsWith(".")) {
          throw syntaxError(this.#source, arg.at, "argument must be a simple name");
        }
        return arg.name;
      });
      return {
        kind: "macro",
        name: macro,
        target: on,
        variables,
        args: args.slice(variableCount),
        at: name.at,
      };
    };
    const count = args.length;
    switch (name.text) {
      case "all":
      case "exists":
        if (count === 2 || count === 3) return make(name.text, count - 1);
        break;
      case "exists_one":
      case "existsOne":
        if (count === 2 || count === 3) return make("exists_one", count - 1);
        break;
      case "filter":
        if (count === 2) return make("filter", 1);
        break;
      case "map":
        if (count === 2 || count === 3) return make("map", 1);
        break;
      case "transformList":
      case "transformMap":
      case "transformMapEntry":
        if (count === 3 || count === 4) return make(name.text, 2);
        break;
      case "optMap":
      case "optFlatMap":
        if (count === 2) return make(name.text, 1);
        break;
      case "bind":
        if (count === 3 && target.kind === "name" && target.name === "cel") return make("bind", 1, undefined);
        break;
    }
    return undefined;
  }

  #arguments(): Expr[] {
    this.#expect("(");
    const args: Expr[] = [];
    if (this.#accept(")")) return args;
    do args.push(this.expression());
    while (this.#accept(","));
    this.#expect(")");
    return args;
  }

  #list(at: number): Expr {
    const items: { value: Expr; isOptional: boolean }[] = [];
    while (!this.#accept("]")) {
      const isOptional = this.#accept("?");
      items.push({ value: this.expression(), isOptional });
      if (!this.#accept(",")) {
        this.#expect("]");
        break;
      }
    }
    return { kind: "list", items, at };
  }

  #map(at: number): Expr {
    const entries: { key: Expr; value: Expr; isOptional: boolean }[] = [];
    while (!this.#accept("}")) {
      const isOptional = this.#accept("?");
      const key = this.expression();
      this.#expect(":");
      entries.push({ key, value: this.expression(), isOptional });
      if (!this.#accept(",")) {
        this.#expect("}");
        break;
      }
    }
    return { kind: "map", entries, at };
  }

  #message(typeName: string, at: number): Expr {
    this.#expect("{");
    const entries: { field: string; value: Expr }[] = [];
    while (!this.#accept("}")) {
      const field = this.#name().text;
      this.#expect(":");
      entries.push({ field, value: this.expression() });
      if (!this.#accept(",")) {
        this.#expect("}");
        break;
      }
    }
    return { kind: "message", typeName, entries, at };
  }

  #name(): Token & { kind: "identifier" } {
    const token = this.#next();
    if (token.kind !== "identifier") throw this.#unexpected(token);
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#position]!;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#position++;
    return token;
  }

  #peekIs(text: string): boolean {
    const token = this.#peek();
    return token.kind === "operator" && token.text === text;
  }

  #accept(text: string): boolean {
    if (!this.#peekIs(text)) return false;
    this.#position++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw this.#unexpected(this.#peek(), text);
  }

  #unexpected(token: Token, wanted?: string) {
    const found = token.kind === "end" ? "<EOF>" : this.#source.slice(token.at, token.end);
    const expecting = wanted === undefined ? "" : ` expecting '${wanted}'`;
    return this.#error(token, `Syntax error: mismatched input '${found}'${expecting}`);
  }

  #error(token: Token, message: string) {
    return syntaxError(this.#source, token.at, message);
  }
}

/** The dotted name of a chain of selections, as message types have it. */
export function qualifiedName(expression: Expr): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "select" || expression.isOptional || expression.isTest) return undefined;
  const prefix = qualifiedName(expression.target);
  return prefix === undefined ? undefined : `${prefix}.${expression.field}`;
}
