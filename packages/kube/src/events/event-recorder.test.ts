import { createApiServer } from "@sluice/api-server";
import { ManualClock } from "@sluice/base/clock";
import { silentLogger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { afterEach, describe, expect, it } from "vitest";
import { fetchTransport, KubeClient } from "../client/index.ts";
import { EventRecorder } from "./index.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const about: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", namespace: "default", uid: "u" },
};

async function setUp() {
  const server = await createApiServer({ workloads: false });
  closers.push(() => server.close());
  const client = new KubeClient(fetchTransport((request) => server.fetch(request)));
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const recorder = new EventRecorder({ client, component: "test-controller", clock, log: silentLogger });
  const events = async () => {
    await recorder.flush();
    return (await client.list({ apiVersion: "v1", kind: "Event" }, { namespace: "default" }))
      .items as unknown as Record<string, unknown>[];
  };
  return { clock, recorder, events };
}

describe("kube/events", () => {
  it("writes an event that kubectl describe finds", async () => {
    const { recorder, events } = await setUp();
    recorder.record(about, "Warning", "Broken", "it is", { note: "x" });
    expect(await events()).toMatchObject([
      {
        metadata: { annotations: { note: "x" } },
        involvedObject: { apiVersion: "v1", kind: "ConfigMap", name: "a", namespace: "default", uid: "u" },
        type: "Warning",
        reason: "Broken",
        message: "it is",
        count: 1,
        firstTimestamp: "2026-01-01T00:00:00Z",
        lastTimestamp: "2026-01-01T00:00:00Z",
        reportingComponent: "test-controller",
        source: { component: "test-controller" },
      },
    ]);
  });

  it("counts a repetition instead of writing another one, for ten minutes", async () => {
    const { clock, recorder, events } = await setUp();
    recorder.record(about, "Normal", "Again", "same");
    await clock.advance(60_000);
    recorder.record(about, "Normal", "Again", "same");
    recorder.record(about, "Normal", "Again", "other");
    const seen = await events();
    expect(
      seen.map(({ message, count, lastTimestamp }) => `${message} ${count} ${lastTimestamp}`).sort(),
    ).toEqual(["other 1 2026-01-01T00:01:00Z", "same 2 2026-01-01T00:01:00Z"]);
    await clock.advance(11 * 60_000);
    recorder.record(about, "Normal", "Again", "same");
    expect(await events()).toHaveLength(3);
  });

  it("cuts long messages and never fails whoever records", async () => {
    const { recorder, events } = await setUp();
    recorder.record(about, "Normal", "Long", "x".repeat(5000));
    recorder.record(
      { ...about, metadata: { ...about.metadata, namespace: "nowhere" } },
      "Normal",
      "Lost",
      "",
    );
    const [event] = await events();
    expect(String(event?.["message"])).toHaveLength(1024);
  });
});
