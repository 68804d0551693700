import type { Clock } from "@sluice/base/clock";
import { errorText, SluiceError } from "@sluice/base/errors";
import {
  formatApiVersion,
  getPath,
  type JsonObject,
  type KubeObject,
  objectName,
  parseApiVersion,
} from "@sluice/base/object";
import { isNotFound, isNotServed, type KubeClient } from "../client/index.ts";
import { kubeErrors } from "../errors.ts";
import { computeStatus, type HealthState, type ObjectStatus } from "./status.ts";

/** An object whose health is awaited. */
export interface HealthCheckTarget {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string; name: string };
  /** True for a Job that deletes itself when done: gone then counts as healthy (KC-155). */
  mayBeGone?: boolean;
}

/** What `waitForHealth` reads with; a `KubeClient` is one. */
export type ObjectReader = Pick<KubeClient, "find" | "get" | "list">;

export interface HealthWaitOptions {
  reader: ObjectReader;
  clock: Clock;
  timeoutMs: number;
  /** Look again at objects that nobody reports changes of (KC-151: 5 s). */
  pollMs: number;
  signal: AbortSignal;
  /** End as soon as one object has failed (KC-151). */
  isFailFast: boolean;
  /** Reports that a target may have changed, where it is watched. Returns the way to stop. */
  onChange?(target: HealthCheckTarget, changed: () => void): (() => void) | undefined;
  /** Called once, when the first look did not find everything healthy. */
  onWaiting?(): Promise<void>;
  /** Rule for kinds that the caller judges itself, e.g. by CEL. */
  evaluate?(object: KubeObject): ObjectStatus | undefined;
}

/** The states of all targets when the wait ended well. */
export type HealthReport = ReadonlyMap<HealthCheckTarget, ObjectStatus>;

interface Tracked {
  target: HealthCheckTarget;
  status: ObjectStatus | undefined;
  error: string | undefined;
  isDirty: boolean;
}

/**
 * Resolves when every target is Current. Throws HEALTH_FAILED when one has failed (at once with `isFailFast`, else
 * when only Current and Failed remain), HEALTH_TIMEOUT when time is up; the message names each object that is not
 * ready (KC-152). Rejects with the signal's reason on abort.
 */
export async function waitForHealth(
  targets: readonly HealthCheckTarget[],
  options: HealthWaitOptions,
): Promise<HealthReport> {
  const { clock, timeoutMs, pollMs, signal } = options;
  const tracked: Tracked[] = targets.map((target) => ({
    target,
    status: undefined,
    error: undefined,
    isDirty: true,
  }));
  const deadlineMs = clock.now() + timeoutMs;
  const alarm = new Alarm(clock);
  const stops = tracked.map((item) =>
    options.onChange?.(item.target, () => {
      item.isDirty = true;
      alarm.ring();
    }),
  );
  const onAbort = (): void => alarm.ring();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    let hasWaited = false;
    let nextPollMs = clock.now() + pollMs;
    for (;;) {
      signal.throwIfAborted();
      if (clock.now() >= nextPollMs) {
        for (const item of tracked) item.isDirty ||= item.status?.state !== "Current";
        nextPollMs = clock.now() + pollMs;
      }
      await Promise.all(tracked.filter((item) => item.isDirty).map((item) => look(item, options)));
      const waiting = tracked.filter((item) => item.status?.state !== "Current");
      // What is healthy now may have ceased to be while others were waited for.
      if (waiting.length === 0 && tracked.every((item) => !item.isDirty)) break;
      const failures = waiting.filter((item) => item.status?.state === "Failed");
      if (failures.length > 0 && (options.isFailFast || failures.length === waiting.length)) {
        throw unhealthy(kubeErrors.HEALTH_FAILED, "failed early due to stalled resources", waiting);
      }
      const restMs = deadlineMs - clock.now();
      if (restMs <= 0) throw unhealthy(kubeErrors.HEALTH_TIMEOUT, "timeout waiting for", waiting);
      if (!hasWaited) {
        hasWaited = true;
        await options.onWaiting?.();
      }
      if (tracked.every((item) => !item.isDirty))
        await alarm.wait(Math.min(nextPollMs - clock.now(), restMs));
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    for (const stop of stops) stop?.();
  }
  return new Map(tracked.map((item) => [item.target, item.status as ObjectStatus]));
}

async function look(item: Tracked, options: HealthWaitOptions): Promise<void> {
  const { target } = item;
  item.isDirty = false;
  try {
    const object = await options.reader.get({ ...target, ...target.metadata }, { signal: options.signal });
    item.status = options.evaluate?.(object) ?? computeStatus(object, new Date(options.clock.now()));
    if (item.status.state === "InProgress") item.status = (await checkPods(object, options)) ?? item.status;
    item.error = undefined;
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    const isGone = isNotFound(error) || isNotServed(error);
    if (isGone && target.mayBeGone) item.status = { state: "Current", message: "Job is done and gone" };
    else item.status = { state: isGone ? "NotFound" : "Unknown", message: errorText(error) };
    item.error = isGone ? undefined : errorText(error);
  }
}

/** A ReplicaSet or StatefulSet that makes no progress has failed when a pod of it has (KC-172). */
async function checkPods(object: KubeObject, options: HealthWaitOptions): Promise<ObjectStatus | undefined> {
  if (
    parseApiVersion(object.apiVersion).group !== "apps" ||
    !["ReplicaSet", "StatefulSet"].includes(object.kind)
  )
    return undefined;
  const matchLabels = getPath(object as unknown as JsonObject, "spec", "selector", "matchLabels");
  const labelSelector = Object.entries((matchLabels ?? {}) as Record<string, string>)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  if (labelSelector === "") return undefined;
  const pod = { apiVersion: formatApiVersion("", "v1"), kind: "Pod" };
  const { items } = await options.reader.list(pod, {
    namespace: object.metadata.namespace,
    labelSelector,
    signal: options.signal,
  });
  const now = new Date(options.clock.now());
  const failures = items.filter((item) => {
    const isOwned = item.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid);
    if (!isOwned || item.metadata.deletionTimestamp) return false;
    const status = computeStatus(item, now);
    return status.state === "Failed" && status.message !== "Pod could not be scheduled";
  });
  return failures.length > 0
    ? { state: "Failed", message: `${failures.length} pods have failed` }
    : undefined;
}

function unhealthy(
  code: "HEALTH_FAILED" | "HEALTH_TIMEOUT",
  what: string,
  waiting: readonly Tracked[],
): SluiceError {
  const parts = waiting.map(({ target, status, error }) => {
    const name = objectName(target);
    if (status === undefined) return `can't determine status for ${name}`;
    return `${name} status: '${status.state satisfies HealthState}'${error ? `: ${error}` : ""}`;
  });
  const first = waiting[0]?.target;
  return new SluiceError(code, `${what}: [${parts.join(", ")}]`, {
    object: first && { apiVersion: first.apiVersion, kind: first.kind, ...first.metadata },
    hint: waiting[0]?.status?.message,
  });
}

/** A wait that can be cut short; a ring before the wait begins is not lost. */
class Alarm {
  readonly #clock: Clock;
  #isRung = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(Math.max(ms, 0), resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
      this.#wake = undefined;
    }
    this.#isRung = false;
  }
}
