/**
 * JSON Schema, drafts 4 to 2020-12, interpreted: no code is generated, so that it runs under any content policy and
 * the first validation is as fast as the next. Regular expressions are RE2. Words and nesting of what it reports are
 * those of the validator that Helm uses. It never fetches: schemas that others refer to are passed in.
 */

export { formatIssues, type SchemaIssue } from "./schema-issue.ts";
export { type SchemaDocuments, validateAgainst } from "./validate-against.ts";
