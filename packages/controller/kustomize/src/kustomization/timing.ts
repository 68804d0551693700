import type { Kustomization } from "@sluice/api/kustomize";
import { parseDuration } from "@sluice/base/duration";

const minTimeoutMs = 30_000;

export const intervalMs = (kustomization: Kustomization): number =>
  parseDuration(kustomization.spec.interval);

/** After a failure (KC-11). */
export function retryIntervalMs(kustomization: Kustomization): number {
  const { retryInterval } = kustomization.spec;
  return retryInterval ? parseDuration(retryInterval) : intervalMs(kustomization);
}

/** For build, apply and health checks together: 30 s less than the interval where it is not set, never below 30 s (KC-12). */
export function timeoutMs(kustomization: Kustomization): number {
  const { timeout } = kustomization.spec;
  return Math.max(timeout ? parseDuration(timeout) : intervalMs(kustomization) - minTimeoutMs, minTimeoutMs);
}
