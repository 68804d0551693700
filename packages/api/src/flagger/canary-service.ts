import {
  boolean,
  choice,
  integer,
  intOrString,
  list,
  map,
  number,
  object,
  optional,
  rule,
  string,
  type TypeOf,
  written,
} from "../schema/index.ts";
import { meshString, strictStringMatch, stringMatch } from "./match.ts";
import { trafficPolicy } from "./traffic-policy.ts";

const groupPattern = "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const kindLimits = { pattern: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$", minLength: 1, maxLength: 63 };
const labelLimits = { pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", minLength: 1, maxLength: 63 };
const sectionPattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
const portLimits = { format: "int32", minimum: 1, maximum: 65535 } as const;

const httpMatch = object("Requests that the rule is for.", {
  authority: optional(stringMatch("Authority of the request.")),
  gateways: optional(list("Gateways through which the request came.", meshString(""))),
  headers: optional(map("Headers of the request.", stringMatch("Value of the header."))),
  ignoreUriCase: optional(boolean("Whether upper and lower case in the path are the same.")),
  method: optional(stringMatch("Method of the request.")),
  name: optional(meshString("Name of the match.")),
  port: optional(integer("Port of the request.", { format: "" })),
  queryParams: optional(map("Query parameters of the request.", stringMatch("Value of the parameter."))),
  scheme: optional(stringMatch("Scheme of the request.")),
  sourceLabels: optional(map("Labels of the caller.", meshString(""))),
  sourceNamespace: optional(meshString("Namespace of the caller.")),
  uri: optional(stringMatch("Path of the request.")),
  withoutHeaders: optional(
    map("Headers that the request must not have.", stringMatch("Value of the header.")),
  ),
});

const backendRef = object(
  "Where the copies go.",
  {
    group: optional(
      string("API group of the target.", { pattern: groupPattern, maxLength: 253, default: "" }),
    ),
    kind: optional(string("Kind of the target.", { ...kindLimits, default: "Service" })),
    name: string("Name of the target.", { minLength: 1, maxLength: 253 }),
    namespace: optional(string("Namespace of the target.", labelLimits)),
    port: optional(integer("Port of the target.", portLimits)),
  },
  {
    rules: [
      rule(
        "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
        "Must have port for Service reference",
      ),
    ],
  },
);

const mirrorTargets = list(
  "Where copies of the requests go.",
  object("A target of copies.", { backendRef: optional(backendRef) }),
);

// Upstream's schema has `required` on the list instead of its items, where it has no effect.
const mirror = written<TypeOf<typeof mirrorTargets>>({ ...mirrorTargets.json, required: ["backendRef"] });

const gatewayRef = object("A gateway by name.", {
  group: optional(
    string("API group of the gateway.", {
      pattern: groupPattern,
      maxLength: 253,
      default: "gateway.networking.k8s.io",
    }),
  ),
  kind: optional(string("Kind of the gateway.", { ...kindLimits, default: "Gateway" })),
  name: string("Name of the gateway.", { minLength: 1, maxLength: 253 }),
  namespace: optional(string("Namespace of the gateway.", labelLimits)),
  port: optional(integer("Port of the gateway.", portLimits)),
  sectionName: optional(
    string("Listener of the gateway.", { pattern: sectionPattern, minLength: 1, maxLength: 253 }),
  ),
});

function headerOperations(description: string) {
  return object(description, {
    add: optional(map("Headers to add.", meshString(""))),
    remove: optional(list("Headers to remove.", meshString(""))),
    set: optional(map("Headers to replace.", meshString(""))),
  });
}

const corsPolicy = object("Which pages of other sites may call.", {
  allowCredentials: optional(boolean("Whether credentials may be sent.")),
  allowHeaders: optional(list("Headers that may be sent.", meshString(""))),
  allowMethods: optional(list("Methods that may be used.", meshString(""))),
  allowOrigin: optional(list("Replaced by allowOrigins: sites that may call.", meshString(""))),
  allowOrigins: optional(list("Sites that may call.", strictStringMatch("A site."))),
  exposeHeaders: optional(list("Headers that the page may see.", meshString(""))),
  maxAge: optional(string("How long this answer may be kept.")),
});

function metadata(description: string) {
  return object(description, {
    annotations: optional(map("Annotations by name.", string(""))),
    labels: optional(map("Labels by name.", string(""))),
  });
}

/** `spec.service`: the Services and routes that a canary has made. */
export const canaryService = object("The Services and routes to make.", {
  apex: optional(metadata("Metadata of the Service that callers use.")),
  appProtocol: optional(string("Protocol of the application.")),
  backendTimeout: optional(string("How long one attempt may take.")),
  backends: optional(list("Services that the application calls.", string(""))),
  canary: optional(metadata("Metadata of the Service of the new version.")),
  corsPolicy: optional(corsPolicy),
  delegation: optional(boolean("Whether the route is one that others delegate to.")),
  gatewayRefs: optional(list("Gateways that the route belongs to.", gatewayRef, { maxItems: 32 })),
  gateways: optional(list("Names of mesh gateways.", string(""))),
  headers: optional(
    object("Changes to headers.", {
      request: optional(headerOperations("Changes to the headers of requests.")),
      response: optional(headerOperations("Changes to the headers of answers.")),
    }),
  ),
  headless: optional(boolean("Whether the Services have no cluster address.")),
  hosts: optional(list("Host names of the route.", string(""))),
  match: optional(list("Requests that the route is for.", httpMatch)),
  meshName: optional(string("Name of the mesh.")),
  mirror: optional(mirror),
  name: optional(string("Name of the Service; that of the target when absent.")),
  port: number("Port of the Service."),
  portDiscovery: optional(boolean("Whether the other ports of the containers are added.")),
  portName: optional(string("Name of the port.")),
  primary: optional(metadata("Metadata of the Service of the running version.")),
  retries: optional(
    object("How failed requests are tried again.", {
      attempts: optional(integer("How often.", { format: "int32" })),
      perTryTimeout: optional(string("How long one attempt may take.")),
      retryOn: optional(meshString("Which failures count.")),
    }),
  ),
  rewrite: optional(
    object("Changes to the path and the authority.", {
      authority: optional(meshString("New authority.")),
      type: optional(meshString("How the path is replaced.")),
      uri: optional(meshString("New path.")),
    }),
  ),
  targetPort: optional(intOrString("Port of the containers.")),
  timeout: optional(string("How long a request may take.")),
  trafficDistribution: optional(
    choice("Which endpoints are preferred.", ["PreferClose", "PreferSameZone", "PreferSameNode"]),
  ),
  trafficPolicy: optional(trafficPolicy),
  unmanagedMetadata: optional(
    object("Metadata of the Services that is left alone.", {
      annotations: optional(list("Names of annotations.", string(""))),
      labels: optional(list("Names of labels.", string(""))),
    }),
  ),
});
