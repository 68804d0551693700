import type { Kustomization, KustomizationStatus } from "@sluice/api/kustomize";
import { kustomizationKind } from "@sluice/api/kustomize";
import {
  finalizerName,
  ProgressingReason,
  ReadyCondition,
  reconcileRequestAnnotation,
} from "@sluice/api/meta";
import type { Artifact } from "@sluice/api/source";
import type { Clock } from "@sluice/base/clock";
import { formatDuration } from "@sluice/base/duration";
import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import type { FileTree } from "@sluice/base/file-tree";
import type { KubeObject } from "@sluice/base/object";
import { type ApplyChange, ApplyFailure, changeLine } from "@sluice/kube/apply";
import type { KubeClient } from "@sluice/kube/client";
import {
  addJitter,
  formatKey,
  type ReconcileContext,
  type ReconcileResult,
  supersededReason,
} from "@sluice/kube/controller";
import type { DriftWatch } from "@sluice/kube/drift";
import type { EventRecorder } from "@sluice/kube/events";
import { waitForHealth } from "@sluice/kube/health";
import { inventoryEntry } from "@sluice/kube/inventory";
import { isConditionTrue, markReconciling, removeCondition, setCondition } from "@sluice/toolkit/conditions";
import {
  concludeReady,
  type Outcome,
  type OutcomeEvent,
  type Verdict,
  writeOutcome,
} from "@sluice/toolkit/outcome";
import { kustomizeControllerErrors as codes } from "../errors.ts";
import type { KustomizeControllerFlags } from "../flags.ts";
import { applyObjects, createApplier, prepareObjects } from "./apply.ts";
import type { Builder } from "./build.ts";
import { checkDependencies, type FindKustomization } from "./dependencies.ts";
import { finalize } from "./finalize.ts";
import { healthPollMs, healthTargets } from "./health.ts";
import { addToHistory, type HistoryFacts } from "./history.ts";
import {
  commitStatusAnnotation,
  originRevisionAnnotation,
  originRevisionKey,
  revisionAnnotation,
  statusManager,
} from "./names.ts";
import { deletionLines, pruneStale } from "./prune.ts";
import { type FindSource, resolveSource, sourceKeyOf } from "./source.ts";
import { collectVariables } from "./substitute.ts";
import { intervalMs, retryIntervalMs, timeoutMs } from "./timing.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** Gets the files of an artifact, digest verified. */
export type FetchArtifact = (artifact: Artifact, signal: AbortSignal) => Promise<FileTree>;

export interface ReconcilerOptions {
  client: KubeClient;
  clock: Clock;
  recorder: EventRecorder;
  drift: DriftWatch;
  builder: Builder;
  flags: KustomizeControllerFlags;
  findKustomization: FindKustomization;
  findSource: FindSource;
  fetchArtifact: FetchArtifact;
}

const success = "ReconciliationSucceeded";

/** Brings the cluster to the state that one Kustomization declares. Any run may be cut off anywhere and begun anew. */
export class KustomizationReconciler {
  readonly #options: ReconcilerOptions;
  /** Owners whose objects were healthy at this count of changes, so that an unchanged state need not be read again. */
  readonly #healthyAt = new Map<string, number>();
  /** What we wrote last, as long as the watch has not brought it back: an old inventory would leave objects behind. */
  readonly #written = new Map<string, Kustomization>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string, context: ReconcileContext): Promise<ReconcileResult> {
    const { client, drift, builder, recorder } = this.#options;
    let kustomization = this.#newest(key, await this.#options.findKustomization(key));
    if (kustomization === undefined) {
      drift.forget(key);
      this.#healthyAt.delete(key);
      this.#written.delete(key);
      return {};
    }
    if (kustomization.metadata.deletionTimestamp) {
      await finalize(kustomization, {
        ...this.#options,
        client: this.#actingAs(kustomization),
        ownClient: client,
        signal: context.signal,
      });
      drift.forget(key);
      builder.forget(kustomization.metadata.uid as string);
      return {};
    }
    if (!kustomization.metadata.finalizers?.includes(finalizerName))
      kustomization = await this.#addFinalizer(kustomization);
    const run = new Run(kustomization, this.#options, context);
    const outcome = kustomization.spec.suspend
      ? run.suspended()
      : await run.attempt(this.#actingAs(kustomization), this.#healthyAt);
    const written = await writeOutcome(run.kustomization, outcome, {
      client,
      recorder,
      kind: kustomizationKind,
      fieldManager: statusManager,
    });
    const latest = (written as unknown as Kustomization | undefined) ?? run.kustomization;
    this.#written.set(key, latest);
    if (outcome.error !== undefined)
      context.log.error(outcome.error, "reconciliation failed", {
        revision: outcome.status.lastAttemptedRevision,
      });
    return { requeueAfterMs: outcome.requeueAfterMs };
  }

  /** The object as watched, or as we wrote it where that is newer. */
  #newest(key: string, watched: Kustomization | undefined): Kustomization | undefined {
    const written = this.#written.get(key);
    if (written === undefined || watched === undefined || written.metadata.uid !== watched.metadata.uid)
      return watched;
    if (Number(written.metadata.resourceVersion) > Number(watched.metadata.resourceVersion)) return written;
    this.#written.delete(key);
    return watched;
  }

  /** The client for apply, prune and health checks (KC-180, KC-183). */
  #actingAs(kustomization: Kustomization): KubeClient {
    const { client, flags } = this.#options;
    const account = kustomization.spec.serviceAccountName || flags.defaultServiceAccount;
    if (!account) return client;
    return client.with({
      impersonate: { user: `system:serviceaccount:${kustomization.metadata.namespace}:${account}` },
    });
  }

  async #addFinalizer(kustomization: Kustomization): Promise<Kustomization> {
    const { resourceVersion, finalizers = [], namespace, name = "" } = kustomization.metadata;
    const patch = { metadata: { resourceVersion, finalizers: [...finalizers, finalizerName] } };
    return (await this.#options.client.patch(
      { ...kustomizationKind, namespace, name },
      "merge",
      patch,
    )) as unknown as Kustomization;
  }
}

/** What one reconcile has found so far. */
class Run {
  kustomization: Kustomization;
  readonly #options: ReconcilerOptions;
  readonly #context: ReconcileContext;
  readonly #startedAt: number;
  readonly #events: OutcomeEvent[] = [];
  #status: KustomizationStatus;
  #artifact: Artifact | undefined;
  #digest: string | undefined;

  constructor(kustomization: Kustomization, options: ReconcilerOptions, context: ReconcileContext) {
    this.kustomization = kustomization;
    this.#options = options;
    this.#context = context;
    this.#startedAt = options.clock.now();
    this.#status = { ...kustomization.status };
  }

  suspended(): Outcome<KustomizationStatus> {
    return { status: this.#handled(this.#status), events: [] };
  }

  async attempt(client: KubeClient, healthyAt: Map<string, number>): Promise<Outcome<KustomizationStatus>> {
    const key = formatKey(this.kustomization);
    try {
      refuseUnsupported(this.kustomization);
      const source = resolveSource(
        this.kustomization,
        this.#options.findSource,
        this.#options.flags.noCrossNamespaceRefs,
      );
      this.#artifact = this.#artifactOf(source);
      await checkDependencies(this.kustomization, this.#artifact.revision, this.#options.findKustomization);
      const objects = await this.#build(this.#artifact);
      const changes = await this.#apply(client, objects);
      await this.#checkHealth(client, changes, objects, healthyAt);
      return this.#succeed(changes);
    } catch (error) {
      this.#options.drift.abandon(key);
      if (error === supersededReason) return this.#superseded();
      if (this.#context.signal.aborted) throw error;
      return this.#fail(error);
    }
  }

  #artifactOf(source: { status?: { artifact?: Artifact } }): Artifact {
    const artifact = source.status?.artifact;
    if (artifact !== undefined) return artifact;
    const retryIn = formatDuration(this.#options.flags.requeueDependencyMs);
    throw new SluiceError(
      codes.KUSTOMIZATION_ARTIFACT_MISSING,
      `Source artifact not found, retrying in ${retryIn}`,
      { reason: "ArtifactFailed" },
    );
  }

  async #build(artifact: Artifact): Promise<KubeObject[]> {
    const { client, builder, fetchArtifact } = this.#options;
    if (this.#status.conditions?.some(({ type }) => type === ReadyCondition) !== true) {
      await this.#tellProgress(`Building manifests for ${this.#revisionAndTimeout(artifact)}`);
    }
    const tree = await fetchArtifact(artifact, this.#context.signal);
    const variables = await collectVariables(this.kustomization, client, this.#context.signal);
    const digest = artifact.digest ?? artifact.revision;
    const built = await builder.build(this.kustomization, { tree, digest }, variables).catch((error) => {
      if (!isSluiceError(error, codes.KUSTOMIZATION_PATH_MISSING))
        this.#status.lastAttemptedRevision = artifact.revision;
      throw error;
    });
    this.#status.lastAttemptedRevision = artifact.revision;
    this.#digest = built.digest;
    return prepareObjects(this.kustomization, built.objects);
  }

  async #apply(client: KubeClient, objects: readonly KubeObject[]): Promise<ApplyChange[]> {
    const { clock, flags, drift } = this.#options;
    const { signal } = this.#context;
    const key = formatKey(this.kustomization);
    drift.begin(key);
    const applier = createApplier(client, clock, flags);
    const isVerifying = this.#isVerifying();
    const changes = await applyObjects(this.kustomization, objects, { applier, drift, signal, isVerifying });
    this.#tell(changes.filter(isWrite).map(changeLine).join("\n"));
    const before = this.#status.inventory?.entries ?? [];
    const after = changes.map(({ object }) => inventoryEntry(object));
    drift.settle(
      key,
      changes.map(({ object }) => object),
    );
    const pruned = await pruneStale(this.kustomization, { before, after }, { client, signal });
    this.#status.inventory = { entries: [...after, ...pruned.remaining] };
    this.#tell(deletionLines(pruned.deletions));
    if (pruned.error !== undefined) throw pruned.error;
    return changes;
  }

  async #checkHealth(
    client: KubeClient,
    changes: readonly ApplyChange[],
    objects: readonly KubeObject[],
    healthyAt: Map<string, number>,
  ): Promise<void> {
    const { clock, drift, flags } = this.#options;
    const key = formatKey(this.kustomization);
    const targets = healthTargets(this.kustomization, changes, objects);
    if (targets.length === 0) {
      this.#status.conditions = removeCondition(this.#status.conditions, "Healthy");
      return;
    }
    const seen = drift.changesOf(key);
    // Only what is watched can be known to have stayed healthy.
    const isKnown = this.kustomization.spec.wait && healthyAt.get(key) === seen && !changes.some(isWrite);
    if (isKnown && !this.#isVerifying()) return;
    healthyAt.delete(key);
    const wasHealthy = isConditionTrue(this.#status.conditions, "Healthy");
    const isNews = this.#status.lastAppliedRevision !== this.#artifact?.revision && changes.some(isWrite);
    if (flags.cancelHealthCheckOnNewRevision) this.#context.allowSuperseding();
    const startedAt = clock.now();
    try {
      await waitForHealth(targets, {
        reader: client,
        clock,
        timeoutMs: timeoutMs(this.kustomization),
        pollMs: healthPollMs,
        signal: this.#context.signal,
        isFailFast: !flags.disableFailFastBehavior,
        onChange: (target, changed) => drift.onChange(target, changed),
        onWaiting: () => this.#tellWaiting(),
      });
    } catch (error) {
      if (this.#context.signal.aborted) throw this.#context.signal.reason;
      const message = `health check failed after ${formatDuration(clock.now() - startedAt)}: ${errorText(error)}`;
      this.#setHealthy("False", "HealthCheckFailed", message);
      throw new SluiceError((error as SluiceError).code, message, {
        ...(error as SluiceError),
        reason: "HealthCheckFailed",
        cause: error,
      });
    }
    const message = `Health check passed in ${formatDuration(clock.now() - startedAt)}`;
    if (!wasHealthy || isNews) this.#setHealthy("True", "Succeeded", message);
    if (!wasHealthy || isNews) this.#tell(message);
    if (drift.changesOf(key) === seen || targets.length > 0) healthyAt.set(key, drift.changesOf(key));
  }

  async #tellWaiting(): Promise<void> {
    const message = `Running health checks for ${this.#revisionAndTimeout(this.#artifact as Artifact)}`;
    this.#setHealthy("Unknown", ProgressingReason, message);
    await this.#tellProgress(message);
  }

  #setHealthy(status: "True" | "False" | "Unknown", reason: string, message: string): void {
    const observedGeneration = this.kustomization.metadata.generation;
    this.#status.conditions = setCondition(
      this.#status.conditions,
      { type: "Healthy", status, reason, message, observedGeneration },
      this.#now(),
    );
  }

  #succeed(changes: readonly ApplyChange[]): Outcome<KustomizationStatus> {
    const { revision, metadata } = this.#artifact as Artifact;
    const before = this.kustomization.status;
    const wasReady =
      isConditionTrue(before?.conditions, ReadyCondition) &&
      before?.observedGeneration === this.kustomization.metadata.generation;
    const isMoved = before?.lastAppliedRevision !== revision;
    const isNothingNew =
      wasReady && !isMoved && !this.#isRequested() && this.#events.length === 0 && !changes.some(isWrite);
    this.#status.lastAppliedRevision = revision;
    const origin = metadata?.[originRevisionKey];
    if (origin) this.#status.lastAppliedOriginRevision = origin;
    else delete this.#status.lastAppliedOriginRevision;
    const requeueAfterMs = addJitter(
      intervalMs(this.kustomization),
      this.#options.flags.intervalJitterPercentage,
    );
    if (isNothingNew) return { status: this.#status, events: [], requeueAfterMs };
    this.#remember(success);
    this.#conclude({ kind: "succeeded", reason: success, message: `Applied revision: ${revision}` });
    this.#status.observedGeneration = this.kustomization.metadata.generation;
    if (!wasReady || changes.some(isWrite) || this.#events.length > 0 || this.#isRequested()) {
      const took = formatDuration(this.#options.clock.now() - this.#startedAt);
      const next = formatDuration(intervalMs(this.kustomization));
      this.#events.push(
        this.#event("Normal", success, `Reconciliation finished in ${took}, next run in ${next}`, {
          [commitStatusAnnotation]: "update",
        }),
      );
    }
    return { status: this.#handled(this.#status), events: this.#events, requeueAfterMs };
  }

  #superseded(): Outcome<KustomizationStatus> {
    const { kind, namespace, name } = sourceKeyOf(this.kustomization);
    const message = `New reconciliation triggered by ${kind}/${namespace}/${name}`;
    this.#conclude({ kind: "retrying", reason: "HealthCheckCanceled", message });
    this.#setHealthy("False", "HealthCheckCanceled", message);
    return { status: this.#handled(this.#status), events: this.#events, requeueAfterMs: 0 };
  }

  #fail(error: unknown): Outcome<KustomizationStatus> {
    const { flags } = this.#options;
    const {
      reason = "ReconciliationFailed",
      terminal = false,
      code = "",
    } = error instanceof SluiceError ? error : {};
    const done =
      error instanceof ApplyFailure ? error.changes.filter(isWrite).map(changeLine).join("\n") : "";
    const message = errorText(error);
    if (reason === "ReconciliationFailed" || reason === "PruneFailed" || reason === "HealthCheckFailed")
      this.#remember(reason);
    this.#conclude({ kind: terminal ? "stalled" : "retrying", reason, message });
    const status = this.#handled(this.#status);
    switch (code) {
      case codes.KUSTOMIZATION_SOURCE_MISSING:
        return { status, events: this.#events, requeueAfterMs: retryIntervalMs(this.kustomization) };
      case codes.KUSTOMIZATION_ARTIFACT_MISSING:
        return { status, events: this.#events, requeueAfterMs: flags.requeueDependencyMs };
      case codes.KUSTOMIZATION_DEPENDENCY: {
        const text = `Dependencies do not meet ready condition, retrying in ${formatDuration(flags.requeueDependencyMs)}`;
        this.#events.push(this.#event("Normal", reason, text));
        return { status, events: this.#events, requeueAfterMs: flags.requeueDependencyMs };
      }
    }
    this.#events.push(this.#event("Warning", reason, done ? `${message}\n${done}` : message));
    return {
      status,
      events: this.#events,
      requeueAfterMs: terminal ? undefined : retryIntervalMs(this.kustomization),
      error,
    };
  }

  #conclude(verdict: Verdict): void {
    this.#status.conditions = concludeReady(
      this.#status.conditions,
      verdict,
      this.kustomization.metadata.generation ?? 0,
      this.#now(),
    );
  }

  /** Notes the end in the history, once there is something that was built (KC-45). */
  #remember(status: HistoryFacts["status"]): void {
    if (this.#digest === undefined || this.#artifact === undefined) return;
    const { revision, metadata } = this.#artifact;
    const origin = metadata?.[originRevisionKey];
    const facts = {
      digest: this.#digest,
      status,
      durationMs: this.#options.clock.now() - this.#startedAt,
      metadata: { revision, ...(origin ? { originRevision: origin } : {}) },
    };
    this.#status.history = addToHistory(this.#status.history, facts, this.#now());
  }

  /** Writes what is going on before something that may take long (KC-59). */
  async #tellProgress(message: string): Promise<void> {
    const observedGeneration = this.kustomization.metadata.generation;
    const facts = { reason: ProgressingReason, message, observedGeneration };
    const ready = {
      ...facts,
      type: ReadyCondition,
      status: "Unknown" as const,
      message: "Reconciliation in progress",
    };
    this.#status.conditions = setCondition(
      markReconciling(this.#status.conditions, facts, this.#now()),
      ready,
      this.#now(),
    );
    const { client, recorder } = this.#options;
    const outcome = { status: { ...this.#status }, events: this.#events.splice(0) };
    const written = await writeOutcome(this.kustomization, outcome, {
      client,
      recorder,
      kind: kustomizationKind,
      fieldManager: statusManager,
    });
    this.kustomization = (written as unknown as Kustomization | undefined) ?? this.kustomization;
  }

  #tell(text: string): void {
    if (text !== "") this.#events.push(this.#event("Normal", ProgressingReason, text));
  }

  #event(
    type: OutcomeEvent["type"],
    reason: string,
    message: string,
    annotations: Record<string, string> = {},
  ): OutcomeEvent {
    const { revision, metadata } = this.#artifact ?? {};
    const origin = metadata?.[originRevisionKey];
    return {
      type,
      reason,
      message,
      annotations: {
        ...(revision ? { [revisionAnnotation]: revision } : {}),
        ...(origin ? { [originRevisionAnnotation]: origin } : {}),
        ...annotations,
      },
    };
  }

  /** A changed spec may mean another identity or policy, and who asks for a reconcile wants to be sure. */
  #isVerifying(): boolean {
    return this.#isRequested() || this.#status.observedGeneration !== this.kustomization.metadata.generation;
  }

  #isRequested(): boolean {
    const requested = this.kustomization.metadata.annotations?.[reconcileRequestAnnotation];
    return requested !== undefined && requested !== this.kustomization.status?.lastHandledReconcileAt;
  }

  /** Says which request for a reconcile this run has answered (KC-41). */
  #handled(status: KustomizationStatus): KustomizationStatus {
    const requested = this.kustomization.metadata.annotations?.[reconcileRequestAnnotation];
    return requested === undefined ? status : { ...status, lastHandledReconcileAt: requested };
  }

  #revisionAndTimeout(artifact: Artifact): string {
    return `revision ${artifact.revision} with a timeout of ${formatDuration(timeoutMs(this.kustomization))}`;
  }

  #now(): Date {
    return new Date(this.#options.clock.now());
  }
}

const isWrite = ({ action }: ApplyChange): boolean => action === "created" || action === "configured";
