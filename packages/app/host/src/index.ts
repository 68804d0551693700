/**
 * Everything in one process: the embedded Kubernetes API, the controllers, and a repository to follow. It adds no
 * behaviour of its own: each part works as it does apart, and they meet through API objects and artifacts.
 */
export { type RunningApiServer, type StartApiServerOptions, startApiServer } from "./api-server.ts";
export { type Host, type HostOptions, startHost } from "./host.ts";
export { type LocalRepository, openLocalRepository, runGit } from "./local-git/index.ts";
export { followRepository, type RepositoryOptions, type WiredRepository } from "./repository.ts";
