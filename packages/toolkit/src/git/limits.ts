import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";

/** Bounds on what a repository may bring. */
export interface GitLimits {
  /** Bytes that one fetch may write into the local store. */
  maxFetchBytes: number;
  /** Sum of the sizes of all files of a commit. */
  maxTreeBytes: number;
  /** Number of files of a commit. */
  maxFiles: number;
  /** Number of references that a server may list. */
  maxReferenceBytes: number;
}

export const defaultGitLimits: GitLimits = {
  maxFetchBytes: 2 * 1024 ** 3,
  maxTreeBytes: 1024 ** 3,
  maxFiles: 500_000,
  maxReferenceBytes: 64 * 1024 ** 2,
};

/** The error for a repository that exceeds a limit. */
export function repositoryTooLarge(what: string, limit: number): SluiceError {
  return new SluiceError(
    toolkitErrors.GIT_TOO_LARGE,
    `git repository exceeds the limit of ${limit} ${what}`,
    { hint: "move large files out of the repository, or raise the limit of the source controller" },
  );
}
