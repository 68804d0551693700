import {
  ageColumn,
  commonMetadata,
  type DependencyReference,
  dependencyReference,
  kubeConfigReference,
  localReference,
  readyColumn,
  reconciledStatus,
  statusColumn,
  unobservedStatus,
} from "../meta/index.ts";
import {
  boolean,
  choice,
  defineKind,
  duration,
  integer,
  list,
  map,
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
  time,
} from "../schema/index.ts";
import { healthCheckExpression, healthCheckReference } from "./health-check.ts";
import { inventory } from "./inventory.ts";
import { driftIgnoreRule, image, patch, type Selector } from "./patch.ts";

/** The API group of Kustomization. */
export const kustomizeGroup = "kustomize.toolkit.fluxcd.io";

const substituteReference = object("A Secret or ConfigMap whose keys are variables.", {
  kind: choice("Kind of the object.", ["Secret", "ConfigMap"]),
  name: string("Name of the object.", { minLength: 1, maxLength: 253 }),
  optional: optional(boolean("Whether the object may be missing.", { default: false })),
});

const sourceRef = object("The source of the files.", {
  apiVersion: optional(string("API version of the source.")),
  kind: choice("Kind of the source.", ["OCIRepository", "GitRepository", "Bucket", "ExternalArtifact"]),
  name: string("Name of the source."),
  namespace: optional(string("Namespace of the source; the Kustomization's own when absent.")),
});

const decryption = object("How encrypted files are decrypted.", {
  provider: choice("Format of the encryption.", ["sops"]),
  secretRef: optional(localReference("Secret with the private keys or the credentials of a key service.")),
  serviceAccountName: optional(string("ServiceAccount whose identity is used with key services.")),
});

const postBuild = object("What is done to the built objects before they are applied.", {
  substitute: optional(map("Variables by name.", string(""))),
  substituteFrom: optional(list("Objects that hold further variables; later ones win.", substituteReference)),
  substituteStrategy: optional(
    choice("Whether substitution runs where there are no variables.", ["WithVariables", "Always"]),
  ),
});

const name = { minLength: 1, maxLength: 200 };

const spec = object("What to build, and how to apply it.", {
  buildMetadata: optional(
    list(
      "Annotations on where each object came from.",
      choice("", ["originAnnotations", "transformerAnnotations"]),
    ),
  ),
  commonMetadata: optional(commonMetadata("Labels and annotations for every object.")),
  components: optional(list("Paths of components, relative to path.", string(""))),
  decryption: optional(decryption),
  deletionPolicy: optional(
    choice("What becomes of the objects when this one is deleted.", [
      "MirrorPrune",
      "Delete",
      "WaitForTermination",
      "Orphan",
    ]),
  ),
  dependsOn: optional(list("Kustomizations that must be ready first.", dependencyReference("Kustomization"))),
  force: optional(boolean("Whether to recreate objects whose immutable fields changed.", { default: false })),
  healthCheckExprs: optional(
    list("CEL expressions for the health of custom resources.", healthCheckExpression),
  ),
  healthChecks: optional(list("Objects that must be healthy in the end.", healthCheckReference)),
  ignore: optional(list("Fields whose drift is left alone.", driftIgnoreRule)),
  ignoreMissingComponents: optional(boolean("Whether components that do not exist are left out.")),
  images: optional(list("Container images to replace.", image)),
  interval: duration("How often to reconcile."),
  kubeConfig: optional(kubeConfigReference),
  namePrefix: optional(string("Prefix for the names of all objects.", name)),
  nameSuffix: optional(string("Suffix for the names of all objects.", name)),
  patches: optional(list("Patches for the objects.", patch)),
  path: optional(string("Path of the directory to build; the root of the source when absent.")),
  postBuild: optional(postBuild),
  prune: boolean("Whether objects that left the source are deleted."),
  retryInterval: optional(duration("How soon to try again after a failure; interval when absent.")),
  serviceAccountName: optional(string("ServiceAccount to act as.")),
  sourceRef,
  suspend: optional(boolean("Whether to stop reconciling this object.")),
  targetNamespace: optional(string("Namespace for all objects.", { minLength: 1, maxLength: 63 })),
  timeout: optional(duration("How long building, applying and health checks may take.")),
  wait: optional(boolean("Whether all applied objects must be healthy in the end.")),
});

const snapshot = object("One state that was applied.", {
  digest: string("Digest of the built objects."),
  firstReconciled: time("When this state was first applied."),
  lastReconciled: time("When this state was last applied."),
  lastReconciledDuration: string("How long the last reconcile took."),
  lastReconciledStatus: string("How the last reconcile ended."),
  metadata: optional(map("Further facts, such as the revision.", string(""))),
  totalReconciliations: integer("How often this state was reconciled."),
});

const status = object(
  "What was found and applied last.",
  {
    ...reconciledStatus,
    history: optional(list("The last states that were applied, newest first.", snapshot)),
    inventory: optional(inventory),
    lastAppliedOriginRevision: optional(string("Origin revision of what was last applied with success.")),
    lastAppliedRevision: optional(string("Revision that was last applied with success.")),
    lastAttemptedRevision: optional(string("Revision that was last tried.")),
  },
  { default: unobservedStatus },
);

/** A directory of a source that is built with kustomize and kept applied. */
export const kustomizationKind = defineKind({
  group: kustomizeGroup,
  kind: "Kustomization",
  plural: "kustomizations",
  shortNames: ["ks"],
  categories: ["all", "fluxcd", "fluxcd-appliers"],
  version: {
    name: "v1",
    description: "A directory of a source that is built with kustomize and kept applied.",
    spec,
    status,
    columns: [ageColumn, readyColumn, statusColumn],
  },
});

export type KustomizationSpec = TypeOf<typeof spec>;
export type KustomizationStatus = TypeOf<typeof status>;
export type KustomizationSourceRef = TypeOf<typeof sourceRef>;
export type KustomizationDependency = DependencyReference;
export type KustomizationSelector = Selector;
export type KustomizationSnapshot = TypeOf<typeof snapshot>;
export type KustomizationInventory = TypeOf<typeof inventory>;
export type Kustomization = ObjectOfKind<typeof kustomizationKind>;
