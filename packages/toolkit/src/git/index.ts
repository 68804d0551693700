/**
 * Git over HTTP for controllers: where a reference leads (`resolveRevision`), bringing a commit here (`fetchCommit`)
 * and reading its files without a checkout (`openCommit`). The git program does the work, started without a shell,
 * with an environment of its own and with nothing from a user as an option. Credentials stay out of arguments and
 * errors. It knows no API object and no artifact.
 */

export { toolkitErrors } from "../errors.ts";
export { highestTags } from "./choose-tag.ts";
export {
  type GitCredentials,
  gitCredentialsOf,
  parseGitUrl,
  type SecretData,
  withoutUserInfo,
} from "./credentials.ts";
export { fetchCommit, type GitCommit } from "./fetch-commit.ts";
export { type GitRemote, GitStore, type GitStoreOptions } from "./git-store.ts";
export { defaultGitLimits, type GitLimits } from "./limits.ts";
export { type CommitReader, type ListedEntry, openCommit } from "./read-commit.ts";
export {
  defaultBranch,
  formatRevision,
  type GitRefSelector,
  type GitRevision,
  shortMessage,
} from "./reference.ts";
export { resolveRevision } from "./resolve-revision.ts";
