import type { GitRepository, GitRepositorySpec, GitRepositoryStatus } from "@sluice/api/source";
import type { Clock } from "@sluice/base/clock";
import type { Logger } from "@sluice/base/log";
import type { KubeClient } from "@sluice/kube/client";
import type { ArtifactOwner, ArtifactStorage } from "@sluice/toolkit/artifact";
import type { GitStore } from "@sluice/toolkit/git";
import type { StatusDraft } from "../draft.ts";

/** The status of a GitRepository while a pass works on it. */
export type GitRepositoryDraft = StatusDraft<GitRepositoryStatus>;

/** What the steps of a pass work with. */
export interface GitRepositoryPass {
  repository: GitRepository;
  spec: GitRepositorySpec;
  draft: GitRepositoryDraft;
  client: KubeClient;
  storage: ArtifactStorage;
  gitStore: GitStore;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}

/** The owner of the artifacts of a GitRepository. */
export function artifactOwner(repository: GitRepository): ArtifactOwner {
  const { namespace = "", name = "" } = repository.metadata;
  return { kind: "GitRepository", namespace, name };
}
