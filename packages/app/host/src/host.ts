import { setMaxListeners } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allKinds } from "@sluice/api/all";
import { crdOf } from "@sluice/api/schema";
import { systemClock } from "@sluice/base/clock";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { fetchTransport, KubeClient, type KubeRequest, type Transport } from "@sluice/kube/client";
import {
  createKustomizationController,
  kustomizeEngine,
  defaultFlags as kustomizeFlags,
} from "@sluice/kustomize-controller";
import {
  createGitRepositoryController,
  openStorage,
  serveArtifacts,
  defaultFlags as sourceDefaults,
} from "@sluice/source-controller";
import { ArtifactFetcher } from "@sluice/toolkit/artifact";
import { startApiServer } from "./api-server.ts";
import { openDataDirectory } from "./data-directory.ts";

export interface HostOptions {
  /** Where the Kubernetes API listens; port 0 takes a free one. */
  listen: { host: string; port: number };
  /** Where everything is kept; in memory and a temporary place when absent. */
  dataDirectory?: string;
  /** Where to write the kubeconfig. */
  kubeconfigPath: string;
  log: Logger;
  /** Told of each request of the controllers, for measurements. */
  onRequest?(request: KubeRequest): void;
}

/** A running system. */
export interface Host {
  /** Address of the Kubernetes API. */
  url: string;
  /** A client of it, as its administrator. */
  client: KubeClient;
  stats(): { builds: number; watches: number; queued: number };
  /** Ends controllers, then servers. */
  close(): Promise<void>;
}

const fieldManager = "sluice-up";

/** Starts the embedded API, installs the kinds, and starts the controllers; resolves when they work. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { log } = options;
  const scratch =
    options.dataDirectory === undefined ? await mkdtemp(join(tmpdir(), "sluice-data-")) : undefined;
  const data = openDataDirectory(options.dataDirectory ?? (scratch as string));
  const closers: (() => Promise<void> | void)[] = [
    async () => {
      data.release();
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    },
  ];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const api = await startApiServer({ ...options, folder: scratch === undefined ? data.api : undefined });
    closers.push(() => api.close());
    const inProcess = fetchTransport((request) => api.server.fetch(request));
    const transport = options.onRequest === undefined ? inProcess : observed(inProcess, options.onRequest);
    const client = new KubeClient(transport, { fieldManager });
    for (const kind of allKinds) await client.apply(crdOf(kind) as unknown as KubeObject, { fieldManager });
    const artifacts = await serveArtifacts(data.artifacts, "127.0.0.1:0");
    closers.push(() => artifacts.close());
    const sourceFlags = {
      ...sourceDefaults,
      storagePath: data.artifacts,
      gitStorePath: data.git,
      storageAdvertisedAddress: artifacts.address,
    };
    const source = createGitRepositoryController({
      client: client.with({ userAgent: "source-controller" }),
      clock: systemClock,
      log,
      flags: sourceFlags,
      ...(await openStorage(sourceFlags, systemClock)),
    });
    const fetcher = new ArtifactFetcher();
    const kustomize = createKustomizationController({
      client: client.with({ userAgent: "kustomize-controller" }),
      clock: systemClock,
      log,
      flags: kustomizeFlags,
      engine: kustomizeEngine,
      fetchArtifact: (artifact, signal) => fetcher.fetchTree(artifact, signal),
    });
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const working = Promise.all([source.run(stop.signal), kustomize.run(stop.signal)]);
    closers.push(async () => {
      stop.abort("shutdown");
      await working;
    });
    await Promise.all([source.started, kustomize.started]);
    return { url: api.url, client, stats: () => kustomize.stats(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function observed(transport: Transport, onRequest: (request: KubeRequest) => void): Transport {
  return {
    send(request) {
      onRequest(request);
      return transport.send(request);
    },
    close: () => transport.close(),
  };
}
