import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { isMapValue, type MapValue } from "@sluice/go-template";
import { helmErrors } from "../errors.ts";
import type { HelmFlavour } from "../flavour.ts";
import { deepCopyValue } from "../functions/deep-copy.ts";

/** What coalescing needs of a chart: a chart being processed, under the name it has below its parent. */
export interface ChartNode {
  readonly name: string;
  readonly values: MapValue;
  readonly dependencies: readonly ChartNode[];
}

interface Mode {
  /** Keeps nulls, for steps that coalesce again later. */
  readonly keepsNulls: boolean;
  readonly flavour: HelmFlavour;
  readonly warn: (message: string) => void;
}

/**
 * Chart defaults under user values, for a chart and its subcharts: user values win, maps merge, lists and scalars
 * replace, null deletes a default, globals go down from parent to child. Neither argument is changed.
 * Throws VALUES_INVALID where a subchart's values are no map.
 */
export function coalesceValues(
  chart: ChartNode,
  values: MapValue,
  flavour: HelmFlavour,
  warn: (message: string) => void = () => {},
): MapValue {
  return coalesceChart(chart, copyOf(values), "", { keepsNulls: false, flavour, warn });
}

/** As `coalesceValues`, but keeps nulls. */
export function mergeValues(
  chart: ChartNode,
  values: MapValue,
  flavour: HelmFlavour,
  warn: (message: string) => void = () => {},
): MapValue {
  return coalesceChart(chart, copyOf(values), "", { keepsNulls: true, flavour, warn });
}

/** Merges `lower` into `upper` in place, and marks nulls of `upper` in `lower`; the upper side wins. */
export function coalesceTables(upper: MapValue, lower: MapValue, keepsNulls: boolean): MapValue {
  return coalesceInto(upper, lower, "", { keepsNulls, flavour: "4.2", warn: () => {} });
}

function copyOf(values: MapValue): MapValue {
  return deepCopyValue(values) as MapValue;
}

function joinPath(a: string, b: string): string {
  return a === "" ? b : `${a}.${b}`;
}

function getOwn(map: MapValue, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function coalesceChart(chart: ChartNode, into: MapValue, prefix: string, mode: Mode): MapValue {
  const path = joinPath(prefix, chart.name);
  applyDefaults(chart, into, path, mode);
  for (const child of chart.dependencies) {
    const present = getOwn(into, child.name);
    if (!Object.hasOwn(into, child.name)) setKey(into, child.name, {});
    else if (!isMapValue(present)) {
      const shown =
        present === null
          ? "%!t(<nil>)"
          : typeof present === "boolean"
            ? String(present)
            : `%!t(${goKind(present)}=${String(present)})`;
      throw new SluiceError(helmErrors.VALUES_INVALID, `type mismatch on ${child.name}: ${shown}`, {
        terminal: true,
        hint: `values of the subchart ${child.name} must be a map`,
        fieldPath: joinPath(path, child.name),
      });
    }
    const childValues = getOwn(into, child.name) as MapValue;
    passGlobals(childValues, into, path, mode);
    setKey(into, child.name, coalesceChart(child, childValues, path, mode));
  }
  return into;
}

function goKind(value: unknown): string {
  if (typeof value === "number") return "float64";
  if (typeof value === "bigint") return "int64";
  return Array.isArray(value) ? "[]interface {}" : typeof value;
}

function applyDefaults(chart: ChartNode, into: MapValue, path: string, mode: Mode): void {
  const defaults = copyOf(chart.values);
  const dropsNulls = mode.flavour === "4.2" && !mode.keepsNulls;
  for (const key of Object.keys(defaults)) {
    const fallback = defaults[key];
    if (!Object.hasOwn(into, key)) {
      if (dropsNulls && fallback === null) continue;
      if (dropsNulls && isMapValue(fallback)) dropNulls(fallback);
      setKey(into, key, fallback);
      continue;
    }
    const value = into[key];
    if (value === null && !mode.keepsNulls) delete into[key];
    else if (isMapValue(value)) {
      if (!isMapValue(fallback)) {
        if (fallback !== null) mode.warn(`skipped value for ${path}.${key}: Not a table.`);
        continue;
      }
      // A child's own level decides on its nulls.
      const isChild = chart.dependencies.some((child) => child.name === key);
      const keepsNulls = mode.keepsNulls || isChild;
      if (mode.flavour === "4.2" && !keepsNulls) dropNulls(fallback);
      coalesceInto(value, fallback, joinPath(path, key), { ...mode, keepsNulls });
    }
  }
}

function dropNulls(map: MapValue): void {
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === null) delete map[key];
    else if (isMapValue(value)) dropNulls(value);
  }
}

function passGlobals(child: MapValue, parent: MapValue, path: string, mode: Mode): void {
  const below = Object.hasOwn(child, "global") ? child["global"] : {};
  if (!isMapValue(below)) {
    mode.warn("skipping globals because destination global is not a table.");
    return;
  }
  const above = Object.hasOwn(parent, "global") ? parent["global"] : {};
  if (!isMapValue(above)) {
    mode.warn("skipping globals because source global is not a table.");
    return;
  }
  for (const key of Object.keys(above)) {
    const value = above[key];
    const present = getOwn(below, key);
    if (isMapValue(value)) {
      const copy: MapValue = { ...value };
      if (!Object.hasOwn(below, key)) setKey(below, key, copy);
      else if (!isMapValue(present))
        mode.warn(`Conflict: cannot merge map onto non-map for ${JSON.stringify(key)}. Skipping.`);
      else
        setKey(below, key, coalesceInto(copy, present, joinPath(path, key), { ...mode, keepsNulls: true }));
    } else if (isMapValue(present)) mode.warn(`key ${key} is table. Skipping`);
    else setKey(below, key, value);
  }
  setKey(child, "global", below);
}

function coalesceInto(upper: MapValue, lower: MapValue, prefix: string, mode: Mode): MapValue {
  const hadValue = new Set(Object.keys(lower).filter((key) => lower[key] !== null));
  for (const key of Object.keys(upper)) if (upper[key] === null) setKey(lower, key, null);
  for (const key of Object.keys(lower)) {
    const value = lower[key];
    if (!Object.hasOwn(upper, key)) {
      setKey(upper, key, value);
      continue;
    }
    const present = upper[key];
    if (present === null && !mode.keepsNulls && hadValue.has(key)) delete upper[key];
    else if (isMapValue(value)) {
      if (isMapValue(present)) coalesceInto(present, value, joinPath(prefix, key), mode);
      else mode.warn(`cannot overwrite table with non table for ${joinPath(prefix, key)}`);
    } else if (isMapValue(present) && value !== null) {
      mode.warn(`destination for ${joinPath(prefix, key)} is a table. Ignoring non-table value`);
    }
  }
  return upper;
}
