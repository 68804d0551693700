import type { Kustomization } from "@sluice/api/kustomize";
import { SluiceError } from "@sluice/base/errors";
import { objectName } from "@sluice/base/object";
import { type Deletion, deleteObjects } from "@sluice/kube/apply";
import type { KubeClient } from "@sluice/kube/client";
import { type InventoryEntry, parseInventoryEntry, subtractInventory } from "@sluice/kube/inventory";
import { kustomizeControllerErrors } from "../errors.ts";
import { ownerLabels } from "./apply.ts";
import { policy } from "./names.ts";

/** Values that protect a live object from deletion (KC-143). */
const protectedBy = { [policy.prune]: "disabled", [policy.reconcile]: "disabled", [policy.ssa]: "ignore" };

export interface PruneResult {
  deletions: Deletion[];
  /** Entries of what could not be deleted; they stay in the inventory, for the next try (KC-144). */
  remaining: InventoryEntry[];
  error: SluiceError | undefined;
}

/** Deletes what was applied before and is no longer in the build (KC-142, KC-143). */
export async function pruneStale(
  kustomization: Kustomization,
  inventory: { before: readonly InventoryEntry[]; after: readonly InventoryEntry[] },
  context: { client: KubeClient; signal: AbortSignal },
): Promise<PruneResult> {
  const stale = subtractInventory(inventory.before, inventory.after);
  if (!kustomization.spec.prune || stale.length === 0)
    return { deletions: [], remaining: [], error: undefined };
  return deleteEntries(kustomization, stale, context);
}

/** Deletes the objects of inventory entries that this Kustomization owns. */
export async function deleteEntries(
  kustomization: Kustomization,
  entries: readonly InventoryEntry[],
  context: { client: KubeClient; signal: AbortSignal },
): Promise<PruneResult> {
  const objects = entries.map(parseInventoryEntry).filter((object) => object !== undefined);
  const deletions = await deleteObjects(objects, {
    ...context,
    ownerLabels: ownerLabels(kustomization),
    exclude: protectedBy,
  });
  const failures = deletions.filter(({ action }) => action === "failed");
  const failed = new Set(failures.map(({ object }) => objectName(object)));
  const remaining = entries.filter((entry) => {
    const object = parseInventoryEntry(entry);
    return object !== undefined && failed.has(objectName(object));
  });
  const text = failures.map(({ error }) => `${error?.message};`).join(" ");
  const error = new SluiceError(
    kustomizeControllerErrors.KUSTOMIZATION_PRUNE_FAILED,
    `delete failed, errors: ${text}`,
    {
      reason: "PruneFailed",
      cause: failures[0]?.error,
    },
  );
  return { deletions, remaining, error: failures.length > 0 ? error : undefined };
}

/** The lines of a prune event (KC-145). */
export function deletionLines(deletions: readonly Deletion[]): string {
  return deletions
    .filter(({ action }) => action !== "failed")
    .map(({ object, action }) => `${objectName(object)} ${action}`)
    .join("\n");
}
