import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "./clock.ts";
import { KeyQueue } from "./key-queue.ts";

describe("workload/key-queue", () => {
  it("runs one key at a time, loses none, and runs again for what comes in meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 40 }),
        async (keys) => {
          const running = new Set<string>();
          const asked = new Map<string, number>();
          const served = new Map<string, number>();
          let count = 0;
          const queue = new KeyQueue({
            clock: new ManualClock(0),
            concurrency: 2,
            onError: () => "drop" as const,
            async handle(key: string) {
              expect(running.has(key)).toBe(false);
              expect(running.size).toBeLessThan(2);
              running.add(key);
              served.set(key, count);
              await Promise.resolve();
              running.delete(key);
            },
          });
          for (const key of keys) {
            asked.set(key, ++count);
            queue.add(key);
            if (count % 3 === 0) await Promise.resolve();
          }
          await queue.idle();
          for (const [key, at] of asked) expect(served.get(key)).toBeGreaterThanOrEqual(at);
        },
      ),
    );
  });

  it("repeats a failed run with growing pauses, and forgets about them after a good one", async () => {
    const clock = new ManualClock(0);
    const runs: number[] = [];
    const queue = new KeyQueue({
      clock,
      concurrency: 1,
      onError: () => "retry" as const,
      async handle() {
        runs.push(clock.now());
        if (runs.length < 4) throw new Error("not yet");
      },
    });
    queue.add("a");
    for (let step = 0; step < 20; step++) {
      await queue.idle();
      clock.advance(50);
    }
    expect(runs).toEqual([0, 50, 150, 350]);
  });

  it("keeps the earliest of several delays, and none after it is stopped", async () => {
    const clock = new ManualClock(0);
    const runs: number[] = [];
    const queue = new KeyQueue({
      clock,
      concurrency: 1,
      onError: () => "drop" as const,
      async handle() {
        runs.push(clock.now());
      },
    });
    queue.addAfter("a", 500);
    queue.addAfter("a", 100);
    queue.addAfter("a", 300);
    clock.advance(200);
    await queue.idle();
    expect(runs).toEqual([200]);
    queue.addAfter("a", 100);
    await queue.stop();
    clock.advance(1_000);
    await queue.idle();
    expect(runs).toEqual([200]);
  });
});
