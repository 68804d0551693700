import { isSluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { parseConstraint, satisfies, tryParseVersion } from "@sluice/base/semver";
import { isMapValue, type MapValue, sprint } from "@sluice/go-template";
import type { Chart, ChartDependency } from "../chart/index.ts";
import type { HelmFlavour } from "../flavour.ts";
import { deepCopyValue } from "../functions/deep-copy.ts";
import { coalesceTables, coalesceValues, mergeValues } from "./coalesce.ts";

/** A chart as a render uses it: under its alias, with the dependencies that are enabled and the values imported. */
export interface EnabledChart {
  readonly chart: Chart;
  readonly name: string;
  /** Defaults with imported values. */
  readonly values: MapValue;
  /** Declared dependencies that are enabled, aliases in place of names. */
  readonly declared: readonly (ChartDependency & { readonly isEnabled: boolean })[];
  readonly dependencies: readonly EnabledChart[];
}

interface Draft {
  chart: Chart;
  name: string;
  values: MapValue;
  declared: (ChartDependency & { isEnabled: boolean })[];
  dependencies: Draft[];
}

interface Context {
  readonly flavour: HelmFlavour;
  readonly warn: (message: string) => void;
}

/**
 * Decides by tags and conditions which dependencies take part, renames aliased ones, and takes over what
 * `import-values` names. The chart is not changed.
 */
export function enabledCharts(
  chart: Chart,
  values: MapValue,
  flavour: HelmFlavour,
  warn: (message: string) => void = () => {},
): EnabledChart {
  const context = { flavour, warn };
  const root = draftOf(chart, chart.metadata.name);
  enable(root, values, "", context);
  importValues(root, context);
  return root;
}

function draftOf(chart: Chart, name: string): Draft {
  return {
    chart,
    name,
    values: chart.values,
    declared: chart.metadata.dependencies.map((dependency) => ({ ...dependency, isEnabled: false })),
    dependencies: chart.dependencies.map((child) => draftOf(child, child.metadata.name)),
  };
}

function enable(draft: Draft, values: MapValue, path: string, context: Context): void {
  const { declared } = draft;
  if (declared.length === 0) return;
  const known = draft.dependencies;
  const matches = (child: Draft, dependency: ChartDependency) =>
    child.name === dependency.name && isInRange(dependency.version, child.chart.metadata.version);
  const undeclared = known.filter((child) => !declared.some((dependency) => matches(child, dependency)));
  const chosen = declared.flatMap((dependency) => {
    const child = known.find((candidate) => matches(candidate, dependency));
    return child === undefined
      ? []
      : [draftOf(child.chart, dependency.alias === "" ? child.name : dependency.alias)];
  });
  draft.dependencies = [...undeclared, ...chosen];
  draft.declared = declared.map((dependency) => ({
    ...dependency,
    name: dependency.alias === "" ? dependency.name : dependency.alias,
    isEnabled: true,
  }));
  const coalesced = coalesceValues(draft, values, context.flavour, context.warn);
  applyTags(draft, coalesced, context);
  applyConditions(draft, coalesced, path, context);
  const removed = new Set(draft.declared.filter((entry) => !entry.isEnabled).map((entry) => entry.name));
  draft.dependencies = draft.dependencies.filter((child) => !removed.has(child.name));
  for (const child of draft.dependencies) enable(child, coalesced, `${path}${child.name}.`, context);
  draft.declared = draft.declared.filter((entry) => !removed.has(entry.name));
}

/** True where the version lies in the range; a range or version that is none lies in nothing. */
export function isInRange(range: string, version: string): boolean {
  const parsed = tryParseVersion(version);
  if (parsed === undefined) return false;
  try {
    return satisfies(parsed, parseConstraint(range));
  } catch (error) {
    if (isSluiceError(error, "CONSTRAINT_INVALID")) return false;
    throw error;
  }
}

function applyTags(draft: Draft, values: MapValue, { warn }: Context): void {
  const tags = Object.hasOwn(values, "tags") ? values["tags"] : undefined;
  if (!isMapValue(tags)) return;
  for (const entry of draft.declared) {
    let hasTrue = false;
    let hasFalse = false;
    for (const tag of entry.tags) {
      if (!Object.hasOwn(tags, tag)) continue;
      if (tags[tag] === true) hasTrue = true;
      else if (tags[tag] === false) hasFalse = true;
      else warn(`tag ${tag} of chart ${entry.name} is no bool`);
    }
    entry.isEnabled = hasTrue || !hasFalse;
  }
}

function applyConditions(draft: Draft, values: MapValue, path: string, { warn }: Context): void {
  for (const entry of draft.declared) {
    for (const condition of entry.condition.trim().split(",")) {
      if (condition === "") continue;
      const value = valueAt(values, `${path}${condition}`);
      if (typeof value === "boolean") {
        entry.isEnabled = value;
        break;
      }
      if (value !== undefined) warn(`condition ${condition} of chart ${entry.name} is no bool`);
    }
  }
}

/** The value at a dotted path; tables and nulls do not count as values. */
function valueAt(values: MapValue, path: string): unknown {
  const keys = path.split(".");
  let table: unknown = values;
  for (const key of keys.slice(0, -1)) {
    if (!isMapValue(table) || !Object.hasOwn(table, key)) return undefined;
    table = table[key];
  }
  const last = keys.at(-1)!;
  if (!isMapValue(table) || !Object.hasOwn(table, last)) return undefined;
  const value = table[last];
  return isMapValue(value) ? undefined : (value ?? undefined);
}

function tableAt(values: MapValue, path: string): MapValue | undefined {
  let table: unknown = values;
  for (const key of path.split(".")) {
    if (!isMapValue(table) || !Object.hasOwn(table, key)) return undefined;
    table = table[key];
  }
  return isMapValue(table) ? table : undefined;
}

function importValues(draft: Draft, context: Context): void {
  for (const child of draft.dependencies) importValues(child, context);
  if (draft.declared.length === 0) return;
  const own = mergeValues(draft, {}, context.flavour, context.warn);
  let imported: MapValue = {};
  for (const entry of draft.declared) {
    const outcome: unknown[] = [];
    for (const item of entry.importValues) {
      const isPair = isMapValue(item);
      if (!isPair && typeof item !== "string") continue;
      const child = isPair ? sprint(item["child"] ?? null) : `exports.${item}`;
      const parent = isPair ? sprint(item["parent"] ?? null) : ".";
      outcome.push({ child, parent });
      const table = tableAt(own, `${entry.name}.${child}`);
      if (table === undefined) {
        context.warn(`ImportValues missing table from chart ${entry.name}: ${child}`);
        continue;
      }
      imported = coalesceTables(imported, tableUnder(parent, table), true);
    }
    (entry as { importValues: readonly unknown[] }).importValues = outcome;
  }
  // What was imported may share tables with the values it came from.
  const hasImports = Object.keys(imported).length > 0;
  draft.values = hasImports ? coalesceTables(deepCopyValue(own) as MapValue, imported, true) : own;
}

function tableUnder(path: string, table: MapValue): MapValue {
  if (path === ".") return table;
  return path.split(".").reduceRight<MapValue>((inner, key) => {
    const outer: MapValue = {};
    setKey(outer, key, inner);
    return outer;
  }, table);
}
