import { deepEqual, type JsonObject, type JsonValue } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { dns1123Label } from "./names.ts";
import { validatePodSpec, validatePodTemplate } from "./pod-spec.ts";
import { type Problems, Verbatim } from "./problems.ts";
import { isEmptySelector, matchesLabels, validateSelector } from "./selector.ts";
import { validateClaimSpec } from "./storage.ts";

/** Checks one object; `old` is undefined on create. */
export type ValidateKind = (problems: Problems, object: JsonObject, old: JsonObject | undefined) => void;

const updatablePodFields =
  "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

export const validatePod: ValidateKind = (problems, pod, old) => {
  const spec = child(pod, "spec") ?? {};
  validatePodSpec(problems, "spec", spec);
  const before = child(old, "spec");
  if (before === undefined) return;
  for (const list of ["containers", "initContainers"]) {
    if (children(spec, list).length !== children(before, list).length) {
      problems.forbidden(`spec.${list}`, "pod updates may not add or remove containers");
      return;
    }
  }
  if (!deepEqual(withoutUpdatable(spec, before), withoutUpdatable(before, before))) {
    problems.forbidden("spec", `pod updates may not change fields other than ${updatablePodFields}`);
  }
};

function withoutUpdatable(spec: JsonObject, before: JsonObject): JsonObject {
  const copy: JsonObject = { ...spec };
  for (const name of ["activeDeadlineSeconds", "tolerations"]) delete copy[name];
  for (const list of ["containers", "initContainers"]) {
    copy[list] = children(spec, list).map(({ image: _, ...rest }) => rest);
  }
  // A Pod that is not on a node yet may get one; that is how the scheduler binds.
  if (before["nodeName"] === undefined) delete copy["nodeName"];
  if (children(before, "schedulingGates").length > 0) {
    for (const name of ["schedulingGates", "nodeSelector", "affinity"]) delete copy[name];
  }
  return copy;
}

export const validateDeployment: ValidateKind = (problems, deployment, old) => {
  const spec = child(deployment, "spec") ?? {};
  problems.nonNegative("spec.replicas", spec["replicas"]);
  validateTemplateOwner(problems, spec, "deployment", "ReplicaSet");
  validateDeploymentStrategy(problems, child(spec, "strategy") ?? {});
  for (const name of ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"]) {
    problems.nonNegative(`spec.${name}`, spec[name]);
  }
  const deadline = spec["progressDeadlineSeconds"];
  if (typeof deadline === "number" && deadline <= Number(spec["minReadySeconds"] ?? 0)) {
    problems.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
  }
  keepSelector(problems, spec, old);
};

export const validateReplicaSet: ValidateKind = (problems, replicaSet, old) => {
  const spec = child(replicaSet, "spec") ?? {};
  problems.nonNegative("spec.replicas", spec["replicas"]);
  problems.nonNegative("spec.minReadySeconds", spec["minReadySeconds"]);
  // The text names a deployment upstream, too.
  validateTemplateOwner(problems, spec, "deployment", "ReplicaSet");
  keepSelector(problems, spec, old);
};

export const validateReplicationController: ValidateKind = (problems, controller) => {
  const spec = child(controller, "spec") ?? {};
  problems.nonNegative("spec.minReadySeconds", spec["minReadySeconds"]);
  const selector = child(spec, "selector") ?? {};
  if (Object.keys(selector).length === 0) problems.required("spec.selector");
  problems.nonNegative("spec.replicas", spec["replicas"]);
  const template = child(spec, "template");
  if (template === undefined) {
    problems.required("spec.template");
    return;
  }
  validateTemplate(
    problems,
    { ...spec, selector: { matchLabels: selector } },
    template,
    "ReplicationController",
  );
};

export const validateDaemonSet: ValidateKind = (problems, daemonSet, old) => {
  const spec = child(daemonSet, "spec") ?? {};
  keepSelector(problems, spec, old);
  const selector = child(spec, "selector");
  validateSelector(problems, "spec.selector", selector);
  const template = child(spec, "template") ?? {};
  const labels = child(child(template, "metadata"), "labels") ?? {};
  if (matchesLabels(selector, labels) === false) mismatch(problems, labels);
  if (selector !== undefined && isEmptySelector(selector)) {
    problems.invalid("spec.selector", selector, "empty selector is invalid for daemonset");
  }
  validatePodTemplate(problems, "spec.template", template);
  requireAlways(problems, template, "DaemonSet");
  problems.nonNegative("spec.minReadySeconds", spec["minReadySeconds"]);
  validateDaemonSetStrategy(problems, child(spec, "updateStrategy") ?? {});
  problems.nonNegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"]);
};

export const validateStatefulSet: ValidateKind = (problems, statefulSet, old) => {
  const spec = child(statefulSet, "spec") ?? {};
  const policy = spec["podManagementPolicy"];
  if (policy !== "OrderedReady" && policy !== "Parallel") {
    problems.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'");
  }
  const strategy = child(spec, "updateStrategy") ?? {};
  if (strategy["type"] === "OnDelete") {
    if (strategy["rollingUpdate"] !== undefined) {
      problems.invalid(
        "spec.updateStrategy.rollingUpdate",
        strategy["rollingUpdate"],
        "only allowed for updateStrategy 'RollingUpdate'",
      );
    }
  } else if (strategy["type"] === "RollingUpdate") {
    problems.nonNegative(
      "spec.updateStrategy.rollingUpdate.partition",
      child(strategy, "rollingUpdate")?.["partition"],
    );
  } else problems.invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'");
  const claims = children(spec, "volumeClaimTemplates");
  if (old === undefined) {
    for (const [index, claim] of claims.entries()) {
      validateClaimSpec(problems, `spec.volumeClaimTemplates[${index}].spec`, child(claim, "spec") ?? {});
    }
  }
  problems.nonNegative("spec.replicas", spec["replicas"]);
  problems.nonNegative("spec.minReadySeconds", spec["minReadySeconds"]);
  problems.nonNegative("spec.ordinals.start", child(spec, "ordinals")?.["start"]);
  const service = spec["serviceName"];
  if (old === undefined && typeof service === "string" && service !== "") {
    problems.invalidEach("spec.serviceName", service, dns1123Label(service));
  }
  const volumes = claims.map((claim) => String(child(claim, "metadata")?.["name"] ?? ""));
  validateTemplateOwner(problems, spec, "statefulset", "StatefulSet", volumes);
  const before = child(old, "spec");
  if (before !== undefined && !deepEqual(frozenOfStatefulSet(spec), frozenOfStatefulSet(before))) {
    problems.forbidden(
      "spec",
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    );
  }
};

function frozenOfStatefulSet(spec: JsonObject): JsonObject {
  const copy = { ...spec };
  for (const name of [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
  ]) {
    delete copy[name];
  }
  return copy;
}

function validateTemplateOwner(
  problems: Problems,
  spec: JsonObject,
  word: string,
  kind: string,
  extraVolumes: readonly string[] = [],
): void {
  const selector = child(spec, "selector");
  if (selector === undefined) problems.required("spec.selector");
  else {
    validateSelector(problems, "spec.selector", selector);
    if (isEmptySelector(selector)) {
      problems.invalid("spec.selector", selector, `empty selector is invalid for ${word}`);
    }
  }
  validateTemplate(problems, spec, child(spec, "template") ?? {}, kind, extraVolumes);
}

function validateTemplate(
  problems: Problems,
  spec: JsonObject,
  template: JsonObject,
  kind: string,
  extraVolumes: readonly string[] = [],
): void {
  const labels = child(child(template, "metadata"), "labels") ?? {};
  const selector = child(spec, "selector");
  const fits = selector === undefined ? false : matchesLabels(selector, labels);
  if (fits === undefined) {
    problems.invalid("spec.selector", selector, kind === "StatefulSet" ? "" : "invalid label selector");
    return;
  }
  if ((selector === undefined || !isEmptySelector(selector)) && !fits) mismatch(problems, labels);
  validatePodTemplate(problems, "spec.template", template, extraVolumes);
  requireAlways(problems, template, kind);
}

function mismatch(problems: Problems, labels: JsonObject): void {
  problems.invalid(
    "spec.template.metadata.labels",
    Object.keys(labels).length === 0 ? null : labels,
    "`selector` does not match template `labels`",
  );
}

function requireAlways(problems: Problems, template: JsonObject, kind: string): void {
  const spec = child(template, "spec") ?? {};
  if (spec["restartPolicy"] !== "Always") {
    problems.notSupported("spec.template.spec.restartPolicy", spec["restartPolicy"], ["Always"]);
  }
  if (spec["activeDeadlineSeconds"] !== undefined) {
    problems.forbidden(
      "spec.template.spec.activeDeadlineSeconds",
      `activeDeadlineSeconds in ${kind} is not Supported`,
    );
  }
}

/** The selector of a workload can never change. */
export function keepSelector(problems: Problems, spec: JsonObject, old: JsonObject | undefined): void {
  const before = child(old, "spec");
  if (before === undefined) return;
  problems.immutable("spec.selector", deepEqual(spec["selector"], before["selector"]), spec["selector"]);
}

function validateDeploymentStrategy(problems: Problems, strategy: JsonObject): void {
  const rolling = child(strategy, "rollingUpdate");
  if (strategy["type"] === "Recreate") {
    if (rolling !== undefined) {
      problems.forbidden(
        "spec.strategy.rollingUpdate",
        "may not be specified when strategy `type` is 'Recreate'",
      );
    }
    return;
  }
  if (strategy["type"] !== "RollingUpdate") {
    const shape = `{"Type":${JSON.stringify(strategy["type"])},"RollingUpdate":${rolling === undefined ? "null" : JSON.stringify(rolling)}}`;
    problems.notSupported("spec.strategy", new Verbatim(shape), ["Recreate", "RollingUpdate"]);
    return;
  }
  const field = "spec.strategy.rollingUpdate";
  const { maxUnavailable, maxSurge } = rolling ?? {};
  validateIntOrPercent(problems, `${field}.maxUnavailable`, maxUnavailable);
  validateIntOrPercent(problems, `${field}.maxSurge`, maxSurge);
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    problems.invalid(`${field}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0");
  }
  atMostAll(problems, `${field}.maxUnavailable`, maxUnavailable);
}

function validateDaemonSetStrategy(problems: Problems, strategy: JsonObject): void {
  const field = "spec.updateStrategy";
  if (strategy["type"] === "OnDelete") return;
  if (strategy["type"] !== "RollingUpdate") {
    problems.notSupported(`${field}.type`, strategy["type"], ["OnDelete", "RollingUpdate"]);
    return;
  }
  const { maxUnavailable, maxSurge } = child(strategy, "rollingUpdate") ?? {};
  for (const [name, value] of [
    ["maxUnavailable", maxUnavailable],
    ["maxSurge", maxSurge],
  ] as const) {
    validateIntOrPercent(problems, `${field}.rollingUpdate.${name}`, value);
  }
  atMostAll(problems, `${field}.rollingUpdate.maxUnavailable`, maxUnavailable);
  atMostAll(problems, `${field}.rollingUpdate.maxSurge`, maxSurge);
  if (!isZero(maxUnavailable) && !isZero(maxSurge)) {
    problems.invalid(
      `${field}.rollingUpdate.maxSurge`,
      maxSurge,
      "may not be set when maxUnavailable is non-zero",
    );
  } else if (isZero(maxUnavailable) && isZero(maxSurge)) {
    problems.required(`${field}.rollingUpdate.maxUnavailable`, "cannot be 0 when maxSurge is 0");
  }
}

/** Checks a number of Pods or a percentage. */
export function validateIntOrPercent(problems: Problems, field: string, value: JsonValue | undefined): void {
  if (typeof value === "string") {
    if (!/^[0-9]+%$/.test(value)) {
      problems.invalid(
        field,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', or '93%', regex used for validation is '[0-9]+%')",
      );
    }
  } else problems.nonNegative(field, value);
}

/** A percentage must not be above 100. */
export function atMostAll(problems: Problems, field: string, value: JsonValue | undefined): void {
  const match = typeof value === "string" ? /^([0-9]+)%$/.exec(value) : null;
  if (match !== null && Number(match[1]) > 100)
    problems.invalid(field, value, "must not be greater than 100%");
}

function isZero(value: JsonValue | undefined): boolean {
  if (typeof value === "string") return !(Number(/^([0-9]+)%$/.exec(value)?.[1] ?? 0) > 0);
  return value === undefined || value === 0;
}

export const validatePodTemplateKind: ValidateKind = (problems, object) => {
  validatePodTemplate(problems, "template", child(object, "template") ?? {});
};

export const validateControllerRevision: ValidateKind = (problems, object, old) => {
  problems.nonNegative("revision", object["revision"]);
  if (object["data"] === undefined || object["data"] === null) problems.required("data", "data is mandatory");
  if (old !== undefined) problems.immutable("data", deepEqual(object["data"], old["data"]), object["data"]);
};
