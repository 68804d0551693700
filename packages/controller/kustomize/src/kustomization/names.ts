import { kustomizeGroup } from "@sluice/api/kustomize";

/** Field manager of applies (KC-130). */
export const fieldManager = "kustomize-controller";
/** Field manager of status writes (KC-44). */
export const statusManager = "gotk-kustomize-controller";

export const ownerNameLabel = `${kustomizeGroup}/name`;
export const ownerNamespaceLabel = `${kustomizeGroup}/namespace`;
export const revisionAnnotation = `${kustomizeGroup}/revision`;
export const originRevisionAnnotation = `${kustomizeGroup}/originRevision`;
export const commitStatusAnnotation = `${kustomizeGroup}/commit_status`;

/** Policies on managed objects, as label or annotation (KC-214). */
export const policy = {
  reconcile: `${kustomizeGroup}/reconcile`,
  prune: `${kustomizeGroup}/prune`,
  ssa: `${kustomizeGroup}/ssa`,
  force: `${kustomizeGroup}/force`,
  substitute: `${kustomizeGroup}/substitute`,
  decrypt: `${kustomizeGroup}/decrypt`,
} as const;

/** Artifact metadata that names the revision an artifact was made from (KC-42). */
export const originRevisionKey = "org.opencontainers.image.revision";
