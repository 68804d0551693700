/**
 * The kustomize build as a pure function: a file tree and a path in, objects out, byte for byte what kustomize
 * v5.8.1 prints. The kustomize controller, `sluice kustomize build` and tests call it, in Node, in a worker or in a
 * browser. It reads nothing but the tree; remote files, clones and charts come through functions that are passed
 * in, and are refused where none is.
 */
export { build, kustomizeVersion, printObject, printObjectSet } from "./build.ts";
export { kustomizeErrors } from "./errors.ts";
export {
  deprecationWarnings,
  type GeneratorEntry,
  type HelmChartEntry,
  type ImageEntry,
  type KustomizationFile,
  type PatchEntry,
  readKustomization,
  type Selector,
} from "./kustomization-file.ts";
export type { BuildLimits, BuildOptions, HelmRequest, RemoteFetcher } from "./options.ts";
export { isFileUrl, parseRepositoryUrl, type RepositoryUrl } from "./repository-url.ts";
