/**
 * Release records as Helm keeps them in a cluster: the JSON of a release, gzipped and in base64, in a Secret or a
 * ConfigMap with labels to find it by. What is written here the helm command reads, and the other way round. Times
 * stay the texts they are, so that nanoseconds survive.
 */

export { type ReleaseObject, readReleaseObject, releaseObject, releaseObjectName } from "./release-object.ts";
export {
  type ReleaseChart,
  type ReleaseHook,
  type ReleaseInfoRecord,
  type ReleaseRecord,
  type ReleaseStatus,
  releaseChart,
} from "./release-record.ts";
export { decodeRelease, encodeRelease, releaseJson } from "./release-text.ts";
