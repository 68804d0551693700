import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kustomizationKind } from "@sluice/api/kustomize";
import { reconcileRequestAnnotation } from "@sluice/api/meta";
import { gitRepositoryKind } from "@sluice/api/source";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import type { KubeClient } from "@sluice/kube/client";
import { openLocalRepository } from "./local-git/index.ts";

export interface RepositoryOptions {
  /** URL of a remote, or a directory on this machine. */
  git: string;
  branch?: string;
  /** Directory of the repository to apply. */
  path: string;
  /** How often to look at a remote. */
  interval: string;
  /** Where the state of a followed directory is kept; a temporary place when absent. */
  dataDirectory?: string;
  namespace: string;
  log: Logger;
}

/** A repository that the cluster follows. */
export interface WiredRepository {
  url: string;
  /** Name of the GitRepository and of the root Kustomization. */
  name: string;
  close(): Promise<void>;
}

const name = "flux-system";
const fieldManager = "sluice-up";
const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Makes the cluster follow a repository: a GitRepository and a Kustomization, both named flux-system as after a
 * bootstrap. A local directory is served over HTTP on loopback, and its changes are announced.
 */
export async function followRepository(
  client: KubeClient,
  options: RepositoryOptions,
): Promise<WiredRepository> {
  const { namespace, log } = options;
  const isLocal = !isUrl.test(options.git);
  const state = isLocal ? await stateDirectory(options.dataDirectory) : undefined;
  const local = isLocal
    ? await openLocalRepository(options.git, {
        branch: options.branch,
        stateDirectory: state?.path as string,
        log,
        onChange: () => void announce(client, namespace, log),
      })
    : undefined;
  const url = local?.url ?? options.git;
  const branch = local?.branch ?? options.branch;
  await client.apply(
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { fieldManager },
  );
  await client.apply(
    {
      apiVersion: gitRepositoryKind.apiVersion,
      kind: gitRepositoryKind.kind,
      metadata: { name, namespace },
      spec: { url, interval: options.interval, ...(branch ? { ref: { branch } } : {}) },
    } as KubeObject,
    { fieldManager },
  );
  await client.apply(
    {
      apiVersion: kustomizationKind.apiVersion,
      kind: kustomizationKind.kind,
      metadata: { name, namespace },
      spec: {
        interval: "10m",
        retryInterval: "1m",
        path: options.path,
        prune: true,
        sourceRef: { kind: gitRepositoryKind.kind, name },
      },
    } as KubeObject,
    { fieldManager },
  );
  return {
    url,
    name,
    async close() {
      await local?.close();
      if (state?.isTemporary) await rm(state.path, { recursive: true, force: true });
    },
  };
}

async function stateDirectory(
  dataDirectory: string | undefined,
): Promise<{ path: string; isTemporary: boolean }> {
  if (dataDirectory !== undefined) return { path: join(dataDirectory, "local"), isTemporary: false };
  return { path: await mkdtemp(join(tmpdir(), "sluice-local-")), isTemporary: true };
}

/** Asks for a look at the repository now, as `sluice reconcile source git` does. */
async function announce(client: KubeClient, namespace: string, log: Logger): Promise<void> {
  const patch = { metadata: { annotations: { [reconcileRequestAnnotation]: new Date().toISOString() } } };
  try {
    await client.patch({ ...gitRepositoryKind, namespace, name }, "merge", patch, { fieldManager });
  } catch (error) {
    log.error(error, "cannot announce a change of the repository");
  }
}
