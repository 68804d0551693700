import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { finalizerName } from "@sluice/api/meta";
import type { Clock } from "@sluice/base/clock";
import { errorText } from "@sluice/base/errors";
import type { KubeObject } from "@sluice/base/object";
import { waitForTermination } from "@sluice/kube/apply";
import { isConflict, isNotFound, type KubeClient } from "@sluice/kube/client";
import type { EventRecorder } from "@sluice/kube/events";
import type { KustomizeControllerFlags } from "../flags.ts";
import { deleteEntries, deletionLines } from "./prune.ts";
import { timeoutMs } from "./timing.ts";

export interface FinalizeContext {
  /** Deletes, as the Kustomization's service account where it has one. */
  client: KubeClient;
  /** Removes the finalizer. */
  ownClient: KubeClient;
  clock: Clock;
  recorder: EventRecorder;
  flags: KustomizeControllerFlags;
  signal: AbortSignal;
}

/**
 * Deletes what a deleted Kustomization had applied, as its deletion policy says (KC-146 to KC-148), then lets it go.
 * Throws when objects could not be deleted: the finalizer stays, and it is tried again.
 */
export async function finalize(kustomization: Kustomization, context: FinalizeContext): Promise<void> {
  if (!kustomization.metadata.finalizers?.includes(finalizerName)) return;
  if (deletesObjects(kustomization)) {
    if (await hasServiceAccount(kustomization, context)) await deleteAll(kustomization, context);
    else
      record(
        kustomization,
        context,
        "Warning",
        "unable to prune objects: the service account to act as does not exist",
      );
  }
  await removeFinalizer(kustomization, context.ownClient);
}

function deletesObjects({ spec, status }: Kustomization): boolean {
  if (spec.suspend || !status?.inventory?.entries?.length) return false;
  switch (spec.deletionPolicy) {
    case "Delete":
    case "WaitForTermination":
      return true;
    case "Orphan":
      return false;
    default:
      return spec.prune;
  }
}

async function deleteAll(kustomization: Kustomization, context: FinalizeContext): Promise<void> {
  const { client, clock, signal } = context;
  const entries = kustomization.status?.inventory?.entries ?? [];
  const { deletions, error } = await deleteEntries(kustomization, entries, { client, signal });
  if (error !== undefined) {
    record(kustomization, context, "Warning", `pruning for deleted resource failed: ${errorText(error)}`);
    throw error;
  }
  const lines = deletionLines(deletions);
  if (lines !== "") record(kustomization, context, "Normal", lines);
  if (kustomization.spec.deletionPolicy !== "WaitForTermination") return;
  const deleted = deletions.filter(({ action }) => action === "deleted").map(({ object }) => object);
  const left = await waitForTermination(deleted, {
    client,
    clock,
    timeoutMs: timeoutMs(kustomization),
    signal,
  });
  if (left.length > 0) {
    record(
      kustomization,
      context,
      "Warning",
      `failed to wait for resources termination: ${left.length} objects still exist`,
    );
  }
}

/** Without its account nothing can be deleted; the Kustomization must be able to go all the same (KC-147). */
async function hasServiceAccount(
  kustomization: Kustomization,
  { ownClient, flags, signal }: FinalizeContext,
): Promise<boolean> {
  const name = kustomization.spec.serviceAccountName || flags.defaultServiceAccount;
  if (!name) return true;
  const key = { apiVersion: "v1", kind: "ServiceAccount", namespace: kustomization.metadata.namespace, name };
  return (await ownClient.find(key, { isMetadataOnly: true, signal })) !== undefined;
}

async function removeFinalizer(kustomization: Kustomization, client: KubeClient): Promise<void> {
  const { finalizers = [], resourceVersion, namespace, name = "" } = kustomization.metadata;
  const patch = {
    metadata: { resourceVersion, finalizers: finalizers.filter((finalizer) => finalizer !== finalizerName) },
  };
  try {
    await client.patch({ ...kustomizationKind, namespace, name }, "merge", patch);
  } catch (error) {
    // A conflict means that our copy is old: its newer version is on its way, and comes back here.
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

function record(
  kustomization: Kustomization,
  { recorder }: FinalizeContext,
  type: "Normal" | "Warning",
  message: string,
): void {
  recorder.record(
    kustomization as unknown as KubeObject,
    type,
    type === "Normal" ? "info" : "error",
    message,
  );
}
