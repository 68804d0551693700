import { findCondition } from "@sluice/toolkit/conditions";
import { afterEach, describe, expect, it, vi } from "vitest";
import { configMap, configMapKey, type Harness, startController } from "./harness.ts";

let harness: Harness;
afterEach(() => harness.close());

const data = async (name: string) => (await harness.user.find(configMapKey(name)))?.["data"];

describe("kustomization", () => {
  it("applies a directory and says so [KC-40, KC-42, KC-43, KC-45, KC-52, KC-65, KC-81, KC-128, KC-140, KC-141, KC-211]", async () => {
    harness = await startController();
    await harness.push("main@sha1:1", { "a.yaml": configMap("a"), "sub/b.yaml": configMap("b") });
    await harness.create("apps");
    const { metadata, status } = await harness.ready("apps", "main@sha1:1");
    expect(metadata.finalizers).toEqual(["finalizers.fluxcd.io"]);
    expect(status).toMatchObject({
      lastAppliedRevision: "main@sha1:1",
      lastAttemptedRevision: "main@sha1:1",
      inventory: {
        entries: [
          { id: "apps_a__ConfigMap", v: "v1" },
          { id: "apps_b__ConfigMap", v: "v1" },
        ],
      },
    });
    expect(status?.conditions?.map(({ type, reason }) => `${type}=${reason}`)).toEqual([
      "Ready=ReconciliationSucceeded",
    ]);
    expect(status?.history).toMatchObject([
      {
        lastReconciledStatus: "ReconciliationSucceeded",
        totalReconciliations: 1,
        metadata: { revision: "main@sha1:1" },
        digest: expect.stringMatching(/^sha256:/),
      },
    ]);
    const live = await harness.user.get(configMapKey("a"));
    expect(live.metadata.labels).toEqual({
      "kustomize.toolkit.fluxcd.io/name": "apps",
      "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
    });
    const messages = (await harness.events("apps")).map(
      ({ type, reason, message }) => `${type} ${reason} ${message}`,
    );
    expect(messages).toContain("Normal Progressing ConfigMap/apps/a created\nConfigMap/apps/b created");
    expect(
      messages.some((message) =>
        /^Normal ReconciliationSucceeded Reconciliation finished in .+, next run in 1h0m0s$/.test(message),
      ),
    ).toBe(true);
  });

  it("prunes what left the source, and keeps it with prune off [KC-15, KC-142, KC-145]", async () => {
    harness = await startController();
    await harness.push("r1", {
      "a.yaml": configMap("a"),
      "b.yaml": configMap("b"),
      "c.yaml": configMap("c"),
    });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.push("r2", { "a.yaml": configMap("a"), "b.yaml": configMap("b") });
    await harness.ready("apps", "r2");
    expect(await data("c")).toBeUndefined();
    expect((await harness.events("apps")).map(({ message }) => message)).toContain(
      "ConfigMap/apps/c deleted",
    );
    await harness.edit("apps", { prune: false });
    await harness.push("r3", { "a.yaml": configMap("a") });
    const { status } = await harness.ready("apps", "r3");
    expect(await data("b")).toBeDefined();
    expect(status?.inventory?.entries.map(({ id }) => id)).toEqual(["apps_a__ConfigMap"]);
  });

  it("does not prune what is protected or not its own [KC-143]", async () => {
    harness = await startController();
    const annotated = (name: string, policy: string): string =>
      configMap(name, "a: '1'", `  annotations:\n    kustomize.toolkit.fluxcd.io/${policy}\n`);
    await harness.push("r1", {
      "a.yaml": configMap("a"),
      "b.yaml": annotated("foreign", "ssa: IfNotPresent"),
      "c.yaml": annotated("kept", "prune: Disabled"),
    });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.user.patch(configMapKey("foreign"), "merge", {
      metadata: { labels: { "kustomize.toolkit.fluxcd.io/name": "other" } },
    });
    await harness.push("r2", { "a.yaml": configMap("a") });
    await harness.ready("apps", "r2");
    expect(await data("kept")).toBeDefined();
    expect(await data("foreign")).toBeDefined();
    expect((await harness.events("apps")).map(({ message }) => message)).toContain(
      "ConfigMap/apps/kept skipped\nConfigMap/apps/foreign skipped",
    );
  });

  it("repairs drift at once, keeps what others own, and wakes nobody else", async () => {
    harness = await startController();
    await harness.push("r1", { "one/a.yaml": configMap("a"), "two/b.yaml": configMap("b") });
    await harness.create("one", { path: "./one" });
    await harness.create("two", { path: "./two" });
    await harness.ready("one", "r1");
    const before = await harness.ready("two", "r1");
    await vi.waitFor(() => expect(harness.controller.stats()).toMatchObject({ queued: 0, watches: 1 }));
    harness.requests.length = 0;
    await harness.user.delete(configMapKey("a"));
    await vi.waitFor(async () => expect(await data("a")).toEqual({ a: "1" }), { timeout: 1000, interval: 5 });
    await harness.user.patch(configMapKey("a"), "merge", { data: { a: "edited" } });
    await vi.waitFor(async () => expect(await data("a")).toEqual({ a: "1" }), { timeout: 1000, interval: 5 });
    await harness.user.patch(
      configMapKey("a"),
      "merge",
      { data: { mine: "kept" } },
      { fieldManager: "somebody" },
    );
    await harness.user.patch(configMapKey("a"), "merge", { data: { a: "edited again" } });
    await vi.waitFor(async () => expect(await data("a")).toEqual({ a: "1", mine: "kept" }), {
      timeout: 1000,
      interval: 5,
    });
    expect(harness.requests.some(({ path }) => path.includes("kustomizations/two"))).toBe(false);
    expect((await harness.get("two")).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect(harness.controller.stats().builds).toBe(2);
  });

  it("makes no request and no build when a commit changes nothing that it reads", async () => {
    harness = await startController();
    await harness.push("r1", { "one/a.yaml": configMap("a"), "two/b.yaml": configMap("b") });
    await harness.create("one", { path: "./one" });
    await harness.create("two", { path: "./two" });
    await harness.ready("one", "r1");
    await harness.ready("two", "r1");
    await vi.waitFor(() => expect(harness.controller.stats()).toMatchObject({ builds: 2, queued: 0 }));
    harness.requests.length = 0;
    await harness.push("r2", { "one/a.yaml": configMap("a"), "two/b.yaml": configMap("b", "a: '2'") });
    await harness.ready("one", "r2");
    await harness.ready("two", "r2");
    expect(harness.controller.stats().builds).toBe(3);
    const touched = harness.requests
      .map(({ method, path }) => `${method} ${path}`)
      .filter((line) => line.includes("configmaps") || line.includes("kustomizations"));
    expect(touched.filter((line) => line.includes("/one"))).toEqual([
      "PATCH /apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/one/status",
    ]);
    expect(touched.filter((line) => line.includes("configmaps/a"))).toEqual([]);
  });

  it("leaves a suspended object alone and goes on when resumed [KC-34, KC-41, KC-53]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps", { suspend: true });
    await harness.user.patch(harness.key("apps"), "merge", {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } },
    });
    await vi.waitFor(async () =>
      expect((await harness.get("apps")).status?.lastHandledReconcileAt).toBe("now"),
    );
    expect(await data("a")).toBeUndefined();
    await harness.edit("apps", { suspend: false });
    await harness.ready("apps", "r1");
  });

  it("waits for dependencies and is woken by them, not by the clock [KC-17, KC-71, KC-73]", async () => {
    harness = await startController({ requeueDependencyMs: 3_600_000 });
    await harness.push("r1", { "one/a.yaml": configMap("a"), "two/b.yaml": configMap("b") });
    await harness.create("two", { path: "./two", dependsOn: [{ name: "one" }] });
    await harness.failed("two", "DependencyNotReady", "dependency 'flux-system/one' not found");
    expect((await harness.events("two")).map(({ type, message }) => `${type} ${message}`)).toContain(
      "Normal Dependencies do not meet ready condition, retrying in 1h0m0s",
    );
    await harness.create("one", { path: "./one" });
    await harness.ready("two", "r1");
    await harness.push("r2", { "one/a.yaml": configMap("a", "a: '2'"), "two/b.yaml": configMap("b") });
    await harness.ready("two", "r2");
  });

  it("names a dependency cycle", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("one", { dependsOn: [{ name: "two" }] });
    await harness.create("two", { dependsOn: [{ name: "one" }] });
    await harness.failed(
      "one",
      "DependencyNotReady",
      "dependency cycle: flux-system/one -> flux-system/two -> flux-system/one",
    );
  });

  it("says when the source, its artifact or the path is missing, and recovers by itself [KC-13, KC-14, KC-56, KC-57, KC-61]", async () => {
    harness = await startController();
    await harness.create("apps", { path: "./missing" });
    await harness.failed("apps", "ArtifactFailed", "Source 'GitRepository/repo' not found");
    await harness.user.apply({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: "repo", namespace: "flux-system" },
      spec: { url: "https://example.com/r.git", interval: "1h" },
    });
    await harness.failed("apps", "ArtifactFailed", "Source artifact not found, retrying in 200ms");
    await harness.push("r1", { "a.yaml": configMap("a") });
    const { status } = await harness.failed(
      "apps",
      "ArtifactFailed",
      /^kustomization path not found: .*missing/,
    );
    expect(status?.lastAttemptedRevision).toBeUndefined();
    await harness.push("r2", { "missing/a.yaml": configMap("a") });
    await harness.ready("apps", "r2");
    await harness.edit("apps", { path: "../../missing" });
    await harness.ready("apps", "r2");
  });

  it("refuses a source in another namespace when told to [KC-184]", async () => {
    harness = await startController({ noCrossNamespaceRefs: true });
    await harness.create("apps", { sourceRef: { kind: "GitRepository", name: "repo", namespace: "apps" } });
    const { status } = await harness.failed(
      "apps",
      "AccessDenied",
      "can't access 'GitRepository/apps/repo', cross-namespace references have been blocked",
    );
    expect(findCondition(status?.conditions, "Stalled")?.status).toBe("True");
  });

  it("keeps the last good state when an input is broken, names file and object, and recovers [KC-65b, KC-100, KC-129]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.push("r2", { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n bad: [" });
    const broken = await harness.failed("apps", "BuildFailed", /a\.yaml/);
    expect(broken.status?.lastAppliedRevision).toBe("r1");
    expect(broken.status?.lastAttemptedRevision).toBe("r2");
    expect(await data("a")).toEqual({ a: "1" });
    expect(
      (await harness.events("apps")).some(
        ({ type, reason }) => type === "Warning" && reason === "BuildFailed",
      ),
    ).toBe(true);
    await harness.push("r3", {
      "a.yaml": configMap("a"),
      "x.yaml": "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: t\n  namespace: apps\n",
    });
    await harness.failed(
      "apps",
      "ReconciliationFailed",
      /^Thing\/apps\/t dry-run failed: no matches for kind "Thing" in version "example.com\/v1"/,
    );
    expect((await harness.get("apps")).status?.inventory?.entries).toHaveLength(1);
    await harness.push("r4", { "a.yaml": configMap("a", "a: '4'") });
    await harness.ready("apps", "r4");
    expect(await data("a")).toEqual({ a: "4" });
  });

  it("answers a request for a reconcile [KC-41]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.user.patch(harness.key("apps"), "merge", {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "t1" } },
    });
    await vi.waitFor(async () =>
      expect((await harness.get("apps")).status?.lastHandledReconcileAt).toBe("t1"),
    );
    expect((await harness.get("apps")).status?.history?.[0]?.totalReconciliations).toBe(2);
  });

  it("substitutes variables from objects and from the spec [KC-21, KC-102, KC-103, KC-104, KC-105]", async () => {
    harness = await startController();
    const text =
      configMap("a", "a: ${one}-${two}-${three:=default}") +
      `---\n${configMap("b", "a: ${one}", "  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n")}`;
    await harness.push("r1", { "a.yaml": text });
    await harness.user.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "vars", namespace: "flux-system" },
      data: { one: "cm\n", two: "cm" },
    });
    await harness.user.apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "vars", namespace: "flux-system" },
      stringData: { two: "secret" },
    });
    const substituteFrom = [
      { kind: "ConfigMap" as const, name: "vars" },
      { kind: "Secret" as const, name: "vars" },
      { kind: "Secret" as const, name: "none", optional: true },
    ];
    await harness.create("apps", { postBuild: { substituteFrom, substitute: { one: "spec" } } });
    await harness.ready("apps", "r1");
    expect(await data("a")).toEqual({ a: "spec-secret-default" });
    expect(await data("b")).toEqual({ a: "${one}" });
    await harness.edit("apps", { postBuild: { substitute: { "not-a-name": "x" } } });
    await harness.failed("apps", "BuildFailed", "'not-a-name' var name is invalid, must match");
    await harness.edit("apps", {
      postBuild: { substitute: { "not-a-name": null }, substituteFrom: [{ kind: "Secret", name: "none" }] },
    });
    await harness.failed("apps", "BuildFailed", "substitute from 'Secret/none' error:");
  });

  it("sets common metadata over all else [KC-29, KC-120]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a", "a: '1'", "  labels:\n    team: x\n") });
    await harness.create("apps", { commonMetadata: { labels: { team: "y" }, annotations: { note: "z" } } });
    await harness.ready("apps", "r1");
    const { metadata } = await harness.user.get(configMapKey("a"));
    expect(metadata.labels?.["team"]).toBe("y");
    expect(metadata.annotations?.["note"]).toBe("z");
  });

  it.each([
    ["Orphan", true, true],
    ["MirrorPrune", true, false],
    ["MirrorPrune", false, true],
    ["Delete", false, false],
    ["WaitForTermination", false, false],
  ] as const)(
    "deletion policy %s with prune %s: objects stay is %s [KC-16, KC-51, KC-146, KC-148]",
    async (deletionPolicy, prune, stays) => {
      harness = await startController();
      await harness.push("r1", { "a.yaml": configMap("a") });
      await harness.create("apps", { deletionPolicy, prune });
      await harness.ready("apps", "r1");
      await harness.user.delete(harness.key("apps"));
      await vi.waitFor(
        async () => expect(await harness.user.find(harness.key("apps"))).toBeUndefined(),
        5000,
      );
      expect((await data("a")) !== undefined).toBe(stays);
    },
  );

  it("leaves objects in place when deleted while suspended [KC-146]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.edit("apps", { suspend: true });
    await harness.user.delete(harness.key("apps"));
    await vi.waitFor(async () => expect(await harness.user.find(harness.key("apps"))).toBeUndefined());
    expect(await data("a")).toBeDefined();
  });

  it("refuses fields it does not act on instead of ignoring them", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps", { decryption: { provider: "sops" } });
    const { status } = await harness.failed(
      "apps",
      "ReconciliationFailed",
      "spec.decryption is not supported",
    );
    expect(findCondition(status?.conditions, "Stalled")?.status).toBe("True");
    await harness.edit("apps", { decryption: null });
    await harness.ready("apps", "r1");
  });

  it("refuses to apply an encrypted Secret [KC-98]", async () => {
    harness = await startController();
    await harness.push("r1", {
      "a.yaml":
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: apps\nstringData:\n  a: ENC[x]\nsops:\n  mac: ENC[y]\n",
    });
    await harness.create("apps");
    await harness.failed(
      "apps",
      "ReconciliationFailed",
      "Secret/apps/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled",
    );
  });

  it("acts as the service account for what it applies, and as itself for what it reads [KC-18, KC-149, KC-180, KC-183]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a", "a: ${x}"), "b.yaml": configMap("b") });
    await harness.user.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "vars", namespace: "flux-system" },
      data: { x: "one" },
    });
    await harness.create("apps", {
      serviceAccountName: "deployer",
      postBuild: { substituteFrom: [{ kind: "ConfigMap", name: "vars" }] },
    });
    await harness.failed(
      "apps",
      "ReconciliationFailed",
      /^ConfigMap\/apps\/[ab] dry-run failed \(Forbidden\): .*cannot/,
    );
    await harness.user.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "deployer", namespace: "flux-system" },
    });
    await harness.user.apply({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "deployer", namespace: "apps" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: "flux-system" }],
    });
    await harness.ready("apps", "r1");
    await harness.push("r2", { "a.yaml": configMap("a", "a: ${x}") });
    await harness.ready("apps", "r2");
    const as = (part: string) =>
      new Set(
        harness.requests
          .filter(({ path }) => path.includes(part))
          .map(({ headers }) => headers["impersonate-user"]),
      );
    expect(as("/namespaces/apps/configmaps")).toEqual(
      new Set(["system:serviceaccount:flux-system:deployer"]),
    );
    expect(as("configmaps/vars")).toEqual(new Set([undefined]));
    expect(as("/status")).toEqual(new Set([undefined]));
  });

  it("lets go of its objects when the service account to delete them as is gone [KC-147]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.edit("apps", { serviceAccountName: "gone" });
    await harness.failed("apps", "ReconciliationFailed", /cannot/);
    await harness.user.delete(harness.key("apps"));
    await vi.waitFor(async () => expect(await harness.user.find(harness.key("apps"))).toBeUndefined());
    expect(await data("a")).toBeDefined();
    await vi.waitFor(async () =>
      expect(
        (await harness.events("apps")).some(
          ({ type, message }) => type === "Warning" && message.startsWith("unable to prune objects: "),
        ),
      ).toBe(true),
    );
  });

  it("keeps what it could not delete in the inventory, and tries again [KC-144]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a"), "b.yaml": configMap("b") });
    await harness.user.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "deployer", namespace: "flux-system" },
    });
    const rules = (verbs: string[]) => [{ apiGroups: [""], resources: ["configmaps"], verbs }];
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "deployer", namespace: "apps" },
    };
    await harness.user.apply({
      ...role,
      rules: rules(["get", "list", "watch", "create", "patch", "update"]),
    });
    await harness.user.apply({
      ...role,
      kind: "RoleBinding",
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "deployer" },
      subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: "flux-system" }],
    });
    await harness.create("apps", { serviceAccountName: "deployer" });
    await harness.ready("apps", "r1");
    await harness.push("r2", { "a.yaml": configMap("a") });
    const { status } = await harness.failed(
      "apps",
      "PruneFailed",
      /^delete failed, errors: ConfigMap\/apps\/b delete failed: .*cannot delete/,
    );
    expect(status?.inventory?.entries.map(({ id }) => id)).toEqual([
      "apps_a__ConfigMap",
      "apps_b__ConfigMap",
    ]);
    await harness.user.apply({
      ...role,
      rules: rules(["get", "list", "watch", "create", "patch", "update", "delete"]),
    });
    await harness.ready("apps", "r2");
    expect(await data("b")).toBeUndefined();
  });

  it("recreates what cannot be changed when the spec says so [KC-30]", async () => {
    harness = await startController();
    const immutable = (value: string): string => `${configMap("a", `a: '${value}'`)}immutable: true\n`;
    await harness.push("r1", { "a.yaml": immutable("1") });
    await harness.create("apps");
    await harness.ready("apps", "r1");
    await harness.push("r2", { "a.yaml": immutable("2") });
    await harness.failed("apps", "ReconciliationFailed", /^ConfigMap\/apps\/a dry-run failed \(Invalid\)/);
    await harness.edit("apps", { force: true });
    await harness.ready("apps", "r2");
    expect(await data("a")).toEqual({ a: "2" });
  });

  it("is found in the objects and events it writes [KC-44, KC-130, KC-212, KC-214]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps");
    await harness.user.patch(harness.key("apps"), "merge", {
      metadata: { annotations: { "event.toolkit.fluxcd.io/team": "x" } },
    });
    const { metadata } = await harness.ready("apps", "r1");
    expect(
      metadata.managedFields
        ?.filter(({ subresource }) => subresource === "status")
        .map(({ manager }) => manager),
    ).toEqual(["gotk-kustomize-controller"]);
    const live = await harness.user.get(configMapKey("a"));
    expect(live.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual([
      "kustomize-controller Apply",
    ]);
    const finished = await vi.waitFor(async () => {
      const event = (await harness.events("apps")).find(({ message }) =>
        message.startsWith("Reconciliation finished"),
      );
      expect(event).toBeDefined();
      return event;
    });
    expect(finished?.metadata.annotations).toEqual({
      "kustomize.toolkit.fluxcd.io/revision": "r1",
      "kustomize.toolkit.fluxcd.io/commit_status": "update",
      "event.toolkit.fluxcd.io/team": "x",
    });
  });

  it("is not woken by a revision that it has, nor by its own status [KC-190]", async () => {
    harness = await startController();
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.create("apps");
    const { metadata } = await harness.ready("apps", "r1");
    await vi.waitFor(() => expect(harness.controller.stats().queued).toBe(0));
    harness.requests.length = 0;
    await harness.push("r1", { "a.yaml": configMap("a") });
    await harness.push("r1", { "a.yaml": configMap("a") }, "other");
    await harness.user.patch(harness.key("apps"), "merge", { metadata: { labels: { touched: "yes" } } });
    await harness.create("next");
    await harness.ready("next", "r1");
    expect(harness.requests.some(({ path }) => path.includes("kustomizations/apps"))).toBe(false);
    expect((await harness.get("apps")).status?.history).toEqual(
      ((await harness.user.get(harness.key("apps"))) as unknown as { status: { history: unknown } }).status
        .history,
    );
    expect(metadata.generation).toBe(1);
  });

  it("turns the type of an unquoted value when a variable says so [KC-107]", async () => {
    harness = await startController();
    await harness.push("r1", {
      "a.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\nimmutable: ${flag}\ndata:\n  a: v${number}\n",
    });
    await harness.create("apps", { postBuild: { substitute: { flag: "false", number: "1" } } });
    await harness.ready("apps", "r1");
    expect((await harness.user.get(configMapKey("a")))["immutable"]).toBe(false);
    expect(await data("a")).toEqual({ a: "v1" });
    await harness.edit("apps", { postBuild: { substitute: { flag: "text", number: "1" } } });
    await harness.failed("apps", "ReconciliationFailed", /^ConfigMap\/apps\/a dry-run failed .*immutable/);
  });
});
