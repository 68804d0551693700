import { SucceededReason } from "@sluice/api/meta";
import { NewArtifactReason, sourceGroup } from "@sluice/api/source";
import { shortMessage } from "@sluice/toolkit/git";
import { hasRecovered } from "../conclude.ts";
import { failureConditions } from "./conditions.ts";
import type { FoundSource } from "./source.ts";
import type { GitRepositoryPass } from "./step.ts";

/** Tells of a new artifact, and of the end of a failure (EV-02, EV-03, EV-04). */
export function notify({ draft, log }: GitRepositoryPass, source: FoundSource): void {
  const { artifact } = draft.status;
  if (artifact === undefined) return;
  const isNew = draft.initial.artifact?.digest !== artifact.digest;
  const before = draft.initial.conditions ?? [];
  if (!isNew && !hasRecovered(before, draft.conditions, failureConditions)) return;
  const subject = source.kind === "fetched" ? shortMessage(source.commit.message) : source.revision;
  const message = `stored artifact for commit '${subject}'`;
  draft.event("Normal", isNew ? NewArtifactReason : SucceededReason, message, {
    [`${sourceGroup}/revision`]: artifact.revision,
    [`${sourceGroup}/digest`]: artifact.digest,
  });
  log.info(message, { revision: artifact.revision });
}
