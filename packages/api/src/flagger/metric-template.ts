import { column, localReference } from "../meta/index.ts";
import {
  boolean,
  choice,
  defineKind,
  list,
  map,
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { flaggerAnnotations, flaggerGroup } from "./group.ts";

const provider = object("Where the metric is read.", {
  address: optional(string("Address of the service.")),
  headers: optional(map("Headers of each request.", list("Values of the header.", string("")))),
  insecureSkipVerify: optional(boolean("Whether the certificate of the service is not checked.")),
  region: optional(string("Region of the service.")),
  secretRef: optional(localReference("Secret with the credentials.")),
  type: choice("The service to ask.", [
    "prometheus",
    "influxdb",
    "datadog",
    "externalmetrics",
    "stackdriver",
    "cloudwatch",
    "newrelic",
    "graphite",
    "dynatrace",
    "keptn",
    "splunk",
  ]),
});

const spec = object("What to ask, and where.", {
  provider,
  query: string("Template of the query."),
});

/** A query for a metric, used by the analysis of canaries. */
export const metricTemplateKind = defineKind({
  group: flaggerGroup,
  kind: "MetricTemplate",
  plural: "metrictemplates",
  categories: ["all"],
  annotations: flaggerAnnotations,
  version: {
    name: "v1beta1",
    description: "A query for a metric, used by the analysis of canaries.",
    spec,
    columns: [column("Provider", ".spec.provider.type")],
  },
});

export type MetricTemplateSpec = TypeOf<typeof spec>;
export type MetricTemplate = ObjectOfKind<typeof metricTemplateKind>;
