import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";
import { highestTags } from "./choose-tag.ts";
import { withoutUserInfo } from "./credentials.ts";
import { fetchCommit } from "./fetch-commit.ts";
import type { GitRemote, GitStore } from "./git-store.ts";
import {
  assertReference,
  defaultBranch,
  type GitRefSelector,
  type GitRevision,
  invalidReference,
  isTagReference,
  peeledSuffix,
} from "./reference.ts";
import { runGit } from "./run-git.ts";

/**
 * Where a selector leads now, for the price of one reference advertisement. Annotated tags lead to their commit
 * (GR-11).
 *
 * Errors: GIT_EMPTY where the repository has no commit, GIT_NOT_FOUND where the reference does not exist,
 * GIT_REF_INVALID, and those of `runGit`.
 */
export async function resolveRevision(
  store: GitStore,
  remote: GitRemote,
  selector: GitRefSelector,
  signal?: AbortSignal,
): Promise<GitRevision> {
  if (selector.commit) return resolveCommit(store, remote, selector, signal);
  if (selector.name) return resolveName(store, remote, selector.name, signal);
  if (selector.tag) return resolveTag(store, remote, selector.tag, signal);
  if (selector.semver) return resolveRange(store, remote, selector.semver, signal);
  return resolveBranch(store, remote, selector.branch || defaultBranch, signal);
}

async function resolveBranch(
  store: GitStore,
  remote: GitRemote,
  branch: string,
  signal: AbortSignal | undefined,
): Promise<GitRevision> {
  const reference = `refs/heads/${branch}`;
  assertReference(reference, "spec.ref.branch");
  const references = await listReferences(store, remote, [reference], signal);
  const commit = references.get(reference);
  if (commit === undefined) throw await missing(store, remote, reference, "spec.ref.branch", signal);
  return { reference, commit };
}

async function resolveTag(
  store: GitStore,
  remote: GitRemote,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<GitRevision> {
  const reference = `refs/tags/${tag}`;
  assertReference(reference, "spec.ref.tag");
  const references = await listReferences(store, remote, [reference, reference + peeledSuffix], signal);
  const commit = references.get(reference + peeledSuffix) ?? references.get(reference);
  if (commit === undefined) throw await missing(store, remote, reference, "spec.ref.tag", signal);
  return { reference, commit };
}

async function resolveName(
  store: GitStore,
  remote: GitRemote,
  name: string,
  signal: AbortSignal | undefined,
): Promise<GitRevision> {
  const isPeeled = name.endsWith(peeledSuffix);
  const plain = isPeeled ? name.slice(0, -peeledSuffix.length) : name;
  assertReference(plain, "spec.ref.name");
  const wanted = isTagReference(plain) ? [plain, plain + peeledSuffix] : [plain];
  const references = await listReferences(store, remote, wanted, signal);
  const commit = references.get(plain + peeledSuffix) ?? (isPeeled ? undefined : references.get(plain));
  if (commit === undefined) {
    throw new SluiceError(
      toolkitErrors.GIT_NOT_FOUND,
      `unable to resolve ref '${name}' to a specific commit`,
      { fieldPath: "spec.ref.name" },
    );
  }
  return { reference: name, commit };
}

async function resolveRange(
  store: GitStore,
  remote: GitRemote,
  range: string,
  signal: AbortSignal | undefined,
): Promise<GitRevision> {
  const references = await listReferences(store, remote, ["refs/tags/*"], signal);
  if (references.size === 0 && (await isEmpty(store, remote, signal))) throw emptyRepository();
  const tags = [...references.keys()]
    .filter((name) => isTagReference(name) && !name.endsWith(peeledSuffix))
    .map((name) => name.slice("refs/tags/".length));
  const candidates = highestTags(tags, range).map((tag): GitRevision => {
    const reference = `refs/tags/${tag}`;
    const commit = references.get(reference + peeledSuffix) ?? references.get(reference);
    return { reference, commit: commit as string };
  });
  return candidates.length === 1 ? (candidates[0] as GitRevision) : newest(store, remote, candidates, signal);
}

/** Versions that differ in build metadata only are told apart by the time of their commits. */
async function newest(
  store: GitStore,
  remote: GitRemote,
  candidates: GitRevision[],
  signal: AbortSignal | undefined,
): Promise<GitRevision> {
  let best: { revision: GitRevision; committedAtMs: number } | undefined;
  for (const revision of candidates) {
    const { committedAtMs } = await fetchCommit(store, remote, revision, signal);
    if (best === undefined || committedAtMs >= best.committedAtMs) best = { revision, committedAtMs };
  }
  return (best as { revision: GitRevision }).revision;
}

async function resolveCommit(
  store: GitStore,
  remote: GitRemote,
  selector: GitRefSelector,
  signal: AbortSignal | undefined,
): Promise<GitRevision> {
  const commit = (selector.commit as string).toLowerCase();
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw invalidReference(
      `unable to resolve commit object for '${selector.commit}': object not found`,
      "spec.ref.commit",
    );
  }
  // The commit is known already; the server is asked all the same, since the right to read may be gone.
  if (selector.branch) {
    const { reference } = await resolveBranch(store, remote, selector.branch, signal);
    return { reference: selector.name || reference, commit, isPinned: true };
  }
  const references = await listReferences(store, remote, ["HEAD", "refs/heads/*"], signal);
  if (references.size === 0 && (await isEmpty(store, remote, signal))) throw emptyRepository();
  return { reference: selector.name ?? "", commit, isPinned: true };
}

/** The references that fit one of the patterns, with the objects that they name. */
async function listReferences(
  store: GitStore,
  remote: GitRemote,
  patterns: string[],
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const output = await store.ask(
    remote,
    (run) =>
      runGit(["ls-remote", "--quiet", "--end-of-options", withoutUserInfo(remote.url), ...patterns], {
        ...run,
        maxOutputBytes: store.limits.maxReferenceBytes,
      }),
    signal,
  );
  const references = new Map<string, string>();
  for (const line of output.toString("utf8").split("\n")) {
    const tab = line.indexOf("\t");
    if (tab > 0) references.set(line.slice(tab + 1), line.slice(0, tab));
  }
  return references;
}

async function isEmpty(
  store: GitStore,
  remote: GitRemote,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return (await listReferences(store, remote, [], signal)).size === 0;
}

async function missing(
  store: GitStore,
  remote: GitRemote,
  reference: string,
  fieldPath: string,
  signal: AbortSignal | undefined,
): Promise<SluiceError> {
  if (await isEmpty(store, remote, signal)) return emptyRepository();
  return new SluiceError(
    toolkitErrors.GIT_NOT_FOUND,
    `unable to clone: couldn't find remote ref "${reference}": git repository: '${withoutUserInfo(remote.url)}'`,
    { fieldPath, hint: "check spec.ref; without it the branch master is followed" },
  );
}

function emptyRepository(): SluiceError {
  return new SluiceError(toolkitErrors.GIT_EMPTY, "git repository is empty", {
    reason: "EmptyGitRepository",
    hint: "push a first commit",
  });
}
