import { reconcileRequestAnnotation } from "@sluice/api/meta";
import { type GitRepository, gitRepositoryKind } from "@sluice/api/source";
import type { Clock } from "@sluice/base/clock";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import type { KubeClient } from "@sluice/kube/client";
import { Controller, formatKey } from "@sluice/kube/controller";
import { EventRecorder } from "@sluice/kube/events";
import { type Change, Informer } from "@sluice/kube/informer";
import type { ArtifactStorage } from "@sluice/toolkit/artifact";
import type { GitStore } from "@sluice/toolkit/git";
import type { SourceControllerFlags } from "../flags.ts";
import { controllerName, GitRepositoryReconciler } from "./reconcile.ts";

export interface GitRepositoryControllerOptions {
  client: KubeClient;
  clock: Clock;
  log: Logger;
  flags: SourceControllerFlags;
  storage: ArtifactStorage;
  gitStore: GitStore;
  onReconciled?(key: string, durationMs: number, error: unknown): void;
}

/** A controller that can be run once. */
export interface GitRepositoryController {
  /** Works until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when the state of the cluster is known and work has begun. */
  readonly started: Promise<void>;
  /** Looks at an object now, as if it had changed: for those who know that its remote has. */
  enqueue(key: string): void;
}

type Stored = GitRepository & KubeObject;

const trimIntervalMs = 10 * 60_000;

/** Wires the watch of GitRepositories to the queue (OBJ-09). */
export function createGitRepositoryController(
  options: GitRepositoryControllerOptions,
): GitRepositoryController {
  const { client, clock, log, flags, gitStore } = options;
  const repositories = new Informer<Stored>({ client, kind: gitRepositoryKind, clock, log });
  const written = new Map<string, Stored>();
  const recorder = new EventRecorder({ client, component: controllerName, clock, log });
  const reconciler = new GitRepositoryReconciler({
    ...options,
    recorder,
    find: (key) => newer(repositories.get(key), written.get(key)),
    onWritten: (object) => written.set(formatKey(object), object as Stored),
  });
  const controller = new Controller({
    name: "gitrepository",
    reconcile: (key, context) => reconciler.reconcile(key, context),
    clock,
    log: log.with({ controllerGroup: gitRepositoryKind.group, controllerKind: gitRepositoryKind.kind }),
    concurrency: flags.concurrent,
    minRetryDelayMs: flags.minRetryDelayMs,
    maxRetryDelayMs: flags.maxRetryDelayMs,
    onReconciled: options.onReconciled,
  });
  const onChange = (change: Change<Stored>): void => {
    const key = formatKey(change.object);
    const ours = written.get(key);
    if (change.type === "deleted" || (ours && newer(change.object, ours) === change.object))
      written.delete(key);
    if (isWorthReconciling(change)) controller.enqueue(key);
  };
  let started: () => void = () => {};
  return {
    started: new Promise<void>((resolve) => {
      started = resolve;
    }),
    enqueue: (key) => controller.enqueue(key),
    async run(signal) {
      const watching = repositories.run(signal);
      const aborted = new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
      await Promise.race([repositories.synced, aborted]);
      if (!signal.aborted) {
        repositories.onChange(onChange);
        const stopTrimming = repeat(clock, trimIntervalMs, () => gitStore.trim(), log);
        started();
        await controller.run(signal);
        stopTrimming();
      }
      await recorder.flush();
      await watching;
    },
  };
}

/** Creation, deletion, a new generation, or a request; what others write beside that is no news. */
function isWorthReconciling(change: Change<Stored>): boolean {
  if (change.type !== "updated") return true;
  const [now, before] = [change.object.metadata, change.previous.metadata];
  if (now.generation !== before.generation || now.deletionTimestamp !== before.deletionTimestamp) return true;
  const request = now.annotations?.[reconcileRequestAnnotation];
  return request !== undefined && request !== before.annotations?.[reconcileRequestAnnotation];
}

/** The later of two states of an object. */
function newer(watched: Stored | undefined, ours: Stored | undefined): Stored | undefined {
  if (watched === undefined || ours === undefined) return watched;
  if (watched.metadata.uid !== ours.metadata.uid) return watched;
  return versionOf(watched) >= versionOf(ours) ? watched : ours;
}

function versionOf(object: Stored): bigint {
  const { resourceVersion = "" } = object.metadata;
  return /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}

function repeat(clock: Clock, intervalMs: number, action: () => Promise<void>, log: Logger): () => void {
  let cancel: () => void;
  const arm = (): void => {
    cancel = clock.after(intervalMs, () => {
      action()
        .catch((error: unknown) => log.error(error, "local copies of repositories were not trimmed"))
        .finally(arm);
    });
  };
  arm();
  return () => cancel();
}
