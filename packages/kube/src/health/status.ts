import {
  getPath,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseApiVersion,
} from "@sluice/base/object";

/** How far an object is; `NotFound` and `Unknown` come from reading it, never from its content. */
export type HealthState = "Current" | "InProgress" | "Failed" | "Terminating" | "NotFound" | "Unknown";

export interface ObjectStatus {
  state: HealthState;
  /** Why, for people. */
  message: string;
}

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

type Rule = (object: JsonObject, conditions: Conditions, now: Date) => ObjectStatus;

const current = (message = "Resource is current"): ObjectStatus => ({ state: "Current", message });
const inProgress = (message: string): ObjectStatus => ({ state: "InProgress", message });
const failed = (message: string): ObjectStatus => ({ state: "Failed", message });

const maxInt32 = 2 ** 31 - 1;
const unschedulableGraceMs = 15_000;

/**
 * The state of an object by its own content (kstatus as in fluxcd/cli-utils; KC-160 to KC-171): the generic signs
 * first, then the rule of its kind, then its Ready condition.
 */
export function computeStatus(object: KubeObject, now: Date): ObjectStatus {
  const plain = object as unknown as JsonObject;
  const conditions = new Conditions(plain);
  return (
    checkGeneric(object, conditions) ??
    (rules[groupKind(object)] ?? checkReadyCondition)(plain, conditions, now)
  );
}

function groupKind(object: KubeObject): string {
  const { group } = parseApiVersion(object.apiVersion);
  return group === "" ? object.kind : `${group}/${object.kind}`;
}

function checkGeneric(object: KubeObject, conditions: Conditions): ObjectStatus | undefined {
  if (object.metadata.deletionTimestamp)
    return { state: "Terminating", message: "Resource scheduled for deletion" };
  const observed = getPath(object as unknown as JsonObject, "status", "observedGeneration");
  const { generation } = object.metadata;
  if (typeof observed === "number" && generation !== undefined && observed !== generation) {
    return inProgress(`generation is ${generation}, observed so far is ${observed}`);
  }
  for (const condition of conditions.all) {
    if (condition.type === "Reconciling" && condition.status === "True") return inProgress(condition.message);
    if (condition.type === "Stalled" && condition.status === "True") return failed(condition.message);
  }
  return undefined;
}

const rules: Record<string, Rule> = {
  "apps/Deployment": checkDeployment,
  "extensions/Deployment": checkDeployment,
  "apps/StatefulSet": checkStatefulSet,
  "apps/ReplicaSet": checkReplicaSet,
  "extensions/ReplicaSet": checkReplicaSet,
  "apps/DaemonSet": checkDaemonSet,
  "extensions/DaemonSet": checkDaemonSet,
  "batch/Job": checkJob,
  Pod: checkPod,
  PersistentVolumeClaim: checkVolumeClaim,
  Service: checkService,
  "apiextensions.k8s.io/CustomResourceDefinition": checkDefinition,
  Secret: () => current(),
  ConfigMap: () => current(),
  "batch/CronJob": () => current(),
  "policy/PodDisruptionBudget": () => current(),
};

function checkReadyCondition(_object: JsonObject, conditions: Conditions): ObjectStatus {
  const ready = conditions.get("Ready");
  if (ready === undefined || ready.status === "True") return current();
  return inProgress(ready.message || "Ready condition is not true");
}

function checkDeployment(object: JsonObject, conditions: Conditions): ObjectStatus {
  const progressing = conditions.get("Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") return failed("Progress deadline exceeded");
  const wanted = numberAt(object, 1, "spec", "replicas");
  const status = (field: string): number => numberAt(object, 0, "status", field);
  if (wanted > status("replicas")) return inProgress(`replicas: ${status("replicas")}/${wanted}`);
  if (wanted > status("updatedReplicas"))
    return inProgress(`updated: ${status("updatedReplicas")}/${wanted}`);
  if (status("replicas") > wanted) return inProgress(`pending termination: ${status("replicas") - wanted}`);
  if (status("updatedReplicas") > status("availableReplicas")) {
    return inProgress(`available: ${status("availableReplicas")}/${status("updatedReplicas")}`);
  }
  if (wanted > status("readyReplicas")) return inProgress(`ready: ${status("readyReplicas")}/${wanted}`);
  const deadline = getPath(object, "spec", "progressDeadlineSeconds");
  const hasDeadline = typeof deadline === "number" && deadline !== maxInt32;
  const hasProgressed = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
  if (hasDeadline && !hasProgressed) return inProgress("ReplicaSet not available");
  if (conditions.get("Available")?.status !== "True") return inProgress("Deployment not available");
  return current(`Deployment is available. Replicas: ${wanted}`);
}

function checkStatefulSet(object: JsonObject): ObjectStatus {
  if (getPath(object, "spec", "updateStrategy", "type") === "OnDelete")
    return current("StatefulSet is updated on deletion");
  const wanted = numberAt(object, 1, "spec", "replicas");
  const status = (field: string): number => numberAt(object, 0, "status", field);
  if (wanted > status("replicas")) return inProgress(`replicas: ${status("replicas")}/${wanted}`);
  if (wanted > status("readyReplicas")) return inProgress(`ready: ${status("readyReplicas")}/${wanted}`);
  if (status("replicas") > wanted) return inProgress(`pending termination: ${status("replicas") - wanted}`);
  const partition = getPath(object, "spec", "updateStrategy", "rollingUpdate", "partition");
  if (typeof partition === "number" && partition > 0) {
    if (status("updatedReplicas") < wanted - partition)
      return inProgress(`updated: ${status("updatedReplicas")}/${wanted - partition}`);
    return current(`Partitioned rollout complete. updated: ${status("updatedReplicas")}`);
  }
  if (wanted > status("currentReplicas"))
    return inProgress(`current: ${status("currentReplicas")}/${wanted}`);
  if (getPath(object, "status", "currentRevision") !== getPath(object, "status", "updateRevision")) {
    return inProgress("waiting for updated revision to match current");
  }
  return current(`All replicas scheduled as expected. Replicas: ${wanted}`);
}

function checkReplicaSet(object: JsonObject, conditions: Conditions): ObjectStatus {
  if (conditions.get("ReplicaFailure")?.status === "True") return inProgress("Replica Failure condition");
  const wanted = numberAt(object, 1, "spec", "replicas");
  const status = (field: string): number => numberAt(object, 0, "status", field);
  for (const [field, label] of [
    ["fullyLabeledReplicas", "labelled"],
    ["availableReplicas", "available"],
    ["readyReplicas", "ready"],
  ] as const) {
    if (wanted > status(field)) return inProgress(`${label}: ${status(field)}/${wanted}`);
  }
  if (status("replicas") > wanted) return inProgress(`replicas: ${status("replicas")}/${wanted}`);
  return current(`ReplicaSet is available. Replicas: ${wanted}`);
}

function checkDaemonSet(object: JsonObject): ObjectStatus {
  if (
    typeof getPath(object, "metadata", "generation") !== "number" ||
    typeof getPath(object, "status", "observedGeneration") !== "number"
  ) {
    return inProgress("missing generation or observed generation");
  }
  const wanted = getPath(object, "status", "desiredNumberScheduled");
  if (typeof wanted !== "number") return inProgress("missing desired number of pods");
  for (const field of [
    "currentNumberScheduled",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberReady",
  ]) {
    const actual = numberAt(object, 0, "status", field);
    if (wanted > actual) return inProgress(`${field}: ${actual}/${wanted}`);
  }
  return current(`All replicas scheduled as expected. Replicas: ${wanted}`);
}

/** Flux' own rule: a started Job is not done. */
function checkJob(object: JsonObject, conditions: Conditions): ObjectStatus {
  if (getPath(object, "spec", "suspend") === true) return current("Job is suspended");
  if (conditions.get("Complete")?.status === "True") return current("Job Completed");
  const failure = conditions.get("Failed");
  if (failure?.status === "True") return failed(failure.message || "Job Failed");
  return inProgress("Job in progress");
}

function checkPod(object: JsonObject, conditions: Conditions, now: Date): ObjectStatus {
  const phase = getPath(object, "status", "phase");
  if (phase === "Succeeded") return current("Pod has completed successfully");
  if (phase === "Failed") return current("Pod has completed, but not successfully");
  if (phase === "Running") {
    if (conditions.get("Ready")?.status === "True") return current("Pod is Ready");
    const crashing = crashLoopingContainers(object);
    if (crashing.length > 0) return failed(`Containers in CrashLoop state: ${crashing.join(",")}`);
    return inProgress("Pod is running but is not Ready");
  }
  if (phase === "Pending") {
    const scheduled = conditions.get("PodScheduled");
    if (scheduled?.status === "False" && scheduled.reason === "Unschedulable") {
      const since = Date.parse(conditions.lastTransition("PodScheduled") ?? "");
      if (now.getTime() - since > unschedulableGraceMs) return failed("Pod could not be scheduled");
    }
    return inProgress("Pod is in the Pending phase");
  }
  return inProgress("Pod phase is not known");
}

function crashLoopingContainers(pod: JsonObject): string[] {
  const names: string[] = [];
  for (const field of ["containerStatuses", "initContainerStatuses"]) {
    const statuses = getPath(pod, "status", field);
    for (const status of Array.isArray(statuses) ? statuses : []) {
      if (getPath(status, "state", "waiting", "reason") === "CrashLoopBackOff")
        names.push(String(getPath(status, "name")));
    }
  }
  return names;
}

function checkVolumeClaim(object: JsonObject): ObjectStatus {
  const phase = getPath(object, "status", "phase");
  return phase === "Bound"
    ? current("PVC is Bound")
    : inProgress(`PVC is not Bound. phase: ${phase ?? "unknown"}`);
}

function checkService(object: JsonObject): ObjectStatus {
  const isBalancer = getPath(object, "spec", "type") === "LoadBalancer";
  return isBalancer && !getPath(object, "spec", "clusterIP")
    ? inProgress("ClusterIP not set. Service type: LoadBalancer")
    : current("Service is ready");
}

function checkDefinition(_object: JsonObject, conditions: Conditions): ObjectStatus {
  const names = conditions.get("NamesAccepted");
  if (names?.status === "False") return failed(names.message);
  const established = conditions.get("Established");
  if (established?.status === "False" && established.reason !== "Installing")
    return failed(established.message);
  return established?.status === "True" ? current("CRD is established") : inProgress("Install in progress");
}

function numberAt(object: JsonObject, fallback: number, ...path: string[]): number {
  const value = getPath(object, ...path);
  return typeof value === "number" ? value : fallback;
}

/** The conditions of an object, in their order. */
class Conditions {
  readonly all: Condition[];
  readonly #items: JsonObject[];

  constructor(object: JsonObject) {
    const items: JsonValue | undefined = getPath(object, "status", "conditions");
    this.#items = Array.isArray(items) ? items.filter(isJsonObject) : [];
    this.all = this.#items.map((item) => ({
      type: String(item["type"] ?? ""),
      status: String(item["status"] ?? ""),
      reason: String(item["reason"] ?? ""),
      message: String(item["message"] ?? ""),
    }));
  }

  get(type: string): Condition | undefined {
    return this.all.find((condition) => condition.type === type);
  }

  lastTransition(type: string): string | undefined {
    const value = this.#items.find((item) => item["type"] === type)?.["lastTransitionTime"];
    return typeof value === "string" ? value : undefined;
  }
}
