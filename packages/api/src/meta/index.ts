/**
 * What the kinds of all groups share: conditions and their reasons, references, annotations, printer columns and
 * the common status fields. It holds names and schemas only; reading and setting conditions is in toolkit.
 */

export {
  eventAnnotationPrefix,
  finalizerName,
  forceRequestAnnotation,
  reconcileRequestAnnotation,
  resetRequestAnnotation,
  shardLabel,
} from "./annotations.ts";
export { ageColumn, column, readyColumn, statusColumn } from "./columns.ts";
export { commonMetadata } from "./common-metadata.ts";
export {
  type Condition,
  conditions,
  ReadyCondition,
  ReconcilingCondition,
  StalledCondition,
} from "./condition.ts";
export * from "./reasons.ts";
export {
  accessFrom,
  type DependencyReference,
  dependencyReference,
  type KubeConfigReference,
  kubeConfigReference,
  type LocalObjectReference,
  localReference,
  type NamespacedObjectReference,
  namespacedReference,
} from "./references.ts";
export { reconciledStatus, unobservedStatus } from "./status.ts";
