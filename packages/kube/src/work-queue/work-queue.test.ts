import { ManualClock } from "@sluice/base/clock";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentialBackoff, WorkQueue } from "./index.ts";

describe("kube/work-queue", () => {
  it("collapses additions of a key and serves changed keys before periodic ones", async () => {
    const queue = new WorkQueue(new ManualClock());
    for (let i = 0; i < 3; i++) queue.add("periodic", "periodic");
    queue.add("b", "periodic");
    queue.add("b", "changed");
    queue.add("a");
    expect(queue.depth).toBe(3);
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual(["b", "a", "periodic"]);
  });

  it("hands a key to one worker at a time, and again if it was added meanwhile", async () => {
    const queue = new WorkQueue(new ManualClock());
    queue.add("a");
    expect(await queue.take()).toBe("a");
    queue.add("a");
    let second: string | undefined;
    const taking = queue.take().then((key) => {
      second = key;
    });
    await Promise.resolve();
    expect(second).toBeUndefined();
    queue.done("a");
    await taking;
    expect(second).toBe("a");
  });

  it("keeps the earliest of several delays and drops it when the key is worked on", async () => {
    const clock = new ManualClock();
    const queue = new WorkQueue(clock);
    queue.addAfter("a", 1000);
    queue.addAfter("a", 500);
    queue.addAfter("a", 2000);
    await clock.advance(499);
    expect(queue.depth).toBe(0);
    await clock.advance(1);
    expect(await queue.take()).toBe("a");
    queue.done("a");
    await clock.advance(5000);
    expect(queue.depth).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("releases takers when it closes", async () => {
    const queue = new WorkQueue(new ManualClock());
    const taking = queue.take();
    queue.close();
    expect(await taking).toBeUndefined();
    queue.add("a");
    expect(await queue.take()).toBeUndefined();
  });

  it("never loses a key and never runs one twice at once, in any interleaving", async () => {
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant("add" as const),
        key: fc.constantFrom("a", "b", "c"),
        delay: fc.nat(50),
      }),
      fc.record({ kind: fc.constant("take" as const) }),
      fc.record({ kind: fc.constant("done" as const) }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(60) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
        const clock = new ManualClock();
        const queue = new WorkQueue(clock);
        const working: string[] = [];
        const owed = new Set<string>();
        for (const step of operations) {
          if (step.kind === "add") {
            owed.add(step.key);
            queue.addAfter(step.key, step.delay);
          } else if (step.kind === "wait") {
            await clock.advance(step.ms);
          } else if (step.kind === "done") {
            const key = working.shift();
            if (key !== undefined) queue.done(key);
          } else if (queue.depth > 0) {
            const key = (await queue.take()) as string;
            expect(working).not.toContain(key);
            working.push(key);
            owed.delete(key);
          }
        }
        for (const key of working) queue.done(key);
        await clock.advance(100);
        while (queue.depth > 0) {
          const key = (await queue.take()) as string;
          owed.delete(key);
          queue.done(key);
        }
        expect([...owed]).toEqual([]);
      }),
    );
  });

  it("doubles delays within bounds", () => {
    const options = { minMs: 100, maxMs: 1000, random: () => 0 };
    expect([1, 2, 3, 4, 5, 99].map((failures) => exponentialBackoff(failures, options))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect(exponentialBackoff(1, { ...options, jitter: 0.5, random: () => 1 })).toBe(50);
  });
});
