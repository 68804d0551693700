import { SucceededReason } from "@sluice/api/meta";
import {
  ArtifactInStorageCondition,
  ArtifactOutdatedCondition,
  EmptyGitRepositoryReason,
  FetchFailedCondition,
  GitOperationFailedReason,
  NewRevisionReason,
  SourceVerifiedCondition,
} from "@sluice/api/source";
import type { Clock } from "@sluice/base/clock";
import { parseDuration } from "@sluice/base/duration";
import { isSluiceError, SluiceError } from "@sluice/base/errors";
import { isConditionTrue } from "@sluice/toolkit/conditions";
import {
  fetchCommit,
  formatRevision,
  type GitCommit,
  type GitRemote,
  resolveRevision,
  toolkitErrors,
  withoutUserInfo,
} from "@sluice/toolkit/git";
import { failure, failureOf } from "../failure.ts";
import { findRemote } from "./credentials.ts";
import type { GitRepositoryPass } from "./step.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** What is upstream: a commit that is here now, or the one that is stored already. */
export type FoundSource =
  | { kind: "unchanged"; revision: string }
  | { kind: "fetched"; revision: string; commit: GitCommit; remote: GitRemote };

const defaultTimeoutMs = 60_000;

/**
 * Finds the revision that the object asks for and brings its commit here (GR-12 to GR-21). An unchanged remote
 * costs one reference advertisement.
 */
export async function reconcileSource(pass: GitRepositoryPass): Promise<FoundSource> {
  const { draft, spec, gitStore, log } = pass;
  if (draft.find(SourceVerifiedCondition)?.status === "False") draft.remove(SourceVerifiedCondition);
  refuseUnsupported(draft, spec);
  const remote = await findRemote(pass);
  draft.remove(ArtifactOutdatedCondition);
  const isAbsolute = Boolean(spec.ref?.name);
  const found = await withinTimeout(pass, remote, (signal) =>
    resolveRevision(gitStore, remote, spec.ref ?? {}, signal),
  );
  const upstream = formatRevision(found, isAbsolute);
  const isStored =
    isConditionTrue(draft.conditions, ArtifactInStorageCondition) &&
    draft.status.artifact?.revision === upstream &&
    !hasContentChanged(pass);
  if (isStored) {
    draft.remove(FetchFailedCondition, SourceVerifiedCondition);
    draft.mark(ArtifactInStorageCondition, "True", SucceededReason, storedMessage(upstream));
    log.debug("no changes since last reconciliation", { revision: upstream });
    return { kind: "unchanged", revision: upstream };
  }
  const commit = await withinTimeout(pass, remote, (signal) => fetchCommit(gitStore, remote, found, signal));
  const revision = formatRevision(commit.revision, isAbsolute);
  log.debug("git repository checked out", { url: withoutUserInfo(remote.url), revision });
  draft.remove(FetchFailedCondition, SourceVerifiedCondition);
  if (draft.status.artifact?.revision !== revision) {
    const message = `new upstream revision '${revision}'`;
    if (draft.status.artifact !== undefined) {
      draft.mark(ArtifactOutdatedCondition, "True", NewRevisionReason, message);
    }
    draft.progress(`building artifact: ${message}`, true);
    await draft.write();
  }
  return { kind: "fetched", revision, commit, remote };
}

/** Whether the stored artifact was built by other rules than the object has now (GR-13, GR-22). */
export function hasContentChanged({ spec, draft }: Pick<GitRepositoryPass, "spec" | "draft">): boolean {
  const { status } = draft;
  return (
    spec.ignore !== status.observedIgnore ||
    (status.observedRecurseSubmodules ?? false) !== (spec.recurseSubmodules ?? false) ||
    (status.observedInclude?.length ?? 0) !== (spec.include?.length ?? 0) ||
    (status.observedSparseCheckout?.length ?? 0) !== (spec.sparseCheckout?.length ?? 0)
  );
}

/** Message of ArtifactInStorage (GR-21). */
export function storedMessage(revision: string): string {
  return `stored artifact for revision '${revision}'`;
}

/** One operation on the remote, bounded by `spec.timeout` (GR-02); failures become the condition FetchFailed. */
async function withinTimeout<T>(
  pass: GitRepositoryPass,
  remote: GitRemote,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { draft, spec, clock, signal } = pass;
  const timeoutMs = spec.timeout ? parseDuration(spec.timeout) : defaultTimeoutMs;
  const limit = startTimeout(clock, timeoutMs, withoutUserInfo(remote.url));
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } catch (cause) {
    // The end of the process says nothing about the source.
    signal.throwIfAborted();
    const error = isSluiceError(cause, toolkitErrors.GIT_EMPTY)
      ? failure(EmptyGitRepositoryReason, cause.message, cause)
      : failureOf(GitOperationFailedReason, "failed to checkout and determine revision", cause);
    draft.mark(FetchFailedCondition, "True", error.reason as string, error.message);
    throw error;
  } finally {
    limit.cancel();
  }
}

function startTimeout(clock: Clock, timeoutMs: number, url: string): { signal: AbortSignal; cancel(): void } {
  const abort = new AbortController();
  const cancel = clock.after(timeoutMs, () =>
    abort.abort(
      new SluiceError(toolkitErrors.GIT_TIMEOUT, `unable to clone '${url}': context deadline exceeded`, {
        hint: "raise spec.timeout, or find out why the server is slow",
      }),
    ),
  );
  return { signal: abort.signal, cancel };
}
