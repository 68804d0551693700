import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const toolkitErrors = defineErrorCodes({
  GIT_URL_INVALID: "an address of a Git repository cannot be parsed, or is of a scheme that is not served",
  GIT_REF_INVALID: "a branch, tag, reference name or commit is malformed",
  GIT_CREDENTIALS_INVALID: "Git credentials are incomplete or contradict each other",
  GIT_AUTH_FAILED: "a Git server wants other credentials",
  GIT_NOT_FOUND: "a Git server has no such repository, reference or commit",
  GIT_EMPTY: "a Git repository has no commit",
  GIT_UNREACHABLE: "a Git server does not answer, or not as it should",
  GIT_TIMEOUT: "a Git operation took longer than allowed",
  GIT_TOO_LARGE: "a Git repository exceeds a limit on bytes or files",
  GIT_TREE_INVALID: "a commit holds names that may not be unpacked",
  GIT_STORE_DAMAGED: "the local copy of a Git repository is damaged",
  GIT_FAILED: "a Git command failed",
  ARTIFACT_PATH_INVALID: "a path of an artifact leaves the storage",
  ARTIFACT_STORAGE_FAILED: "the storage of artifacts cannot be read or written",
  ARTIFACT_NOT_FOUND: "an artifact is not served any more",
  ARTIFACT_UNREACHABLE: "the server of an artifact does not answer, or not as it should",
  ARTIFACT_DIGEST_MISMATCH: "an artifact does not have the digest that its source states",
  ARTIFACT_TOO_LARGE: "an artifact exceeds the size that may be downloaded",
});
