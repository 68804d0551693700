/**
 * Template text to an immutable tree: scanner, parser, and the text of a node as error messages quote it. Parsing
 * knows the names of functions and nothing else of the execution.
 */

export type * from "./node.ts";
export { isEmptyTree, nodeText } from "./node-text.ts";
export { type ParsedTemplates, parseTemplate } from "./parser.ts";
