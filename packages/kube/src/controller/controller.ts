import { setMaxListeners } from "node:events";
import type { Clock } from "@sluice/base/clock";
import { SluiceError } from "@sluice/base/errors";
import type { Logger } from "@sluice/base/log";
import { exponentialBackoff, type Priority, WorkQueue } from "../work-queue/index.ts";
import { parseKey } from "./key.ts";

/** What a reconcile asks for. Nothing: wait for the next change. */
export interface ReconcileResult {
  /** Look again after this time. */
  requeueAfterMs?: number;
}

export interface ReconcileContext {
  /** Aborts with `shutdownReason`, or with `supersededReason` when the run allowed it and something newer came. */
  signal: AbortSignal;
  log: Logger;
  /** From now on `supersede` of this key aborts the run; it is run again right after. */
  allowSuperseding(): void;
}

export interface ControllerOptions {
  /** Name in logs and metrics, e.g. `kustomization`. */
  name: string;
  reconcile(key: string, context: ReconcileContext): Promise<ReconcileResult>;
  clock: Clock;
  log: Logger;
  /** How many keys are worked on at once. */
  concurrency: number;
  minRetryDelayMs?: number;
  maxRetryDelayMs?: number;
  /** Told after each run, for metrics. */
  onReconciled?(key: string, durationMs: number, error: unknown): void;
}

/** Abort reason of a process that stops. */
export const shutdownReason = "shutdown";
/** Abort reason of a run that something newer has ended. */
export const supersededReason = "superseded";

const logRepeatMs = 5 * 60_000;

/** See the folder's header. `enqueue` may be called before `run`. */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #queue: WorkQueue;
  readonly #failures = new Map<string, number>();
  readonly #supersede = new Map<string, () => void>();
  readonly #logged = new Map<string, { text: string; atMs: number }>();

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#queue = new WorkQueue(options.clock);
  }

  /** Keys waiting for a worker. */
  get depth(): number {
    return this.#queue.depth;
  }

  /** Makes sure that a run begins after this call. */
  enqueue(key: string, priority: Priority = "changed"): void {
    this.#queue.add(key, priority);
  }

  /** As `enqueue`, and ends a run under way that allows it: there is something newer to do. */
  supersede(key: string): void {
    this.#queue.add(key);
    this.#supersede.get(key)?.();
  }

  enqueueAfter(key: string, delayMs: number): void {
    this.#queue.addAfter(key, delayMs);
  }

  /** Works until the signal aborts; resolves when the runs under way have ended. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#queue.close();
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    await Promise.all(Array.from({ length: this.#options.concurrency }, () => this.#work(signal)));
    signal.removeEventListener("abort", stop);
  }

  async #work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await this.#queue.take();
      if (key === undefined) return;
      try {
        await this.#runOnce(key, signal);
      } finally {
        this.#queue.done(key);
      }
    }
  }

  async #runOnce(key: string, shutdown: AbortSignal): Promise<void> {
    const { clock, name } = this.#options;
    const abort = new AbortController();
    // Every request and wait of a run listens to it; there is no leak in their number.
    setMaxListeners(0, abort.signal);
    const onShutdown = (): void => abort.abort(shutdownReason);
    if (shutdown.aborted) onShutdown();
    shutdown.addEventListener("abort", onShutdown, { once: true });
    const { namespace, name: objectName } = parseKey(key);
    const log = this.#options.log.with({
      controller: name,
      namespace,
      name: objectName,
      reconcileID: crypto.randomUUID(),
    });
    const startedAt = clock.now();
    let failure: unknown;
    try {
      const result = await this.#options.reconcile(key, {
        signal: abort.signal,
        log,
        allowSuperseding: () => this.#supersede.set(key, () => abort.abort(supersededReason)),
      });
      this.#failures.delete(key);
      this.#logged.delete(key);
      if (result.requeueAfterMs !== undefined) this.#queue.addAfter(key, result.requeueAfterMs);
    } catch (error) {
      failure = error;
      if (!abort.signal.aborted) this.#retry(key, error, log);
    } finally {
      this.#supersede.delete(key);
      shutdown.removeEventListener("abort", onShutdown);
      this.#options.onReconciled?.(key, clock.now() - startedAt, failure);
    }
  }

  #retry(key: string, error: unknown, log: Logger): void {
    const { clock, minRetryDelayMs = 750, maxRetryDelayMs = 15 * 60_000 } = this.#options;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const text = String(error);
    const last = this.#logged.get(key);
    // An object that keeps failing in the same way is logged now and then, not at each of its retries.
    if (last === undefined || last.text !== text || clock.now() - last.atMs >= logRepeatMs) {
      this.#logged.set(key, { text, atMs: clock.now() });
      log.error(error, "reconciliation failed");
    }
    if (error instanceof SluiceError && error.terminal) return;
    this.#queue.addAfter(
      key,
      exponentialBackoff(failures, { minMs: minRetryDelayMs, maxMs: maxRetryDelayMs }),
    );
  }
}
