import type { Cancel, Clock } from "./clock.ts";

/** A clock that stands still until `advance` moves it; due calls run in the order of their times. */
export class ManualClock implements Clock {
  #now: number;
  #calls: { atMs: number; action: () => void }[] = [];

  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Cancel {
    const call = { atMs: this.#now + Math.max(delayMs, 0), action };
    this.#calls.push(call);
    return () => {
      this.#calls = this.#calls.filter((other) => other !== call);
    };
  }

  /** Number of calls that wait for their time. */
  get pending(): number {
    return this.#calls.length;
  }

  /** Moves time on by `ms`, running what falls due, and lets promises settle after each call. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#calls.filter((call) => call.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#calls = this.#calls.filter((call) => call !== next);
      this.#now = Math.max(this.#now, next.atMs);
      next.action();
      await settle();
    }
    this.#now = end;
  }
}

/** Gives pending promise reactions their turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
