/**
 * Helm charts as a pure function: load a chart, put its values together, render it to manifests, hooks and notes as
 * Helm does; read and write release records, repository indexes and provenance. It reaches no network, no cluster
 * and no clock of its own: what a render needs of these is passed in. Works in workers and browsers.
 */

export { type Capabilities, offlineCapabilities, parseKubeVersion } from "./capabilities.ts";
export * from "./chart/index.ts";
export * from "./cli/index.ts";
export { helmErrors } from "./errors.ts";
export { defaultFlavour, type HelmFlavour } from "./flavour.ts";
export * from "./manifest/index.ts";
export * from "./provenance/index.ts";
export * from "./release/index.ts";
export type { ReleaseInfo } from "./render/chart-scope.ts";
export type { LookupReader } from "./render/render-functions.ts";
export { type RenderedChart, type RenderOptions, renderChart } from "./render-chart.ts";
export * from "./repository/index.ts";
export * from "./values/index.ts";
