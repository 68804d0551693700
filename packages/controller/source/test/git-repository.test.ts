import { existsSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { conditionsOf, Harness } from "./harness.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start({ gitMaxTreeBytes: 200_000 });
});
afterEach(() => {
  harness.git.fault = undefined;
  harness.git.login = undefined;
});
afterAll(() => harness.stop());

const minute = 60_000;

describe("GitRepository", () => {
  it("stores the commit of a branch and says so [OBJ-08] [RC-07] [GR-10] [GR-21] [EV-02] [EV-03] [EV-04] [ST-02] [ST-04]", async () => {
    const repo = harness.git.repository("first");
    const commit = repo.commit("Add the first file\n\nwith a body", {
      "app.yaml": "a: 1\n",
      "logo.png": "x",
    });
    await harness.create("first", {}, { annotations: { "event.toolkit.fluxcd.io/team": "blue" } });
    const object = await harness.whenReady("first");
    const revision = `main@sha1:${commit}`;
    expect(conditionsOf(object)).toEqual({
      Ready: `True Succeeded: stored artifact for revision '${revision}'`,
      ArtifactInStorage: `True Succeeded: stored artifact for revision '${revision}'`,
    });
    expect(object.metadata.finalizers).toEqual(["finalizers.fluxcd.io"]);
    expect(object.status).toMatchObject({
      observedGeneration: 1,
      artifact: {
        revision,
        path: `gitrepository/default/first/${commit}.tar.gz`,
        url: `http://source-controller.flux-system.svc.cluster.local./gitrepository/default/first/${commit}.tar.gz`,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        lastUpdateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        size: expect.any(Number),
      },
    });
    expect((await harness.tree(object)).list("")).toEqual(["app.yaml"]);
    await harness.until(async () => (await harness.events("first")).length > 0);
    expect(await harness.events("first")).toEqual([
      "Normal NewArtifact stored artifact for commit 'Add the first file'",
    ]);
    const events = await harness.client.list({ apiVersion: "v1", kind: "Event" }, { namespace: "default" });
    const event = events.items.find((item) => item["reason"] === "NewArtifact");
    expect(event?.metadata.annotations).toEqual({
      "event.toolkit.fluxcd.io/team": "blue",
      "source.toolkit.fluxcd.io/revision": revision,
      "source.toolkit.fluxcd.io/digest": object.status?.artifact?.digest,
    });
  });

  it("stores a new commit at the interval, and writes nothing while there is none [RC-13] [GR-12] [GR-13]", async () => {
    const repo = harness.git.repository("interval");
    repo.commit("one", { a: "1" });
    await harness.create("interval", { interval: "10m" });
    await harness.whenReady("interval");
    await harness.until(async () => (await harness.events("interval")).length > 0);
    harness.writes.length = 0;
    const count = () => harness.git.requests.filter(({ path }) => path.startsWith("/interval/")).length;
    const before = count();
    await harness.clock.advance(10 * minute);
    await harness.until(async () => count() >= before + 2);
    await harness.settle("next");
    const about = harness.writes.filter(({ path, body }) =>
      /"interval"|\/interval\//.test(`${path} ${body}`),
    );
    expect(about).toEqual([]);
    expect(count()).toBe(before + 2);
    const second = repo.commit("two", { a: "2" });
    await harness.clock.advance(10 * minute);
    const object = await harness.whenStatus(
      "interval",
      (status) => status.artifact?.revision === `main@sha1:${second}`,
    );
    expect(Buffer.from((await harness.tree(object)).read("a")).toString()).toBe("2");
  });

  it("shows progress before a new revision is there [RC-02] [RC-03]", async () => {
    const repo = harness.git.repository("progress");
    repo.commit("one", { a: "1" });
    await harness.create("progress", {});
    await harness.whenReady("progress");
    const second = repo.commit("two", { a: "2" });
    harness.writes.length = 0;
    await harness.reconcile("progress");
    await harness.whenReady("progress");
    const statuses = harness.writes
      .filter(({ path }) => path.endsWith("/progress/status"))
      .map(({ body }) => conditionsOf(JSON.parse(String(body))));
    const message = `new upstream revision 'main@sha1:${second}'`;
    expect(statuses[0]).toMatchObject({ Reconciling: "True Progressing: reconciliation in progress" });
    expect(statuses[0]?.["Ready"]).toMatch(/^True Succeeded/);
    expect(statuses[1]).toMatchObject({
      ArtifactOutdated: `True NewRevision: ${message}`,
      Reconciling: `True Progressing: building artifact: ${message}`,
      Ready: `Unknown Progressing: building artifact: ${message}`,
    });
    expect(Object.keys(statuses[2] ?? {}).sort()).toEqual(["ArtifactInStorage", "Ready"]);
    expect(statuses).toHaveLength(3);
  });

  it("tells a new generation, and starts at -1 [OBJ-03] [RC-02]", async () => {
    harness.git.repository("generation").commit("one", { a: "1" });
    harness.writes.length = 0;
    await harness.create("generation", {});
    await harness.whenReady("generation");
    const first = harness.writes.find(({ path }) => path.endsWith("/generation/status"));
    expect(conditionsOf(JSON.parse(String(first?.body)))).toEqual({
      Reconciling: "True Progressing: processing object: new generation -1 -> 1",
      Ready: "Unknown Progressing: processing object: new generation -1 -> 1",
    });
  });

  it("handles a request and notes it, also when it fails [OBJ-09] [OBJ-10]", async () => {
    harness.git.repository("request").commit("one", { a: "1" });
    await harness.create("request", {});
    await harness.whenReady("request");
    expect((await harness.reconcile("request", "one")).status?.lastHandledReconcileAt).toBe("one");
    harness.git.fault = { kind: "status", status: 500 };
    const failed = await harness.reconcile("request", "two");
    expect(failed.status?.lastHandledReconcileAt).toBe("two");
    expect(conditionsOf(failed)["Ready"]).toMatch(/^False GitOperationFailed: /);
  });

  it("does not wake for labels and other annotations [OBJ-09]", async () => {
    harness.git.repository("labels").commit("one", { a: "1" });
    await harness.create("labels", {});
    await harness.whenReady("labels");
    const count = () => harness.git.requests.filter(({ path }) => path.startsWith("/labels/")).length;
    const before = count();
    await harness.patch("labels", { metadata: { labels: { a: "b" }, annotations: { c: "d" } } });
    await harness.settle("after-labels");
    expect(count()).toBe(before);
  });

  it("leaves a suspended object alone but for the bookkeeping [OBJ-11]", async () => {
    const repo = harness.git.repository("suspended");
    repo.commit("one", { a: "1" });
    await harness.create("suspended", {});
    const before = await harness.whenReady("suspended");
    await harness.patch("suspended", { spec: { suspend: true } });
    repo.commit("two", { a: "2" });
    const after = await harness.reconcile("suspended", "while suspended");
    expect(after.status).toMatchObject({
      observedGeneration: 2,
      lastHandledReconcileAt: "while suspended",
      artifact: before.status?.artifact as object,
    });
    expect(conditionsOf(after)).toEqual(conditionsOf(before));
    await harness.patch("suspended", { spec: { suspend: false } });
    await harness.whenStatus(
      "suspended",
      (status) => status.artifact?.revision === `main@sha1:${repo.head()}`,
    );
  });

  it("removes the artifacts of a deleted object, then the finalizer [OBJ-12]", async () => {
    harness.git.repository("deleted").commit("one", { a: "1" });
    await harness.create("deleted", {});
    await harness.whenReady("deleted");
    const directory = join(harness.directory, "gitrepository/default/deleted");
    expect(existsSync(directory)).toBe(true);
    const { kind, apiVersion } = await harness.get("deleted");
    await harness.client.delete({ kind, apiVersion, namespace: "default", name: "deleted" });
    await harness.until(async () => (await harness.get("deleted").catch(() => "gone")) === "gone");
    expect(existsSync(directory)).toBe(false);
    await harness.until(async () =>
      (await harness.events("deleted")).includes(
        "Normal GarbageCollectionSucceeded garbage collected artifacts for deleted resource",
      ),
    );
  });

  it.each([
    [{ tag: "v1.0.0" }, (hash: string) => `v1.0.0@sha1:${hash}`],
    [{ semver: ">=1.0.0" }, (hash: string) => `v1.0.0@sha1:${hash}`],
    [{ name: "refs/tags/v1.0.0" }, (hash: string) => `refs/tags/v1.0.0@sha1:${hash}`],
    [{ name: "refs/heads/main" }, (hash: string) => `refs/heads/main@sha1:${hash}`],
  ])("follows %j [GR-04] [GR-10]", async (ref, expected) => {
    const name = `ref-${crypto.randomUUID().slice(0, 8)}`;
    const repo = harness.git.repository(name);
    const hash = repo.commit("one", { a: "1" });
    repo.tag("v1.0.0", "annotated");
    await harness.create(name, { ref });
    const object = await harness.whenReady(name);
    expect(object.status?.artifact?.revision).toBe(expected(hash));
  });

  it("stays with a commit and says at each look that it is stored [GR-12] [GR-21]", async () => {
    const repo = harness.git.repository("commit");
    const first = repo.commit("one", { a: "1" });
    repo.commit("two", { a: "2" });
    await harness.create("commit", { ref: { commit: first, branch: "main" } });
    const object = await harness.whenReady("commit");
    expect(object.status?.artifact?.revision).toBe(`main@sha1:${first}`);
    expect(Buffer.from((await harness.tree(object)).read("a")).toString()).toBe("1");
  });

  it("builds anew when the ignore rules change, under the same name [GR-07] [GR-22] [IG-05] [IG-06]", async () => {
    const repo = harness.git.repository("ignore");
    repo.commit("one", {
      "a.yaml": "1",
      "b.yaml": "2",
      "c.png": "3",
      "d/.sourceignore": "e\n",
      "d/e": "",
      "d/f": "",
    });
    await harness.create("ignore", { ignore: "" });
    const before = await harness.whenReady("ignore");
    expect(before.status?.observedIgnore).toBe("");
    expect((await harness.tree(before)).list("")).toEqual(["a.yaml", "b.yaml", "c.png", "d"]);
    expect((await harness.tree(before)).list("d")).toEqual([".sourceignore", "f"]);
    await harness.patch("ignore", { spec: { ignore: "/*\n!/a.yaml\n" } });
    const after = await harness.whenStatus("ignore", (status) => status.observedIgnore === "/*\n!/a.yaml\n");
    await harness.whenReady("ignore");
    expect(after.status?.artifact?.path).toBe(before.status?.artifact?.path);
    expect(after.status?.artifact?.digest).not.toBe(before.status?.artifact?.digest);
    expect((await harness.tree(after)).list("")).toEqual(["a.yaml"]);
  });
});

describe("GitRepository with bad input", () => {
  it("says that a server cannot be reached, keeps the last artifact, and recovers [RC-08] [RC-09] [GR-20] [EV-03]", async () => {
    const repo = harness.git.repository("outage");
    repo.commit("one", { a: "1" });
    await harness.create("outage", {});
    const before = await harness.whenReady("outage");
    harness.git.fault = { kind: "status", status: 503 };
    const failed = await harness.reconcile("outage");
    const message = "failed to checkout and determine revision: unexpected status code of the server: 503";
    expect(conditionsOf(failed)).toMatchObject({
      Ready: `False GitOperationFailed: ${message}`,
      FetchFailed: `True GitOperationFailed: ${message}`,
      Reconciling: "True ProgressingWithRetry: reconciliation in progress",
      ArtifactInStorage: conditionsOf(before)["ArtifactInStorage"] as string,
    });
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect((await harness.tree(failed)).list("")).toEqual(["a"]);
    harness.git.fault = undefined;
    await harness.clock.advance(2 * minute);
    expect(conditionsOf(await harness.whenReady("outage"))).toEqual(conditionsOf(before));
    await harness.until(async () => (await harness.events("outage")).length >= 3);
    expect((await harness.events("outage")).sort()).toEqual([
      "Normal NewArtifact stored artifact for commit 'one'",
      `Normal Succeeded stored artifact for commit '${before.status?.artifact?.revision}'`,
      `Warning GitOperationFailed ${message}`,
    ]);
  });

  it("does not count an ordinary failure as an observed generation [RC-09]", async () => {
    await harness.create("missing-repository", {});
    const object = await harness.whenFailed("missing-repository");
    expect(object.status?.observedGeneration ?? -1).toBe(-1);
    expect(conditionsOf(object)["FetchFailed"]).toBe(
      "True GitOperationFailed: failed to checkout and determine revision: repository not found",
    );
  });

  it("says that a server is too slow [GR-02]", async () => {
    harness.git.repository("slow").commit("one", { a: "1" });
    harness.git.fault = { kind: "hang" };
    await harness.create("slow", { timeout: "20s" });
    await harness.until(async () => harness.git.requests.some(({ path }) => path.startsWith("/slow/")));
    await harness.clock.advance(20_000);
    const object = await harness.whenFailed("slow");
    expect(conditionsOf(object)["Ready"]).toBe(
      `False GitOperationFailed: failed to checkout and determine revision: unable to clone '${harness.git.url}/slow': context deadline exceeded`,
    );
  });

  it("says that a repository is empty [GR-15]", async () => {
    const repo = harness.git.repository("empty");
    await harness.create("empty", {});
    const object = await harness.whenFailed("empty");
    expect(conditionsOf(object)["Ready"]).toBe("False EmptyGitRepository: git repository is empty");
    repo.commit("one", { a: "1" });
    await harness.clock.advance(2 * minute);
    await harness.whenReady("empty");
  });

  it("says that a repository is too large", async () => {
    harness.git.repository("large").commit("one", { a: "x".repeat(200_001) });
    await harness.create("large", {});
    const object = await harness.whenFailed("large");
    expect(conditionsOf(object)["Ready"]).toBe(
      "False ArchiveOperationFailed: unable to archive artifact to storage: git repository exceeds the limit of 200000 bytes in all files",
    );
    expect(conditionsOf(object)["StorageOperationFailed"]).toMatch(/^True ArchiveOperationFailed/);
  });

  it("says that a reference is not there [GR-16] [GR-17]", async () => {
    harness.git.repository("refs").commit("one", { a: "1" });
    const cases = {
      branch: `unable to clone: couldn't find remote ref "refs/heads/nope": git repository: '${harness.git.url}/refs'`,
      semver: "no match found for semver: >=9.0.0",
      name: "unable to resolve ref 'refs/pull/9/head' to a specific commit",
    };
    await harness.create("refs", { ref: { branch: "nope" } });
    const message = async () => conditionsOf(await harness.whenFailed("refs"))["Ready"];
    const prefix = "False GitOperationFailed: failed to checkout and determine revision: ";
    expect(await message()).toBe(prefix + cases.branch);
    for (const [ref, expected] of [
      [{ branch: null, semver: ">=9.0.0" }, cases.semver],
      [{ semver: null, name: "refs/pull/9/head" }, cases.name],
    ] as const) {
      await harness.patch("refs", { spec: { ref } });
      await harness.until(async () => (await message()) === prefix + expected);
    }
  });

  it("asks for a Secret that is not there, and for one that is wrong [GA-02] [GR-20] [OBJ-13]", async () => {
    harness.git.repository("secret").commit("one", { a: "1" });
    harness.git.login = { username: "me", password: "s3cret" };
    await harness.create("secret", { secretRef: { name: "login" } });
    expect(conditionsOf(await harness.whenFailed("secret"))["Ready"]).toBe(
      "False AuthenticationFailed: failed to get secret 'default/login': secrets \"login\" not found",
    );
    const encode = (text: string) => Buffer.from(text).toString("base64");
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "login", namespace: "default" },
      data: { password: encode("s3cret") },
    };
    await harness.client.create(secret);
    expect(conditionsOf(await harness.reconcile("secret"))["Ready"]).toBe(
      "False AuthenticationFailed: failed to configure authentication options: invalid 'http' auth option: 'password' requires 'username' to be set",
    );
    await harness.client.apply({ ...secret, data: { username: encode("me"), password: encode("wrong") } });
    expect(conditionsOf(await harness.reconcile("secret"))["Ready"]).toBe(
      "False GitOperationFailed: failed to checkout and determine revision: authentication required",
    );
    await harness.client.apply({ ...secret, data: { username: encode("me"), password: encode("s3cret") } });
    expect(conditionsOf(await harness.reconcile("secret"))["Ready"]).toMatch(/^True Succeeded/);
    const texts = [...(await harness.events("secret")), JSON.stringify(await harness.get("secret"))].join();
    expect(texts).not.toContain("s3cret");
  });

  it("tells the data of a GitHub App apart from a log-in [GA-05]", async () => {
    await harness.client.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "app", namespace: "default" },
      data: { githubAppID: Buffer.from("1").toString("base64") },
    });
    await harness.create("app", { secretRef: { name: "app" } });
    expect(conditionsOf(await harness.whenFailed("app"))["Ready"]).toBe(
      "False InvalidProviderConfiguration: secretRef 'default/app' has github app data but provider is not set to github",
    );
  });

  it("stalls on an address that cannot be parsed, until it is corrected [RC-10] [GR-20]", async () => {
    const repo = harness.git.repository("address");
    repo.commit("one", { a: "1" });
    await harness.create("address", { url: "http://[broken/" });
    const object = await harness.whenStatus("address", (status) => "Stalled" in conditionsOf({ status }));
    expect(conditionsOf(object)).toMatchObject({
      Stalled: expect.stringMatching(/^True URLInvalid: failed to parse url 'http:\/\/\[broken\/'/),
      FetchFailed: expect.stringMatching(/^True URLInvalid/),
      Ready: expect.stringMatching(/^False URLInvalid/),
    });
    expect(conditionsOf(object)).not.toHaveProperty("Reconciling");
    expect(object.status?.observedGeneration).toBe(1);
    await harness.patch("address", { spec: { url: `${harness.git.url}/address` } });
    expect(conditionsOf(await harness.whenReady("address"))).not.toHaveProperty("Stalled");
  });

  it.each([
    [{ recurseSubmodules: true }, "spec.recurseSubmodules"],
    [{ sparseCheckout: ["a"] }, "spec.sparseCheckout"],
    [{ include: [{ repository: { name: "x" } }] }, "spec.include"],
    [{ verify: { secretRef: { name: "x" } } }, "spec.verify"],
    [{ proxySecretRef: { name: "x" } }, "spec.proxySecretRef"],
    [{ provider: "github" as const }, "spec.provider github"],
    [{ url: "ssh://git@example.com/x" }, "spec.url with the scheme ssh"],
  ])("refuses %j with a clear condition", async (spec, field) => {
    const name = `unsupported-${crypto.randomUUID().slice(0, 8)}`;
    await harness.create(name, spec);
    const object = await harness.whenFailed(name);
    const text = `UnsupportedField: ${field} is not supported by this version: remove it`;
    expect(conditionsOf(object)).toMatchObject({ Ready: `False ${text}`, Stalled: `True ${text}` });
  });
});

describe("GitRepository and its storage", () => {
  it("builds a missing artifact again [RC-20]", async () => {
    const repo = harness.git.repository("lost");
    repo.commit("one", { a: "1" });
    await harness.create("lost", {});
    const before = await harness.whenReady("lost");
    rmSync(join(harness.directory, "gitrepository/default/lost"), { recursive: true });
    harness.writes.length = 0;
    await harness.reconcile("lost");
    const after = await harness.whenReady("lost");
    expect(after.status?.artifact?.digest).toBe(before.status?.artifact?.digest);
    expect((await harness.tree(after)).list("")).toEqual(["a"]);
    const messages = harness.writes.map(({ body }) => conditionsOf(JSON.parse(String(body)))["Reconciling"]);
    expect(messages).toContain("True Progressing: building artifact: disappeared from storage");
  });

  it("tells a damaged artifact and builds it again [RC-20] [RC-21]", async () => {
    harness.git.repository("damaged").commit("one", { a: "1" });
    await harness.create("damaged", {});
    const before = await harness.whenReady("damaged");
    truncateSync(join(harness.directory, before.status?.artifact?.path as string), 40);
    await harness.reconcile("damaged");
    expect((await harness.tree(await harness.whenReady("damaged"))).list("")).toEqual(["a"]);
    await harness.until(async () => (await harness.events("damaged")).length >= 2);
    expect(await harness.events("damaged")).toContain(
      `Warning ArtifactVerificationFailed failed to verify integrity of artifact: computed digest doesn't match '${before.status?.artifact?.digest}'`,
    );
  });

  it("starts over what a killed process left, and corrects the address [RC-20] [ST-07]", async () => {
    harness.git.repository("restart").commit("one", { a: "1" });
    await harness.create("restart", {});
    const object = await harness.whenReady("restart");
    await harness.stopController();
    const directory = join(harness.directory, "gitrepository/default/restart");
    writeFileSync(join(directory, "half.tar.gz.1-abc.unfinished"), "half");
    await harness.patch("restart", { metadata: { labels: { x: "y" } } });
    await harness.startController();
    await harness.reconcile("restart");
    expect(readdirSync(directory)).toEqual([object.status?.artifact?.path.split("/").pop()]);
  });

  it("collects superseded artifacts and tells how many [ST-10] [EV-08]", async () => {
    const repo = harness.git.repository("garbage");
    repo.commit("one", { a: "1" });
    await harness.create("garbage", {});
    await harness.whenReady("garbage");
    const directory = join(harness.directory, "gitrepository/default/garbage");
    for (const name of ["old-1.tar.gz", "old-2.tar.gz"]) {
      writeFileSync(join(directory, name), "");
      utimesSync(join(directory, name), 0, 0);
    }
    const object = await harness.reconcile("garbage");
    expect(readdirSync(directory)).toEqual([object.status?.artifact?.path.split("/").pop()]);
    await harness.until(async () =>
      (await harness.events("garbage")).includes(
        "Normal GarbageCollectionSucceeded garbage collected 2 artifacts",
      ),
    );
  });

  it("survives an error that nobody foresaw, and tries again [RC-15]", async () => {
    const repo = harness.git.repository("bug");
    repo.commit("one", { a: "1" });
    const verify = harness.storage.verify;
    await harness.create("bug", {});
    const before = await harness.whenReady("bug");
    harness.storage.verify = () => Promise.reject(new TypeError("a bug"));
    const failed = await harness.reconcile("bug");
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(conditionsOf(failed)["Reconciling"]).toMatch(/^True ProgressingWithRetry/);
    harness.storage.verify = verify;
    await harness.clock.advance(2 * minute);
    await harness.whenReady("bug");
  });

  it("packs the same commit into the same bytes, in whichever object [AR-05]", async () => {
    const repo = harness.git.repository("twin");
    repo.commit("one", { "a/b": "1", run: { executable: "x" } });
    await harness.create("twin", {});
    await harness.create("twin-2", { url: `${harness.git.url}/twin` });
    const [one, two] = [await harness.whenReady("twin"), await harness.whenReady("twin-2")];
    expect(one.status?.artifact?.digest).toBe(two.status?.artifact?.digest);
  });
});
