import { finalizerName } from "@sluice/api/meta";
import { type GitRepository, gitRepositoryKind, StorageOperationFailedCondition } from "@sluice/api/source";
import type { Clock } from "@sluice/base/clock";
import { parseDuration } from "@sluice/base/duration";
import { errorText } from "@sluice/base/errors";
import type { KubeObject } from "@sluice/base/object";
import { isConflict, type KubeClient } from "@sluice/kube/client";
import { addJitter, type ReconcileContext, type ReconcileResult } from "@sluice/kube/controller";
import type { EventRecorder } from "@sluice/kube/events";
import type { ArtifactStorage } from "@sluice/toolkit/artifact";
import type { GitStore } from "@sluice/toolkit/git";
import type { PassResult } from "../conclude.ts";
import { StatusDraft } from "../draft.ts";
import { isSourceFailure } from "../failure.ts";
import type { SourceControllerFlags } from "../flags.ts";
import { reconcileArtifact } from "./artifact.ts";
import { gitRepositoryConditions } from "./conditions.ts";
import { removeArtifacts, withoutOurs, writeFinalizers } from "./finalize.ts";
import { notify } from "./notify.ts";
import { reconcileSource } from "./source.ts";
import type { GitRepositoryPass } from "./step.ts";
import { reconcileStorage } from "./storage.ts";

/** Field manager of our writes and component of our events. */
export const controllerName = "source-controller";

export interface GitRepositoryReconcilerOptions {
  client: KubeClient;
  recorder: EventRecorder;
  clock: Clock;
  storage: ArtifactStorage;
  gitStore: GitStore;
  flags: SourceControllerFlags;
  find(key: string): GitRepository | undefined;
  /** Told of each state that was written, so that the next pass does not begin from an older one. */
  onWritten(object: KubeObject): void;
}

/** Makes the latest commit of a Git repository an artifact. Any pass may be cut off anywhere and begun anew. */
export class GitRepositoryReconciler {
  readonly #options: GitRepositoryReconcilerOptions;

  constructor(options: GitRepositoryReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(key: string, context: ReconcileContext): Promise<ReconcileResult> {
    const { client, storage, gitStore, clock, flags, find } = this.#options;
    const repository = find(key);
    if (repository === undefined) return {};
    const draft = new StatusDraft(repository, {
      ...this.#options,
      kind: gitRepositoryKind,
      fieldManager: controllerName,
    });
    const pass: GitRepositoryPass = {
      repository,
      spec: repository.spec,
      draft,
      client,
      storage,
      gitStore,
      clock,
      log: context.log,
      signal: context.signal,
    };
    const result = await this.#run(pass);
    const conclusion = await draft.conclude(result, gitRepositoryConditions);
    if (repository.metadata.deletionTimestamp && result.kind === "skipped") {
      await writeFinalizers(pass, withoutOurs(repository.metadata.finalizers), controllerName);
      return {};
    }
    if (conclusion.error !== undefined) throw conclusion.error;
    if (conclusion.next === "now") return { requeueAfterMs: 0 };
    if (conclusion.next === "never") return {};
    const intervalMs = parseDuration(repository.spec.interval);
    return { requeueAfterMs: addJitter(intervalMs, flags.intervalJitterPercentage) };
  }

  async #run(pass: GitRepositoryPass): Promise<PassResult> {
    const { repository, draft, log, signal } = pass;
    try {
      return await this.#reconcile(pass);
    } catch (error) {
      signal.throwIfAborted();
      if (isSourceFailure(error)) draft.event("Warning", error.reason, error.message);
      if (isSourceFailure(error) && error.terminal) {
        log.error(error, "reconciliation stalled", { generation: repository.metadata.generation });
      }
      return { kind: "failed", error };
    }
  }

  async #reconcile(pass: GitRepositoryPass): Promise<PassResult> {
    const { repository, spec, draft, log } = pass;
    const { deletionTimestamp, finalizers = [] } = repository.metadata;
    if (deletionTimestamp) {
      await removeArtifacts(pass);
      return { kind: "skipped" };
    }
    if (!finalizers.includes(finalizerName)) {
      await this.#addFinalizer(pass);
      return { kind: "requeued" };
    }
    if (spec.suspend) {
      log.info("reconciliation is suspended for this object");
      return { kind: "skipped" };
    }
    await draft.begin();
    draft.remove(StorageOperationFailedCondition);
    await reconcileStorage(pass);
    const source = await reconcileSource(pass);
    if (source.kind === "fetched") await reconcileArtifact(pass, source);
    notify(pass, source);
    return { kind: source.kind === "fetched" ? "succeeded" : "unchanged" };
  }

  async #addFinalizer(pass: GitRepositoryPass): Promise<void> {
    const finalizers = [...(pass.repository.metadata.finalizers ?? []), finalizerName];
    try {
      const written = await writeFinalizers(pass, finalizers, controllerName);
      if (written !== undefined) this.#options.onWritten(written);
    } catch (error) {
      // Somebody wrote the object meanwhile; the next pass begins from what they wrote.
      if (!isConflict(error)) throw error;
      pass.log.debug("finalizer was not added", { error: errorText(error) });
    }
  }
}
