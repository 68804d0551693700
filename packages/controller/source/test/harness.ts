import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crdOf } from "@sluice/api/schema";
import { type GitRepository, type GitRepositorySpec, gitRepositoryKind } from "@sluice/api/source";
import { createApiServer } from "@sluice/api-server";
import { ManualClock, systemClock } from "@sluice/base/clock";
import type { FileTree } from "@sluice/base/file-tree";
import { silentLogger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { fetchTransport, KubeClient, type KubeRequest, type Transport } from "@sluice/kube/client";
import { GitServer } from "@sluice/testing/git-server";
import { ArtifactFetcher, type ArtifactStorage, createFileHandler } from "@sluice/toolkit/artifact";
import {
  createGitRepositoryController,
  defaultFlags,
  openStorage,
  type SourceControllerFlags,
} from "../src/index.ts";

type Stored = GitRepository & KubeObject;

/** The embedded API, a Git server and the controller, wired in process, on a clock that the test moves. */
export class Harness {
  readonly clock = new ManualClock(Date.UTC(2026, 0, 1));
  readonly git: GitServer;
  readonly client: KubeClient;
  readonly directory: string;
  storage!: ArtifactStorage;
  /** Requests of the controller that write. */
  readonly writes: KubeRequest[] = [];
  readonly #transport: Transport;
  readonly #flags: SourceControllerFlags;
  #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  readonly #close: () => Promise<void>;

  private constructor(parts: {
    git: GitServer;
    directory: string;
    transport: Transport;
    flags: Partial<SourceControllerFlags>;
    close: () => Promise<void>;
  }) {
    this.git = parts.git;
    this.directory = parts.directory;
    this.#transport = parts.transport;
    this.#flags = {
      ...defaultFlags,
      minRetryDelayMs: 60_000,
      intervalJitterPercentage: 0,
      storagePath: parts.directory,
      storageAdvertisedAddress: "source-controller.flux-system.svc.cluster.local.",
      gitStorePath: join(parts.directory, "git"),
      ...parts.flags,
    };
    this.#close = parts.close;
    this.client = new KubeClient(parts.transport, { fieldManager: "test" });
  }

  static async start(flags: Partial<SourceControllerFlags> = {}): Promise<Harness> {
    const server = await createApiServer();
    const git = await GitServer.start();
    const directory = await mkdtemp(join(tmpdir(), "source-controller-"));
    const transport = fetchTransport((request) => server.fetch(request));
    const close = async (): Promise<void> => {
      await git.stop();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    };
    const harness = new Harness({ git, directory, transport, flags, close });
    await harness.client.create(crdOf(gitRepositoryKind));
    await harness.until(() => harness.client.list(gitRepositoryKind).catch(() => undefined));
    await harness.startController();
    return harness;
  }

  async startController(): Promise<void> {
    this.#abort = new AbortController();
    const recording: Transport = {
      send: (request) => {
        if (request.method !== "GET") this.writes.push(request);
        return this.#transport.send(request);
      },
      close: async () => {},
    };
    const { storage, gitStore } = await openStorage(this.#flags, this.clock);
    this.storage = storage;
    const controller = createGitRepositoryController({
      client: new KubeClient(recording, { fieldManager: "source-controller" }),
      clock: this.clock,
      log: silentLogger,
      flags: this.#flags,
      storage,
      gitStore,
    });
    this.#running = controller.run(this.#abort.signal);
    await controller.started;
  }

  async stopController(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async stop(): Promise<void> {
    await this.stopController();
    await this.#close();
  }

  async create(name: string, spec: Partial<GitRepositorySpec>, metadata = {}): Promise<Stored> {
    return this.client.create<Stored>({
      apiVersion: gitRepositoryKind.apiVersion,
      kind: "GitRepository",
      metadata: { name, namespace: "default", ...metadata },
      spec: { interval: "10m", url: `${this.git.url}/${name}`, ref: { branch: "main" }, ...spec },
    });
  }

  get(name: string): Promise<Stored> {
    return this.client.get<Stored>({ ...gitRepositoryKind, namespace: "default", name });
  }

  patch(name: string, patch: object): Promise<Stored> {
    return this.client.patch<Stored>({ ...gitRepositoryKind, namespace: "default", name }, "merge", patch);
  }

  /** Asks for a reconcile and waits until it has ended. */
  async reconcile(name: string, token: string = crypto.randomUUID()): Promise<Stored> {
    await this.patch(name, { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": token } } });
    return this.whenStatus(
      name,
      (status) =>
        status.lastHandledReconcileAt === token &&
        !status.conditions?.some(({ type, reason }) => type === "Reconciling" && reason === "Progressing"),
    );
  }

  /** Waits until the status fulfils a condition. */
  async whenStatus(name: string, isMet: (status: NonNullable<Stored["status"]>) => boolean): Promise<Stored> {
    return this.until(async () => {
      const object = await this.get(name);
      return object.status !== undefined && isMet(object.status) ? object : undefined;
    });
  }

  whenReady(name: string): Promise<Stored> {
    return this.whenStatus(name, (status) => conditionsOf({ status })["Ready"]?.startsWith("True") === true);
  }

  whenFailed(name: string): Promise<Stored> {
    return this.whenStatus(name, (status) => conditionsOf({ status })["Ready"]?.startsWith("False") === true);
  }

  /** Lets a further object become ready: what was to happen before that has happened. */
  async settle(name: string): Promise<void> {
    this.git.repository(name).commit("one", { a: "1" });
    await this.create(name, {});
    await this.whenReady(name);
  }

  /** Waits in real time, the clock of the controller standing still. */
  async until<T>(find: () => Promise<T | undefined | false>): Promise<T> {
    for (let tries = 0; tries < 2_000; tries++) {
      const found = await find();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => systemClock.after(5, resolve));
    }
    throw new Error("waited in vain");
  }

  /** Events as `Type Reason message`, in the order of their time. */
  async events(name: string): Promise<string[]> {
    const list = await this.client.list<KubeObject>(
      { apiVersion: "v1", kind: "Event" },
      { namespace: "default" },
    );
    return list.items
      .filter((event) => (event["involvedObject"] as { name?: string }).name === name)
      .map((event) => `${event["type"]} ${event["reason"]} ${event["message"]}`);
  }

  /** The tree in the artifact of an object, fetched as other controllers fetch it. */
  async tree(object: GitRepository): Promise<FileTree> {
    const { artifact } = object.status ?? {};
    if (artifact === undefined) throw new Error("no artifact");
    const handler = createFileHandler(this.storage.root);
    const fetcher = new ArtifactFetcher({
      fetch: (url, init) => handler(new Request(url, init)),
      retries: 0,
    });
    return fetcher.fetchTree(artifact);
  }
}

/** Conditions as `Type` to `Status Reason: message`. */
export function conditionsOf(object: Pick<GitRepository, "status">): Record<string, string> {
  return Object.fromEntries(
    (object.status?.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      `${status} ${reason}: ${message}`,
    ]),
  );
}
