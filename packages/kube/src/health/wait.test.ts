import { ManualClock } from "@sluice/base/clock";
import type { KubeObject } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import { ApiStatusError } from "../client/index.ts";
import { type HealthCheckTarget, type ObjectReader, waitForHealth } from "./index.ts";

const target = (name: string, kind = "App"): HealthCheckTarget => ({
  apiVersion: "a/v1",
  kind,
  metadata: { namespace: "ns", name },
});
const withReady = (name: string, status: string, type = "Ready") =>
  ({ ...target(name), status: { conditions: [{ type, status, message: "why" }] } }) as unknown as KubeObject;

function setUp(names: string[], initial: KubeObject[] = [], overrides: { isFailFast?: boolean } = {}) {
  const clock = new ManualClock();
  const objects = new Map(initial.map((object) => [object.metadata.name as string, object]));
  const changed = new Map<string, () => void>();
  let reads = 0;
  const reader: ObjectReader = {
    find: async () => undefined,
    list: async () => ({ metadata: {}, items: [] }),
    get: async ({ name }) => {
      reads++;
      const object = objects.get(name);
      if (object === undefined) throw new ApiStatusError(404, "NotFound", "not found");
      return object as never;
    },
  };
  const abort = new AbortController();
  const waiting = waitForHealth(
    names.map((name) => target(name)),
    {
      reader,
      clock,
      timeoutMs: 30_000,
      pollMs: 5_000,
      signal: abort.signal,
      isFailFast: true,
      onChange: (item, tell) => {
        changed.set(item.metadata.name, tell);
        return () => changed.delete(item.metadata.name);
      },
      ...overrides,
    },
  );
  waiting.catch(() => {});
  return { clock, objects, changed, waiting, abort, reads: () => reads };
}

describe("kube/health wait", () => {
  it("is woken by a change and reads only what changed", async () => {
    const { clock, objects, changed, waiting, reads } = setUp(
      ["a", "b"],
      [withReady("a", "True"), withReady("b", "False")],
    );
    await clock.advance(100);
    expect(reads()).toBe(2);
    objects.set("b", withReady("b", "True"));
    changed.get("b")?.();
    await clock.advance(0);
    await waiting;
    expect(reads()).toBe(3);
    expect(changed.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("polls every 5 s what nobody reports [KC-151]", async () => {
    const { clock, objects, waiting } = setUp(["a"]);
    await clock.advance(4_900);
    objects.set("a", withReady("a", "True"));
    let done = false;
    waiting.then(() => {
      done = true;
    });
    await clock.advance(50);
    expect(done).toBe(false);
    await clock.advance(100);
    expect(done).toBe(true);
  });

  it("names each object that is not ready when time is up [KC-152]", async () => {
    const { clock, waiting } = setUp(["a", "b", "c"], [withReady("a", "True"), withReady("b", "False")]);
    await clock.advance(31_000);
    await expect(waiting).rejects.toMatchObject({
      code: "HEALTH_TIMEOUT",
      message: "timeout waiting for: [App/ns/b status: 'InProgress', App/ns/c status: 'NotFound']",
    });
  });

  it("ends with the first failed object [KC-151]", async () => {
    const { clock, waiting } = setUp(
      ["a", "b"],
      [withReady("a", "True", "Stalled"), withReady("b", "False")],
    );
    await clock.advance(100);
    await expect(waiting).rejects.toMatchObject({
      code: "HEALTH_FAILED",
      message:
        "failed early due to stalled resources: [App/ns/a status: 'Failed', App/ns/b status: 'InProgress']",
    });
  });

  it("waits for the others without fail-fast, and ends when only failed ones remain [KC-151]", async () => {
    const initial = [withReady("a", "True", "Stalled"), withReady("b", "False")];
    const { clock, objects, changed, waiting } = setUp(["a", "b"], initial, { isFailFast: false });
    await clock.advance(100);
    objects.set("b", withReady("b", "True"));
    changed.get("b")?.();
    await clock.advance(10);
    await expect(waiting).rejects.toMatchObject({
      code: "HEALTH_FAILED",
      message: expect.not.stringContaining("ns/b"),
    });
  });

  it("stops when told to", async () => {
    const { clock, waiting, abort } = setUp(["a"]);
    await clock.advance(100);
    abort.abort("superseded");
    await expect(waiting).rejects.toBe("superseded");
  });

  it("takes a self-deleting Job that is gone for done [KC-155]", async () => {
    const clock = new ManualClock();
    const reader = {
      get: async () => Promise.reject(new ApiStatusError(404, "NotFound", "")),
    } as unknown as ObjectReader;
    const report = await waitForHealth([{ ...target("job", "Job"), mayBeGone: true }], {
      reader,
      clock,
      timeoutMs: 1000,
      pollMs: 500,
      signal: new AbortController().signal,
      isFailFast: true,
    });
    expect([...report.values()][0]?.state).toBe("Current");
  });

  const replicaSet = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { namespace: "ns", name: "r", uid: "u" },
    spec: { replicas: 1, selector: { matchLabels: { app: "r" } } },
    status: {},
  };
  const pod = (extra: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", ownerReferences: [{ uid: "u" }], ...extra },
    status: {
      phase: "Running",
      containerStatuses: [{ name: "c", state: { waiting: { reason: "CrashLoopBackOff" } } }],
    },
  });
  const waitFor = (pods: object[]) => {
    const clock = new ManualClock();
    const reader = {
      get: async () => replicaSet,
      list: async () => ({ metadata: {}, items: pods }),
    } as unknown as ObjectReader;
    const target_ = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { namespace: "ns", name: "r" } };
    const waiting = waitForHealth([target_], {
      reader,
      clock,
      timeoutMs: 1000,
      pollMs: 500,
      signal: new AbortController().signal,
      isFailFast: true,
    });
    waiting.catch(() => {});
    return { clock, waiting };
  };

  it("takes a ReplicaSet with failed pods for failed, those that go or are not its own aside [KC-172]", async () => {
    const { clock, waiting } = waitFor([pod({})]);
    await clock.advance(10);
    await expect(waiting).rejects.toMatchObject({ code: "HEALTH_FAILED", hint: "1 pods have failed" });
    const others = waitFor([
      pod({ ownerReferences: [{ uid: "other" }] }),
      pod({ deletionTimestamp: "2026-01-01T00:00:00Z" }),
    ]);
    await others.clock.advance(2000);
    await expect(others.waiting).rejects.toMatchObject({ code: "HEALTH_TIMEOUT" });
  });

  it("never takes what cannot be read for healthy, and says why [KC-173]", async () => {
    const clock = new ManualClock();
    const reader = {
      get: async () => Promise.reject(new ApiStatusError(403, "Forbidden", "not yours")),
    } as unknown as ObjectReader;
    const waiting = waitForHealth([target("a")], {
      reader,
      clock,
      timeoutMs: 1000,
      pollMs: 500,
      signal: new AbortController().signal,
      isFailFast: true,
    });
    waiting.catch(() => {});
    await clock.advance(2000);
    await expect(waiting).rejects.toMatchObject({
      message: "timeout waiting for: [App/ns/a status: 'Unknown': not yours]",
    });
  });
});
