/**
 * The kind of `helm.toolkit.fluxcd.io`: HelmRelease, a chart that is kept released with given values.
 */

export {
  type HelmRelease,
  type HelmReleaseSnapshot,
  type HelmReleaseSpec,
  type HelmReleaseStatus,
  helmGroup,
  helmReleaseKind,
} from "./helm-release.ts";
