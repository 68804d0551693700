import { finalizerName } from "@sluice/api/meta";
import {
  GarbageCollectionFailedReason,
  GarbageCollectionSucceededReason,
  gitRepositoryKind,
} from "@sluice/api/source";
import type { KubeObject } from "@sluice/base/object";
import { isNotFound } from "@sluice/kube/client";
import { failureOf } from "../failure.ts";
import { artifactOwner, type GitRepositoryPass } from "./step.ts";

/** Sets the finalizers of an object, guarded by its version so that nobody else's change is lost. */
export async function writeFinalizers(
  { client, repository, draft }: Pick<GitRepositoryPass, "client" | "repository" | "draft">,
  finalizers: string[],
  fieldManager: string,
): Promise<KubeObject | undefined> {
  const { namespace, name = "" } = repository.metadata;
  const patch = { metadata: { finalizers, resourceVersion: draft.resourceVersion } };
  try {
    return await client.patch({ ...gitRepositoryKind, namespace, name }, "merge", patch, { fieldManager });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Removes all artifacts of a deleted object (OBJ-12). The finalizer goes after that. */
export async function removeArtifacts({ draft, storage, repository, log }: GitRepositoryPass): Promise<void> {
  try {
    if (await storage.removeAll(artifactOwner(repository))) {
      const message = "garbage collected artifacts for deleted resource";
      draft.event("Normal", GarbageCollectionSucceededReason, message);
      log.info(message);
    }
  } catch (cause) {
    throw failureOf(GarbageCollectionFailedReason, "garbage collection for deleted resource failed", cause);
  }
  delete draft.status.artifact;
}

/** The finalizers without ours. */
export function withoutOurs(finalizers: readonly string[] | undefined): string[] {
  return (finalizers ?? []).filter((finalizer) => finalizer !== finalizerName);
}
