import { FetchFailedCondition, type GitRepositorySpec } from "@sluice/api/source";
import { stall } from "../failure.ts";
import type { GitRepositoryDraft } from "./step.ts";

/** Reason of the conditions of an object that asks for something that is not there. */
export const UnsupportedFieldReason = "UnsupportedField";

/** Refuses what this version cannot do: nothing that a user has written is passed over in silence. */
export function refuseUnsupported(draft: GitRepositoryDraft, spec: GitRepositorySpec): void {
  const field = unsupportedField(spec);
  if (field === undefined) return;
  const message = `${field} is not supported by this version: remove it`;
  draft.mark(FetchFailedCondition, "True", UnsupportedFieldReason, message);
  throw stall(UnsupportedFieldReason, message);
}

function unsupportedField(spec: GitRepositorySpec): string | undefined {
  if (spec.url.startsWith("ssh:")) return "spec.url with the scheme ssh";
  if (spec.provider !== undefined && spec.provider !== "generic") return `spec.provider ${spec.provider}`;
  if (spec.serviceAccountName) return "spec.serviceAccountName";
  if (spec.proxySecretRef !== undefined) return "spec.proxySecretRef";
  if (spec.recurseSubmodules) return "spec.recurseSubmodules";
  if (spec.include !== undefined && spec.include.length > 0) return "spec.include";
  if (spec.sparseCheckout !== undefined && spec.sparseCheckout.length > 0) return "spec.sparseCheckout";
  if (spec.verify !== undefined) return "spec.verify";
  return undefined;
}
