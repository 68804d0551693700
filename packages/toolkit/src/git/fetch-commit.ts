import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "@sluice/base/digest";
import { isSluiceError, SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";
import { type GitRemote, type GitStore, sizeOf } from "./git-store.ts";
import { repositoryTooLarge } from "./limits.ts";
import { type GitRevision, peeledSuffix } from "./reference.ts";
import { type GitRun, runGit } from "./run-git.ts";

/** A commit that is in the local copy of its remote. */
export interface GitCommit {
  revision: GitRevision;
  message: string;
  committedAtMs: number;
}

/** Own references of the local copy; what they name is kept, and tells the server what is here already. */
const keptPrefix = "refs/sluice/";
const maxKept = 32;
const maxPacks = 40;
const pollMs = 250;

/**
 * Brings a commit into the local copy, without history, transferring what is not there yet. Where the reference has
 * moved on since it was resolved, the newer commit is taken; the answer says so.
 *
 * Errors: GIT_NOT_FOUND, GIT_TOO_LARGE, and those of `runGit`.
 */
export function fetchCommit(
  store: GitStore,
  remote: GitRemote,
  revision: GitRevision,
  signal?: AbortSignal,
): Promise<GitCommit> {
  const work = async (run: GitRun): Promise<GitCommit> => {
    const kept = keptReference(revision);
    let commit = await resolveHere(run, kept);
    if (commit !== revision.commit) {
      commit = revision.isPinned
        ? await fetchPinned(store, run, revision.commit, kept)
        : await fetchReference(store, run, revision.reference, kept);
      await tidy(run);
    }
    return { ...(await readCommit(run, commit)), revision: { ...revision, commit } };
  };
  return store.use(remote, work, signal);
}

function keptReference(revision: GitRevision): string {
  return revision.isPinned
    ? `${keptPrefix}commit/${revision.commit}`
    : `${keptPrefix}reference/${sha256Hex(revision.reference).slice(0, 40)}`;
}

async function fetchReference(
  store: GitStore,
  run: GitRun,
  reference: string,
  kept: string,
): Promise<string> {
  await fetchInto(store, run, ["--depth=1"], [`+${reference.replace(peeledSuffix, "")}:${kept}`]);
  return (await resolveHere(run, kept)) ?? Promise.reject(notFound(reference));
}

/** Asks for the commit by its name; a server that does not allow that is asked for all branches with their history. */
async function fetchPinned(store: GitStore, run: GitRun, commit: string, kept: string): Promise<string> {
  try {
    await fetchInto(store, run, ["--depth=1"], [`+${commit}:${kept}`]);
  } catch (error) {
    if (!isSluiceError(error, toolkitErrors.GIT_FAILED, toolkitErrors.GIT_NOT_FOUND)) throw error;
    const isShallow =
      (await runGit(["rev-parse", "--is-shallow-repository"], run)).toString().trim() === "true";
    await fetchInto(store, run, isShallow ? ["--unshallow"] : [], [`+refs/heads/*:${keptPrefix}branch/*`]);
    if ((await resolveHere(run, commit)) !== commit) throw notFound(commit);
    await runGit(["update-ref", kept, commit], run);
  }
  return commit;
}

/** Fetches within the limit on bytes; what a fetch that went beyond has left is removed by `git` or the next start. */
async function fetchInto(store: GitStore, run: GitRun, options: string[], refspecs: string[]): Promise<void> {
  const { maxFetchBytes } = store.limits;
  const packs = join(run.gitDirectory as string, "objects", "pack");
  const before = await sizeOf(packs);
  const abort = new AbortController();
  const watch = setInterval(async () => {
    if ((await sizeOf(packs)) - before > maxFetchBytes) {
      abort.abort(repositoryTooLarge("bytes in one fetch", maxFetchBytes));
    }
  }, pollMs);
  try {
    await runGit(
      [
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-auto-maintenance",
        "--force",
        ...options,
        "--end-of-options",
        run.url as string,
        ...refspecs,
      ],
      { ...run, signal: run.signal ? AbortSignal.any([run.signal, abort.signal]) : abort.signal },
    );
  } finally {
    clearInterval(watch);
  }
  if ((await sizeOf(packs)) - before > maxFetchBytes) {
    throw repositoryTooLarge("bytes in one fetch", maxFetchBytes);
  }
}

/** Once many fetches have come together: drops references that nobody has fetched for long, and joins the packs. */
async function tidy(run: GitRun): Promise<void> {
  const files = await readdir(join(run.gitDirectory as string, "objects", "pack"));
  if (files.filter((name) => name.endsWith(".pack")).length <= maxPacks) return;
  const listing = await runGit(
    ["for-each-ref", "--sort=-committerdate", "--format=%(refname)", keptPrefix],
    run,
  );
  for (const name of listing.toString("utf8").split("\n").filter(Boolean).slice(maxKept)) {
    await runGit(["update-ref", "-d", name], run);
  }
  await runGit(["repack", "-a", "-d", "-q"], run);
  await runGit(["prune", "--expire=now"], run);
}

/** The commit behind a name in the local copy; undefined where there is none. */
async function resolveHere(run: GitRun, name: string): Promise<string | undefined> {
  try {
    const arguments_ = ["rev-parse", "--quiet", "--verify", "--end-of-options", `${name}^{commit}`];
    const text = (await runGit(arguments_, run)).toString().trim();
    return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
  } catch (error) {
    if (isSluiceError(error, toolkitErrors.GIT_FAILED)) return undefined;
    throw error;
  }
}

async function readCommit(run: GitRun, commit: string): Promise<Omit<GitCommit, "revision">> {
  const text = (await runGit(["cat-file", "commit", commit], run)).toString("utf8");
  const end = text.indexOf("\n\n");
  const seconds = /^committer .*> (\d+) [+-]\d{4}$/m.exec(text.slice(0, end < 0 ? undefined : end))?.[1];
  return { message: end < 0 ? "" : text.slice(end + 2), committedAtMs: Number(seconds ?? 0) * 1000 };
}

function notFound(commit: string): SluiceError {
  return new SluiceError(
    toolkitErrors.GIT_NOT_FOUND,
    `unable to resolve commit object for '${commit}': object not found`,
  );
}
