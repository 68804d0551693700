import { createApiServer } from "@sluice/api-server";
import { systemClock } from "@sluice/base/clock";
import { silentLogger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { describe, expect, it, vi } from "vitest";
import { fetchTransport, KubeClient } from "../client/index.ts";
import { DriftWatch } from "./index.ts";

const labels = { owner: "me" };
const configMap = (name: string, data: Record<string, string> = { a: "1" }): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", labels },
  data,
});
const key = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name });

async function setUp() {
  const server = await createApiServer();
  const client = new KubeClient(
    fetchTransport((request) => server.fetch(request)),
    { fieldManager: "sluice" },
  );
  const drifts: string[] = [];
  const drift = new DriftWatch({
    client,
    clock: systemClock,
    log: silentLogger,
    ownerLabel: "owner",
    onDrift: (owner, object) => drifts.push(`${owner}: ${object.key}`),
  });
  const apply = async (owner: string, ...objects: KubeObject[]): Promise<void> => {
    drift.begin(owner);
    for (const object of objects) drift.record(owner, object, await client.apply(object));
    drift.settle(owner, objects);
  };
  const close = async (): Promise<void> => {
    drift.close();
    await server.close();
  };
  return { client, other: client.with({ fieldManager: "somebody" }), drift, drifts, apply, close };
}

describe("kube/drift", () => {
  it("wakes the owner of a deleted object, and nobody else", async () => {
    const { client, drift, drifts, apply, close } = await setUp();
    await apply("one", configMap("a"), configMap("b"));
    await apply("two", configMap("c"));
    await vi.waitFor(() =>
      expect(drift.isUnchanged(configMap("a")) && drift.isUnchanged(configMap("c"))).toBe(true),
    );
    await client.delete(key("a"));
    await vi.waitFor(() => expect(drifts).toEqual(["one: default/a"]));
    expect(drift.isUnchanged(configMap("a"))).toBe(false);
    expect(drift.isUnchanged(configMap("b"))).toBe(true);
    expect(drift.openWatches).toBe(1);
    await close();
  });

  it("wakes the owner of a changed object, even twice within a second, but not for its own writes", async () => {
    const { other, drift, drifts, apply, close } = await setUp();
    await apply("one", configMap("a"));
    await vi.waitFor(() => expect(drift.isUnchanged(configMap("a"))).toBe(true));
    for (const round of [1, 2]) {
      await other.patch(key("a"), "merge", { data: { a: `edited ${round}` } });
      await vi.waitFor(() => expect(drifts).toHaveLength(round));
      await apply("one", configMap("a"));
      await vi.waitFor(() => expect(drift.isUnchanged(configMap("a"))).toBe(true));
    }
    await apply("one", configMap("a", { a: "2" }));
    await vi.waitFor(() => expect(drift.isUnchanged(configMap("a", { a: "2" }))).toBe(true));
    expect(drift.isUnchanged(configMap("a"))).toBe(false);
    expect(drifts).toHaveLength(2);
    await close();
  });

  it("takes a status write for no drift", async () => {
    const { other, drift, drifts, apply, close } = await setUp();
    const claim: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n", labels } };
    await apply("one", claim);
    await vi.waitFor(() => expect(drift.isUnchanged(claim)).toBe(true));
    const before = drift.changesOf("one");
    await other.patch(
      { ...claim, name: "n" },
      "merge",
      { status: { conditions: [{ type: "X", status: "True" }] } },
      { subresource: "status" },
    );
    await vi.waitFor(() => expect(drift.changesOf("one")).toBeGreaterThan(before));
    expect(drifts).toEqual([]);
    expect(drift.isUnchanged(claim)).toBe(true);
    await close();
  });

  it("notices what happened before its watch was open, and what happens while the owner is at work", async () => {
    const { client, other, drift, drifts, close } = await setUp();
    drift.begin("one");
    const live = await client.apply(configMap("a"));
    await client.delete(key("a"));
    drift.record("one", configMap("a"), live);
    const second = await client.apply(configMap("b"));
    drift.record("one", configMap("b"), second);
    await other.patch(key("b"), "merge", { data: { a: "x" } });
    drift.settle("one", [configMap("a"), configMap("b")]);
    await vi.waitFor(() => expect([...new Set(drifts)].sort()).toEqual(["one: default/a", "one: default/b"]));
    await close();
  });

  it("closes a watch with its last owner", async () => {
    const { drift, drifts, client, apply, close } = await setUp();
    await apply("one", configMap("a"));
    await apply("two", configMap("b"));
    drift.forget("one");
    expect(drift.openWatches).toBe(1);
    drift.forget("two");
    expect(drift.openWatches).toBe(0);
    await client.delete(key("a"));
    expect(drifts).toEqual([]);
    await close();
  });
});
