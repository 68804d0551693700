/**
 * A directory on this machine as a Git repository that a GitRepository can name: served read-only over HTTP on
 * loopback, and watched, so that a change is taken up at once. A directory that is no repository is kept as one in
 * a place of ours; the directory itself is never written to.
 */
export { type LocalRepository, openLocalRepository } from "./local-repository.ts";
export { runGit } from "./run-git.ts";
export { type GitHttpServer, serveGit } from "./serve-git.ts";
