/**
 * The helm commands that need no cluster, as functions from parsed flags to text: `template`, `show`, `lint` and
 * `package`. Reading flags, files and the terminal is the command line's own.
 */

export { type TemplateFlags, templateText } from "./template-text.ts";
