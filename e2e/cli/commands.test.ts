import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allKinds } from "@sluice/api/all";
import { crdOf } from "@sluice/api/schema";
import { parseYaml, parseYamlDocuments } from "@sluice/yaml";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type CliProcess, clientOf, root, runCli, startCli } from "../cli-process.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-cli-"));
const kubeconfig = join(scratch, "kubeconfig");
const directory = join(scratch, "directory");
const env = { KUBECONFIG: kubeconfig };
let up: CliProcess;

const sluice = (...args: string[]) => runCli(args, env);

beforeAll(async () => {
  cpSync(join(root, "examples/demo"), directory, { recursive: true });
  up = await startCli([
    "up",
    "--git",
    directory,
    "--path",
    "./clusters/demo",
    "--kubeconfig",
    kubeconfig,
    "--log-level",
    "error",
  ]);
  await vi.waitFor(
    async () => {
      const { stdout } = await sluice(
        "get",
        "kustomizations",
        "--status-selector",
        "ready=true",
        "--no-header",
      );
      expect(stdout.trimEnd().split("\n")).toHaveLength(11);
    },
    { timeout: 40_000, interval: 200 },
  );
}, 60_000);
afterAll(async () => {
  up.process.kill("SIGTERM");
  await up.ended;
  rmSync(scratch, { recursive: true, force: true });
});

describe("the sluice command", () => {
  it("lists objects in columns [CLI-12, CLI-13, GET-5]", async () => {
    const { stdout, code } = await sluice("get", "ks", "web");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^NAME\tREVISION {9,}\tSUSPENDED\tREADY\tMESSAGE {2,}\t\nweb {1}\tmain@sha1:[0-9a-f]{8}\tFalse {4}\tTrue {1}\tApplied revision: main@sha1:[0-9a-f]{8}\t\n$/,
    );
    const { stdout: sources } = await sluice("get", "sources", "git", "-A");
    expect(sources).toMatch(/^NAMESPACE {2}\tNAME {7}\tREVISION/);
    expect(sources).toMatch(
      /\nflux-system\tflux-system\tmain@sha1:[0-9a-f]{8}\tFalse {4}\tTrue {1}\tstored artifact for revision 'main@sha1:[0-9a-f]{8}'/,
    );
    expect((await sluice("get", "ks", "--show-source", "web")).stdout).toContain(
      "GitRepository/flux-system/flux-system",
    );
  });

  it("lists everything, kind by kind [GET-3]", async () => {
    const { stdout } = await sluice("get", "all");
    expect(stdout).toContain("gitrepository/flux-system\t");
    expect(stdout).toContain("kustomization/web");
    expect(stdout.match(/\n\n/g)).toHaveLength(2);
  });

  it("says what it did not find [CLI-7, GET-2]", async () => {
    expect(await sluice("get", "ks", "nope")).toMatchObject({
      code: 1,
      stderr: "✗ Kustomization object 'nope' not found in \"flux-system\" namespace\n",
    });
    expect(await sluice("get", "ks", "-n", "default")).toMatchObject({
      code: 1,
      stderr: '✗ no Kustomization objects found in "default" namespace\n',
    });
  });

  it.each([
    [
      ["get", "ks", "--status-selector", "ready"],
      "expected status selector in type=status or type!=status format, but found: ready",
    ],
    [["get", "ks", "-n", "Not_A_Label"], 'namespace must be a valid DNS label: "Not_A_Label"'],
    [["get", "all", "--watch"], "expected a single resource type, but found all"],
    [["suspend", "ks"], "kustomization name is required"],
    [["reconcile", "source", "git"], "source git name is required"],
    [["tree", "ks", "web", "-o", "xml"], "output must be json or yaml, not xml"],
    [["get", "ks", "--timeout", "5"], 'invalid duration "5"'],
  ])("refuses %j [CLI-5, GET-1, GET-4]", async (args, message) => {
    const { code, stderr } = await sluice(...args);
    expect(code).toBe(1);
    expect(stderr.split("\n")[0]).toBe(`✗ ${message}`);
  });

  it("watches until the time-out [GET-4]", async () => {
    const { code, stdout } = await sluice("get", "ks", "web", "--watch", "--timeout", "1s");
    expect(code).toBe(1);
    expect(stdout.match(/NAME/g)).toHaveLength(1);
    expect(stdout).toContain("web");
  });

  it("reconciles now and waits for the result [ACT-3, ACT-4, ACT-5]", async () => {
    const { code, stderr, stdout } = await sluice("reconcile", "ks", "web", "--with-source");
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(stderr.replace(/sha1:\S+/g, "sha1:X")).toBe(
      [
        "► annotating GitRepository flux-system in flux-system namespace",
        "✔ GitRepository annotated",
        "◎ waiting for GitRepository reconciliation",
        "✔ fetched revision main@sha1:X",
        "► annotating Kustomization web in flux-system namespace",
        "✔ Kustomization annotated",
        "◎ waiting for Kustomization reconciliation",
        "✔ applied revision main@sha1:X",
        "",
      ].join("\n"),
    );
  });

  it("suspends and resumes [ACT-1, ACT-2]", async () => {
    expect(await sluice("suspend", "ks", "docs", "nope", "docs")).toMatchObject({
      code: 0,
      stderr: [
        "► suspending kustomization docs in flux-system namespace",
        "✔ kustomization suspended",
        "► suspending kustomization nope in flux-system namespace",
        "✗ Kustomization nope not found in flux-system namespace",
        "",
      ].join("\n"),
    });
    expect((await sluice("get", "ks", "docs", "--no-header")).stdout).toMatch(/\tTrue *\tTrue/);
    expect((await sluice("reconcile", "ks", "docs")).stderr).toContain("✗ resource is suspended");
    const { code, stderr } = await sluice("resume", "ks", "docs");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /► resuming kustomization docs in flux-system namespace\n✔ kustomization resumed\n◎ waiting for Kustomization reconciliation\n✔ Kustomization docs reconciliation completed\n✔ applied revision main@sha1:[0-9a-f]{40}\n/,
    );
    expect(await sluice("suspend", "source", "git", "--all")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("✔ source git suspended"),
    });
    expect(await sluice("resume", "source", "git", "--all", "--wait")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("✔ fetched revision"),
    });
  });

  it("draws what was applied as a tree [INS-7]", async () => {
    const { stdout } = await sluice("tree", "ks", "docs");
    expect(stdout).toBe(
      [
        "Kustomization/flux-system/docs",
        "├── Namespace/docs",
        "├── ConfigMap/docs/search-docs",
        "├── Service/docs/app-docs",
        "└── Deployment/docs/app-docs",
        "",
        "",
      ].join("\n"),
    );
    const compact = (await sluice("tree", "ks", "flux-system", "--compact")).stdout;
    expect(compact).toContain("├── Kustomization/flux-system/api\n");
    expect(compact).not.toContain("Deployment");
    const json = JSON.parse((await sluice("tree", "ks", "docs", "-o", "json")).stdout);
    expect(json.resource).toEqual({
      Namespace: "flux-system",
      Name: "docs",
      GroupKind: { Group: "kustomize.toolkit.fluxcd.io", Kind: "Kustomization" },
    });
    expect(json.resources).toHaveLength(4);
    expect(parseYaml((await sluice("tree", "ks", "docs", "-o", "yaml")).stdout, { flavour: "v2" })).toEqual(
      json,
    );
  });

  it("lists events, of one object and its source too [INS-5]", async () => {
    const { stdout } = await sluice("events", "--for", "kustomization/web");
    expect(stdout).toMatch(/^LAST SEEN\s*\tTYPE {2}\tREASON\s*\tOBJECT\s*\tMESSAGE/);
    expect(stdout).toContain("Kustomization/web");
    expect(stdout).toContain("GitRepository/flux-system");
    expect(stdout).not.toContain("Kustomization/docs");
    expect(await sluice("events", "-n", "default")).toMatchObject({
      code: 0,
      stderr: "✗ No events found in default namespace.\n",
    });
  });

  it("prints the definitions of all kinds", async () => {
    const { stdout } = await sluice("crds");
    const documents = parseYamlDocuments(stdout, { flavour: "v2" })
      .map(({ value }) => value)
      .filter((value) => value !== null);
    expect(documents).toEqual(JSON.parse(JSON.stringify(allKinds.map((kind) => crdOf(kind)))));
  });

  it("builds a kustomization like kustomize", async () => {
    const { stdout, code } = await sluice("kustomize", "build", join(directory, "apps/docs"));
    expect(code).toBe(0);
    expect(stdout).toContain("name: app-docs\n");
    const output = join(scratch, "built.yaml");
    expect((await sluice("kustomize", "build", join(directory, "apps/docs"), "-o", output)).code).toBe(0);
    writeFileSync(join(scratch, "kustomization.yaml"), "resourcez: []\n");
    expect(await sluice("kustomize", "build", scratch)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unknown field "resourcez"'),
    });
  });

  it("tells its version [CLI-1]", async () => {
    expect((await sluice("--version")).stdout).toMatch(/^sluice version \d+\.\d+\.\d+\n$/);
    expect((await sluice("version", "--client")).stdout).toMatch(/^sluice: v\d/);
    expect((await sluice("version", "-o", "json")).stdout).toMatch(/"kubernetes": "v1\.\d+/);
  });

  it("follows a plain directory as it changes, and applies nothing that is half written", async () => {
    writeFileSync(
      join(directory, "apps/docs/search.yaml"),
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: search\ndata:\n  index: edited\n",
    );
    const client = await clientOf(kubeconfig);
    await vi.waitFor(
      async () =>
        expect(
          (await client.get({ apiVersion: "v1", kind: "ConfigMap", namespace: "docs", name: "search-docs" }))[
            "data"
          ],
        ).toEqual({ index: "edited" }),
      { timeout: 10_000, interval: 50 },
    );
    await client.close();
  });

  it("says what to do when there is no API server", async () => {
    expect(await runCli(["get", "ks"], { KUBECONFIG: join(scratch, "none") })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no kubeconfig found at .*none\n.*set KUBECONFIG/),
    });
    expect(await runCli(["get", "ks", "--server", "http://127.0.0.1:1"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ECONNREFUSED"),
    });
  });
});

describe("sluice api-server", () => {
  it.each([
    ["in memory", ["--memory"]],
    ["with a data directory", ["--data", join(scratch, "api")]],
  ])("starts alone %s and says so in one line", async (_name, args) => {
    const path = join(scratch, "api-kubeconfig");
    const server = await startCli(["api-server", ...args, "--kubeconfig", path]);
    await vi.waitFor(
      () =>
        expect(server.stdout()).toMatch(
          /^Kubernetes API ready at https:\/\/127\.0\.0\.1:\d+ \(kubeconfig: .*\)\n$/,
        ),
      { timeout: 15_000 },
    );
    const client = await clientOf(path);
    expect(
      (await client.list({ apiVersion: "v1", kind: "Namespace" })).items.map(({ metadata }) => metadata.name),
    ).toContain("default");
    await client.close();
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
  });

  it("keeps objects in its data directory, in snapshots, and in what is restored from them", async () => {
    const [data, copy, file, path] = [
      join(scratch, "kept"),
      join(scratch, "copy"),
      join(scratch, "snapshot"),
      join(scratch, "kept-kubeconfig"),
    ];
    const withServer = async (
      directory: string,
      action: (client: Awaited<ReturnType<typeof clientOf>>) => Promise<unknown>,
    ): Promise<void> => {
      rmSync(path, { force: true });
      const server = await startCli(["api-server", "--data", directory, "--kubeconfig", path]);
      await vi.waitFor(() => expect(server.stdout()).toContain("ready"), { timeout: 15_000 });
      const client = await clientOf(path);
      await action(client);
      await client.close();
      server.process.kill("SIGTERM");
      expect(await server.ended).toBe(0);
    };
    const kept = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kept", namespace: "default" },
      data: { a: "1" },
    };
    await withServer(data, (client) => client.create(kept));
    expect(await runCli(["api-server", "snapshot", file, "--data", data])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^wrote \d+ objects at revision \d+ to /),
    });
    expect(await runCli(["api-server", "restore", file, "--data", copy])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^restored \d+ objects/),
    });
    await withServer(copy, async (client) =>
      expect((await client.get({ ...kept, namespace: "default", name: "kept" }))["data"]).toEqual({ a: "1" }),
    );
    expect(await runCli(["api-server", "restore", file, "--data", copy])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("holds objects already"),
    });
    expect(await runCli(["api-server", "snapshot", file, "--data", join(scratch, "none")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("holds no objects"),
    });
  });
});
