/**
 * The kustomize controller: each Kustomization's directory is built and kept applied. `kustomization/` holds the
 * steps of a reconcile, one a file; `reconcile.ts` there tells their order.
 */

export { createKustomizationController, type KustomizationControllerOptions } from "./controller.ts";
export { kustomizeControllerErrors } from "./errors.ts";
export { defaultFlags, type KustomizeControllerFlags } from "./flags.ts";
export type { BuildEngine, BuildResult } from "./kustomization/build.ts";
export { kustomizeEngine } from "./kustomize-engine.ts";
