import { driftIgnoreRule, healthCheckExpression, image, inventory, patch } from "../kustomize/index.ts";
import {
  ageColumn,
  commonMetadata,
  dependencyReference,
  kubeConfigReference,
  localReference,
  readyColumn,
  reconciledStatus,
  statusColumn,
  unobservedStatus,
} from "../meta/index.ts";
import {
  anything,
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
  rule,
  string,
  type TypeOf,
  time,
} from "../schema/index.ts";
import { install, rollback, test, uninstall, upgrade } from "./actions.ts";

/** The API group of HelmRelease. */
export const helmGroup = "helm.toolkit.fluxcd.io";

const objectNameLimits = { minLength: 1, maxLength: 253 };
const namespaceLimits = { minLength: 1, maxLength: 63 };

const chartTemplate = object("The HelmChart to make for this release.", {
  metadata: optional(commonMetadata("Labels and annotations of the HelmChart.")),
  spec: object("What the HelmChart fetches.", {
    chart: string("Name of the chart in a Helm repository, or its path within another source.", {
      minLength: 1,
      maxLength: 2048,
    }),
    ignoreMissingValuesFiles: optional(boolean("Whether values files that do not exist are left out.")),
    interval: optional(duration("How often to look for a new version; that of the release when absent.")),
    reconcileStrategy: optional(
      choice(
        "What makes a new artifact: a new chart version or a new revision of the source.",
        ["ChartVersion", "Revision"],
        { default: "ChartVersion" },
      ),
    ),
    sourceRef: object("The source of the chart.", {
      apiVersion: optional(string("API version of the source.")),
      kind: choice("Kind of the source.", ["HelmRepository", "GitRepository", "Bucket"]),
      name: string("Name of the source.", objectNameLimits),
      namespace: optional(string("Namespace of the source; the release's own when absent.", namespaceLimits)),
    }),
    valuesFiles: optional(list("Values files of the chart to merge into its values.", string(""))),
    verify: optional(
      object("Signature that the chart must bear.", {
        provider: choice("Tool that made the signature.", ["cosign", "notation"], { default: "cosign" }),
        secretRef: optional(localReference("Secret with the trusted public keys or the trust policy.")),
      }),
    ),
    version: optional(string("Version or range of versions.", { default: "*" })),
  }),
});

const chartRef = object("A source that holds the chart.", {
  apiVersion: optional(string("API version of the source.")),
  kind: choice("Kind of the source.", ["OCIRepository", "HelmChart", "ExternalArtifact"]),
  name: string("Name of the source.", objectNameLimits),
  namespace: optional(string("Namespace of the source; the release's own when absent.", namespaceLimits)),
});

const valuesReference = object("A Secret or ConfigMap that holds values.", {
  kind: choice("Kind of the object.", ["Secret", "ConfigMap"]),
  literal: optional(boolean("Whether the value at targetPath is taken as it is, without parsing.")),
  name: string("Name of the object.", objectNameLimits),
  optional: optional(boolean("Whether the object may be missing.")),
  targetPath: optional(
    string("Where in the values the content goes; it is merged at the root when absent.", {
      pattern: "^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$",
      maxLength: 250,
    }),
  ),
  valuesKey: optional(
    string("Key within the object; `values.yaml` when absent.", {
      pattern: "^[\\-._a-zA-Z0-9]+$",
      maxLength: 253,
    }),
  ),
});

const postRenderer = object("A change to the rendered objects.", {
  kustomize: optional(
    object("A change made with kustomize.", {
      images: optional(list("Container images to replace.", image)),
      patches: optional(list("Patches for the objects.", patch)),
    }),
  ),
});

const driftDetection = object("What is done when the live objects differ from the release.", {
  ignore: optional(list("Fields whose drift is left alone.", driftIgnoreRule)),
  mode: optional(
    choice("Whether drift is corrected, told of or not looked for.", ["enabled", "warn", "disabled"]),
  ),
});

const spec = object(
  "What to release, and how.",
  {
    chart: optional(chartTemplate),
    chartRef: optional(chartRef),
    commonMetadata: optional(commonMetadata("Labels and annotations for every object.")),
    dependsOn: optional(list("HelmReleases that must be ready first.", dependencyReference("HelmRelease"))),
    driftDetection: optional(driftDetection),
    healthCheckExprs: optional(
      list("CEL expressions for the health of custom resources.", healthCheckExpression),
    ),
    install: optional(install),
    interval: duration("How often to reconcile."),
    kubeConfig: optional(kubeConfigReference),
    maxHistory: optional(
      integer("How many records of the release to keep; 0 is without limit.", { format: "" }),
    ),
    persistentClient: optional(boolean("Whether one client serves a whole reconcile.")),
    postRenderers: optional(list("Changes to the rendered objects, in their order.", postRenderer)),
    postRenderStrategy: optional(
      choice("Whether hooks are changed by post-renderers too.", ["nohooks", "combined", "separate"]),
    ),
    releaseName: optional(
      string("Name of the release; made from targetNamespace and the object's name when absent.", {
        minLength: 1,
        maxLength: 53,
      }),
    ),
    rollback: optional(rollback),
    serviceAccountName: optional(string("ServiceAccount to act as.", objectNameLimits)),
    storageNamespace: optional(string("Namespace for the records of the release.", namespaceLimits)),
    suspend: optional(boolean("Whether to stop reconciling this object.")),
    targetNamespace: optional(string("Namespace of the release.", namespaceLimits)),
    test: optional(test),
    timeout: optional(duration("How long each operation may take.")),
    uninstall: optional(uninstall),
    upgrade: optional(upgrade),
    values: optional(anything("Values of the release; they beat those of valuesFrom.")),
    valuesFrom: optional(list("Objects that hold values; later ones win.", valuesReference)),
    waitStrategy: optional(
      object("How the readiness of the objects is found.", {
        name: choice("By status polling or as Helm 3 did.", ["poller", "legacy"]),
      }),
    ),
  },
  {
    rules: [
      rule(
        "(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))",
        "either chart or chartRef must be set",
      ),
    ],
  },
);

const snapshot = object("A release as it was observed.", {
  action: optional(string("Action that made the release.")),
  apiVersion: optional(string("Version of the form of this record.")),
  appVersion: optional(string("Version of the application in the chart.")),
  chartName: string("Name of the chart."),
  chartVersion: string("Version of the chart."),
  configDigest: string("Digest of the values."),
  deleted: optional(time("When the release was deleted.")),
  digest: string("Digest of the release object."),
  firstDeployed: time("When the release was first deployed."),
  lastDeployed: time("When the release was last deployed."),
  name: string("Name of the release."),
  namespace: string("Namespace of the release."),
  ociDigest: optional(string("Digest of the OCI artifact that held the chart.")),
  status: string("Status of the release."),
  testHooks: optional(
    map(
      "Tests of the release by name.",
      object("One test.", {
        lastCompleted: optional(time("When the test last ended.")),
        lastStarted: optional(time("When the test last began.")),
        phase: optional(string("How the test ended.")),
      }),
    ),
  ),
  version: integer("Number of the release.", { format: "" }),
});

const status = object(
  "What was found and released last.",
  {
    ...reconciledStatus,
    failures: optional(integer("Failures since the last success.")),
    helmChart: optional(string("`<namespace>/<name>` of the HelmChart made for this release.")),
    history: optional(list("The last releases, newest first.", snapshot)),
    installFailures: optional(integer("Failed installations since the last success.")),
    inventory: optional(inventory),
    lastAttemptedConfigDigest: optional(string("Digest of the values last tried.")),
    lastAttemptedGeneration: optional(integer("Generation last tried.")),
    lastAttemptedReleaseAction: optional(choice("Action last tried.", ["install", "upgrade"])),
    lastAttemptedReleaseActionDuration: optional(string("How long the action last tried took.")),
    lastAttemptedRevision: optional(string("Chart version last tried.")),
    lastAttemptedRevisionDigest: optional(string("Digest of the OCI artifact last tried.")),
    lastAttemptedValuesChecksum: optional(string("Replaced by lastAttemptedConfigDigest.")),
    lastHandledForceAt: optional(
      string("Value of the annotation `reconcile.fluxcd.io/forceAt` last acted on."),
    ),
    lastHandledResetAt: optional(
      string("Value of the annotation `reconcile.fluxcd.io/resetAt` last acted on."),
    ),
    lastReleaseRevision: optional(
      integer("Replaced by history: number of the last release.", { format: "" }),
    ),
    observedCommonMetadataDigest: optional(string("Digest of spec.commonMetadata last applied.")),
    observedPostRenderersDigest: optional(string("Digest of spec.postRenderers last applied.")),
    storageNamespace: optional(string("Namespace of the records of the release.", namespaceLimits)),
    upgradeFailures: optional(integer("Failed upgrades since the last success.")),
  },
  { default: unobservedStatus },
);

/** A Helm chart that is kept released with given values. */
export const helmReleaseKind = defineKind({
  group: helmGroup,
  kind: "HelmRelease",
  plural: "helmreleases",
  shortNames: ["hr"],
  categories: ["all", "fluxcd", "fluxcd-appliers"],
  version: {
    name: "v2",
    description: "A Helm chart that is kept released with given values.",
    spec,
    status,
    columns: [ageColumn, readyColumn, statusColumn],
  },
});

export type HelmReleaseSpec = TypeOf<typeof spec>;
export type HelmReleaseStatus = TypeOf<typeof status>;
export type HelmReleaseSnapshot = TypeOf<typeof snapshot>;
export type HelmRelease = ObjectOfKind<typeof helmReleaseKind>;
