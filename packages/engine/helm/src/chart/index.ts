/**
 * Charts as they lie in a directory, an archive or a `FileTree`: files sorted by what they are, metadata checked,
 * subcharts loaded. A loaded chart is never changed; a render works on copies of what it changes.
 */

export {
  type Chart,
  type ChartFile,
  type ChartLock,
  chartFullPath,
  crdsOf,
  fileText,
  isLibraryChart,
} from "./chart.ts";
export { parseIgnoreRules } from "./ignore-rules.ts";
export { type LoadOptions, loadChart, loadChartArchive, loadChartTree } from "./load-chart.ts";
export { type ChartDependency, type ChartMaintainer, type ChartMetadata, readMetadata } from "./metadata.ts";
export { type PackageOptions, packageChart } from "./package-chart.ts";
export { type ArchiveFile, readChartArchive } from "./read-archive.ts";
