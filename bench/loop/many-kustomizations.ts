/**
 * Many Kustomizations of one repository on the embedded API: how long until all are ready, what a commit that
 * touches one of them costs, and what the idle process does and holds.
 *
 *   npm run bench -- loop/many-kustomizations [KUSTOMIZATIONS] [OBJECTS]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { createLogger } from "@sluice/base/log";
import { followRepository, runGit, startHost } from "@sluice/host";

const count = Number(process.argv[2] ?? 300);
const objects = Number(process.argv[3] ?? 5);
const idleSeconds = 20;
const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];

const scratch = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const repository = join(scratch, "repository");
const rows: [string, string][] = [];
const note = (what: string, value: string): void => {
  rows.push([what, value]);
};

try {
  await makeRepository();
  const log = createLogger({ level: "error" });
  const writes = new Map<string, number>();
  let requests = 0;
  const host = await startHost({
    listen: { host: "127.0.0.1", port: 0 },
    kubeconfigPath: join(scratch, "kubeconfig"),
    log,
    onRequest({ method, path, query }) {
      requests++;
      if (method === "GET" || query?.has("dryRun")) return;
      const what = path.endsWith("/status")
        ? "status"
        : path.endsWith("/events") || path.includes("/events/")
          ? "events"
          : /\/(kustomizations|gitrepositories)/.test(path)
            ? "sources and Kustomizations"
            : "objects";
      writes.set(what, (writes.get(what) ?? 0) + 1);
    },
  });
  const startedAt = performance.now();
  const wired = await followRepository(host.client, {
    git: repository,
    branch: "main",
    path: "./cluster",
    interval: "10m",
    namespace: "flux-system",
    log,
  });
  await allAt(await head());
  note(
    `${count} Kustomizations of ${objects} objects, from nothing to ready`,
    `${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  await settle();

  const before = { builds: host.stats().builds, requests };
  writes.clear();
  writeFileSync(join(repository, "apps/7/object-0.yaml"), configMap(7, 0, "changed"));
  const pushedAt = performance.now();
  await commit("one file");
  await allAt(await head());
  note(
    "a commit that touches one of them, until all have its revision",
    `${((performance.now() - pushedAt) / 1000).toFixed(2)} s`,
  );
  await settle();
  note("  builds", String(host.stats().builds - before.builds));
  note("  writes of applied objects", String(writes.get("objects") ?? 0));
  note("  writes of status", String(writes.get("status") ?? 0));
  note("  writes of events", String(writes.get("events") ?? 0));

  writes.clear();
  requests = 0;
  const cpu = process.cpuUsage();
  await delay(idleSeconds * 1000);
  const { user, system } = process.cpuUsage(cpu);
  globalThis.gc?.();
  note(`idle for ${idleSeconds} s: writes`, String([...writes.values()].reduce((a, b) => a + b, 0)));
  note(`idle for ${idleSeconds} s: requests`, String(requests));
  note("idle: part of a core", `${(((user + system) / 1e6 / idleSeconds) * 100).toFixed(1)} %`);
  note("idle: resident memory", `${Math.round(process.memoryUsage().rss / 1024 / 1024)} MiB`);
  await wired.close();
  await host.close();

  async function allAt(commitId: string): Promise<void> {
    const revision = `main@sha1:${commitId}`;
    for (;;) {
      const { items } = await host.client.list(kustomizationKind, { namespace: "flux-system" });
      const done = (items as unknown as Kustomization[]).filter(
        ({ status }) =>
          status?.lastAppliedRevision === revision &&
          status.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True"),
      );
      if (done.length === count + 1) return;
      await delay(50);
    }
  }

  async function settle(): Promise<void> {
    for (let quiet = 0, last = -1; quiet < 10; ) {
      await delay(100);
      quiet = requests === last && host.stats().queued === 0 ? quiet + 1 : 0;
      last = requests;
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const width = Math.max(...rows.map(([what]) => what.length));
for (const [what, value] of rows) console.log(`${what.padEnd(width)}  ${value}`);
process.exit(0);

async function makeRepository(): Promise<void> {
  mkdirSync(join(repository, "cluster"), { recursive: true });
  for (let index = 0; index < count; index++) {
    const directory = join(repository, `apps/${index}`);
    mkdirSync(directory, { recursive: true });
    for (let object = 0; object < objects; object++)
      writeFileSync(join(directory, `object-${object}.yaml`), configMap(index, object, "as declared"));
    writeFileSync(join(repository, `cluster/${index}.yaml`), kustomization(index));
  }
  await runGit(["init", "--quiet", "--initial-branch=main", repository]);
  await commit("all");
}

async function commit(message: string): Promise<void> {
  await runGit([...identity, "add", "--all"], { cwd: repository });
  await runGit([...identity, "commit", "--quiet", "--message", message], { cwd: repository });
}

function head(): Promise<string> {
  return runGit(["rev-parse", "HEAD"], { cwd: repository });
}

function configMap(index: number, object: number, text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-${index}-${object}\n  namespace: default\ndata:\n  text: ${text}\n`;
}

function kustomization(index: number): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: app-${index}
  namespace: flux-system
spec:
  interval: 1h
  path: ./apps/${index}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
}
