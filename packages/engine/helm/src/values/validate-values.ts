import { errorText, SluiceError } from "@sluice/base/errors";
import { GoError, isMapValue, type MapValue, textOf, typeOf } from "@sluice/go-template";
import { readJson } from "../data/json-text.ts";
import { plainValue } from "../data/plain.ts";
import { helmErrors } from "../errors.ts";
import { formatIssues, type SchemaDocuments, validateAgainst } from "../schema/index.ts";
import type { EnabledChart } from "./enabled-charts.ts";

/**
 * Checks coalesced values against the schema of a chart and of each of its subcharts. Throws VALUES_SCHEMA with
 * Helm's list of everything that is wrong, chart by chart.
 */
export function validateValues(root: EnabledChart, values: MapValue, documents?: SchemaDocuments): void {
  const report = reportOf(root, values, documents);
  if (report === "") return;
  throw new SluiceError(
    helmErrors.VALUES_SCHEMA,
    `values don't meet the specifications of the schema(s) in the following chart(s):\n${report}`,
    { terminal: true, hint: "correct the values named, or skip the check with --skip-schema-validation" },
  );
}

const schemas = new WeakMap<Uint8Array, unknown>();

function reportOf(node: EnabledChart, values: MapValue, documents: SchemaDocuments | undefined): string {
  let report = "";
  const { schema } = node.chart;
  if (schema !== undefined) {
    const problem = checkOne(schema, values, documents);
    if (problem !== undefined) report += `${node.name}:\n${problem}`;
  }
  for (const child of node.dependencies) {
    const below = Object.hasOwn(values, child.name) ? values[child.name] : undefined;
    if (below === undefined || below === null) continue;
    if (isMapValue(below)) report += reportOf(child, below, documents);
    else
      report += `${child.name}:\ninvalid type for values: expected object (map), got ${typeOf(below).text}\n`;
  }
  return report;
}

function checkOne(
  schema: Uint8Array,
  values: MapValue,
  documents: SchemaDocuments | undefined,
): string | undefined {
  try {
    if (!schemas.has(schema)) schemas.set(schema, readJson(textOf(schema)));
    const issues = validateAgainst(schemas.get(schema), plainValue(values), documents);
    return issues.length === 0 ? undefined : `${formatIssues(issues)}\n`;
  } catch (error) {
    if (error instanceof GoError) return errorText(error);
    throw error;
  }
}
