import { createApiServer } from "@sluice/api-server";
import { systemClock } from "@sluice/base/clock";
import type { KubeObject } from "@sluice/base/object";
import { afterEach, describe, expect, it } from "vitest";
import { fetchTransport, KubeClient, type KubeRequest } from "../client/index.ts";
import { Applier, type ApplySettings, changeLine, deleteObjects } from "./index.ts";

const ns = { apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } };
const configMap = (
  name: string,
  extra: object = {},
  data: Record<string, string> = { a: "1" },
): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "apps", ...extra },
  data,
});
const key = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", namespace: "apps", name });
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setUp() {
  const server = await createApiServer();
  closers.push(() => server.close());
  const requests: KubeRequest[] = [];
  const inner = fetchTransport((request) => server.fetch(request));
  const client = new KubeClient({
    send(request) {
      requests.push(request);
      return inner.send(request);
    },
    close: () => inner.close(),
  });
  const applier = new Applier({
    client,
    clock: systemClock,
    fieldManager: "kustomize-controller",
    concurrency: 4,
    exclude: { "x/reconcile": "disabled", "x/ssa": "ignore" },
    policyKey: "x/ssa",
    forceKey: "x/force",
    cleanUp: {
      annotations: ["kubectl.kubernetes.io/last-applied-configuration"],
      labels: ["old"],
      managers: [{ prefix: "kubectl", operations: ["Apply", "Update"] }],
    },
  });
  const writes = () =>
    requests
      .filter(({ method, query }) => method !== "GET" && !query?.has("dryRun"))
      .map(({ method, path }) => `${method} ${path}`);
  const apply = async (objects: KubeObject[], settings: Partial<ApplySettings> = {}) => {
    requests.length = 0;
    return (
      await applier.apply(objects, { force: false, signal: new AbortController().signal, ...settings })
    ).map(changeLine);
  };
  return {
    client,
    user: client.with({ fieldManager: "kubectl-edit" }),
    other: client.with({ fieldManager: "somebody" }),
    apply,
    writes,
  };
}

describe("kube/apply", () => {
  it("creates, leaves alone, and configures; writes only what differs [KC-127, KC-130, KC-131]", async () => {
    const { apply, writes } = await setUp();
    expect(await apply([configMap("b"), configMap("a"), ns])).toEqual([
      "Namespace/apps created",
      "ConfigMap/apps/a created",
      "ConfigMap/apps/b created",
    ]);
    expect(await apply([configMap("b"), configMap("a"), ns])).toEqual([
      "Namespace/apps unchanged",
      "ConfigMap/apps/a unchanged",
      "ConfigMap/apps/b unchanged",
    ]);
    expect(writes()).toEqual([]);
    expect(await apply([configMap("b", {}, { a: "2" }), configMap("a"), ns])).toContain(
      "ConfigMap/apps/b configured",
    );
    expect(writes()).toEqual(["PATCH /api/v1/namespaces/apps/configmaps/b"]);
  });

  it("writes nothing of a stage in which one object is refused, and names each that is [KC-127, KC-136]", async () => {
    const { client, apply } = await setUp();
    await apply([ns]);
    const bad = { apiVersion: "example.com/v1", kind: "Missing", metadata: { name: "m", namespace: "apps" } };
    const homeless = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "nowhere" } };
    await expect(apply([configMap("a"), bad, homeless])).rejects.toMatchObject({
      code: "APPLY_DRY_RUN_FAILED",
      message: expect.stringContaining("Missing/apps/m dry-run failed"),
      hint: expect.stringContaining("ConfigMap/nowhere/x"),
    });
    expect(await client.find(key("a"))).toBeUndefined();
  });

  it("takes over what kubectl has set, and removes what is not declared [KC-133, KC-134]", async () => {
    const { client, user, other, apply } = await setUp();
    await apply([ns, configMap("a")]);
    await user.patch(key("a"), "merge", { data: { extra: "by hand" }, metadata: { labels: { old: "x" } } });
    await other.patch(key("a"), "merge", { data: { foreign: "kept" } });
    expect(await apply([configMap("a")])).toEqual(["ConfigMap/apps/a configured"]);
    const live = await client.get(key("a"));
    expect(live["data"]).toEqual({ a: "1", foreign: "kept" });
    expect(live.metadata.labels ?? {}).toEqual({});
    expect(await apply([configMap("a")])).toEqual(["ConfigMap/apps/a unchanged"]);
  });

  it("keeps hands off as told [KC-123, KC-124]", async () => {
    const { client, user, apply } = await setUp();
    await apply([ns, configMap("ignored"), configMap("once"), configMap("merged")]);
    await user.patch(key("ignored"), "merge", {
      data: { a: "9" },
      metadata: { annotations: { "x/reconcile": "Disabled" } },
    });
    await user.patch(key("once"), "merge", { data: { a: "9" } });
    await user.patch(key("merged"), "merge", { data: { mine: "9" } });
    const changes = await apply([
      configMap("ignored"),
      configMap("once", { annotations: { "x/ssa": "IfNotPresent" } }),
      configMap("merged", { annotations: { "x/ssa": "Merge" } }),
    ]);
    expect(changes).toEqual([
      "ConfigMap/apps/ignored skipped",
      "ConfigMap/apps/merged configured",
      "ConfigMap/apps/once skipped",
    ]);
    expect((await client.get(key("ignored")))["data"]).toEqual({ a: "9" });
    expect((await client.get(key("merged")))["data"]).toEqual({ a: "1", mine: "9" });
  });

  it("recreates an object whose field cannot be changed only when told to [KC-135]", async () => {
    const { client, apply } = await setUp();
    const immutable = (value: string, extra = {}): KubeObject => ({
      ...configMap("a", extra, { a: value }),
      immutable: true,
    });
    await apply([ns, immutable("1")]);
    const before = await client.get(key("a"));
    await expect(apply([immutable("2")])).rejects.toMatchObject({
      code: "APPLY_DRY_RUN_FAILED",
      message: expect.stringMatching(/^ConfigMap\/apps\/a dry-run failed \(Invalid\)/),
    });
    expect(await apply([immutable("2")], { force: true })).toEqual(["ConfigMap/apps/a created"]);
    const after = await client.get(key("a"));
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(after["data"]).toEqual({ a: "2" });
    expect(await apply([immutable("3", { labels: { "x/force": "enabled" } })])).toEqual([
      "ConfigMap/apps/a created",
    ]);
  });

  it("waits for definitions before what needs them [KC-125]", async () => {
    const { apply } = await setUp();
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    };
    const thing = {
      apiVersion: "example.com/v1",
      kind: "Thing",
      metadata: { name: "t", namespace: "apps" },
      spec: { a: 1 },
    };
    expect(await apply([thing, definition, ns])).toEqual([
      "CustomResourceDefinition/things.example.com created",
      "Namespace/apps created",
      "Thing/apps/t created",
    ]);
  });

  it("deletes in reverse order what it owns, and skips the rest [KC-143]", async () => {
    const { client, apply } = await setUp();
    await apply([
      ns,
      configMap("mine", { labels: { owner: "me" } }),
      configMap("foreign"),
      configMap("kept", { labels: { owner: "me" }, annotations: { "x/prune": "Disabled" } }),
    ]);
    const named = (name: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { namespace: "apps", name },
    });
    const deletions = await deleteObjects([named("foreign"), named("gone"), named("kept"), named("mine")], {
      client,
      ownerLabels: { owner: "me" },
      exclude: { "x/prune": "disabled" },
      signal: new AbortController().signal,
    });
    expect(deletions.map(({ action, object }) => `${object.metadata.name} ${action}`)).toEqual([
      "mine deleted",
      "kept skipped",
      "gone deleted",
      "foreign skipped",
    ]);
    expect(await client.find(key("mine"))).toBeUndefined();
    expect(await client.find(key("kept"))).toBeDefined();
  });
});
