import type { Clock } from "./clock.ts";

interface Entry {
  isQueued: boolean;
  isRunning: boolean;
  /** When a delayed run is due, and how to call it off. */
  dueAt: number;
  cancelTimer: (() => void) | undefined;
  failures: number;
}

const firstRetryMs = 50;
const longestRetryMs = 30_000;

/**
 * Runs a handler for keys: one run per key at a time, equal keys in the queue count once, several keys side by side.
 * A failed run is repeated with a growing delay. Keys are forgotten when they are idle.
 */
export class KeyQueue<K extends string = string> {
  readonly #entries = new Map<K, Entry>();
  readonly #waiting: K[] = [];
  readonly #clock: Clock;
  readonly #handle: (key: K) => Promise<void>;
  readonly #onError: (key: K, error: unknown) => "retry" | "retry-now" | "drop";
  readonly #concurrency: number;
  #running = 0;
  #isStopped = false;
  #isScheduled = false;
  #idleWaiters: (() => void)[] = [];
  #head = 0;

  constructor(options: {
    clock: Clock;
    handle: (key: K) => Promise<void>;
    onError: (key: K, error: unknown) => "retry" | "retry-now" | "drop";
    concurrency: number;
  }) {
    this.#clock = options.clock;
    this.#handle = options.handle;
    this.#onError = options.onError;
    this.#concurrency = options.concurrency;
  }

  /** Asks for a run as soon as possible. */
  add(key: K): void {
    if (this.#isStopped) return;
    const entry = this.#entry(key);
    if (entry.isQueued) return;
    entry.isQueued = true;
    if (entry.isRunning) return;
    this.#waiting.push(key);
    this.#schedule();
  }

  /** Asks for a run after a delay; of several delays for a key the shortest counts. */
  addAfter(key: K, delayMs: number): void {
    if (this.#isStopped) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const entry = this.#entry(key);
    const dueAt = this.#clock.now() + delayMs;
    if (entry.cancelTimer !== undefined && entry.dueAt <= dueAt) return;
    entry.cancelTimer?.();
    entry.dueAt = dueAt;
    entry.cancelTimer = this.#clock.after(delayMs, () => {
      entry.cancelTimer = undefined;
      this.add(key);
    });
  }

  /** Resolves when nothing runs or waits to run; delayed keys do not count. */
  async idle(): Promise<void> {
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Takes no more keys, calls timers off, and resolves when running handlers have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting.length = 0;
    this.#head = 0;
    for (const entry of this.#entries.values()) entry.cancelTimer?.();
    await this.idle();
  }

  #entry(key: K): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { isQueued: false, isRunning: false, dueAt: 0, cancelTimer: undefined, failures: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #isIdle(): boolean {
    return this.#running === 0 && this.#head >= this.#waiting.length;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (this.#running < this.#concurrency && this.#head < this.#waiting.length) {
      const key = this.#waiting[this.#head++]!;
      if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
        this.#waiting.splice(0, this.#head);
        this.#head = 0;
      }
      void this.#run(key);
    }
  }

  async #run(key: K): Promise<void> {
    const entry = this.#entry(key);
    entry.isQueued = false;
    entry.isRunning = true;
    this.#running++;
    try {
      await this.#handle(key);
      entry.failures = 0;
    } catch (error) {
      this.#retry(key, entry, this.#onError(key, error));
    } finally {
      this.#running--;
      entry.isRunning = false;
      if (entry.isQueued && !this.#isStopped) this.#waiting.push(key);
      else if (entry.cancelTimer === undefined && entry.failures === 0) this.#entries.delete(key);
      if (this.#isIdle()) {
        const waiters = this.#idleWaiters;
        this.#idleWaiters = [];
        for (const resolve of waiters) resolve();
      } else this.#schedule();
    }
  }

  #retry(key: K, entry: Entry, what: "retry" | "retry-now" | "drop"): void {
    if (what === "drop") {
      entry.failures = 0;
    } else if (what === "retry-now" && entry.failures < 5) {
      entry.failures++;
      this.add(key);
    } else {
      const delayMs = Math.min(firstRetryMs * 2 ** entry.failures, longestRetryMs);
      entry.failures++;
      this.addAfter(key, delayMs);
    }
  }
}
