/**
 * The kinds of `source.toolkit.fluxcd.io`: what is fetched from outside and offered as an artifact.
 */

export { type Artifact, artifactSchema } from "./artifact.ts";
export { type Bucket, type BucketSpec, type BucketStatus, bucketKind } from "./bucket.ts";
export {
  type ExternalArtifact,
  type ExternalArtifactSpec,
  type ExternalArtifactStatus,
  externalArtifactKind,
} from "./external-artifact.ts";
export {
  type GitRepository,
  type GitRepositoryInclude,
  type GitRepositoryRef,
  type GitRepositorySpec,
  type GitRepositoryStatus,
  gitRepositoryKind,
} from "./git-repository.ts";
export { sourceCategories, sourceGroup } from "./group.ts";
export { type HelmChart, type HelmChartSpec, type HelmChartStatus, helmChartKind } from "./helm-chart.ts";
export {
  type HelmRepository,
  type HelmRepositorySpec,
  type HelmRepositoryStatus,
  helmRepositoryKind,
} from "./helm-repository.ts";
export {
  type OCIRepository,
  type OCIRepositorySpec,
  type OCIRepositoryStatus,
  ociRepositoryKind,
} from "./oci-repository.ts";
export * from "./reasons.ts";
