import { column } from "../meta/index.ts";
import {
  boolean,
  choice,
  defineKind,
  integer,
  list,
  map,
  number,
  type ObjectOfKind,
  object,
  optional,
  type PrinterColumn,
  string,
  type TypeOf,
  time,
} from "../schema/index.ts";
import { canaryAnalysis } from "./canary-analysis.ts";
import { canaryService } from "./canary-service.ts";
import { flaggerAnnotations, flaggerGroup } from "./group.ts";

function reference<const T extends string>(description: string, kinds: readonly T[]) {
  return object(description, {
    apiVersion: string("API version of the object."),
    kind: choice("Kind of the object.", kinds),
    name: string("Name of the object."),
  });
}

const replicas = { format: "", minimum: 1 } as const;

const autoscalerRef = object("The autoscaler of the workload.", {
  apiVersion: string("API version of the object."),
  kind: choice("Kind of the object.", ["HorizontalPodAutoscaler", "ScaledObject"]),
  name: string("Name of the object."),
  primaryScalerQueries: optional(map("Queries of the running version's autoscaler by trigger.", string(""))),
  primaryScalerReplicas: optional(
    object("Replicas of the running version.", {
      maxReplicas: optional(integer("At most.", replicas)),
      minReplicas: optional(integer("At least.", replicas)),
    }),
  ),
});

const upstreamRef = object("The upstream of the gateway.", {
  apiVersion: string("API version of the object."),
  kind: choice("Kind of the object.", ["Upstream"]),
  name: string("Name of the object."),
  namespace: optional(string("Namespace of the object.")),
});

const spec = object("Which workload is delivered step by step, and how.", {
  analysis: canaryAnalysis,
  autoscalerRef: optional(autoscalerRef),
  ingressRef: optional(reference("The Ingress of the workload.", ["Ingress"])),
  metricsServer: optional(string("Address of the Prometheus server.")),
  progressDeadlineSeconds: optional(number("How long the workload may take to become ready.")),
  provider: optional(
    choice("The mesh or the gateway that shifts traffic.", [
      "apisix",
      "appmesh",
      "appmesh:v1beta2",
      "contour",
      "gatewayapi:v1",
      "gatewayapi:v1beta1",
      "gloo",
      "istio",
      "knative",
      "kubernetes",
      "kuma",
      "linkerd",
      "nginx",
      "osm",
      "skipper",
      "smi:v1alpha1",
      "smi:v1alpha2",
      "smi:v1alpha3",
      "traefik",
    ]),
  ),
  revertOnDeletion: optional(boolean("Whether the workload is put back when this object is deleted.")),
  routeRef: optional(reference("The route of the workload.", ["ApisixRoute"])),
  service: optional(canaryService),
  skipAnalysis: optional(boolean("Whether new versions are taken without a trial.")),
  suspend: optional(boolean("Whether to stop reconciling this object.")),
  targetRef: reference("The workload.", ["DaemonSet", "Deployment", "Service"]),
  upstreamRef: optional(upstreamRef),
});

const condition = object("One observation of the state of this object.", {
  lastTransitionTime: optional(time("When the status of this condition last changed.")),
  lastUpdateTime: optional(time("When this condition was last written.")),
  message: optional(string("What was found, for people.")),
  reason: string("What was found, as one CamelCase word."),
  status: string("Whether the condition holds."),
  type: string("Name of the condition."),
});

const status = object("How far the delivery is.", {
  canaryWeight: optional(number("Share of the new version, in percent.")),
  conditions: optional(list("The latest observations of the state of this object.", condition)),
  failedChecks: optional(number("Failed looks so far.")),
  iterations: optional(number("Looks so far.")),
  lastAppliedSpec: optional(string("Hash of the workload last tried.")),
  lastPromotedSpec: optional(string("Hash of the workload last taken over.")),
  lastTransitionTime: optional(time("When the phase last changed.")),
  phase: optional(
    choice("Phase of the delivery.", [
      "",
      "Initializing",
      "Initialized",
      "Waiting",
      "Progressing",
      "WaitingPromotion",
      "Promoting",
      "Finalising",
      "Succeeded",
      "Failed",
      "Terminating",
      "Terminated",
    ]),
  ),
  previousSessionAffinityCookie: optional(string("Cookie of the trial before.")),
  primarySessionAffinityCookie: optional(string("Cookie for the running version.")),
  sessionAffinityCookie: optional(string("Cookie for the new version.")),
  trackedConfigs: optional(map("Hashes of the ConfigMaps and Secrets of the workload.", string(""))),
});

function wideColumn(name: string, jsonPath: string, type: PrinterColumn["type"] = "string"): PrinterColumn {
  return { name, type, jsonPath, priority: 1 };
}

/** A workload whose new versions get traffic step by step. */
export const canaryKind = defineKind({
  group: flaggerGroup,
  kind: "Canary",
  plural: "canaries",
  categories: ["all"],
  annotations: flaggerAnnotations,
  version: {
    name: "v1beta1",
    description: "A workload whose new versions get traffic step by step.",
    spec,
    status,
    columns: [
      column("Status", ".status.phase"),
      column("Weight", ".status.canaryWeight"),
      wideColumn("Suspended", ".spec.suspend", "boolean"),
      wideColumn("FailedChecks", ".status.failedChecks"),
      wideColumn("Interval", ".spec.analysis.interval"),
      wideColumn("Mirror", ".spec.analysis.mirror", "boolean"),
      wideColumn("StepWeight", ".spec.analysis.stepWeight"),
      wideColumn("StepWeights", ".spec.analysis.stepWeights"),
      wideColumn("MaxWeight", ".spec.analysis.maxWeight"),
      column("LastTransitionTime", ".status.lastTransitionTime"),
    ],
  },
});

export type CanarySpec = TypeOf<typeof spec>;
export type CanaryStatus = TypeOf<typeof status>;
export type CanaryCondition = TypeOf<typeof condition>;
export type Canary = ObjectOfKind<typeof canaryKind>;
