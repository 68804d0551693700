import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { type GitRepository, gitRepositoryKind } from "@sluice/api/source";
import type { KubeObject } from "@sluice/base/object";
import { runGit } from "@sluice/host";
import type { KubeClient } from "@sluice/kube/client";
import { afterAll, expect, it, vi } from "vitest";
import { bundledCli, type CliProcess, clientOf, root, startCli } from "../cli-process.ts";

const rounds = Number(process.env["SLUICE_KILLS"] ?? 20);
const longestLifeMs = 2500;
const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
const scratch = mkdtempSync(join(tmpdir(), "sluice-kill-"));
const repository = join(scratch, "repository");
const data = join(scratch, "data");
const kubeconfig = join(scratch, "kubeconfig");
let running: CliProcess | undefined;
afterAll(() => {
  running?.process.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});

async function commit(message: string): Promise<void> {
  await runGit([...identity, "add", "--all"], { cwd: repository });
  await runGit([...identity, "commit", "--quiet", "--message", message], { cwd: repository });
}

async function start(): Promise<KubeClient | undefined> {
  rmSync(kubeconfig, { force: true });
  running = await startCli([
    "up",
    "--git",
    repository,
    "--path",
    "./clusters/demo",
    "--data",
    data,
    "--kubeconfig",
    kubeconfig,
    "--log-level",
    "error",
  ]);
  return vi.waitFor(async () => clientOf(kubeconfig), { timeout: 20_000, interval: 20 });
}

async function kill(): Promise<void> {
  running?.process.kill("SIGKILL");
  await running?.ended;
}

/** Every artifact that could be served is whole. */
function checkArtifacts(): number {
  const files = readdirSync(join(data, "artifacts"), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith(".tar.gz"),
  );
  for (const file of files)
    expect(() => gunzipSync(readFileSync(join(file.parentPath ?? file.path, file.name)))).not.toThrow();
  return files.length;
}

it(`survives ${rounds} kills at random moments: converges, loses nothing acknowledged, repeats nothing with an effect`, {
  timeout: 300_000,
}, async () => {
  await bundledCli();
  cpSync(join(root, "examples/demo"), repository, { recursive: true });
  await runGit(["init", "--quiet", "--initial-branch=main", repository]);
  await commit("start");
  const acknowledged: string[] = [];
  const uids = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    const client = await start();
    const dieAt = Date.now() + Math.random() * longestLifeMs;
    writeFileSync(
      join(repository, "apps/docs/search.yaml"),
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: search\ndata:\n  index: round ${round}\n`,
    );
    await commit(`round ${round}`);
    while (Date.now() < dieAt) {
      const name = `mark-${round}-${acknowledged.length}`;
      await client
        ?.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } })
        .then(() => acknowledged.push(name));
      await delay(20);
    }
    for (const { metadata } of (await client?.list({ apiVersion: "apps/v1", kind: "Deployment" }))?.items ??
      []) {
      const known = uids.get(`${metadata.namespace}/${metadata.name}`);
      if (known !== undefined) expect(metadata.uid).toBe(known);
      uids.set(`${metadata.namespace}/${metadata.name}`, metadata.uid as string);
    }
    await kill();
    await client?.close();
    checkArtifacts();
  }

  const client = (await start()) as KubeClient;
  const revision = `main@sha1:${await runGit(["rev-parse", "HEAD"], { cwd: repository })}`;
  await vi.waitFor(
    async () => {
      const { items } = await client.list(kustomizationKind, { namespace: "flux-system" });
      expect(items).toHaveLength(11);
      for (const { metadata, status } of items as unknown as Kustomization[]) {
        expect(`${metadata.name} ${status?.lastAppliedRevision}`).toBe(`${metadata.name} ${revision}`);
        expect(status?.conditions?.map(({ type, status: state }) => `${type}=${state}`)).toEqual(
          expect.arrayContaining(["Ready=True"]),
        );
        expect(status?.conditions?.some(({ type }) => type === "Reconciling")).toBe(false);
      }
    },
    { timeout: 60_000, interval: 200 },
  );
  const search = await client.get({
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace: "docs",
    name: "search-docs",
  });
  expect(search["data"]).toEqual({ index: `round ${rounds - 1}` });
  const present = new Set(
    (await client.list({ apiVersion: "v1", kind: "ConfigMap" }, { namespace: "default" })).items.map(
      ({ metadata }) => metadata.name,
    ),
  );
  expect(acknowledged.filter((name) => !present.has(name))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(rounds);
  const { items: deployments } = await client.list({ apiVersion: "apps/v1", kind: "Deployment" });
  // Never changed in Git, so never changed here: one creation each, however often it was reconciled.
  expect(deployments.map(({ metadata }: KubeObject) => metadata.generation)).toEqual(
    deployments.map(() => 1),
  );
  for (const { metadata } of deployments)
    expect(metadata.uid).toBe(uids.get(`${metadata.namespace}/${metadata.name}`) ?? metadata.uid);
  const { status } = (await client.get({
    ...gitRepositoryKind,
    namespace: "flux-system",
    name: "flux-system",
  })) as unknown as GitRepository;
  const artifact = await fetch(status?.artifact?.url as string);
  const digest = createHash("sha256")
    .update(Buffer.from(await artifact.arrayBuffer()))
    .digest("hex");
  expect(`sha256:${digest}`).toBe(status?.artifact?.digest);
  expect(checkArtifacts()).toBeGreaterThan(0);
  running?.process.kill("SIGTERM");
  expect(await running?.ended).toBe(0);
  await client.close();
});
