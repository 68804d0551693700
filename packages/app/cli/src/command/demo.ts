import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { ReadyCondition } from "@sluice/api/meta";
import { SluiceError } from "@sluice/base/errors";
import { createLogger } from "@sluice/base/log";
import { getPath, type JsonObject, type KubeObject } from "@sluice/base/object";
import { followRepository, type Host, runGit, startHost } from "@sluice/host";
import type { KindRef, KubeClient } from "@sluice/kube/client";
import { computeStatus } from "@sluice/kube/health";
import { findCondition } from "@sluice/toolkit/conditions";
import type { CommandContext } from "../context.ts";
import { cliErrors } from "../errors.ts";
import { createProgress } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";
import { formatTree, readTree } from "./tree.ts";

export interface DemoFlags {
  keep?: boolean;
  data?: string;
}

const git = ["-c", "user.name=demo", "-c", "user.email=demo@example.com"];
const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
const configMap = { apiVersion: "v1", kind: "ConfigMap" };

/** `demo`: the whole loop in front of the user, with times. Throws when a step does not come to its end. */
export async function demo(caller: CommandContext, flags: DemoFlags): Promise<void> {
  // What is told is the demo's very output; on one stream it stays in order.
  const context = { ...caller, progress: createProgress(caller.print) };
  const scratch = await mkdtemp(join(tmpdir(), "sluice-demo-"));
  const show = new Demo(context, join(scratch, "repository"));
  const kubeconfigPath = join(scratch, "kubeconfig");
  const log = createLogger({ level: "error" });
  let host: Host | undefined;
  let repository: { close(): Promise<void> } | undefined;
  try {
    await show.createRepository();
    host = await startHost({
      listen: { host: "127.0.0.1", port: 0 },
      dataDirectory: flags.data,
      kubeconfigPath,
      log,
    });
    context.progress.success(`embedded Kubernetes API at ${host.url}, controllers started`);
    const wired = {
      git: show.repository,
      branch: "main",
      path: "./clusters/demo",
      interval: "10m",
      dataDirectory: flags.data,
      namespace: context.namespace,
      log,
    };
    repository = await followRepository(host.client, wired);
    await show.comeUp(host.client);
    await show.tree(host.client);
    await show.commit(host.client);
    await show.repair(host.client);
    await show.prune(host.client);
    show.summary();
    if (flags.keep) await keepRunning(context, kubeconfigPath);
  } finally {
    await repository?.close();
    await host?.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function keepRunning(context: CommandContext, kubeconfigPath: string): Promise<void> {
  context.print(`\nexport KUBECONFIG=${kubeconfigPath}\n`);
  context.progress.waiting("running until interrupted (Ctrl-C)");
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

class Demo {
  readonly repository: string;
  readonly #context: CommandContext;
  readonly #times: [string, number][] = [];

  constructor(context: CommandContext, repository: string) {
    this.#context = context;
    this.repository = repository;
  }

  async createRepository(): Promise<void> {
    this.#title("A Git repository with ten applications in three layers");
    await cp(findExample(), this.repository, { recursive: true });
    await runGit(["init", "--quiet", "--initial-branch=main", this.repository]);
    await this.#commitAll("the platform as declared");
    this.#context.progress.success(`made ${this.repository}`);
  }

  /** Waits until every Kustomization is ready, telling of each as it gets there. */
  async comeUp(client: KubeClient): Promise<void> {
    this.#title("The cluster comes to the declared state, layer by layer");
    const startedAt = performance.now();
    const expected = await this.#declaredNames();
    const ready = new Set<string>();
    await this.#watchUntil<Kustomization & KubeObject>(client, kustomizationKind, (kustomization) => {
      const name = kustomization.metadata.name as string;
      if (!isReady(kustomization) || ready.has(name)) return ready.size === expected.size;
      if (!expected.has(name)) return false;
      ready.add(name);
      const { path } = kustomization.spec;
      this.#context.progress.success(
        `${path?.replace("./", "")} is healthy (${ready.size}/${expected.size}, ${seconds(performance.now() - startedAt)})`,
      );
      return ready.size === expected.size;
    });
    this.#note(`${expected.size} applications from nothing to healthy`, startedAt);
  }

  async tree(client: KubeClient): Promise<void> {
    this.#title("What runs, and why it is there");
    const root = await readTree(
      client,
      { namespace: this.#context.namespace, name: "flux-system" },
      false,
      this.#context.signal,
    );
    this.#context.print(formatTree(root));
  }

  async commit(client: KubeClient): Promise<void> {
    this.#title("A commit: the web application gets a new version");
    await this.#edit("apps/web/kustomization.yaml", (text) => text.replace("newTag: 3.1.0", "newTag: 3.2.0"));
    const startedAt = performance.now();
    await this.#commitAll("web 3.2.0");
    await this.#watchUntil(client, deployment, (object) => {
      if (object.metadata.name !== "app-web") return false;
      const containers = getPath(object as unknown as JsonObject, "spec", "template", "spec", "containers");
      return (
        JSON.stringify(containers).includes("web:3.2.0") &&
        computeStatus(object, new Date()).state === "Current"
      );
    });
    this.#note("commit to healthy", startedAt);
  }

  async repair(client: KubeClient): Promise<void> {
    this.#title("Drift: somebody deletes a Deployment, and edits a ConfigMap");
    const key = { ...deployment, namespace: "api", name: "app-api" };
    const { uid } = (await client.get(key)).metadata;
    let startedAt = performance.now();
    await client.delete(key);
    await this.#watchUntil(
      client,
      deployment,
      (object) => object.metadata.name === "app-api" && object.metadata.uid !== uid,
    );
    this.#note("deleted Deployment put back", startedAt);
    startedAt = performance.now();
    await client.patch(
      { ...configMap, namespace: "web", name: "settings-web" },
      "merge",
      { data: { THEME: "dark" } },
      { fieldManager: "kubectl-edit" },
    );
    await this.#watchUntil(
      client,
      configMap,
      (object) =>
        object.metadata.name === "settings-web" &&
        getPath(object as unknown as JsonObject, "data", "THEME") === "light",
    );
    this.#note("edited ConfigMap put back", startedAt);
  }

  async prune(client: KubeClient): Promise<void> {
    this.#title("A removal: a file leaves the repository, its object leaves the cluster");
    await this.#edit("apps/docs/kustomization.yaml", (text) => text.replace("  - search.yaml\n", ""));
    const startedAt = performance.now();
    await this.#commitAll("docs without search");
    await this.#watchUntil(
      client,
      configMap,
      (object, type) => type === "DELETED" && object.metadata.name === "search-docs",
    );
    this.#note("removed file pruned", startedAt);
  }

  summary(): void {
    this.#title("Summary");
    this.#context.print(
      formatTable(
        ["what", "time"],
        this.#times.map(([what, ms]) => [what, seconds(ms)]),
      ),
    );
  }

  #title(text: string): void {
    this.#context.print(`\n${text}\n`);
  }

  #note(what: string, startedAt: number): void {
    const ms = performance.now() - startedAt;
    this.#times.push([what, ms]);
    this.#context.progress.success(`${what} in ${seconds(ms)}`);
  }

  async #declaredNames(): Promise<Set<string>> {
    const names = new Set<string>();
    for (const layer of ["infrastructure", "platform", "apps"]) {
      const text = await readFile(join(this.repository, `clusters/demo/${layer}.yaml`), "utf8");
      for (const [, name] of text.matchAll(/^metadata:\n {2}name: (\S+)$/gm)) names.add(name as string);
    }
    return names;
  }

  async #edit(path: string, change: (text: string) => string): Promise<void> {
    const file = join(this.repository, path);
    await writeFile(file, change(await readFile(file, "utf8")));
  }

  async #commitAll(message: string): Promise<void> {
    await runGit([...git, "add", "--all"], { cwd: this.repository });
    await runGit([...git, "commit", "--quiet", "--message", message], { cwd: this.repository });
  }

  /** Looks at the present objects and at each change until one satisfies the condition. */
  async #watchUntil<T extends KubeObject>(
    client: KubeClient,
    kind: KindRef,
    isDone: (object: T, type: string) => boolean,
  ): Promise<void> {
    const timeout = AbortSignal.timeout(this.#context.timeoutMs);
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, timeout, stop.signal]);
    try {
      for await (const event of client.watch<T>(kind, { signal, sendInitialEvents: true })) {
        if (event.type !== "BOOKMARK" && isDone(event.object, event.type)) return;
      }
    } catch (error) {
      if (timeout.aborted)
        throw new SluiceError(cliErrors.CLI_NOT_READY, `timed out waiting for a ${kind.kind}`, {
          hint: "--timeout says how long to wait",
        });
      throw error;
    } finally {
      stop.abort("done");
    }
  }
}

function isReady({ metadata, status }: Kustomization): boolean {
  return (
    findCondition(status?.conditions, ReadyCondition)?.status === "True" &&
    status?.observedGeneration === metadata.generation
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** The example lies beside the bundle, or some folders above the sources. */
function findExample(): string {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    const candidate = join(directory, "examples/demo");
    if (existsSync(candidate)) return candidate;
    if (directory === dirname(directory))
      throw new SluiceError(cliErrors.CLI_NOT_FOUND, "examples/demo does not exist beside this program");
  }
}
