import { ManualClock } from "@sluice/base/clock";
import { SluiceError } from "@sluice/base/errors";
import { silentLogger } from "@sluice/base/log";
import { describe, expect, it } from "vitest";
import {
  addJitter,
  Controller,
  formatKey,
  parseKey,
  type ReconcileContext,
  type ReconcileResult,
} from "./index.ts";

function start(reconcile: (key: string, context: ReconcileContext) => Promise<ReconcileResult>) {
  const clock = new ManualClock();
  const controller = new Controller({
    name: "test",
    reconcile,
    clock,
    log: silentLogger,
    concurrency: 2,
    minRetryDelayMs: 1000,
    maxRetryDelayMs: 4000,
  });
  const stop = new AbortController();
  const ended = controller.run(stop.signal);
  return { clock, controller, stop: () => endAfter(stop, ended) };
}

function endAfter(stop: AbortController, ended: Promise<void>): Promise<void> {
  stop.abort();
  return ended;
}

describe("kube/controller", () => {
  it("looks again after the time that a run asks for", async () => {
    const runs: number[] = [];
    const { clock, controller, stop } = start(async () => {
      runs.push(clock.now());
      return { requeueAfterMs: 60_000 };
    });
    controller.enqueue("ns/a");
    await clock.advance(125_000);
    expect(runs).toEqual([0, 60_000, 120_000]);
    await stop();
  });

  it("retries failures with growing delays, starts anew after success, and leaves terminal errors alone", async () => {
    const runs: number[] = [];
    const { clock, controller, stop } = start(async () => {
      runs.push(clock.now());
      if (runs.length <= 4) throw new Error("not yet");
      throw new SluiceError("TEST_TERMINAL", "never", { terminal: true });
    });
    controller.enqueue("ns/a");
    await clock.advance(60_000);
    expect(runs).toHaveLength(5);
    const gaps = runs.slice(1).map((at, index) => at - (runs[index] as number));
    for (const [index, expected] of [1000, 2000, 4000, 4000].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(expected * 0.9 - 1);
      expect(gaps[index]).toBeLessThanOrEqual(expected);
    }
    controller.enqueue("ns/a");
    await clock.advance(0);
    expect(runs).toHaveLength(6);
    await stop();
  });

  it("lets a newer request end a run that allows it, and runs the key again", async () => {
    const reasons: unknown[] = [];
    const { clock, controller, stop } = start((_key, context) => {
      if (reasons.length > 0) return Promise.resolve({});
      context.allowSuperseding();
      return new Promise((_resolve, reject) =>
        context.signal.addEventListener("abort", () => {
          reasons.push(context.signal.reason);
          reject(context.signal.reason);
        }),
      );
    });
    controller.enqueue("ns/a");
    await clock.advance(10);
    await clock.advance(10);
    expect(reasons).toEqual([]);
    controller.supersede("ns/a");
    await clock.advance(10);
    expect(reasons).toEqual(["superseded"]);
    await stop();
  });

  it("waits at its end for the runs under way", async () => {
    let ended = false;
    const { clock, controller, stop } = start(async (_key, { signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      ended = true;
      return {};
    });
    controller.enqueue("a");
    await clock.advance(1);
    await stop();
    expect(ended).toBe(true);
  });

  it("names objects by namespace and name", () => {
    expect(parseKey(formatKey({ namespace: "ns", name: "a" }))).toEqual({ namespace: "ns", name: "a" });
    expect(parseKey(formatKey({ metadata: { name: "a" } }))).toEqual({ namespace: "", name: "a" });
    expect(addJitter(100, 5, () => 1)).toBe(105);
    expect(addJitter(100, 5, () => 0)).toBe(95);
  });
});
