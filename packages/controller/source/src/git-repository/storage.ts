import {
  ArtifactInStorageCondition,
  ArtifactVerificationFailedReason,
  GarbageCollectionSucceededReason,
} from "@sluice/api/source";
import type { GitRepositoryPass } from "./step.ts";

/**
 * Brings status and storage together (RC-20): superseded artifacts go, a missing or damaged one is forgotten and
 * built anew, and the address follows the one that is advertised now.
 */
export async function reconcileStorage(pass: GitRepositoryPass): Promise<void> {
  const { draft, storage, log } = pass;
  await collectGarbage(pass);
  const { artifact } = draft.status;
  let isMissing = false;
  if (artifact !== undefined) {
    const state = await storage.verify(artifact);
    isMissing = state.kind !== "stored";
    if (state.kind === "damaged") {
      const message = `failed to verify integrity of artifact: ${state.message}`;
      draft.event("Warning", ArtifactVerificationFailedReason, message);
      log.error(message, "artifact is damaged and will be built anew");
      await storage.remove(artifact);
    }
  }
  if (artifact !== undefined && !isMissing) {
    draft.status.artifact = { ...artifact, url: storage.urlOf(artifact.path) };
    return;
  }
  delete draft.status.artifact;
  draft.progress(`building artifact${isMissing ? ": disappeared from storage" : ""}`, true);
  draft.remove(ArtifactInStorageCondition);
  await draft.write();
}

async function collectGarbage({ draft, storage, log }: GitRepositoryPass): Promise<void> {
  const { artifact } = draft.status;
  if (artifact === undefined) return;
  try {
    const count = await storage.collectGarbage(artifact);
    if (count === 0) return;
    const message = `garbage collected ${count} artifacts`;
    log.info(message);
    draft.event("Normal", GarbageCollectionSucceededReason, message);
  } catch (error) {
    log.error(error, "garbage collection of artifacts failed");
  }
}
