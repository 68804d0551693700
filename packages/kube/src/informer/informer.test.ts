import { createApiServer } from "@sluice/api-server";
import { systemClock } from "@sluice/base/clock";
import { silentLogger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { fetchTransport, KubeClient, type Transport } from "../client/index.ts";
import { type Change, Informer } from "./index.ts";

const configMap = { apiVersion: "v1", kind: "ConfigMap" };
const object = (name: string, value = "1"): KubeObject => ({
  ...configMap,
  metadata: { name, namespace: "default" },
  data: { value },
});

/** A transport whose watches can be cut, and whose requests can be made to fail. */
function flaky(inner: Transport) {
  const open = new Set<AbortController>();
  let failures = 0;
  const transport: Transport = {
    async send(request) {
      if (failures > 0) {
        failures--;
        throw new Error("connection refused");
      }
      if (!request.isStream) return inner.send(request);
      const cut = new AbortController();
      open.add(cut);
      const signal = request.signal ? AbortSignal.any([request.signal, cut.signal]) : cut.signal;
      return inner.send({ ...request, signal });
    },
    close: () => inner.close(),
  };
  return {
    transport,
    cut: () => {
      for (const connection of open) connection.abort(new Error("connection reset"));
      open.clear();
    },
    fail: (times: number) => {
      failures = times;
    },
  };
}

async function setUp(options: { labelSelector?: string } = {}) {
  const server = await createApiServer();
  const link = flaky(fetchTransport((request) => server.fetch(request)));
  const direct = new KubeClient(
    fetchTransport((request) => server.fetch(request)),
    { fieldManager: "test" },
  );
  const informer = new Informer({
    client: new KubeClient(link.transport),
    kind: configMap,
    namespace: "default",
    clock: systemClock,
    log: silentLogger,
    ...options,
  });
  const changes: Change<KubeObject>[] = [];
  informer.onChange((change) => changes.push(change));
  const stop = new AbortController();
  const ended = informer.run(stop.signal);
  const close = async (): Promise<void> => {
    stop.abort("done");
    await ended;
    await server.close();
  };
  return { server, link, direct, informer, changes, close };
}

const values = (informer: Informer): Record<string, unknown> =>
  Object.fromEntries(
    [...informer.list()]
      .filter(({ metadata }) => metadata.name !== "kube-root-ca.crt")
      .map((item) => [item.metadata.name, (item["data"] as { value: string }).value]),
  );

describe("kube/informer", () => {
  it("tells what was there, then every change", async () => {
    const { direct, informer, changes, close } = await setUp();
    await informer.synced;
    await direct.create(object("a"));
    await direct.update(object("a", "2"));
    await direct.delete({ ...configMap, namespace: "default", name: "a" });
    await vi.waitFor(() =>
      expect(
        changes.filter((change) => change.object.metadata.name === "a").map((change) => change.type),
      ).toEqual(["added", "updated", "deleted"]),
    );
    await close();
  });

  it("finds objects by index", async () => {
    const { direct, informer, close } = await setUp();
    await direct.create(object("a"));
    await vi.waitFor(() => expect(informer.get("default/a")).toBeDefined());
    expect(informer.get({ namespace: "default", name: "a" })?.metadata.name).toBe("a");
    await close();
  });

  it("catches up after cut connections, a refused one, and changes made meanwhile", async () => {
    const { link, direct, informer, close } = await setUp();
    await informer.synced;
    await direct.create(object("stays"));
    await direct.create(object("goes"));
    await vi.waitFor(() => expect(values(informer)).toEqual({ stays: "1", goes: "1" }));
    link.fail(2);
    link.cut();
    await direct.delete({ ...configMap, namespace: "default", name: "goes" });
    await direct.update(object("stays", "2"));
    await direct.create(object("comes"));
    await vi.waitFor(() => expect(values(informer)).toEqual({ stays: "2", comes: "1" }), 10_000);
    await close();
  });

  it("converges for any order of changes and cuts", async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("put" as const),
        name: fc.constantFrom("a", "b", "c"),
        value: fc.string({ minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant("delete" as const), name: fc.constantFrom("a", "b", "c") }),
      fc.record({ kind: fc.constant("cut" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { link, direct, informer, close } = await setUp();
        await informer.synced;
        const expected: Record<string, string> = {};
        for (const action of steps) {
          if (action.kind === "cut") link.cut();
          else if (action.kind === "delete") {
            delete expected[action.name];
            await direct.delete({ ...configMap, namespace: "default", name: action.name });
          } else {
            expected[action.name] = action.value;
            await direct.apply(object(action.name, action.value));
          }
        }
        await vi.waitFor(() => expect(values(informer)).toEqual(expected), 10_000);
        await close();
      }),
      { numRuns: 15 },
    );
  });
});
