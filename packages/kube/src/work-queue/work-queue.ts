import type { Cancel, Clock } from "@sluice/base/clock";

/** Objects that changed come before those whose turn it is by the clock. */
export type Priority = "changed" | "periodic";

/**
 * A set of keys to work on.
 *
 * Guarantees: a key is never with two workers at once; a key added while it is worked on is handed out again
 * afterwards; of several delayed additions of a key the earliest counts; no addition is ever lost.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #waiting: Record<Priority, Set<string>> = { changed: new Set(), periodic: new Set() };
  readonly #working = new Set<string>();
  /** Keys added while being worked on, with the priority they come back with. */
  readonly #again = new Map<string, Priority>();
  readonly #delayed = new Map<string, { atMs: number; cancel: Cancel }>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Number of keys that wait for a worker now. */
  get depth(): number {
    return this.#waiting.changed.size + this.#waiting.periodic.size;
  }

  /** True while the key waits, is worked on, or will come back. */
  has(key: string): boolean {
    return (
      this.#waiting.changed.has(key) ||
      this.#waiting.periodic.has(key) ||
      this.#working.has(key) ||
      this.#delayed.has(key)
    );
  }

  add(key: string, priority: Priority = "changed"): void {
    if (this.#isClosed) return;
    this.#dropDelay(key);
    if (this.#working.has(key)) {
      if (this.#again.get(key) !== "changed") this.#again.set(key, priority);
      return;
    }
    if (this.#waiting.changed.has(key)) return;
    if (priority === "changed") this.#waiting.periodic.delete(key);
    this.#waiting[priority].add(key);
    this.#serve();
  }

  /** Adds the key after a delay, unless it is already to come earlier. */
  addAfter(key: string, delayMs: number, priority: Priority = "periodic"): void {
    if (this.#isClosed) return;
    if (delayMs <= 0) {
      this.add(key, priority);
      return;
    }
    const atMs = this.#clock.now() + delayMs;
    const existing = this.#delayed.get(key);
    if (existing !== undefined && existing.atMs <= atMs) return;
    existing?.cancel();
    const cancel = this.#clock.after(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key, priority);
    });
    this.#delayed.set(key, { atMs, cancel });
  }

  /** The next key, as soon as there is one; undefined once the queue is closed. Must be followed by `done`. */
  take(): Promise<string | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    const key = this.#next();
    if (key !== undefined) return Promise.resolve(key);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** Ends the work on a key; it is handed out again if it was added meanwhile. */
  done(key: string): void {
    this.#working.delete(key);
    const again = this.#again.get(key);
    if (again !== undefined) {
      this.#again.delete(key);
      this.add(key, again);
    }
  }

  /** Drops all that waits and releases the takers. */
  close(): void {
    this.#isClosed = true;
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    this.#waiting.changed.clear();
    this.#waiting.periodic.clear();
    this.#again.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  #serve(): void {
    while (this.#takers.length > 0) {
      const key = this.#next();
      if (key === undefined) return;
      this.#takers.shift()?.(key);
    }
  }

  #next(): string | undefined {
    for (const keys of [this.#waiting.changed, this.#waiting.periodic]) {
      for (const key of keys) {
        keys.delete(key);
        this.#working.add(key);
        // What the coming run does makes an earlier plan to look again pointless; it will make its own.
        this.#dropDelay(key);
        return key;
      }
    }
    return undefined;
  }

  #dropDelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }
}
