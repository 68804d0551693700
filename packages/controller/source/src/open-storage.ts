import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import type { Clock } from "@sluice/base/clock";
import { ArtifactStorage, advertisedAddress } from "@sluice/toolkit/artifact";
import { GitStore } from "@sluice/toolkit/git";
import type { SourceControllerFlags } from "./flags.ts";

/** What the controllers of all kinds of sources share. */
export interface SourceStorage {
  storage: ArtifactStorage;
  gitStore: GitStore;
}

/**
 * Opens the storage of artifacts and the local copies of repositories as the flags say, and removes what a process
 * that was killed has left unfinished. `storagePath` must exist, `gitStorePath` is made. To be called once, before
 * artifacts are served.
 */
export async function openStorage(
  flags: SourceControllerFlags,
  clock: Clock,
  hostName: string = hostname(),
): Promise<SourceStorage> {
  const { storagePath, storageAddress, storageAdvertisedAddress } = flags;
  const storage = new ArtifactStorage({
    root: storagePath,
    advertisedAddress: advertisedAddress(storageAdvertisedAddress, storageAddress, hostName),
    digestAlgorithm: flags.artifactDigestAlgorithm,
    retentionMs: flags.artifactRetentionMs,
    retentionRecords: flags.artifactRetentionRecords,
    clock,
  });
  await storage.recover();
  await mkdir(flags.gitStorePath, { recursive: true, mode: 0o700 });
  const gitStore = new GitStore({
    directory: flags.gitStorePath,
    maxBytes: flags.gitStoreMaxBytes,
    limits: {
      maxFetchBytes: flags.gitMaxFetchBytes,
      maxTreeBytes: flags.gitMaxTreeBytes,
      maxFiles: flags.gitMaxFiles,
    },
  });
  return { storage, gitStore };
}
