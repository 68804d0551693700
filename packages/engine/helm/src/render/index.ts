/**
 * Templates of a chart and its subcharts to text: one set of templates in Helm's order, `include`, `tpl` and the
 * other functions that belong to a render, and failures in Helm's own form.
 */

export { type RenderTemplatesOptions, renderTemplates } from "./render-templates.ts";
export { ParseCache, parseCacheOf, type TemplateSource } from "./template-source.ts";
