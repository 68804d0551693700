import { timestamp } from "../clock.ts";
import { findCondition } from "../conditions.ts";
import { countPods, isActive } from "../pod/index.ts";
import type { Simulation } from "../simulation.ts";
import type { Condition, Deployment, DeploymentStatus } from "../types.ts";
import { limitsOf } from "./replica-sets.ts";
import type { Generations } from "./roll-out.ts";

/** A deadline of this length means that there is none. */
const noDeadline = 2_147_483_647;

/** What happened in this run that the Progressing condition tells first. */
export type RollOutNews = { kind: "created" | "found"; name: string } | undefined;

/** The status of a Deployment as its ReplicaSets and Pods give it, and when to look again. */
export function deploymentStatus(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
  news: RollOutNews,
): { status: DeploymentStatus; againInMs: number | undefined } {
  const counted = countReplicas(simulation, deployment, sets);
  const nowMs = simulation.clock.now();
  const now = timestamp(nowMs);
  let conditions = [...(deployment.status?.conditions ?? [])];
  const wanted = deployment.spec.replicas ?? 1;
  const isAvailable = (counted.status.availableReplicas ?? 0) >= wanted - limitsOf(deployment).unavailable;
  conditions = setCondition(
    conditions,
    isAvailable
      ? {
          type: "Available",
          status: "True",
          reason: "MinimumReplicasAvailable",
          message: "Deployment has minimum availability.",
        }
      : {
          type: "Available",
          status: "False",
          reason: "MinimumReplicasUnavailable",
          message: "Deployment does not have minimum availability.",
        },
    now,
  );
  const progress = progressCondition(deployment, counted.status, conditions, sets, news, nowMs);
  conditions = progress.conditions;
  conditions = withReplicaFailure(conditions, sets, now);
  const status: DeploymentStatus = { ...counted.status, conditions };
  const times = [counted.againInMs, progress.againInMs].filter((time) => time !== undefined);
  return { status, againInMs: times.length === 0 ? undefined : Math.min(...times) };
}

function countReplicas(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
): { status: DeploymentStatus; againInMs: number | undefined } {
  const nowMs = simulation.clock.now();
  let replicas = 0;
  let updated = 0;
  let ready = 0;
  let available = 0;
  let terminating = 0;
  let againInMs: number | undefined;
  for (const set of sets.current === undefined ? sets.old : [...sets.old, sets.current]) {
    const pods = simulation.objects("pods").ownedBy(set.metadata.uid ?? "");
    const active = pods.filter(isActive);
    const counts = countPods(active, deployment.spec.minReadySeconds, nowMs);
    replicas += active.length;
    if (set === sets.current) updated = active.length;
    ready += counts.ready;
    available += counts.available;
    terminating += pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length;
    if (counts.nextAvailableMs !== undefined) {
      againInMs = Math.min(counts.nextAvailableMs, againInMs ?? counts.nextAvailableMs);
    }
  }
  const unavailable = Math.max(0, Math.max(replicas, deployment.spec.replicas ?? 1) - available);
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation,
    terminatingReplicas: terminating,
  };
  if (replicas > 0) status.replicas = replicas;
  if (updated > 0) status.updatedReplicas = updated;
  if (ready > 0) status.readyReplicas = ready;
  if (available > 0) status.availableReplicas = available;
  if (unavailable > 0) status.unavailableReplicas = unavailable;
  const { collisionCount } = deployment.status ?? {};
  if (collisionCount !== undefined) status.collisionCount = collisionCount;
  return { status, againInMs };
}

interface Progress {
  conditions: Condition[];
  againInMs: number | undefined;
}

function progressCondition(
  deployment: Readonly<Deployment>,
  status: DeploymentStatus,
  conditions: Condition[],
  sets: Generations,
  news: RollOutNews,
  nowMs: number,
): Progress {
  const now = timestamp(nowMs);
  const present = findCondition(conditions, "Progressing");
  const deadline = deployment.spec.progressDeadlineSeconds;
  const done = (condition: Condition, againInMs?: number): Progress => ({
    conditions: setCondition(conditions, condition, now),
    againInMs,
  });
  if (deadline === undefined || deadline === noDeadline) {
    const others = conditions.filter(({ type }) => type !== "Progressing");
    return { conditions: others, againInMs: undefined };
  }
  if (deployment.spec.paused === true) {
    return done({
      type: "Progressing",
      status: "Unknown",
      reason: "DeploymentPaused",
      message: "Deployment is paused",
    });
  }
  if (present?.reason === "DeploymentPaused") {
    return done(
      {
        type: "Progressing",
        status: "Unknown",
        reason: "DeploymentResumed",
        message: "Deployment is resumed",
      },
      0,
    );
  }
  const name = sets.current?.metadata.name;
  if (news?.kind === "created") {
    const message = `Created new replica set "${news.name}"`;
    return done({ type: "Progressing", status: "True", reason: "NewReplicaSetCreated", message }, 1_000);
  }
  if (news?.kind === "found" && present === undefined) {
    const message = `Found new replica set "${news.name}"`;
    return done({ type: "Progressing", status: "True", reason: "FoundNewReplicaSet", message }, 1_000);
  }
  const isSettled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && present?.reason === "NewReplicaSetAvailable";
  if (isSettled && isComplete(deployment, status)) return { conditions, againInMs: undefined };
  if (isComplete(deployment, status)) {
    const message =
      name === undefined
        ? `Deployment "${deployment.metadata.name}" has successfully progressed.`
        : `ReplicaSet "${name}" has successfully progressed.`;
    return done({ type: "Progressing", status: "True", reason: "NewReplicaSetAvailable", message });
  }
  if (isSettled) return { conditions, againInMs: undefined };
  if (isMovingOn(deployment.status ?? {}, status)) {
    const message =
      name === undefined
        ? `Deployment "${deployment.metadata.name}" is progressing.`
        : `ReplicaSet "${name}" is progressing.`;
    // The time of the last move is what the deadline counts from, so the condition is written anew each time.
    const condition: Condition = {
      type: "Progressing",
      status: "True",
      reason: "ReplicaSetUpdated",
      message,
    };
    const known = present?.status === "True" ? present.lastTransitionTime : now;
    const others = conditions.filter(({ type }) => type !== "Progressing");
    return {
      conditions: [...others, { ...condition, lastUpdateTime: now, lastTransitionTime: known }],
      againInMs: deadline * 1000,
    };
  }
  return timeOut(deployment, present, name, nowMs, { conditions, againInMs: undefined });
}

function timeOut(
  deployment: Readonly<Deployment>,
  present: Condition | undefined,
  name: string | undefined,
  nowMs: number,
  unchanged: Progress,
): Progress {
  if (present === undefined || present.reason === "ProgressDeadlineExceeded") return unchanged;
  const since = Date.parse(present.lastUpdateTime ?? "");
  const leftMs = since + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000 - nowMs;
  if (leftMs > 0) return { ...unchanged, againInMs: leftMs };
  const message =
    name === undefined
      ? `Deployment "${deployment.metadata.name}" has timed out progressing.`
      : `ReplicaSet "${name}" has timed out progressing.`;
  const condition: Condition = {
    type: "Progressing",
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message,
  };
  return {
    conditions: setCondition(unchanged.conditions, condition, timestamp(nowMs)),
    againInMs: undefined,
  };
}

/** True when all wanted Pods are of the current template and available, and no others are left. */
export function isComplete(deployment: Readonly<Deployment>, status: DeploymentStatus): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted
  );
}

function isMovingOn(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function withReplicaFailure(conditions: Condition[], sets: Generations, now: string): Condition[] {
  const failing = [sets.current, ...sets.old]
    .map((set) => findCondition(set?.status?.conditions, "ReplicaFailure"))
    .find((condition) => condition?.status === "True");
  if (failing === undefined) return conditions.filter(({ type }) => type !== "ReplicaFailure");
  const { type, status, reason, message } = failing;
  return setCondition(conditions, { type, status, reason, message }, now);
}

/** Deployments keep the order of their conditions by last change: one that is set anew goes to the end. */
function setCondition(conditions: Condition[], wanted: Condition, now: string): Condition[] {
  const present = findCondition(conditions, wanted.type);
  if (
    present?.status === wanted.status &&
    present.reason === wanted.reason &&
    present.message === wanted.message
  ) {
    return conditions;
  }
  const lastTransitionTime = present?.status === wanted.status ? present.lastTransitionTime : now;
  const others = conditions.filter(({ type }) => type !== wanted.type);
  return [...others, { ...wanted, lastUpdateTime: now, lastTransitionTime }];
}
