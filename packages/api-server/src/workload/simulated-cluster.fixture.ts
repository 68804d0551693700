import type { JsonObject, KubeObject } from "@sluice/base/object";
import { createApiServer } from "../server/index.ts";
import { ManualClock } from "./clock.ts";
import type { SimulationOptions } from "./simulation.ts";
import { startWorkloads, type Workloads } from "./start-workloads.ts";

/** A server with simulated workloads whose time stands still until a test moves it. */
export interface SimulatedCluster {
  clock: ManualClock;
  /** Failures of controllers that nobody expected. */
  errors: unknown[];
  create(object: JsonObject): Promise<KubeObject>;
  /** Merges a patch into an object. */
  patch(path: string, patch: JsonObject): Promise<KubeObject>;
  get(path: string): Promise<KubeObject>;
  list(path: string): Promise<KubeObject[]>;
  delete(path: string): Promise<void>;
  /** Lets everything happen that is due now. */
  settle(): Promise<void>;
  /** Moves time on in small steps, letting things happen in between. */
  advance(ms: number, stepMs?: number): Promise<void>;
  /** Ends the controllers and starts new ones over the same objects. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const startMs = Date.parse("2026-03-01T12:00:00Z");

export async function simulatedCluster(options: Partial<SimulationOptions> = {}): Promise<SimulatedCluster> {
  const clock = new ManualClock(startMs);
  const errors: unknown[] = [];
  const server = await createApiServer({ now: () => new Date(clock.now()), workloads: false });
  const start = (): Promise<Workloads> =>
    startWorkloads(server.objects, {
      clock,
      stableNames: true,
      podStartMs: 1_000,
      jobRunMs: 1_000,
      podStopMs: 1_000,
      onError: (controller, key, error) => errors.push({ controller, key, error }),
      ...options,
    });
  let workloads = await start();
  async function request(
    method: string,
    path: string,
    body?: JsonObject,
    type = "application/json",
  ): Promise<KubeObject> {
    const response = await server.fetch(
      new Request(`http://cluster${path}`, {
        method,
        headers: { "content-type": type },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const answer = (await response.json()) as KubeObject;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${String(answer["message"])}`);
    return answer;
  }
  async function settle(): Promise<void> {
    // Watch events are handed out in later turns of the event loop, so being idle once is not enough.
    for (let calm = 0; calm < 4; calm++) {
      const before = await revision();
      for (let turn = 0; turn < 6; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
        await workloads.idle();
      }
      if ((await revision()) !== before) calm = -1;
    }
  }
  async function revision(): Promise<string> {
    const list = await request("GET", "/api/v1/namespaces?limit=1");
    return list.metadata.resourceVersion ?? "";
  }
  await settle();
  return {
    clock,
    errors,
    create: (object) => request("POST", collectionPath(object as unknown as KubeObject), object),
    patch: (path, patch) => request("PATCH", path, patch, "application/merge-patch+json"),
    get: (path) => request("GET", path),
    list: async (path) => (await request("GET", path))["items"] as KubeObject[],
    delete: async (path) => {
      await request("DELETE", path);
    },
    settle,
    async advance(ms, stepMs = 250) {
      await settle();
      for (let left = ms; left > 0; left -= stepMs) {
        clock.advance(Math.min(stepMs, left));
        await settle();
      }
    },
    async restart() {
      await workloads.stop();
      workloads = await start();
      await settle();
    },
    async close() {
      await workloads.stop();
      await server.close();
    },
  };
}

const clusterScoped = new Set(["Namespace", "PersistentVolume", "StorageClass", "Node"]);

function collectionPath(object: KubeObject): string {
  const root = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const plural =
    object.kind === "Ingress"
      ? "ingresses"
      : `${object.kind.toLowerCase()}${object.kind.endsWith("s") ? "es" : "s"}`;
  const scope = clusterScoped.has(object.kind) ? "" : `/namespaces/${object.metadata.namespace ?? "default"}`;
  return `${root}${scope}/${plural}`;
}
