/**
 * The source controller: fetches what sources name, packs it into artifacts, and serves these to the other
 * controllers. `createGitRepositoryController` makes the controller of a kind, `serveArtifacts` the server.
 */

export { type ArtifactServer, serveArtifacts } from "./artifact-server.ts";
export { defaultFlags, type SourceControllerFlags } from "./flags.ts";
export * from "./git-repository/index.ts";
export { openStorage, type SourceStorage } from "./open-storage.ts";
