import { type Clock, sleep } from "@sluice/base/clock";
import { SluiceError } from "@sluice/base/errors";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { isAlreadyExists, isConflict, type KubeClient } from "../client/index.ts";
import { kubeErrors } from "../errors.ts";

export interface LeaderElectionOptions {
  client: KubeClient;
  namespace: string;
  /** Name of the Lease. */
  name: string;
  /** Who we are; unique for each process. */
  identity: string;
  clock: Clock;
  log: Logger;
  /** Upstream's defaults: 35 s, 30 s, 5 s. */
  leaseDurationMs?: number;
  renewDeadlineMs?: number;
  retryPeriodMs?: number;
  /** Give the lease up at the end, so that another instance need not wait for it to expire. */
  isReleasedOnCancel?: boolean;
}

interface Lease extends KubeObject {
  spec: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", plural: "leases", isNamespaced: true };

/**
 * Waits for leadership, then runs `lead`. Its signal aborts when `signal` does, or when the lease could not be
 * renewed within the deadline; the latter rejects with LEADERSHIP_LOST, and the process should end.
 */
export async function runWhileLeader(
  options: LeaderElectionOptions,
  signal: AbortSignal,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const elector = new Elector(options);
  await elector.acquire(signal);
  options.log.info("became leader", { lease: `${options.namespace}/${options.name}` });
  const reign = new AbortController();
  const onAbort = (): void => reign.abort(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const renewing = elector.renew(reign);
  let failure: { error: unknown } | undefined;
  try {
    await lead(reign.signal);
  } catch (error) {
    failure = { error };
  }
  reign.abort(signal.reason);
  signal.removeEventListener("abort", onAbort);
  if (await renewing)
    throw new SluiceError(kubeErrors.LEADERSHIP_LOST, `lost the lease ${options.namespace}/${options.name}`);
  if (options.isReleasedOnCancel ?? true) await elector.release();
  if (failure !== undefined) throw failure.error;
}

class Elector {
  readonly #options: LeaderElectionOptions;
  readonly #durationMs: number;
  readonly #deadlineMs: number;
  readonly #retryMs: number;
  /** What the lease last said, and when we saw it say so: clocks of other machines are not trusted. */
  #observed: { record: string; atMs: number } | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#durationMs = options.leaseDurationMs ?? 35_000;
    this.#deadlineMs = options.renewDeadlineMs ?? 30_000;
    this.#retryMs = options.retryPeriodMs ?? 5_000;
  }

  async acquire(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if (await this.#tryHold().catch((error) => this.#failed(error))) return;
      await sleep(this.#options.clock, this.#retryMs, signal);
    }
  }

  /** Renews until the reign ends; true when it ended because the lease was lost. */
  async renew(reign: AbortController): Promise<boolean> {
    let renewedAt = this.#options.clock.now();
    for (;;) {
      try {
        await sleep(this.#options.clock, this.#retryMs, reign.signal);
      } catch {
        return false;
      }
      if (await this.#tryHold().catch((error) => this.#failed(error))) {
        renewedAt = this.#options.clock.now();
      } else if (this.#options.clock.now() - renewedAt >= this.#deadlineMs) {
        reign.abort(new SluiceError(kubeErrors.LEADERSHIP_LOST, "the lease was not renewed in time"));
        return true;
      }
    }
  }

  async release(): Promise<void> {
    const { client, namespace, name, identity } = this.#options;
    try {
      const current = await client.find<Lease>({ ...lease, namespace, name });
      if (current?.spec.holderIdentity !== identity) return;
      await client.update({
        ...current,
        spec: { ...current.spec, holderIdentity: "", leaseDurationSeconds: 1 },
      });
    } catch (error) {
      this.#failed(error);
    }
  }

  async #tryHold(): Promise<boolean> {
    const { client, namespace, name, identity, clock } = this.#options;
    const now = `${new Date(clock.now()).toISOString().slice(0, -1)}000Z`;
    const current = await client.find<Lease>({ ...lease, namespace, name });
    const ours = {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(this.#durationMs / 1000),
      renewTime: now,
    };
    try {
      if (current === undefined) {
        const spec = { ...ours, acquireTime: now, leaseTransitions: 0 };
        await client.create({
          apiVersion: lease.apiVersion,
          kind: lease.kind,
          metadata: { namespace, name },
          spec,
        });
        return true;
      }
      const isOurs = current.spec.holderIdentity === identity;
      if (!isOurs && current.spec.holderIdentity && !this.#hasExpired(current)) return false;
      const transitions = (current.spec.leaseTransitions ?? 0) + (isOurs ? 0 : 1);
      const acquireTime = isOurs ? current.spec.acquireTime : now;
      await client.update({ ...current, spec: { ...ours, acquireTime, leaseTransitions: transitions } });
      return true;
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return false;
      throw error;
    }
  }

  #hasExpired(current: Lease): boolean {
    const record = JSON.stringify(current.spec);
    const now = this.#options.clock.now();
    if (this.#observed?.record !== record) this.#observed = { record, atMs: now };
    return now - this.#observed.atMs >= (current.spec.leaseDurationSeconds ?? 0) * 1000;
  }

  #failed(error: unknown): false {
    this.#options.log.error(error, "leader election failed");
    return false;
  }
}
