import { namespacedReference } from "../meta/index.ts";
import { boolean, choice, list, map, number, object, optional, string } from "../schema/index.ts";
import { meshString, plainStringMatch, strictStringOrSuffixMatch } from "./match.ts";

const intervalPattern = "^[0-9]+(m|s)";

const metric = object("A metric that must stay within its limits.", {
  interval: optional(string("Span of time that the query looks at.", { pattern: intervalPattern })),
  name: string("Name of the metric."),
  query: optional(string("Replaced by templateRef: a query for Prometheus.")),
  templateRef: optional(namespacedReference("The MetricTemplate with the query.")),
  templateVariables: optional(map("Variables of the template.", string(""))),
  threshold: optional(number("Replaced by thresholdRange: greatest value.")),
  thresholdRange: optional(
    object("Limits of the value.", {
      max: optional(number("Greatest value.")),
      min: optional(number("Least value.")),
    }),
  ),
});

const alert = object("An alert on the progress of the canary.", {
  name: string("Name of the alert."),
  providerRef: namespacedReference("The AlertProvider that sends."),
  severity: optional(choice("Severity from which on alerts are sent.", ["", "info", "warn", "error"])),
});

const webhook = object("A call to a service at one step of the analysis.", {
  disableTLS: optional(boolean("Whether the certificate of the service is not checked.")),
  metadata: optional(map("What is sent along.", string(""))),
  muteAlert: optional(boolean("Whether no alert is sent for this call.")),
  name: string("Name of the call."),
  retries: optional(number("How often a failed call is tried again.")),
  timeout: optional(string("How long the call may take.", { pattern: intervalPattern })),
  type: optional(
    choice("At which step the call is made.", [
      "",
      "confirm-rollout",
      "pre-rollout",
      "rollout",
      "confirm-promotion",
      "post-rollout",
      "event",
      "rollback",
      "confirm-traffic-increase",
    ]),
  ),
  url: string("Address of the service.", { format: "url" }),
});

const sessionAffinity = object("How a caller stays with the version first met.", {
  cookieName: string("Name of the cookie."),
  domain: optional(string("Domain of the cookie.")),
  httpOnly: optional(boolean("Whether scripts cannot see the cookie.")),
  maxAge: optional(number("Lifetime of the cookie in seconds.", { default: 86400 })),
  partitioned: optional(boolean("Whether the cookie is kept apart for each site.")),
  path: optional(string("Path of the cookie.")),
  primaryCookieName: optional(string("Name of the cookie for the running version.")),
  sameSite: optional(choice("When other sites send the cookie.", ["Strict", "Lax", "None"])),
  secure: optional(boolean("Whether the cookie is sent over TLS only.")),
});

const match = object("Requests that go to the new version.", {
  headers: optional(map("Headers of the request.", strictStringOrSuffixMatch("Value of the header."))),
  queryParams: optional(map("Query parameters of the request.", plainStringMatch("Value of the parameter."))),
  sourceLabels: optional(map("Labels of the caller.", meshString(""))),
});

/** `spec.analysis`: how a new version is tried. */
export const canaryAnalysis = object(
  "How the new version is tried.",
  {
    alerts: optional(list("Alerts on the progress.", alert)),
    canaryReadyThreshold: optional(number("Pods of the new version that must be ready, in percent.")),
    interval: optional(string("How often to look.", { pattern: intervalPattern })),
    iterations: optional(number("How often to look in all, for trials without weights.")),
    match: optional(list("Requests that go to the new version.", match)),
    maxWeight: optional(number("Greatest share of the new version, in percent.")),
    metrics: optional(list("Metrics that must stay within their limits.", metric)),
    mirror: optional(boolean("Whether the new version first gets copies of requests.")),
    mirrorWeight: optional(number("Share of the requests that are copied, in percent.")),
    primaryReadyThreshold: optional(number("Pods of the running version that must be ready, in percent.")),
    sessionAffinity: optional(sessionAffinity),
    stepWeight: optional(number("By how much the share grows at each step, in percent.")),
    stepWeightPromotion: optional(number("By how much the share shrinks at each step of the promotion.")),
    stepWeights: optional(list("The shares of the steps, in percent.", number(""))),
    threshold: optional(number("Failed looks after which the trial is given up.")),
    webhooks: optional(list("Calls to services.", webhook)),
  },
  {
    oneOf: [
      { required: ["interval", "threshold", "iterations"] },
      { required: ["interval", "threshold", "stepWeight"] },
      { required: ["interval", "threshold", "stepWeights"] },
    ],
  },
);
