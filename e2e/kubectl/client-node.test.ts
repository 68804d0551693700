import {
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  Watch,
} from "@kubernetes/client-node";
import { type ApiServer, createApiServer } from "@sluice/api-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const namespace = "work";

/** A promise that `settle` fulfils, and that fails with what is missing when nothing does in time. */
function signal<T>(what: string): { promise: Promise<T>; settle: (value: T) => void } {
  let settle!: (value: T) => void;
  const promise = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`never seen: ${what}`)), 10_000);
    settle = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
  });
  return { promise, settle };
}

describe("@kubernetes/client-node on the embedded API, over HTTPS", () => {
  let server: ApiServer;
  let config: KubeConfig;
  let core: CoreV1Api;

  beforeAll(async () => {
    server = await createApiServer({ workloads: false });
    const { url } = await server.listen();
    config = new KubeConfig();
    config.loadFromString(server.kubeconfig({ server: url }));
    expect(config.getCurrentCluster()!.server).toMatch(/^https:/);
    core = config.makeApiClient(CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: namespace } } });
  });
  afterAll(() => server.close());

  const create = (name: string, data: Record<string, string>, labels: Record<string, string> = {}) =>
    core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels }, data } });

  it("creates, reads, replaces and deletes", async () => {
    const created = await create("crud", { a: "1" });
    expect(created.metadata!.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.metadata!.creationTimestamp).toBeInstanceOf(Date);
    created.data = { a: "2" };
    const replaced = await core.replaceNamespacedConfigMap({ name: "crud", namespace, body: created });
    expect(Number(replaced.metadata!.resourceVersion)).toBeGreaterThan(
      Number(created.metadata!.resourceVersion),
    );
    expect((await core.readNamespacedConfigMap({ name: "crud", namespace })).data).toEqual({ a: "2" });
    const stale = core.replaceNamespacedConfigMap({ name: "crud", namespace, body: created });
    await expect(stale).rejects.toMatchObject({ code: 409 });
    await core.deleteNamespacedConfigMap({ name: "crud", namespace });
    const error = await core.readNamespacedConfigMap({ name: "crud", namespace }).catch((reason) => reason);
    expect(error).toBeInstanceOf(ApiException);
    expect(error.code).toBe(404);
    expect(JSON.parse(error.body)).toMatchObject({ kind: "Status", reason: "NotFound" });
  });

  it("lists in chunks and by labels", async () => {
    for (const name of ["l1", "l2", "l3"]) await create(name, {}, { set: "list" });
    const first = await core.listNamespacedConfigMap({ namespace, labelSelector: "set=list", limit: 2 });
    expect(first.items.map((item) => item.metadata!.name)).toEqual(["l1", "l2"]);
    const rest = await core.listNamespacedConfigMap({
      namespace,
      labelSelector: "set=list",
      limit: 2,
      _continue: first.metadata!._continue!,
    });
    expect(rest.items.map((item) => item.metadata!.name)).toEqual(["l3"]);
    expect(rest.metadata!._continue).toBeUndefined();
  });

  it.each([
    [PatchStrategy.MergePatch, { data: { b: "2" } }],
    [PatchStrategy.StrategicMergePatch, { data: { b: "2" } }],
    [PatchStrategy.JsonPatch, [{ op: "add", path: "/data/b", value: "2" }]],
  ])("patches with %s", async (strategy, body) => {
    const name = `patched-${strategy.replaceAll(/[^a-z]/g, "-")}`;
    await create(name, { a: "1" });
    const patched = await core.patchNamespacedConfigMap(
      { name, namespace, body },
      setHeaderOptions("Content-Type", strategy),
    );
    expect(patched.data).toEqual({ a: "1", b: "2" });
  });

  it("applies server-side, and is told of conflicts", async () => {
    const apply = (fieldManager: string, data: Record<string, string>, force?: boolean) =>
      core.patchNamespacedConfigMap(
        {
          name: "applied",
          namespace,
          fieldManager,
          ...(force === undefined ? {} : { force }),
          body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "applied" }, data },
        },
        setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply),
      );
    expect((await apply("one", { a: "1", gone: "soon" })).data).toEqual({ a: "1", gone: "soon" });
    expect((await apply("one", { a: "1" })).data).toEqual({ a: "1" });
    const conflict = await apply("two", { a: "2" }).catch((reason) => reason);
    expect(conflict.code).toBe(409);
    expect(JSON.parse(conflict.body).details.causes).toEqual([
      { reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.a" },
    ]);
    const forced = await apply("two", { a: "2" }, true);
    expect(forced.metadata!.managedFields!.map(({ manager, operation }) => [manager, operation])).toEqual([
      ["two", "Apply"],
    ]);
  });

  it("applies objects of any kind", async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "reader", namespace },
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }],
    };
    const strategy = PatchStrategy.ServerSideApply;
    const applied = await objects.patch(role, undefined, undefined, "any", true, strategy);
    expect(applied).toMatchObject({ metadata: { uid: expect.any(String) } });
    const read = await objects.read({ ...role, metadata: { name: "reader", namespace } });
    expect(read).toMatchObject({ kind: "Role", rules: role.rules });
    const listed = await objects.list("rbac.authorization.k8s.io/v1", "Role", namespace);
    expect(listed.items).toHaveLength(1);
  });

  it("uses custom resources as soon as they are established", async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gadgets.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "gadgets", kind: "Gadget" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: {
                  spec: { type: "object", properties: { size: { type: "integer", _default: 3 } } },
                },
              },
            },
          },
        ],
      },
    };
    await objects.create(definition);
    const custom = config.makeApiClient(CustomObjectsApi);
    const where = { group: "example.com", version: "v1", namespace, plural: "gadgets" };
    const body = { apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "g" }, spec: {} };
    const create = () => custom.createNamespacedCustomObject({ ...where, body });
    let created = await create().catch(() => undefined);
    for (let attempt = 0; created === undefined && attempt < 100; attempt++) {
      created = await create().catch(() => undefined);
    }
    expect(created).toMatchObject({ spec: { size: 3 } });
    const list = await custom.listNamespacedCustomObject(where);
    expect(list.items).toHaveLength(1);
  });

  it("watches", async () => {
    const { metadata } = await core.listNamespacedConfigMap({ namespace });
    const seen: string[] = [];
    const all = signal<void>("three events");
    const ended = signal<unknown>("the end of the watch");
    const request = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { resourceVersion: metadata!.resourceVersion, allowWatchBookmarks: true },
      (type, object: V1ConfigMap) => {
        if (type === "BOOKMARK") return;
        seen.push(`${type} ${object.metadata!.name} ${object.data!["v"]}`);
        if (seen.length === 3) all.settle();
      },
      ended.settle,
    );
    await create("w", { v: "1" });
    await core.patchNamespacedConfigMap(
      { name: "w", namespace, body: { data: { v: "2" } } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
    await core.deleteNamespacedConfigMap({ name: "w", namespace });
    await all.promise;
    expect(seen).toEqual(["ADDED w 1", "MODIFIED w 2", "DELETED w 2"]);
    request.abort();
    await ended.promise;
  });

  it("keeps an informer up to date", async () => {
    await create("before", { v: "1" }, { informed: "yes" });
    const informer = makeInformer<V1ConfigMap>(
      config,
      `/api/v1/namespaces/${namespace}/configmaps`,
      () => core.listNamespacedConfigMap({ namespace, labelSelector: "informed=yes" }),
      "informed=yes",
    );
    const added = signal<V1ConfigMap>("the object made later");
    const updated = signal<V1ConfigMap>("the update");
    const deleted = signal<V1ConfigMap>("the deletion");
    informer.on("add", (object) => object.metadata!.name === "after" && added.settle(object));
    informer.on("update", updated.settle);
    informer.on("delete", deleted.settle);
    await informer.start();
    expect(informer.list(namespace).map((object) => object.metadata!.name)).toEqual(["before"]);
    const after = await create("after", { v: "1" }, { informed: "yes" });
    await create("other", { v: "1" });
    await added.promise;
    await core.replaceNamespacedConfigMap({ name: "after", namespace, body: { ...after, data: { v: "2" } } });
    expect((await updated.promise).data).toEqual({ v: "2" });
    expect(informer.get("after", namespace)!.data).toEqual({ v: "2" });
    await core.deleteNamespacedConfigMap({ name: "after", namespace });
    expect((await deleted.promise).metadata!.name).toBe("after");
    expect(informer.list(namespace).map((object) => object.metadata!.name)).toEqual(["before"]);
    await informer.stop();
  });
});
