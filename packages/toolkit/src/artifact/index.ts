/**
 * Artifacts: packed file trees with a revision and a digest, as `status.artifact` of a source has them. The storage
 * keeps and collects them, the file handler serves them, the fetcher brings them to whoever builds from them. How
 * an artifact comes about is not known here.
 */

export { toolkitErrors } from "../errors.ts";
export { advertisedAddress } from "./advertised-address.ts";
export { ArtifactFetcher, type ArtifactFetcherOptions, type ArtifactRef } from "./artifact-fetcher.ts";
export {
  type ArtifactPlan,
  type ArtifactState,
  ArtifactStorage,
  type ArtifactStorageOptions,
} from "./artifact-storage.ts";
export { createFileHandler } from "./file-server.ts";
export { type DigestAlgorithm, digestAlgorithms, hashBytes } from "./hash.ts";
export { type ArtifactOwner, artifactPath } from "./storage-path.ts";
