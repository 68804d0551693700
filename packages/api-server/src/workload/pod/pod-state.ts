import type { KubeObject } from "@sluice/base/object";
import { findCondition } from "../conditions.ts";
import type { Pod } from "../types.ts";

/** True for a Pod that counts towards its owner: not ended, not on its way out. */
export function isActive(pod: Readonly<KubeObject>): boolean {
  const phase = (pod as Pod).status?.phase;
  return phase !== "Succeeded" && phase !== "Failed" && pod.metadata.deletionTimestamp === undefined;
}

/** True when the Pod reports to be ready. */
export function isReady(pod: Readonly<KubeObject>): boolean {
  return findCondition((pod as Pod).status?.conditions, "Ready")?.status === "True";
}

/** Milliseconds until a ready Pod counts as available; 0 when it is, undefined when it is not ready. */
export function untilAvailable(
  pod: Readonly<KubeObject>,
  minReadySeconds: number | undefined,
  nowMs: number,
): number | undefined {
  const ready = findCondition((pod as Pod).status?.conditions, "Ready");
  if (ready?.status !== "True") return undefined;
  if (!minReadySeconds) return 0;
  const since = Date.parse(ready.lastTransitionTime ?? "");
  if (Number.isNaN(since)) return 0;
  return Math.max(0, since + minReadySeconds * 1000 - nowMs);
}

/** Counts of Pods as workloads report them, and when the next one becomes available. */
export interface PodCounts {
  ready: number;
  available: number;
  nextAvailableMs: number | undefined;
}

/** Counts ready and available Pods. */
export function countPods(
  pods: readonly Readonly<KubeObject>[],
  minReadySeconds: number | undefined,
  nowMs: number,
): PodCounts {
  const counts: PodCounts = { ready: 0, available: 0, nextAvailableMs: undefined };
  for (const pod of pods) {
    const wait = untilAvailable(pod, minReadySeconds, nowMs);
    if (wait === undefined) continue;
    counts.ready++;
    if (wait === 0) counts.available++;
    else counts.nextAvailableMs = Math.min(wait, counts.nextAvailableMs ?? wait);
  }
  return counts;
}
