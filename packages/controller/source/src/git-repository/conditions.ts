import { ReconcilingCondition, StalledCondition } from "@sluice/api/meta";
import {
  ArtifactInStorageCondition,
  ArtifactOutdatedCondition,
  FetchFailedCondition,
  IncludeUnavailableCondition,
  SourceVerifiedCondition,
  StorageOperationFailedCondition,
} from "@sluice/api/source";
import type { ConditionTable } from "../conclude.ts";

/** RC-04, RC-05 for GitRepository. */
export const gitRepositoryConditions: ConditionTable = {
  summarized: [
    StorageOperationFailedCondition,
    FetchFailedCondition,
    IncludeUnavailableCondition,
    ArtifactOutdatedCondition,
    ArtifactInStorageCondition,
    SourceVerifiedCondition,
    StalledCondition,
    ReconcilingCondition,
  ],
  negative: [
    StorageOperationFailedCondition,
    FetchFailedCondition,
    IncludeUnavailableCondition,
    ArtifactOutdatedCondition,
    StalledCondition,
    ReconcilingCondition,
  ],
  biPolar: [SourceVerifiedCondition],
};

/** Conditions whose end is told as a recovery (EV-03). */
export const failureConditions = [
  FetchFailedCondition,
  IncludeUnavailableCondition,
  StorageOperationFailedCondition,
];
