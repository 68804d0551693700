import { quoteText } from "../value/index.ts";
import type { ListNode, Node } from "./node.ts";

/** The source form of a node, as Go's error messages quote it. */
export function nodeText(node: Node): string {
  switch (node.kind) {
    case "list":
      return node.nodes.map(nodeText).join("");
    case "text":
      return node.text;
    case "comment":
      return `{{${node.text}}}`;
    case "action":
      return `{{${nodeText(node.pipe)}}}`;
    case "if":
    case "with":
    case "range": {
      const otherwise = node.elseList === undefined ? "" : `{{else}}${nodeText(node.elseList)}`;
      return `{{${node.kind} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
    }
    case "template": {
      const pipe = node.pipe === undefined ? "" : ` ${nodeText(node.pipe)}`;
      return `{{template ${quoteText(node.name)}${pipe}}}`;
    }
    case "break":
    case "continue":
      return `{{${node.kind}}}`;
    case "pipe": {
      const commands = node.commands.map(nodeText).join(" | ");
      if (node.declarations.length === 0) return commands;
      return `${node.declarations.map(nodeText).join(", ")} ${node.isAssign ? "=" : ":="} ${commands}`;
    }
    case "command":
      return node.args.map((arg) => (arg.kind === "pipe" ? `(${nodeText(arg)})` : nodeText(arg))).join(" ");
    case "field":
      return node.names.map((name) => `.${name}`).join("");
    case "variable":
      return node.names.join(".");
    case "chain": {
      const base = node.node.kind === "pipe" ? `(${nodeText(node.node)})` : nodeText(node.node);
      return base + node.names.map((name) => `.${name}`).join("");
    }
    case "identifier":
      return node.name;
    case "bool":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return node.quoted;
    case "dot":
      return ".";
    case "nil":
      return "nil";
  }
}

/** True for a body of nothing but blanks and comments: such a definition never replaces another. */
export function isEmptyTree(list: ListNode): boolean {
  return list.nodes.every(
    (node) => node.kind === "comment" || (node.kind === "text" && /^[\s\x85]*$/.test(node.text)),
  );
}
