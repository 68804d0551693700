import type { JsonObject } from "@sluice/base/object";
import { timestamp } from "../clock.ts";
import { withCondition } from "../conditions.ts";
import type { Failure } from "../failure-injection.ts";
import type { Condition, Container, Pod, PodStatus } from "../types.ts";
import { type ContainerReport, containerStatus } from "./container-status.ts";

/** All that the state of a simulated Pod follows from. */
export interface PodFacts {
  pod: Readonly<Pod>;
  /** When the simulation first saw the Pod on its node, in milliseconds. */
  startedMs: number;
  nowMs: number;
  /** Until the containers run and are ready. */
  startMs: number;
  /** How long containers run where the Pod is meant to end. */
  runMs: number;
  failure: Failure | undefined;
  podIp: string;
  hostIp: string;
}

/** The status that a Pod should have, and when to look again. */
export interface PodProgress {
  status: PodStatus;
  againInMs: number | undefined;
  /** Something went wrong that an event should tell. */
  warning?: { reason: string; message: string };
}

const firstBackOffMs = 10_000;
const longestBackOffMs = 300_000;

/** What a Pod that is on a node reports at a moment. Depends on the facts only. */
export function podProgress(facts: PodFacts): PodProgress {
  const { pod, failure, startedMs, nowMs, startMs } = facts;
  const sinceStart = nowMs - startedMs;
  switch (failure) {
    case "image-pull":
      return imagePullFailure(facts, sinceStart);
    case "create-container-config":
      return {
        status: pending(facts, "CreateContainerConfigError", "simulated configuration error"),
        againInMs: undefined,
        warning: { reason: "Failed", message: "Error: simulated configuration error" },
      };
    case "crash-loop":
      return crashLoop(facts, sinceStart);
    case "never-ready":
      return {
        status: running(facts, { isReady: false }),
        againInMs: undefined,
        warning: { reason: "Unhealthy", message: "Readiness probe failed: simulated failure" },
      };
    default:
  }
  if (pod.spec.restartPolicy !== undefined && pod.spec.restartPolicy !== "Always") {
    if (sinceStart < facts.runMs) {
      return { status: running(facts, { isReady: true }), againInMs: facts.runMs - sinceStart };
    }
    return { status: ended(facts, failure === "exit" ? 1 : 0), againInMs: undefined };
  }
  if (failure === "exit") return crashLoop(facts, sinceStart);
  if (sinceStart < startMs) {
    return { status: pending(facts, "ContainerCreating"), againInMs: startMs - sinceStart };
  }
  return { status: running(facts, { isReady: true }), againInMs: undefined };
}

/** The status of a Pod that no node takes. */
export function unschedulable(pod: Readonly<Pod>, message: string, nowMs: number): PodStatus {
  const scheduled: Condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  return {
    ...kept(pod),
    phase: "Pending",
    conditions: withCondition(
      pod.status?.conditions,
      { lastProbeTime: null, ...scheduled },
      timestamp(nowMs),
    ),
  };
}

function imagePullFailure(facts: PodFacts, sinceStart: number): PodProgress {
  const image = facts.pod.spec.containers[0]?.image ?? "";
  const isFirst = sinceStart < firstBackOffMs;
  const message = isFirst
    ? `failed to pull and unpack image "${image}": simulated failure`
    : `Back-off pulling image "${image}"`;
  return {
    status: pending(facts, isFirst ? "ErrImagePull" : "ImagePullBackOff", message),
    againInMs: isFirst ? firstBackOffMs - sinceStart : undefined,
    warning: { reason: "Failed", message: `Failed to pull image "${image}": simulated failure` },
  };
}

/** Restarts come after 10 s, 20 s, 40 s and so on, up to 5 minutes. */
function crashLoop(facts: PodFacts, sinceStart: number): PodProgress {
  let restarts = 0;
  let next = firstBackOffMs;
  let backOff = firstBackOffMs;
  while (next <= sinceStart) {
    restarts++;
    backOff = Math.min(backOff * 2, longestBackOffMs);
    next += backOff;
  }
  const exitedAt = timestamp(facts.startedMs);
  const name = facts.pod.spec.containers[0]?.name ?? "";
  const wait = Math.min(firstBackOffMs * 2 ** restarts, longestBackOffMs) / 1000;
  const report: ContainerReport = {
    state: {
      kind: "waiting",
      reason: "CrashLoopBackOff",
      message: `back-off ${goSeconds(wait)} restarting failed container=${name} pod=${facts.pod.metadata.name}_${facts.pod.metadata.namespace}(${facts.pod.metadata.uid})`,
    },
    isReady: false,
    restartCount: restarts + 1,
    lastExit: { exitCode: 1, reason: "Error", startedAt: exitedAt, finishedAt: exitedAt },
  };
  return {
    status: assemble(facts, "Running", { containers: () => report, isReady: false, isInitialized: true }),
    againInMs: next - sinceStart,
    warning: {
      reason: "BackOff",
      message: `Back-off restarting failed container ${name} in pod ${facts.pod.metadata.name}_${facts.pod.metadata.namespace}(${facts.pod.metadata.uid})`,
    },
  };
}

function goSeconds(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function pending(facts: PodFacts, reason: string, message?: string): PodStatus {
  const waiting: ContainerReport = {
    state: { kind: "waiting", reason, ...(message === undefined ? {} : { message }) },
    isReady: false,
  };
  const isCreating = reason === "ContainerCreating";
  return assemble(facts, "Pending", {
    containers: () => waiting,
    isReady: false,
    isInitialized: !isCreating,
  });
}

function running(facts: PodFacts, options: { isReady: boolean }): PodStatus {
  const startedAt = timestamp(facts.startedMs + Math.min(facts.startMs, facts.nowMs - facts.startedMs));
  const report: ContainerReport = { state: { kind: "running", startedAt }, isReady: options.isReady };
  return assemble(facts, "Running", {
    containers: () => report,
    isReady: options.isReady,
    isInitialized: true,
  });
}

function ended(facts: PodFacts, exitCode: number): PodStatus {
  const report: ContainerReport = {
    state: {
      kind: "terminated",
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      startedAt: timestamp(facts.startedMs),
      finishedAt: timestamp(facts.startedMs + facts.runMs),
    },
    isReady: false,
  };
  return assemble(facts, exitCode === 0 ? "Succeeded" : "Failed", {
    containers: () => report,
    isReady: false,
    isInitialized: true,
    endReason: exitCode === 0 ? "PodCompleted" : "PodFailed",
  });
}

interface Assembly {
  containers: (container: Container) => ContainerReport;
  isReady: boolean;
  isInitialized: boolean;
  endReason?: string;
}

function assemble(facts: PodFacts, phase: string, parts: Assembly): PodStatus {
  const { pod, podIp, hostIp } = facts;
  const { spec } = pod;
  const uid = pod.metadata.uid ?? "";
  const known = (list: string, container: Container): JsonObject | undefined =>
    knownStatus(pod, list, container.name);
  const address = spec.hostNetwork ? hostIp : podIp;
  const status: PodStatus = {
    ...kept(pod),
    observedGeneration: pod.metadata.generation,
    phase,
    conditions: conditionsOf(facts, parts),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: pod.status?.startTime ?? timestamp(facts.startedMs),
    containerStatuses: spec.containers.map((container) =>
      containerStatus(uid, container, parts.containers(container), known("containerStatuses", container)),
    ),
  };
  if (spec.initContainers !== undefined && spec.initContainers.length > 0) {
    status["initContainerStatuses"] = spec.initContainers.map((container) =>
      initStatus(facts, container, parts),
    );
  }
  return status;
}

function initStatus(facts: PodFacts, container: Container, parts: Assembly): JsonObject {
  const uid = facts.pod.metadata.uid ?? "";
  const before = knownStatus(facts.pod, "initContainerStatuses", container.name);
  if (container.restartPolicy === "Always") {
    return containerStatus(uid, container, parts.containers(container), before);
  }
  const at = timestamp(facts.startedMs);
  return containerStatus(
    uid,
    container,
    parts.isInitialized
      ? {
          state: { kind: "terminated", exitCode: 0, reason: "Completed", startedAt: at, finishedAt: at },
          isReady: true,
        }
      : { state: { kind: "waiting", reason: "PodInitializing" }, isReady: false },
    before,
  );
}

function knownStatus(pod: Readonly<Pod>, list: string, name: string): JsonObject | undefined {
  const statuses = pod.status?.[list];
  return Array.isArray(statuses)
    ? (statuses as JsonObject[]).find((status) => status["name"] === name)
    : undefined;
}

function conditionsOf(facts: PodFacts, parts: Assembly): Condition[] {
  const { pod } = facts;
  const now = timestamp(facts.nowMs);
  const generation = pod.metadata.generation;
  const names = pod.spec.containers.map((container) => container.name).join(" ");
  const gates = pod.spec.readinessGates ?? [];
  const present = pod.status?.conditions;
  const openGates = gates.filter(
    ({ conditionType }) => present?.find(({ type }) => type === conditionType)?.status !== "True",
  );
  const isFinished = parts.endReason !== undefined;
  const unready = isFinished
    ? { reason: parts.endReason }
    : { reason: "ContainersNotReady", message: `containers with unready status: [${names}]` };
  const isReady = parts.isReady && openGates.length === 0;
  const blocked = parts.isReady
    ? {
        reason: "ReadinessGatesNotReady",
        message: openGates
          .map(
            ({ conditionType }) =>
              `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
          )
          .join(", "),
      }
    : unready;
  const uninitialized = (pod.spec.initContainers ?? []).filter(
    (container) => container.restartPolicy !== "Always",
  );
  const isInitialized = parts.isInitialized || uninitialized.length === 0;
  const initialized: Partial<Condition> = isInitialized
    ? isFinished && parts.endReason === "PodCompleted"
      ? { status: "True", reason: "PodCompleted" }
      : { status: "True" }
    : {
        status: "False",
        reason: "ContainersNotInitialized",
        message: `containers with incomplete status: [${uninitialized.map((container) => container.name).join(" ")}]`,
      };
  const wanted: Condition[] = [
    { type: "PodReadyToStartContainers", status: isFinished ? "False" : "True" },
    { type: "Initialized", status: "True", ...initialized },
    isReady ? { type: "Ready", status: "True" } : { type: "Ready", status: "False", ...blocked },
    parts.isReady
      ? { type: "ContainersReady", status: "True" }
      : { type: "ContainersReady", status: "False", ...unready },
    { type: "PodScheduled", status: "True" },
  ];
  let conditions = present;
  for (const condition of wanted) {
    const full: Condition = { lastProbeTime: null, ...condition };
    if (generation !== undefined) full.observedGeneration = generation;
    conditions = withCondition(conditions, full, now);
  }
  return conditions ?? [];
}

/** What does not follow from the facts and stays as it is. */
function kept(pod: Readonly<Pod>): PodStatus {
  const { status } = pod;
  const result: PodStatus = {};
  for (const name of ["qosClass", "nominatedNodeName", "conditions", "startTime"]) {
    if (status?.[name] !== undefined) result[name] = status[name];
  }
  return result;
}
