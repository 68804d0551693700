import { allKinds } from "@sluice/api/all";
import { type Kustomization, type KustomizationSpec, kustomizationKind } from "@sluice/api/kustomize";
import { crdOf } from "@sluice/api/schema";
import { gitRepositoryKind } from "@sluice/api/source";
import { createApiServer } from "@sluice/api-server";
import { systemClock } from "@sluice/base/clock";
import { digestOf } from "@sluice/base/digest";
import { type FileContent, type FileTree, memoryTree } from "@sluice/base/file-tree";
import { silentLogger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { fetchTransport, KubeClient, type KubeRequest, type ObjectKey } from "@sluice/kube/client";
import { findCondition } from "@sluice/toolkit/conditions";
import { expect, vi } from "vitest";
import {
  createKustomizationController,
  defaultFlags,
  type KustomizeControllerFlags,
  kustomizeEngine,
} from "../src/index.ts";

export const namespace = "flux-system";
export type Files = Record<string, FileContent>;

/** The controller on an embedded API without simulated workloads, with sources whose files the test decides. */
export async function startController(flags: Partial<KustomizeControllerFlags> = {}) {
  const server = await createApiServer({ workloads: false });
  const requests: KubeRequest[] = [];
  const inner = fetchTransport((request) => server.fetch(request));
  const user = new KubeClient(inner, { fieldManager: "kubectl-edit" });
  const controllerClient = new KubeClient({
    send(request) {
      requests.push(request);
      return inner.send(request);
    },
    close: () => inner.close(),
  });
  for (const kind of allKinds) await user.apply(crdOf(kind) as unknown as KubeObject);
  await user.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await user.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } });
  const trees = new Map<string, FileTree>();
  const stop = new AbortController();
  const start = () =>
    createKustomizationController({
      client: controllerClient,
      clock: systemClock,
      log: silentLogger,
      flags: {
        ...defaultFlags,
        requeueDependencyMs: 200,
        minRetryDelayMs: 20,
        maxRetryDelayMs: 100,
        ...flags,
      },
      engine: kustomizeEngine,
      fetchArtifact: async ({ revision }) => trees.get(revision) as FileTree,
    });
  const controller = start();
  const ended = controller.run(stop.signal);
  await controller.started;

  const key = (name: string): ObjectKey => ({ ...kustomizationKind, namespace, name });
  return {
    user,
    controller,
    requests,
    /** Requests of the controller that change something, in short; leases and events left out. */
    writes: () =>
      requests
        .filter(
          ({ method, query, path }) => method !== "GET" && !query?.has("dryRun") && !path.endsWith("/events"),
        )
        .map(({ method, path }) => `${method} ${path}`),
    /** Gives a source a new revision with these files. */
    async push(revision: string, files: Files, source = "repo"): Promise<void> {
      const tree = memoryTree(files);
      trees.set(revision, tree);
      await user.apply({
        ...objectOf(gitRepositoryKind, source),
        spec: { url: "https://example.com/repo.git", interval: "1h" },
      } as KubeObject);
      const artifact = {
        revision,
        digest: digestOf(JSON.stringify(files)),
        path: "x.tar.gz",
        url: "http://localhost/x.tar.gz",
        lastUpdateTime: "2026-01-01T00:00:00Z",
      };
      await user.patch(
        { ...gitRepositoryKind, namespace, name: source },
        "merge",
        { status: { artifact } },
        { subresource: "status" },
      );
    },
    async create(name: string, spec: Partial<KustomizationSpec> = {}): Promise<void> {
      const full = {
        interval: "1h",
        retryInterval: "200ms",
        prune: true,
        path: "./",
        sourceRef: { kind: "GitRepository", name: "repo" },
        ...spec,
      };
      await user.apply({ ...objectOf(kustomizationKind, name), spec: full } as unknown as KubeObject);
    },
    async edit(name: string, spec: Record<string, unknown>): Promise<void> {
      await user.patch(key(name), "merge", { spec });
    },
    get: async (name: string): Promise<Kustomization> =>
      (await user.get(key(name))) as unknown as Kustomization,
    key,
    /** Waits until the Kustomization is ready at a revision. */
    async ready(name: string, revision: string): Promise<Kustomization> {
      return vi.waitFor(
        async () => {
          const object = (await user.get(key(name))) as unknown as Kustomization;
          const condition = findCondition(object.status?.conditions, "Ready");
          expect(`${condition?.status} ${condition?.message}`).toBe(`True Applied revision: ${revision}`);
          expect(object.status?.observedGeneration).toBe(object.metadata.generation);
          return object;
        },
        { timeout: 10_000, interval: 10 },
      );
    },
    /** Waits until the Ready condition has a reason, and a message that matches. */
    async failed(name: string, reason: string, message: RegExp | string): Promise<Kustomization> {
      return vi.waitFor(
        async () => {
          const object = (await user.get(key(name))) as unknown as Kustomization;
          const condition = findCondition(object.status?.conditions, "Ready");
          expect(condition).toMatchObject({ status: "False", reason });
          expect(condition?.message).toMatch(message);
          return object;
        },
        { timeout: 10_000, interval: 10 },
      );
    },
    async events(
      name: string,
    ): Promise<{ type: string; reason: string; message: string; metadata: KubeObject["metadata"] }[]> {
      const { items } = await user.list({ apiVersion: "v1", kind: "Event" }, { namespace });
      return (
        items as unknown as {
          involvedObject: { name: string };
          type: string;
          reason: string;
          message: string;
          metadata: KubeObject["metadata"];
        }[]
      ).filter(({ involvedObject }) => involvedObject.name === name);
    },
    async close(): Promise<void> {
      stop.abort("shutdown");
      await ended;
      await server.close();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startController>>;

function objectOf(kind: { apiVersion: string; kind: string }, name: string): KubeObject {
  return { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name, namespace } };
}

export const configMap = (name: string, data = "a: '1'", extra = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: apps\n${extra}data:\n  ${data}\n`;

export const configMapKey = (name: string): ObjectKey => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "apps",
  name,
});
