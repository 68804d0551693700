/**
 * GitRepository: a Git repository whose commits become artifacts. One file a step, in the order of a pass:
 * storage, source (with credentials), artifact, notify; finalize for deleted objects.
 */

export {
  createGitRepositoryController,
  type GitRepositoryController,
  type GitRepositoryControllerOptions,
} from "./controller.ts";
