/**
 * A real Git server for tests: repositories that a test fills with commits, served over HTTP by `git http-backend`,
 * with log-ins and with faults (refusals, silence, slowness, broken transfers, redirects) on demand.
 */

export { type GitFault, type GitRequest, GitServer } from "./git-server.ts";
export { type FileChange, TestRepository } from "./test-repository.ts";
