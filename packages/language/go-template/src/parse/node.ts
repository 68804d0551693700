import type { GoValue } from "../value/index.ts";

/** One template: its body, and the text it was cut from for positions in errors. */
export interface TemplateTree {
  readonly name: string;
  /** Name of the file or text that was parsed. */
  readonly parseName: string;
  readonly text: string;
  readonly root: ListNode;
}

/** `pos` counts UTF-16 units from the start of the parsed text. */
export interface ListNode {
  readonly kind: "list";
  readonly pos: number;
  readonly nodes: readonly Statement[];
}

export type Statement =
  | TextNode
  | CommentNode
  | ActionNode
  | BranchNode
  | TemplateNode
  | { readonly kind: "break" | "continue"; readonly pos: number };

export interface TextNode {
  readonly kind: "text";
  readonly pos: number;
  readonly text: string;
}

export interface CommentNode {
  readonly kind: "comment";
  readonly pos: number;
  readonly text: string;
}

export interface ActionNode {
  readonly kind: "action";
  readonly pos: number;
  readonly pipe: PipeNode;
}

export interface BranchNode {
  readonly kind: "if" | "with" | "range";
  readonly pos: number;
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface TemplateNode {
  readonly kind: "template";
  readonly pos: number;
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface PipeNode {
  readonly kind: "pipe";
  readonly pos: number;
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode {
  readonly kind: "command";
  readonly pos: number;
  readonly args: readonly Operand[];
}

export type Operand =
  | FieldNode
  | ChainNode
  | IdentifierNode
  | PipeNode
  | VariableNode
  | BoolNode
  | NumberNode
  | StringNode
  | { readonly kind: "dot" | "nil"; readonly pos: number };

export interface FieldNode {
  readonly kind: "field";
  readonly pos: number;
  readonly names: readonly string[];
}

export interface ChainNode {
  readonly kind: "chain";
  readonly pos: number;
  readonly node: Operand;
  readonly names: readonly string[];
}

export interface IdentifierNode {
  readonly kind: "identifier";
  readonly pos: number;
  readonly name: string;
}

/** `names[0]` is the variable with its `$`, the rest are fields. */
export interface VariableNode {
  readonly kind: "variable";
  readonly pos: number;
  readonly names: readonly string[];
}

export interface BoolNode {
  readonly kind: "bool";
  readonly pos: number;
  readonly value: boolean;
}

/** A number literal in each of the types it can stand for; `ideal` is its value where no type is asked for. */
export interface NumberNode {
  readonly kind: "number";
  readonly pos: number;
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  /** undefined where the literal overflows int. */
  readonly ideal: GoValue;
}

export interface StringNode {
  readonly kind: "string";
  readonly pos: number;
  readonly quoted: string;
  readonly value: string;
}

export type Node = Statement | Operand | CommandNode | ListNode;
