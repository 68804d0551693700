import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { ReadyCondition, reconcileRequestAnnotation } from "@sluice/api/meta";
import { bucketKind, externalArtifactKind, gitRepositoryKind, ociRepositoryKind } from "@sluice/api/source";
import type { Clock } from "@sluice/base/clock";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import type { KubeClient } from "@sluice/kube/client";
import { Controller, formatKey, parseKey } from "@sluice/kube/controller";
import { DriftWatch } from "@sluice/kube/drift";
import { EventRecorder } from "@sluice/kube/events";
import { type Change, Informer } from "@sluice/kube/informer";
import { findCondition } from "@sluice/toolkit/conditions";
import type { KustomizeControllerFlags } from "./flags.ts";
import { type BuildEngine, Builder } from "./kustomization/build.ts";
import { dependencyKeys } from "./kustomization/dependencies.ts";
import { fieldManager, ownerNameLabel } from "./kustomization/names.ts";
import { type FetchArtifact, KustomizationReconciler } from "./kustomization/reconcile.ts";
import { type SourceObject, sourceKeyOf } from "./kustomization/source.ts";

export interface KustomizationControllerOptions {
  client: KubeClient;
  clock: Clock;
  log: Logger;
  flags: KustomizeControllerFlags;
  engine: BuildEngine;
  fetchArtifact: FetchArtifact;
  onReconciled?(key: string, durationMs: number, error: unknown): void;
}

/** A controller that can be run once. */
export interface KustomizationController {
  /** Works until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when the state of the cluster is known and work has begun. */
  readonly started: Promise<void>;
  /** How many builds were made, and how many drift watches are open. */
  stats(): { builds: number; watches: number; queued: number };
}

const sourceKinds = [gitRepositoryKind, ociRepositoryKind, bucketKind, externalArtifactKind];

/** Wires watches to the queue: what changes leads to a reconcile of whom it concerns, and of nobody else (KC-190). */
export function createKustomizationController(
  options: KustomizationControllerOptions,
): KustomizationController {
  const { client, clock, log, flags } = options;
  const kustomizations = new Informer<Kustomization & KubeObject>({
    client,
    kind: kustomizationKind,
    clock,
    log,
    indexes: { source: (object) => [sourceText(sourceKeyOf(object))], dependency: dependencyKeys },
  });
  const sources = new Map(
    sourceKinds.map((kind) => [kind.kind, new Informer<SourceObject>({ client, kind, clock, log })]),
  );
  /** Owners whose objects have drifted: who suspends one and then edits must not be undone because our copy is older. */
  const drifted = new Set<string>();
  const builder = new Builder(options.engine, flags.strictPostBuildSubstitutions);
  const drift = new DriftWatch({
    client,
    clock,
    log,
    ownerLabel: ownerNameLabel,
    onDrift: (owner, object) => {
      log.debug("object was changed by somebody else", { owner, object });
      drifted.add(owner);
      controller.enqueue(owner);
    },
  });
  const reconciler = new KustomizationReconciler({
    ...options,
    recorder: new EventRecorder({ client, component: fieldManager, clock, log }),
    drift,
    builder,
    async findKustomization(key) {
      if (!drifted.delete(key)) return kustomizations.get(key);
      return (await client.find({ ...kustomizationKind, ...parseKey(key) })) as Kustomization | undefined;
    },
    findSource: (kind, namespace, name) => sources.get(kind)?.get({ namespace, name }),
  });
  const controller = new Controller({
    name: "kustomization",
    reconcile: (key, context) => reconciler.reconcile(key, context),
    clock,
    log,
    concurrency: flags.concurrent,
    minRetryDelayMs: flags.minRetryDelayMs,
    maxRetryDelayMs: flags.maxRetryDelayMs,
    onReconciled: options.onReconciled,
  });
  const watch = (): void => {
    kustomizations.onChange((change) => {
      if (isWorthReconciling(change)) controller.supersede(formatKey(change.object));
      if (concernsDependents(change))
        for (const dependent of kustomizations.find("dependency", formatKey(change.object)))
          controller.enqueue(formatKey(dependent));
    });
    for (const [kind, informer] of sources) {
      informer.onChange((change) => {
        const { namespace = "", name = "" } = change.object.metadata;
        for (const user of kustomizations.find("source", sourceText({ kind, namespace, name }))) {
          if (isNewRevision(change, user)) controller.supersede(formatKey(user));
        }
      });
    }
  };
  let started: () => void = () => {};
  return {
    started: new Promise<void>((resolve) => {
      started = resolve;
    }),
    stats: () => ({ builds: builder.builds, watches: drift.openWatches, queued: controller.depth }),
    async run(signal) {
      const informers = [kustomizations, ...sources.values()];
      const watching = informers.map((informer) => informer.run(signal));
      const aborted = new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
      await Promise.race([Promise.all(informers.map((informer) => informer.synced)), aborted]);
      if (!signal.aborted) {
        watch();
        started();
        await controller.run(signal);
      }
      drift.close();
      await Promise.all(watching);
    },
  };
}

const sourceText = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string =>
  `${kind}/${namespace}/${name}`;

/** The spec changed, a reconcile was asked for, or the object is to be deleted; our own status writes are no news. */
function isWorthReconciling(change: Change<Kustomization & KubeObject>): boolean {
  if (change.type !== "updated") return true;
  const { object, previous } = change;
  const request = (metadata: Kustomization["metadata"]): string | undefined =>
    metadata.annotations?.[reconcileRequestAnnotation];
  return (
    object.metadata.generation !== previous.metadata.generation ||
    object.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp ||
    request(object.metadata) !== request(previous.metadata)
  );
}

/** A dependency has become ready, or has another revision: who waits for it need not wait for the clock. */
function concernsDependents(change: Change<Kustomization & KubeObject>): boolean {
  if (change.type !== "updated") return false;
  const facts = ({ status }: Kustomization): string =>
    [
      findCondition(status?.conditions, ReadyCondition)?.status,
      status?.lastAppliedRevision,
      status?.observedGeneration,
    ].join();
  return (
    findCondition(change.object.status?.conditions, ReadyCondition)?.status === "True" &&
    facts(change.object) !== facts(change.previous)
  );
}

/** The source has an artifact that this Kustomization has not tried, or not with success. */
function isNewRevision(change: Change<SourceObject>, user: Kustomization): boolean {
  const revision = change.object.status?.artifact?.revision;
  if (change.type === "deleted" || revision === undefined) return false;
  if (change.type === "updated" && change.previous.status?.artifact?.revision === revision) return false;
  const { conditions, lastAttemptedRevision } = user.status ?? {};
  const isAtWorkOrDone = ["True", "Unknown"].includes(
    findCondition(conditions, ReadyCondition)?.status ?? "",
  );
  return !(isAtWorkOrDone && lastAttemptedRevision === revision);
}
