import { errorText, SluiceError } from "@sluice/base/errors";
import { templateErrors } from "../errors.ts";
import { GoError, quoteText, unquoteText } from "../value/index.ts";
import type {
  BranchNode,
  ChainNode,
  CommandNode,
  ListNode,
  Operand,
  PipeNode,
  Statement,
  TemplateNode,
  TemplateTree,
  VariableNode,
} from "./node.ts";
import { isEmptyTree, nodeText } from "./node-text.ts";
import { readNumber } from "./number.ts";
import { Scanner, type Token, type TokenKind } from "./scanner.ts";

/** What one text defines: its own body under its name, and each `define` and `block`. */
export interface ParsedTemplates {
  readonly main: TemplateTree;
  readonly trees: ReadonlyMap<string, TemplateTree>;
}

/** Where a list of statements ends. */
type ListEnd = { kind: "end" | "else"; pos: number };

const deepest = 100;
const windowSize = 256;

const operandKinds = new Set<TokenKind>([
  "bool",
  "charConstant",
  "complex",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);

/**
 * Parses a template text. `hasFunction` tells the names that may be called. Throws TEMPLATE_PARSE_FAILED with Go's
 * message, `template: NAME:LINE: ...`.
 */
export function parseTemplate(
  name: string,
  text: string,
  hasFunction: (name: string) => boolean,
): ParsedTemplates {
  return new Parser(name, text, hasFunction).parse();
}

class Parser {
  readonly #name: string;
  readonly #text: string;
  readonly #hasFunction: (name: string) => boolean;
  readonly #scanner: Scanner;
  readonly #tokens: Token[] = [];
  #at = 0;
  #trees = new Map<string, TemplateTree>();
  #variables: string[] = ["$"];
  #ranges = 0;
  #actionStart: Token | undefined;
  #depth = 0;

  constructor(name: string, text: string, hasFunction: (name: string) => boolean) {
    this.#name = name;
    this.#text = text;
    this.#hasFunction = hasFunction;
    this.#scanner = new Scanner(text);
  }

  parse(): ParsedTemplates {
    const pos = this.#peek().pos;
    const nodes: Statement[] = [];
    while (this.#peek().kind !== "eof") {
      if (this.#peek().kind === "leftDelim") {
        const mark = this.#at;
        this.#next();
        const word = this.#next();
        if (word.kind === "keyword" && word.text === "define") {
          this.#parseDefinition();
          continue;
        }
        this.#at = mark;
      }
      const node = this.#statement();
      if (isListEnd(node)) this.#fail(`unexpected {{${node.kind}}}`);
      nodes.push(node);
    }
    const main = this.#tree(this.#name, { kind: "list", pos, nodes });
    this.#add(main);
    return { main, trees: this.#trees };
  }

  #tree(name: string, root: ListNode): TemplateTree {
    return { name, parseName: this.#name, text: this.#text, root };
  }

  #add(tree: TemplateTree): void {
    const known = this.#trees.get(tree.name);
    if (known === undefined || isEmptyTree(known.root)) this.#trees.set(tree.name, tree);
    else if (!isEmptyTree(tree.root)) {
      this.#fail(`template: multiple definition of template ${quoteText(tree.name)}`);
    }
  }

  #peek(): Token {
    if (this.#at === this.#tokens.length) this.#tokens.push(this.#scanner.next());
    return this.#tokens[this.#at]!;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #lineAt(pos: number): number {
    let line = 1;
    for (let at = this.#text.indexOf("\n"); at >= 0 && at < pos; at = this.#text.indexOf("\n", at + 1))
      line++;
    return line;
  }

  #fail(message: string, cause?: unknown): never {
    const line = this.#lineAt(this.#tokens.at(-1)?.pos ?? 0);
    throw new SluiceError(
      templateErrors.TEMPLATE_PARSE_FAILED,
      `template: ${this.#name}:${line}: ${message}`,
      { location: { path: this.#name, line }, cause },
    );
  }

  #unexpected(token: Token, context: string): never {
    if (token.kind === "error") {
      let extra = "";
      const actionLine = this.#actionStart === undefined ? 0 : this.#lineAt(this.#actionStart.pos);
      if (actionLine !== 0 && actionLine !== this.#lineAt(token.pos)) {
        const started = ` started at ${this.#name}:${actionLine}`;
        extra = token.text.endsWith(" action") ? started : ` in action${started}`;
      }
      this.#fail(token.text + extra);
    }
    this.#fail(`unexpected ${describe(token)} in ${context}`);
  }

  #expect(kind: TokenKind, context: string): Token {
    const token = this.#next();
    if (token.kind !== kind) this.#unexpected(token, context);
    return token;
  }

  #unquote(token: Token): string {
    try {
      return unquoteText(token.text);
    } catch (cause) {
      return this.#fail(errorText(cause), cause);
    }
  }

  #nest<T>(read: () => T): T {
    if (this.#depth >= deepest) this.#fail("max expression depth exceeded");
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  /** A body with variables of its own, up to its `end`. */
  #separateBody(context: string): ListNode {
    const outer = { variables: this.#variables, ranges: this.#ranges };
    this.#variables = ["$"];
    this.#ranges = 0;
    const { list, end } = this.#list();
    if (end.kind !== "end") this.#fail(`unexpected {{${end.kind}}} in ${context}`);
    this.#variables = outer.variables;
    this.#ranges = outer.ranges;
    return list;
  }

  #parseDefinition(): void {
    const context = "define clause";
    const token = this.#next();
    if (token.kind !== "string" && token.kind !== "rawString") this.#unexpected(token, context);
    const name = this.#unquote(token);
    this.#expect("rightDelim", context);
    this.#add(this.#tree(name, this.#separateBody(context)));
  }

  #list(): { list: ListNode; end: ListEnd } {
    const nodes: Statement[] = [];
    const pos = this.#peek().pos;
    while (this.#peek().kind !== "eof") {
      const node = this.#statement();
      if (isListEnd(node)) return { list: { kind: "list", pos, nodes }, end: node };
      nodes.push(node);
    }
    return this.#fail("unexpected EOF");
  }

  /** Drops tokens that are never gone back to; the last one stays, failures name its line. */
  #forget(): void {
    const count = Math.min(this.#at, this.#tokens.length - 1);
    this.#tokens.splice(0, count);
    this.#at -= count;
  }

  #statement(): Statement | ListEnd {
    if (this.#at > windowSize) this.#forget();
    const token = this.#next();
    if (token.kind === "text") return { kind: "text", pos: token.pos, text: token.text };
    if (token.kind !== "leftDelim") this.#unexpected(token, "input");
    this.#actionStart = token;
    const node = this.#nest(() => this.#action());
    this.#actionStart = undefined;
    return node;
  }

  #action(): Statement | ListEnd {
    const token = this.#next();
    if (token.kind === "keyword") {
      switch (token.text) {
        case "block":
          return this.#block();
        case "break":
        case "continue":
          if (!this.#hasFunction(token.text)) return this.#jump(token);
          break;
        case "else":
          return this.#else();
        case "end":
          return { kind: "end", pos: this.#expect("rightDelim", "end").pos };
        case "if":
        case "range":
        case "with":
          return this.#control(token.text);
        case "template":
          return this.#template();
        default:
      }
    }
    this.#at--;
    return { kind: "action", pos: token.pos, pipe: this.#pipeline("command", "rightDelim") };
  }

  #jump(token: Token): Statement {
    const name = token.text as "break" | "continue";
    const end = this.#next();
    if (end.kind !== "rightDelim") this.#unexpected(end, `{{${name}}}`);
    if (this.#ranges === 0) this.#fail(`{{${name}}} outside {{range}}`);
    return { kind: name, pos: token.pos };
  }

  #else(): ListEnd {
    const ahead = this.#peek();
    if (ahead.kind === "keyword" && (ahead.text === "if" || ahead.text === "with")) {
      return { kind: "else", pos: ahead.pos };
    }
    return { kind: "else", pos: this.#expect("rightDelim", "else").pos };
  }

  #control(kind: BranchNode["kind"]): BranchNode {
    const variables = this.#variables.length;
    const pipe = this.#pipeline(kind, "rightDelim");
    if (kind === "range") this.#ranges++;
    const { list, end } = this.#list();
    if (kind === "range") this.#ranges--;
    let elseList: ListNode | undefined;
    if (end.kind === "else") {
      const ahead = this.#peek();
      if (kind !== "range" && ahead.kind === "keyword" && ahead.text === kind) {
        this.#next();
        elseList = { kind: "list", pos: end.pos, nodes: [this.#nest(() => this.#control(kind))] };
      } else {
        const rest = this.#list();
        if (rest.end.kind !== "end") this.#fail("expected end; found {{else}}");
        elseList = rest.list;
      }
    }
    this.#variables.length = variables;
    return { kind, pos: pipe.pos, pipe, list, elseList };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== "string" && token.kind !== "rawString") this.#unexpected(token, context);
    return this.#unquote(token);
  }

  #block(): TemplateNode {
    const context = "block clause";
    const token = this.#next();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, "rightDelim");
    this.#add(this.#tree(name, this.#separateBody(context)));
    return { kind: "template", pos: token.pos, name, pipe };
  }

  #template(): TemplateNode {
    const context = "template clause";
    const token = this.#next();
    const name = this.#templateName(token, context);
    let pipe: PipeNode | undefined;
    if (this.#next().kind !== "rightDelim") {
      this.#at--;
      pipe = this.#pipeline(context, "rightDelim");
    }
    return { kind: "template", pos: token.pos, name, pipe };
  }

  #pipeline(context: string, end: TokenKind): PipeNode {
    const pos = this.#peek().pos;
    const declarations: VariableNode[] = [];
    const isAssign = this.#declarations(context, declarations);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#next();
      if (token.kind === end) break;
      if (!this.#isOperand(token)) this.#unexpected(token, context);
      this.#at--;
      commands.push(this.#command());
    }
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    for (const [index, command] of commands.entries()) {
      const kind = command.args[0]!.kind;
      const isConstant =
        kind === "bool" || kind === "dot" || kind === "nil" || kind === "number" || kind === "string";
      if (index > 0 && isConstant) this.#fail(`non executable command in pipeline stage ${index + 1}`);
    }
    return { kind: "pipe", pos, isAssign, declarations, commands };
  }

  #isOperand(token: Token): boolean {
    return operandKinds.has(token.kind) || this.#isNamedFunction(token);
  }

  /** `break` and `continue` are plain names where functions of these names exist. */
  #isNamedFunction(token: Token): boolean {
    const isJump = token.kind === "keyword" && (token.text === "break" || token.text === "continue");
    return isJump && this.#hasFunction(token.text);
  }

  /** Reads `$x :=`, `$x =` and `$x, $y :=`; returns whether it assigns. */
  #declarations(context: string, declarations: VariableNode[]): boolean {
    for (;;) {
      const variable = this.#peek();
      if (variable.kind !== "variable") return false;
      const mark = this.#at;
      this.#next();
      const next = this.#peek();
      const isComma = next.kind === "char" && next.text === ",";
      if (next.kind !== "assign" && next.kind !== "declare" && !isComma) {
        this.#at = mark;
        return false;
      }
      this.#next();
      declarations.push({ kind: "variable", pos: variable.pos, names: variable.text.split(".") });
      this.#variables.push(variable.text);
      if (!isComma) return next.kind === "assign";
      if (context !== "range" || declarations.length >= 2) this.#fail(`too many declarations in ${context}`);
      const ahead = this.#peek().kind;
      if (ahead !== "variable" && ahead !== "rightDelim" && ahead !== "rightParen") {
        this.#fail("range can only initialize variables");
      }
    }
  }

  #command(): CommandNode {
    const pos = this.#peek().pos;
    const args: Operand[] = [];
    for (;;) {
      const operand = this.#operand();
      if (operand !== undefined) args.push(operand);
      const token = this.#next();
      if (token.kind === "pipe") break;
      if (token.kind === "rightDelim" || token.kind === "rightParen") {
        this.#at--;
        break;
      }
      if (operand === undefined || !token.isSpaced) this.#unexpected(token, "operand");
      this.#at--;
    }
    if (args.length === 0) this.#fail("empty command");
    return { kind: "command", pos, args };
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    const first = this.#peek();
    if (node === undefined || first.kind !== "field" || first.isSpaced) return node;
    const names: string[] = [];
    while (this.#peek().kind === "field" && (names.length === 0 || !this.#peek().isSpaced)) {
      names.push(this.#next().text.slice(1));
    }
    switch (node.kind) {
      case "field":
        return { kind: "field", pos: first.pos, names: [...node.names, ...names] };
      case "variable":
        return { kind: "variable", pos: first.pos, names: [...node.names, ...names] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.#fail(`unexpected . after term ${quoteText(nodeText(node))}`);
      default:
        return { kind: "chain", pos: first.pos, node, names } satisfies ChainNode;
    }
  }

  #term(): Operand | undefined {
    const token = this.#next();
    const { pos, text } = token;
    switch (token.kind) {
      case "identifier":
        if (!this.#hasFunction(text)) this.#fail(`function ${quoteText(text)} not defined`);
        return { kind: "identifier", pos, name: text };
      case "dot":
      case "nil":
        return { kind: token.kind, pos };
      case "variable":
        return this.#variable(pos, text);
      case "field":
        return { kind: "field", pos, names: text.slice(1).split(".") };
      case "bool":
        return { kind: "bool", pos, value: text === "true" };
      case "charConstant":
      case "complex":
      case "number":
        try {
          return readNumber(pos, text, token.kind);
        } catch (cause) {
          if (cause instanceof GoError) this.#fail(cause.message, cause);
          throw cause;
        }
      case "leftParen":
        return this.#nest(() => this.#pipeline("parenthesized pipeline", "rightParen"));
      case "string":
      case "rawString":
        return { kind: "string", pos, quoted: text, value: this.#unquote(token) };
      default:
    }
    if (this.#isNamedFunction(token)) return { kind: "identifier", pos, name: text };
    this.#at--;
    return undefined;
  }

  #variable(pos: number, text: string): VariableNode {
    const names = text.split(".");
    if (!this.#variables.includes(names[0]!)) this.#fail(`undefined variable ${quoteText(names[0]!)}`);
    return { kind: "variable", pos, names };
  }
}

function isListEnd(node: Statement | ListEnd): node is ListEnd {
  return node.kind === "end" || node.kind === "else";
}

function describe(token: Token): string {
  if (token.kind === "eof") return "EOF";
  if (token.kind === "keyword" || token.kind === "nil") return `<${token.text}>`;
  if (token.kind === "dot") return "<.>";
  const runes = Array.from(token.text);
  return runes.length > 10 ? `${quoteText(runes.slice(0, 10).join(""))}...` : quoteText(token.text);
}
