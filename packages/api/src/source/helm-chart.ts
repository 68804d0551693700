import {
  ageColumn,
  column,
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
  list,
  type ObjectOfKind,
  object,
  optional,
  rule,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { artifactSchema } from "./artifact.ts";
import { sourceCategories, sourceGroup } from "./group.ts";
import { chartVerification } from "./verification.ts";

const sourceRef = object("The source of the chart.", {
  apiVersion: optional(string("API version of the source.")),
  kind: choice("Kind of the source.", ["HelmRepository", "GitRepository", "Bucket"]),
  name: string("Name of the source."),
});

const spec = object(
  "Which chart to fetch, and how often.",
  {
    chart: string("Name of the chart in a Helm repository, or its path within another source."),
    ignoreMissingValuesFiles: optional(boolean("Whether values files that do not exist are left out.")),
    interval: duration("How often to look for a new version."),
    reconcileStrategy: optional(
      choice(
        "What makes a new artifact: a new chart version or a new revision of the source.",
        ["ChartVersion", "Revision"],
        { default: "ChartVersion" },
      ),
    ),
    sourceRef,
    suspend: optional(boolean("Whether to stop reconciling this object.")),
    valuesFiles: optional(
      list("Values files of the chart to merge into its values; later ones win.", string("")),
    ),
    verify: optional(chartVerification),
    version: optional(
      string("Version or range of versions; of no effect with GitRepository and Bucket.", { default: "*" }),
    ),
  },
  {
    rules: [
      rule(
        "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
        "spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'",
      ),
    ],
  },
);

const status = object(
  "What was found and stored last.",
  {
    ...reconciledStatus,
    artifact: optional(artifactSchema("The artifact of the last chart that was stored.")),
    observedChartName: optional(string("Name of the stored chart.")),
    observedSourceArtifactRevision: optional(string("Revision of the source of the stored chart.")),
    observedValuesFiles: optional(list("Values files that were merged into the stored chart.", string(""))),
    url: optional(string("Address that always leads to the latest artifact.")),
  },
  { default: unobservedStatus },
);

/** A Helm chart that becomes an artifact. */
export const helmChartKind = defineKind({
  group: sourceGroup,
  kind: "HelmChart",
  plural: "helmcharts",
  shortNames: ["hc"],
  categories: sourceCategories,
  version: {
    name: "v1",
    description: "A Helm chart that becomes an artifact.",
    spec,
    status,
    columns: [
      column("Chart", ".spec.chart"),
      column("Version", ".spec.version"),
      column("Source Kind", ".spec.sourceRef.kind"),
      column("Source Name", ".spec.sourceRef.name"),
      ageColumn,
      readyColumn,
      statusColumn,
    ],
  },
});

export type HelmChartSpec = TypeOf<typeof spec>;
export type HelmChartStatus = TypeOf<typeof status>;
export type HelmChart = ObjectOfKind<typeof helmChartKind>;
