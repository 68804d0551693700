import type { DigestAlgorithm } from "@sluice/toolkit/artifact";

/** Settings of the controller, with upstream's flag names; those of our own are marked. */
export interface SourceControllerFlags {
  /** `--concurrent`: objects of a kind reconciled at once. */
  concurrent: number;
  /** `--storage-path` */
  storagePath: string;
  /** `--storage-addr`: where artifacts are served. */
  storageAddress: string;
  /** `--storage-adv-addr`: under which address artifacts are advertised; made from storageAddress when empty. */
  storageAdvertisedAddress: string;
  /** `--artifact-retention-ttl` */
  artifactRetentionMs: number;
  /** `--artifact-retention-records` */
  artifactRetentionRecords: number;
  /** `--artifact-digest-algo` */
  artifactDigestAlgorithm: DigestAlgorithm;
  /** `--interval-jitter-percentage` */
  intervalJitterPercentage: number;
  /** `--min-retry-delay`, `--max-retry-delay` */
  minRetryDelayMs: number;
  maxRetryDelayMs: number;
  /** `--git-store-path` (ours): local copies of repositories. */
  gitStorePath: string;
  /** `--git-store-max-size` (ours): bytes that the local copies may take together. */
  gitStoreMaxBytes: number;
  /** `--git-max-fetch-size` (ours): bytes that one fetch may bring. */
  gitMaxFetchBytes: number;
  /** `--git-max-tree-size` (ours): bytes of all files of a commit. */
  gitMaxTreeBytes: number;
  /** `--git-max-files` (ours): files of a commit. */
  gitMaxFiles: number;
}

export const defaultFlags: SourceControllerFlags = {
  concurrent: 2,
  storagePath: "",
  storageAddress: ":9090",
  storageAdvertisedAddress: "",
  artifactRetentionMs: 60_000,
  artifactRetentionRecords: 2,
  artifactDigestAlgorithm: "sha256",
  intervalJitterPercentage: 5,
  minRetryDelayMs: 750,
  maxRetryDelayMs: 15 * 60_000,
  gitStorePath: "",
  gitStoreMaxBytes: 10 * 1024 ** 3,
  gitMaxFetchBytes: 2 * 1024 ** 3,
  gitMaxTreeBytes: 1024 ** 3,
  gitMaxFiles: 500_000,
};
