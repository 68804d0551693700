import type { KustomizationSnapshot } from "@sluice/api/kustomize";
import { formatDuration } from "@sluice/base/duration";

const maxSnapshots = 5;

/** One end of a reconcile that applied, or tried to. */
export interface HistoryFacts {
  digest: string;
  status: "ReconciliationSucceeded" | "ReconciliationFailed" | "PruneFailed" | "HealthCheckFailed";
  durationMs: number;
  metadata: Record<string, string>;
}

/** The history with one more end noted: the same state again is counted, another one comes first, five are kept (KC-45). */
export function addToHistory(
  history: readonly KustomizationSnapshot[] | undefined,
  facts: HistoryFacts,
  now: Date,
): KustomizationSnapshot[] {
  const isSame = (snapshot: KustomizationSnapshot): boolean =>
    snapshot.digest === facts.digest && snapshot.lastReconciledStatus === facts.status;
  const known = history?.find(isSame);
  const stamp = now.toISOString().replace(/\.\d+Z$/, "Z");
  const snapshot: KustomizationSnapshot = {
    digest: facts.digest,
    firstReconciled: known?.firstReconciled ?? stamp,
    lastReconciled: stamp,
    lastReconciledDuration: formatDuration(facts.durationMs),
    lastReconciledStatus: facts.status,
    totalReconciliations: (known?.totalReconciliations ?? 0) + 1,
    metadata: facts.metadata,
  };
  return [snapshot, ...(history ?? []).filter((other) => !isSame(other))].slice(0, maxSnapshots);
}
