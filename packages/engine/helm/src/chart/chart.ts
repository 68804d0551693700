import { type MapValue, textOf } from "@sluice/go-template";
import type { ChartDependency, ChartMetadata } from "./metadata.ts";

/** A file of a chart; `name` is relative to the chart's root. */
export interface ChartFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `Chart.lock` or `requirements.lock`. */
export interface ChartLock {
  readonly generated: string;
  readonly digest: string;
  readonly dependencies: readonly ChartDependency[];
}

/** A loaded chart. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly lock: ChartLock | undefined;
  /** Default values, numbers as float64. */
  readonly values: MapValue;
  readonly schema: Uint8Array | undefined;
  readonly templates: readonly ChartFile[];
  /** Everything that is no template, no subchart and none of the files with a meaning of their own. */
  readonly files: readonly ChartFile[];
  readonly dependencies: readonly Chart[];
  /** All files as they were loaded, for `show` and for packing. */
  readonly raw: readonly ChartFile[];
}

const texts = new WeakMap<ChartFile, string>();

/** The text of a file, decoded once. */
export function fileText(file: ChartFile): string {
  let text = texts.get(file);
  if (text === undefined) {
    text = textOf(file.bytes);
    texts.set(file, text);
  }
  return text;
}

/** Path of a chart among the charts above it: `parent/charts/name`. */
export function chartFullPath(path: readonly string[]): string {
  return path.join("/charts/");
}

/** Library charts only lend their definitions. */
export function isLibraryChart(chart: Chart): boolean {
  return chart.metadata.type.toLowerCase() === "library";
}

/** The manifests in `crds/` of a chart and its subcharts, with the path that Helm shows. */
export function crdsOf(chart: Chart, above: readonly string[] = []): { path: string; file: ChartFile }[] {
  const path = [...above, chart.metadata.name];
  const own = chart.files
    .filter((file) => file.name.startsWith("crds/") && /\.(?:ya?ml|json)$/i.test(file.name))
    .map((file) => ({ path: `${chartFullPath(path)}/${file.name}`, file }));
  return [...own, ...chart.dependencies.flatMap((dependency) => crdsOf(dependency, path))];
}
