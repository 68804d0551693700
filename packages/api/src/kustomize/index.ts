/**
 * The kind of `kustomize.toolkit.fluxcd.io`: Kustomization, a directory of a source that is kept applied.
 */

export {
  type HealthCheckExpression,
  type HealthCheckReference,
  healthCheckExpression,
  healthCheckReference,
} from "./health-check.ts";
export { inventory } from "./inventory.ts";
export {
  type Kustomization,
  type KustomizationDependency,
  type KustomizationInventory,
  type KustomizationSelector,
  type KustomizationSnapshot,
  type KustomizationSourceRef,
  type KustomizationSpec,
  type KustomizationStatus,
  kustomizationKind,
  kustomizeGroup,
} from "./kustomization.ts";
export {
  type DriftIgnoreRule,
  driftIgnoreRule,
  type ImageReplacement,
  image,
  type Patch,
  patch,
  type Selector,
  selector,
} from "./patch.ts";
