import type { Kustomization } from "@sluice/api/kustomize";
import { describe, expect, it } from "vitest";
import { defaultFlags } from "../flags.ts";
import { addToHistory } from "./history.ts";
import { intervalMs, retryIntervalMs, timeoutMs } from "./timing.ts";

const withSpec = (spec: object): Kustomization => ({ spec }) as Kustomization;

describe("kustomization timing", () => {
  it("takes interval for what is not set, and 30 s less of it as timeout, never below 30 s [KC-10, KC-11, KC-12]", () => {
    expect(intervalMs(withSpec({ interval: "5m" }))).toBe(300_000);
    expect(retryIntervalMs(withSpec({ interval: "5m" }))).toBe(300_000);
    expect(retryIntervalMs(withSpec({ interval: "5m", retryInterval: "10s" }))).toBe(10_000);
    expect(timeoutMs(withSpec({ interval: "5m" }))).toBe(270_000);
    expect(timeoutMs(withSpec({ interval: "40s" }))).toBe(30_000);
    expect(timeoutMs(withSpec({ interval: "5m", timeout: "1s" }))).toBe(30_000);
    expect(timeoutMs(withSpec({ interval: "5m", timeout: "10m" }))).toBe(600_000);
  });

  it("counts a state that comes again, and keeps the last five [KC-45]", () => {
    const note = (history: Parameters<typeof addToHistory>[0], digest: string, second: number) =>
      addToHistory(
        history,
        { digest, status: "ReconciliationSucceeded", durationMs: 1500, metadata: { revision: "r" } },
        new Date(second * 1000),
      );
    let history = note(undefined, "a", 1);
    history = note(history, "a", 2);
    expect(history).toEqual([
      {
        digest: "a",
        firstReconciled: "1970-01-01T00:00:01Z",
        lastReconciled: "1970-01-01T00:00:02Z",
        lastReconciledDuration: "1.5s",
        lastReconciledStatus: "ReconciliationSucceeded",
        totalReconciliations: 2,
        metadata: { revision: "r" },
      },
    ]);
    for (const [index, digest] of ["b", "c", "d", "e", "f", "c"].entries())
      history = note(history, digest, 10 + index);
    expect(history.map((snapshot) => `${snapshot.digest}${snapshot.totalReconciliations}`)).toEqual([
      "c2",
      "f1",
      "e1",
      "d1",
      "b1",
    ]);
  });

  it("has upstream's defaults for what flags set [KC-200]", () => {
    expect(defaultFlags).toMatchObject({
      concurrent: 4,
      concurrentSsa: 4,
      requeueDependencyMs: 30_000,
      noRemoteBases: false,
      defaultServiceAccount: "",
      overrideManagers: [],
      intervalJitterPercentage: 5,
      minRetryDelayMs: 750,
      maxRetryDelayMs: 900_000,
      strictPostBuildSubstitutions: true,
      disableFailFastBehavior: false,
    });
  });
});
