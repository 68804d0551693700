import { deepEqual, getKey, type JsonObject } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { dns1123Subdomain, pathSegment } from "./names.ts";
import type { Problems } from "./problems.ts";
import { validateSelector } from "./selector.ts";
import { atMostAll, type ValidateKind, validateIntOrPercent } from "./workloads.ts";

const highestUserPriority = 1_000_000_000;

export const validateAutoscaler: ValidateKind = (problems, autoscaler, old) => {
  const spec = child(autoscaler, "spec") ?? {};
  const { minReplicas } = spec;
  const maxReplicas = Number(spec["maxReplicas"] ?? 0);
  if (typeof minReplicas === "number" && minReplicas < 1) {
    problems.invalid("spec.minReplicas", minReplicas, "must be greater than or equal to 1");
  }
  if (maxReplicas < 1) problems.invalid("spec.maxReplicas", maxReplicas, "must be greater than 0");
  if (typeof minReplicas === "number" && maxReplicas < minReplicas) {
    problems.invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`");
  }
  const target = child(spec, "scaleTargetRef") ?? {};
  for (const name of ["kind", "name"]) {
    const value = String(target[name] ?? "");
    if (value === "") problems.required(`spec.scaleTargetRef.${name}`);
    else problems.invalidEach(`spec.scaleTargetRef.${name}`, value, pathSegment(value));
  }
  const apiVersion = String(target["apiVersion"] ?? "");
  if (old === undefined && !apiVersion.includes("/") && target["kind"] !== "ReplicationController") {
    problems.invalid("spec.scaleTargetRef.apiVersion", apiVersion, "apiVersion must specify API group");
  }
  const metrics = children(spec, "metrics");
  if (minReplicas === 0 && !metrics.some(({ type }) => type === "Object" || type === "External")) {
    problems.forbidden(
      "spec.metrics",
      "must specify at least one Object or External metric to support scaling to zero replicas",
    );
  }
  for (const [index, metric] of metrics.entries()) {
    validateMetric(problems, `spec.metrics[${index}]`, metric);
  }
};

const metricSources: Record<string, string> = {
  Object: "object",
  Pods: "pods",
  Resource: "resource",
  External: "external",
  ContainerResource: "containerResource",
};

function validateMetric(problems: Problems, field: string, metric: JsonObject): void {
  const type = String(metric["type"] ?? "");
  if (type === "") {
    problems.required(`${field}.type`, "must specify a metric source type");
    return;
  }
  const source = getKey(metricSources, type);
  if (source === undefined) {
    const supported = Object.keys(metricSources).sort();
    problems.notSupported(`${field}.type`, type, supported);
    return;
  }
  const content = child(metric, source);
  if (content === undefined) {
    problems.required(`${field}.${source}`, "must populate information for the given metric source");
    return;
  }
  if (type !== "Resource") return;
  if (!content["name"]) problems.required(`${field}.resource.name`, "must specify a resource name");
  const target = child(content, "target") ?? {};
  if (!["Utilization", "Value", "AverageValue"].includes(String(target["type"] ?? ""))) {
    if (!target["type"])
      problems.required(`${field}.resource.target.type`, "must specify a metric target type");
    else
      problems.invalid(
        `${field}.resource.target.type`,
        target["type"],
        "must be either Utilization, Value, or AverageValue",
      );
  }
  const utilization = target["averageUtilization"];
  if (typeof utilization === "number" && utilization < 1) {
    problems.invalid(`${field}.resource.target.averageUtilization`, utilization, "must be greater than 0");
  }
  if (utilization === undefined && target["averageValue"] === undefined) {
    problems.required(
      `${field}.resource.target.averageUtilization`,
      "must set either a target raw value or a target utilization",
    );
  } else if (utilization !== undefined && target["averageValue"] !== undefined) {
    problems.forbidden(
      `${field}.resource.target.averageValue`,
      "may not set both a target raw value and a target utilization",
    );
  }
}

export const validateDisruptionBudget: ValidateKind = (problems, budget) => {
  const spec = child(budget, "spec") ?? {};
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    problems.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
  }
  for (const [name, value] of [
    ["minAvailable", minAvailable],
    ["maxUnavailable", maxUnavailable],
  ] as const) {
    validateIntOrPercent(problems, `spec.${name}`, value);
    atMostAll(problems, `spec.${name}`, value);
  }
  validateSelector(problems, "spec.selector", spec["selector"]);
  const policies = ["AlwaysAllow", "IfHealthyBudget"];
  if (unhealthyPodEvictionPolicy !== undefined && !policies.includes(String(unhealthyPodEvictionPolicy))) {
    problems.notSupported("spec.unhealthyPodEvictionPolicy", unhealthyPodEvictionPolicy, policies);
  }
};

export const validatePriorityClass: ValidateKind = (problems, priorityClass, old) => {
  const name = String(child(priorityClass, "metadata")?.["name"] ?? "");
  const value = Number(priorityClass["value"] ?? 0);
  const isSystem = name === "system-cluster-critical" || name === "system-node-critical";
  if (name.startsWith("system-") && !isSystem) {
    problems.forbidden(
      "metadata.name",
      "priority class names with 'system-' prefix are reserved for system use only. error: only the following priority classes are allowed",
    );
  } else if (!isSystem && value > highestUserPriority) {
    problems.forbidden("value", `maximum allowed value of a user defined priority is ${highestUserPriority}`);
  }
  const policy = priorityClass["preemptionPolicy"];
  if (policy !== undefined && policy !== "Never" && policy !== "PreemptLowerPriority") {
    problems.notSupported("preemptionPolicy", policy, ["Never", "PreemptLowerPriority"]);
  }
  if (old === undefined) return;
  if (value !== Number(old["value"] ?? 0)) problems.forbidden("value", "may not be changed in an update.");
  problems.immutable("preemptionPolicy", policy === old["preemptionPolicy"], policy);
};

/** Webhook configurations; only mutating ones say how often they run. */
export function validateWebhooks(isMutating: boolean): ValidateKind {
  return (problems, configuration) => {
    const names = new Set<string>();
    for (const [index, webhook] of children(configuration, "webhooks").entries()) {
      const path = `webhooks[${index}]`;
      const name = String(webhook["name"] ?? "");
      validateWebhook(problems, path, webhook, name);
      if (isMutating) {
        const policy = webhook["reinvocationPolicy"];
        if (policy !== "Never" && policy !== "IfNeeded") {
          problems.notSupported(`${path}.reinvocationPolicy`, policy, ["IfNeeded", "Never"]);
        }
      }
      if (names.has(name)) problems.duplicate(`${path}.name`, name);
      names.add(name);
    }
  };
}

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

function validateWebhook(problems: Problems, path: string, webhook: JsonObject, name: string): void {
  if (name === "") problems.required(`${path}.name`);
  else if (name.split(".").length < 3) {
    problems.invalid(
      `${path}.name`,
      name,
      "should be a domain with at least three segments separated by dots",
    );
  } else problems.invalidEach(`${path}.name`, name, dns1123Subdomain(name));
  const versions = webhook["admissionReviewVersions"];
  if (!Array.isArray(versions) || versions.length === 0) {
    problems.required(`${path}.admissionReviewVersions`, "must specify one of v1, v1beta1");
  } else if (!versions.includes("v1") && !versions.includes("v1beta1")) {
    problems.invalid(`${path}.admissionReviewVersions`, versions, "must include at least one of v1, v1beta1");
  }
  const effects = webhook["sideEffects"];
  if (effects === undefined || effects === null) {
    problems.required(`${path}.sideEffects`, "must specify one of None, NoneOnDryRun");
  } else if (effects !== "None" && effects !== "NoneOnDryRun") {
    problems.notSupported(`${path}.sideEffects`, effects, ["None", "NoneOnDryRun"]);
  }
  if (webhook["failurePolicy"] !== "Fail" && webhook["failurePolicy"] !== "Ignore") {
    problems.notSupported(`${path}.failurePolicy`, webhook["failurePolicy"], ["Fail", "Ignore"]);
  }
  if (webhook["matchPolicy"] !== "Exact" && webhook["matchPolicy"] !== "Equivalent") {
    problems.notSupported(`${path}.matchPolicy`, webhook["matchPolicy"], ["Equivalent", "Exact"]);
  }
  const seconds = webhook["timeoutSeconds"];
  if (typeof seconds === "number" && (seconds < 1 || seconds > 30)) {
    problems.invalid(`${path}.timeoutSeconds`, seconds, "the timeout value must be between 1 and 30 seconds");
  }
  for (const name of ["namespaceSelector", "objectSelector"])
    validateSelector(problems, `${path}.${name}`, webhook[name]);
  const client = child(webhook, "clientConfig") ?? {};
  if ((client["url"] === undefined) === (client["service"] === undefined)) {
    problems.required(`${path}.clientConfig`, "exactly one of url or service is required");
  }
  const service = child(client, "service");
  if (service !== undefined) {
    for (const field of ["name", "namespace"]) {
      if (!service[field]) problems.required(`${path}.clientConfig.service.${field}`);
    }
  }
  for (const [index, rule] of children(webhook, "rules").entries()) {
    for (const field of ["operations", "apiGroups", "apiVersions", "resources"]) {
      const value = rule[field];
      if (!Array.isArray(value) || value.length === 0) problems.required(`${path}.rules[${index}].${field}`);
    }
    for (const [number, operation] of (Array.isArray(rule["operations"])
      ? rule["operations"]
      : []
    ).entries()) {
      if (!operations.includes(String(operation))) {
        problems.notSupported(`${path}.rules[${index}].operations[${number}]`, operation, operations);
      }
    }
  }
}

export const validateRuntimeClass: ValidateKind = (problems, runtimeClass, old) => {
  const handler = String(runtimeClass["handler"] ?? "");
  if (handler === "") problems.required("handler");
  if (old !== undefined) problems.immutable("handler", deepEqual(handler, old["handler"]), handler);
};

export const validateLease: ValidateKind = (problems, lease) => {
  const spec = child(lease, "spec") ?? {};
  const seconds = spec["leaseDurationSeconds"];
  if (typeof seconds === "number" && seconds <= 0) {
    problems.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
  }
  problems.nonNegative("spec.leaseTransitions", spec["leaseTransitions"]);
};
