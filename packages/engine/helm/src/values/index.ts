/**
 * Values: reading default and user values, `--set` texts, putting chart defaults, user values and globals together
 * by Helm's rules, choosing which dependencies are enabled, and checking against schemas.
 */

export { type ChartNode, coalesceTables, coalesceValues, mergeValues } from "./coalesce.ts";
export { type EnabledChart, enabledCharts, isInRange } from "./enabled-charts.ts";
export { mergeUserValues, readDefaultValues, readUserValues } from "./read-values.ts";
export { parseSetFile, parseSetJson, parseSetLiteral, parseSetString, parseSetText } from "./set-values.ts";
export { validateValues } from "./validate-values.ts";
