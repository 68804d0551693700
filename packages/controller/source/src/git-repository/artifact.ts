import { SucceededReason } from "@sluice/api/meta";
import {
  ArchiveOperationFailedReason,
  ArtifactInStorageCondition,
  ArtifactOutdatedCondition,
  ArtifactUpToDateReason,
  DirectoryCreationFailedReason,
  SourceIgnoreErrorReason,
  StorageOperationFailedCondition,
} from "@sluice/api/source";
import { packTarGz } from "@sluice/base/archive";
import { isSluiceError } from "@sluice/base/errors";
import { type IgnoreMatcher, sourceIgnoreFile, sourceIgnoreMatcher } from "@sluice/base/ignore";
import { type CommitReader, openCommit } from "@sluice/toolkit/git";
import { failureOf } from "../failure.ts";
import { type FoundSource, hasContentChanged, storedMessage } from "./source.ts";
import { artifactOwner, type GitRepositoryPass } from "./step.ts";

/** An ignore file larger than this says something else than which files to leave out. */
const maxIgnoreFileBytes = 1024 * 1024;

/** Packs a fetched commit into the storage, unless the artifact of its revision is there (GR-21, GR-22). */
export async function reconcileArtifact(
  pass: GitRepositoryPass,
  source: Extract<FoundSource, { kind: "fetched" }>,
): Promise<void> {
  const { draft, spec, log } = pass;
  const { revision } = source;
  if (draft.status.artifact?.revision === revision && !hasContentChanged(pass)) {
    const message = `artifact up-to-date with remote revision: '${revision}'`;
    log.info(message);
    draft.event("Normal", ArtifactUpToDateReason, message);
  } else {
    await store(pass, source);
    Object.assign(draft.status, {
      observedIgnore: spec.ignore,
      observedRecurseSubmodules: spec.recurseSubmodules || undefined,
      observedInclude: spec.include,
      observedSparseCheckout: spec.sparseCheckout,
      includedArtifacts: undefined,
    });
    draft.remove(StorageOperationFailedCondition);
  }
  draft.remove(ArtifactOutdatedCondition);
  draft.mark(ArtifactInStorageCondition, "True", SucceededReason, storedMessage(revision));
}

async function store(
  pass: GitRepositoryPass,
  { revision, commit, remote }: Extract<FoundSource, { kind: "fetched" }>,
): Promise<void> {
  const { draft, spec, storage, gitStore, repository, signal } = pass;
  const hash = commit.revision.commit;
  const plan = storage.plan(artifactOwner(repository), revision, `${hash}.tar.gz`);
  const pack = async (reader: CommitReader): Promise<void> => {
    const ignores = await readIgnoreRules(reader, spec.ignore);
    draft.status.artifact = await storage.write(plan, packTarGz(reader.pack(ignores)));
  };
  try {
    await openCommit(gitStore, remote, hash, pack, signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (isSluiceError(cause) && cause.reason === SourceIgnoreErrorReason) throw cause;
    const isDirectory = isSluiceError(cause) && cause.reason === DirectoryCreationFailedReason;
    const error = isDirectory
      ? failureOf(DirectoryCreationFailedReason, "failed to create artifact directory", cause.cause)
      : failureOf(ArchiveOperationFailedReason, "unable to archive artifact to storage", cause);
    draft.mark(StorageOperationFailedCondition, "True", error.reason as string, error.message);
    throw error;
  }
}

/** The rules of the `.sourceignore` files of a commit and of `spec.ignore` (IG-02, IG-03). */
async function readIgnoreRules(reader: CommitReader, rules: string | undefined): Promise<IgnoreMatcher> {
  const files: [string, string][] = [];
  const contents = reader.read(
    ({ kind, path, sizeBytes }) =>
      kind === "file" &&
      sizeBytes <= maxIgnoreFileBytes &&
      (path === sourceIgnoreFile || path.endsWith(`/${sourceIgnoreFile}`)),
  );
  for await (const [{ path }, bytes] of contents) files.push([path, Buffer.from(bytes).toString("utf8")]);
  return sourceIgnoreMatcher(files, rules);
}
