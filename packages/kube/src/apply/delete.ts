import { type Clock, sleep } from "@sluice/base/clock";
import { errorText, SluiceError } from "@sluice/base/errors";
import { getKey, type KubeObject, objectName } from "@sluice/base/object";
import type { KubeClient } from "../client/index.ts";
import { kubeErrors } from "../errors.ts";
import type { InventoryObject } from "../inventory/index.ts";
import { sortForApply } from "./order.ts";
import { isExcluded } from "./policy.ts";

export interface DeleteSettings {
  client: KubeClient;
  /** Labels that an object must carry, or it is not ours to delete. */
  ownerLabels: Record<string, string>;
  /** Values of label or annotation that protect a live object. */
  exclude: Record<string, string>;
  signal: AbortSignal;
}

export interface Deletion {
  action: "deleted" | "skipped" | "failed";
  object: InventoryObject;
  error?: SluiceError;
}

/**
 * Deletes the objects in the reverse of the order of application, in the background. All are tried; what failed is
 * in the result (KC-143). One that is gone counts as deleted; one that is not ours, or is protected, as skipped.
 */
export async function deleteObjects(
  objects: readonly InventoryObject[],
  settings: DeleteSettings,
): Promise<Deletion[]> {
  const deletions: Deletion[] = [];
  for (const object of sortForApply(objects).reverse()) {
    settings.signal.throwIfAborted();
    try {
      deletions.push({ action: await deleteOne(object, settings), object });
    } catch (error) {
      if (settings.signal.aborted) throw error;
      const failure = new SluiceError(
        kubeErrors.APPLY_DELETE_FAILED,
        `${objectName(object)} delete failed: ${errorText(error)}`,
        {
          object: { apiVersion: object.apiVersion, kind: object.kind, ...object.metadata },
          cause: error,
        },
      );
      deletions.push({ action: "failed", object, error: failure });
    }
  }
  return deletions;
}

async function deleteOne(object: InventoryObject, settings: DeleteSettings): Promise<"deleted" | "skipped"> {
  const { client, ownerLabels, exclude, signal } = settings;
  const key = { apiVersion: object.apiVersion, kind: object.kind, ...object.metadata };
  const live = await client.find(key, { isMetadataOnly: true, signal });
  if (live === undefined) return "deleted";
  if (!hasLabels(live, ownerLabels) || isExcluded(live, exclude)) return "skipped";
  await client.delete(key, { propagationPolicy: "Background", uid: live.metadata.uid, signal });
  return "deleted";
}

function hasLabels(object: KubeObject, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([key, value]) => getKey(object.metadata.labels ?? {}, key) === value);
}

const pollMs = 2_000;

/** Resolves with the objects that still exist when time is up; empty when all are gone. */
export async function waitForTermination(
  objects: readonly InventoryObject[],
  options: { client: KubeClient; clock: Clock; timeoutMs: number; signal: AbortSignal },
): Promise<InventoryObject[]> {
  const { client, clock, signal } = options;
  const deadlineMs = clock.now() + options.timeoutMs;
  let remaining = [...objects];
  for (;;) {
    const present = await Promise.all(
      remaining.map((object) =>
        client.find({ ...object, ...object.metadata }, { isMetadataOnly: true, signal }),
      ),
    );
    remaining = remaining.filter((_object, index) => present[index] !== undefined);
    if (remaining.length === 0 || clock.now() >= deadlineMs) return remaining;
    await sleep(clock, pollMs, signal);
  }
}
