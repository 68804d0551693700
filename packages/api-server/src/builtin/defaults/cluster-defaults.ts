import type { JsonObject } from "@sluice/base/object";
import { children, ensureChild, type PackageDefaults, setDefault } from "./set-default.ts";

const rbacGroup = "rbac.authorization.k8s.io";
const httpsPort = 443;

/** Defaults of the groups with few of them, one package each. Sources: kubernetes:pkg/apis/GROUP/v1/defaults.go. */
export const clusterDefaults: PackageDefaults[] = [
  {
    package: "io.k8s.api.networking.v1",
    types: {
      NetworkPolicyPort(port) {
        setDefault(port, "protocol", "TCP");
      },
      NetworkPolicy(policy) {
        const spec = ensureChild(policy, "spec");
        if (Array.isArray(spec["policyTypes"]) && spec["policyTypes"].length > 0) return;
        spec["policyTypes"] = children(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
      },
      IngressClassParametersReference(reference) {
        setDefault(reference, "scope", "Cluster");
      },
    },
  },
  {
    package: "io.k8s.api.rbac.v1",
    types: {
      ClusterRoleBinding: defaultRoleRef,
      RoleBinding: defaultRoleRef,
      Subject(subject) {
        if (subject["kind"] === "User" || subject["kind"] === "Group")
          setDefault(subject, "apiGroup", rbacGroup);
      },
    },
  },
  {
    package: "io.k8s.api.storage.v1",
    types: {
      StorageClass(storageClass) {
        setDefault(storageClass, "reclaimPolicy", "Delete");
        setDefault(storageClass, "volumeBindingMode", "Immediate");
      },
      CSIDriver(driver) {
        const spec = ensureChild(driver, "spec");
        setDefault(spec, "attachRequired", true);
        setDefault(spec, "podInfoOnMount", false);
        setDefault(spec, "storageCapacity", false);
        setDefault(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        setDefault(spec, "volumeLifecycleModes", ["Persistent"]);
        setDefault(spec, "requiresRepublish", false);
        setDefault(spec, "seLinuxMount", false);
      },
    },
  },
  {
    package: "io.k8s.api.scheduling.v1",
    types: {
      PriorityClass(priorityClass) {
        setDefault(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
      },
    },
  },
  {
    package: "io.k8s.api.discovery.v1",
    types: {
      EndpointPort(port) {
        if (port["name"] === undefined) port["name"] = "";
        setDefault(port, "protocol", "TCP");
      },
    },
  },
  {
    package: "io.k8s.api.admissionregistration.v1",
    types: {
      ValidatingWebhook: defaultWebhook,
      MutatingWebhook(webhook) {
        defaultWebhook(webhook);
        setDefault(webhook, "reinvocationPolicy", "Never");
      },
      RuleWithOperations: defaultRuleScope,
      NamedRuleWithOperations: defaultRuleScope,
      ServiceReference: defaultServicePort,
      ValidatingAdmissionPolicySpec(spec) {
        setDefault(spec, "failurePolicy", "Fail");
      },
      MatchResources: defaultMatching,
    },
  },
  {
    package: "io.k8s.api.flowcontrol.v1",
    types: {
      FlowSchemaSpec(spec) {
        if (spec["matchingPrecedence"] === 0) delete spec["matchingPrecedence"];
        setDefault(spec, "matchingPrecedence", 1000);
      },
      ExemptPriorityLevelConfiguration(exempt) {
        setDefault(exempt, "nominalConcurrencyShares", 0);
        setDefault(exempt, "lendablePercent", 0);
      },
      LimitedPriorityLevelConfiguration(limited) {
        setDefault(limited, "nominalConcurrencyShares", 30);
        setDefault(limited, "lendablePercent", 0);
      },
      QueuingConfiguration(queuing) {
        for (const [name, value] of [
          ["handSize", 8],
          ["queues", 64],
          ["queueLengthLimit", 50],
        ] as const) {
          if (queuing[name] === 0) delete queuing[name];
          setDefault(queuing, name, value);
        }
      },
    },
  },
  {
    package: "io.k8s.api.resource.v1",
    types: { ExactDeviceRequest: defaultDeviceRequest, DeviceSubRequest: defaultDeviceRequest },
  },
  {
    package: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
    types: {
      CustomResourceDefinition(definition) {
        const status = ensureChild(definition, "status");
        if (Array.isArray(status["storedVersions"]) && status["storedVersions"].length > 0) return;
        const stored = children(ensureChild(definition, "spec"), "versions").find(
          ({ storage }) => storage === true,
        );
        if (stored !== undefined) status["storedVersions"] = [stored["name"] ?? ""];
      },
      CustomResourceDefinitionSpec(spec) {
        const names = ensureChild(spec, "names");
        const kind = typeof names["kind"] === "string" ? names["kind"] : "";
        if (kind !== "") {
          setDefault(names, "singular", kind.toLowerCase());
          setDefault(names, "listKind", `${kind}List`);
        }
        setDefault(spec, "conversion", { strategy: "None" });
      },
      ServiceReference: defaultServicePort,
    },
  },
  {
    package: "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
    types: { ServiceReference: defaultServicePort },
  },
];

function defaultRoleRef(binding: JsonObject): void {
  setDefault(ensureChild(binding, "roleRef"), "apiGroup", rbacGroup);
}

function defaultWebhook(webhook: JsonObject): void {
  setDefault(webhook, "failurePolicy", "Fail");
  defaultMatching(webhook);
  setDefault(webhook, "timeoutSeconds", 10);
}

function defaultMatching(resources: JsonObject): void {
  setDefault(resources, "matchPolicy", "Equivalent");
  setDefault(resources, "namespaceSelector", {});
  setDefault(resources, "objectSelector", {});
}

function defaultRuleScope(rule: JsonObject): void {
  setDefault(rule, "scope", "*");
}

function defaultServicePort(reference: JsonObject): void {
  setDefault(reference, "port", httpsPort);
}

function defaultDeviceRequest(request: JsonObject): void {
  setDefault(request, "allocationMode", "ExactCount");
  if (request["allocationMode"] === "ExactCount") setDefault(request, "count", 1);
}
