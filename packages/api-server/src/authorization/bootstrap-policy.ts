import type { JsonObject, KubeObject } from "@sluice/base/object";
import { type Registry, systemContext } from "../registry/index.ts";
import { isStatusError } from "../status/index.ts";
import type { PolicyRule } from "./rbac-authorizer.ts";

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];
const bootstrapLabel = { "kubernetes.io/bootstrapping": "rbac-defaults" };

/** `verbs` on `resources` of one group. */
function rule(group: string, resources: string, verbs: readonly string[]): PolicyRule {
  return { apiGroups: [group], resources: resources.split(" "), verbs: [...verbs] };
}

const coreObjects =
  "configmaps persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints";
const apps =
  "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status";

const viewRules: PolicyRule[] = [
  rule("", coreObjects, read),
  rule(
    "",
    "bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status namespaces",
    read,
  ),
  rule("discovery.k8s.io", "endpointslices", read),
  rule("apps", apps, read),
  rule("autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status", read),
  rule("batch", "cronjobs cronjobs/status jobs jobs/status", read),
  rule("policy", "poddisruptionbudgets poddisruptionbudgets/status", read),
  rule("networking.k8s.io", "ingresses ingresses/status networkpolicies", read),
];

const editRules: PolicyRule[] = [
  rule("", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy", read),
  rule("", "serviceaccounts", ["impersonate"]),
  rule("", "pods pods/attach pods/exec pods/portforward pods/proxy", write),
  rule("", "pods/eviction serviceaccounts/token", ["create"]),
  rule(
    "",
    "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy endpoints",
    write,
  ),
  rule(
    "apps",
    "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale",
    write,
  ),
  rule("autoscaling", "horizontalpodautoscalers", write),
  rule("batch", "cronjobs jobs", write),
  rule("policy", "poddisruptionbudgets", write),
  rule("networking.k8s.io", "ingresses networkpolicies", write),
  rule("discovery.k8s.io", "endpointslices", write),
  rule("coordination.k8s.io", "leases", [...write, ...read]),
];

const adminRules: PolicyRule[] = [
  rule("rbac.authorization.k8s.io", "rolebindings roles", [...write, ...read]),
  rule("authorization.k8s.io", "localsubjectaccessreviews", ["create"]),
];

const discoveryPaths = [
  "/api",
  "/api/*",
  "/apis",
  "/apis/*",
  "/healthz",
  "/livez",
  "/openapi",
  "/openapi/*",
  "/readyz",
  "/version",
  "/version/",
];
const healthPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

function clusterRole(
  name: string,
  rules: PolicyRule[],
  extra: JsonObject = {},
  labels: Record<string, string> = {},
): KubeObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: {
      name,
      labels: { ...bootstrapLabel, ...labels },
      annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    },
    ...extra,
    rules,
  };
}

function clusterBinding(name: string, role: string, subjects: { kind: string; name: string }[]): KubeObject {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: {
      name,
      labels: bootstrapLabel,
      annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
    },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    subjects: subjects.map((subject) => ({ apiGroup: "rbac.authorization.k8s.io", ...subject })),
  };
}

/** Collects the rules of all roles with a label. */
function aggregation(...names: string[]): JsonObject {
  return {
    aggregationRule: {
      clusterRoleSelectors: names.map((name) => ({
        matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: "true" },
      })),
    },
  };
}

const aggregatesTo = (name: string): Record<string, string> => ({
  [`rbac.authorization.k8s.io/aggregate-to-${name}`]: "true",
});
const everybody = [{ kind: "Group", name: "system:authenticated" }];

/** Roles and bindings that every cluster has. */
function bootstrapObjects(): KubeObject[] {
  return [
    clusterRole("cluster-admin", [
      { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
      { nonResourceURLs: ["*"], verbs: ["*"] },
    ]),
    clusterRole("admin", [], aggregation("admin")),
    clusterRole("edit", [], aggregation("edit"), aggregatesTo("admin")),
    clusterRole("view", [], aggregation("view"), aggregatesTo("edit")),
    clusterRole("system:aggregate-to-admin", adminRules, {}, aggregatesTo("admin")),
    clusterRole("system:aggregate-to-edit", editRules, {}, aggregatesTo("edit")),
    clusterRole("system:aggregate-to-view", viewRules, {}, aggregatesTo("view")),
    clusterRole("system:discovery", [{ nonResourceURLs: discoveryPaths, verbs: ["get"] }]),
    clusterRole("system:public-info-viewer", [{ nonResourceURLs: healthPaths, verbs: ["get"] }]),
    clusterRole("system:monitoring", [
      {
        nonResourceURLs: [
          "/healthz",
          "/healthz/*",
          "/livez",
          "/livez/*",
          "/metrics",
          "/metrics/slis",
          "/readyz",
          "/readyz/*",
        ],
        verbs: ["get"],
      },
    ]),
    clusterRole("system:basic-user", [
      rule("authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews", ["create"]),
      rule("authentication.k8s.io", "selfsubjectreviews", ["create"]),
    ]),
    clusterRole("system:auth-delegator", [
      rule("authentication.k8s.io", "tokenreviews", ["create"]),
      rule("authorization.k8s.io", "subjectaccessreviews", ["create"]),
    ]),
    clusterRole("system:service-account-issuer-discovery", [
      { nonResourceURLs: ["/.well-known/openid-configuration", "/openid/v1/jwks"], verbs: ["get"] },
    ]),
    clusterBinding("cluster-admin", "cluster-admin", [{ kind: "Group", name: "system:masters" }]),
    clusterBinding("system:discovery", "system:discovery", everybody),
    clusterBinding("system:basic-user", "system:basic-user", everybody),
    clusterBinding("system:public-info-viewer", "system:public-info-viewer", [
      ...everybody,
      { kind: "Group", name: "system:unauthenticated" },
    ]),
    clusterBinding("system:monitoring", "system:monitoring", [{ kind: "Group", name: "system:monitoring" }]),
    clusterBinding("system:service-account-issuer-discovery", "system:service-account-issuer-discovery", [
      { kind: "Group", name: "system:serviceaccounts" },
    ]),
  ];
}

/** Makes the roles and bindings that every cluster has; leaves those that exist alone. */
export async function createBootstrapPolicy(registry: Registry): Promise<void> {
  for (const object of bootstrapObjects()) {
    const resource = registry.resources.findKind("rbac.authorization.k8s.io", "v1", object.kind);
    if (resource === undefined) return;
    if (registry.entry(resource, { namespace: "", name: object.metadata.name! }) !== undefined) continue;
    try {
      await registry.create(resource, "", object, systemContext("kube-apiserver"));
    } catch (error) {
      if (!isStatusError(error, 409)) throw error;
    }
  }
}
