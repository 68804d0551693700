/**
 * The helm commands that need no cluster, as functions from parsed flags to text: `template`, `show` and `lint`
 * (`package` is `packageChart`). Reading flags, files and the terminal is the command line's own.
 */

export { type LintMessage, type LintReport, lintChart, lintText } from "./lint-text.ts";
export { type ShowPart, showText } from "./show-text.ts";
export { checkReleaseName, commandFlavour, type TemplateFlags, templateText } from "./template-text.ts";
