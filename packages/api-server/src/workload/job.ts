import { deepClone, type KubeObject } from "@sluice/base/object";
import { isStatusError } from "../status/index.ts";
import { isTrue, withCondition } from "./conditions.ts";
import { recordEvent } from "./event-recorder.ts";
import { nameSuffix } from "./names.ts";
import { isActive, isReady, podFromTemplate } from "./pod/index.ts";
import {
  controlledBy,
  enqueueOwner,
  enqueueSelf,
  type SimulatedController,
  type Simulation,
} from "./simulation.ts";
import type { Condition, Job, PodTemplate } from "./types.ts";

const component = "job-controller";
const indexAnnotation = "batch.kubernetes.io/job-completion-index";

type Stored = Readonly<KubeObject>;

/** Runs Jobs to their end: Pods side by side, by index where asked, with back-off limit, deadline and clean-up. */
export function createJobController(): SimulatedController {
  return {
    component,
    watches: { jobs: enqueueSelf("job"), pods: enqueueOwner("job", "Job") },
    async reconcile(simulation, namespace, name) {
      const job = simulation.objects("jobs").get(namespace, name) as Readonly<Job> | undefined;
      if (job === undefined || job.metadata.deletionTimestamp !== undefined) return;
      if (isFinished(job)) await cleanUp(simulation, job);
      else await advance(simulation, job);
    },
  };
}

/** True when a Job has completed or failed. */
export function isFinished(job: Readonly<Job>): boolean {
  return isTrue(job.status?.conditions, "Complete") || isTrue(job.status?.conditions, "Failed");
}

interface Tally {
  active: Stored[];
  succeeded: number;
  failed: number;
  /** Completion indexes that have succeeded. */
  doneIndexes: Set<number>;
}

async function advance(simulation: Simulation, job: Readonly<Job>): Promise<void> {
  const pods = simulation.objects("pods").ownedBy(job.metadata.uid ?? "");
  const tally = tallyPods(job, pods);
  if (job.spec.suspend === true) {
    await suspend(simulation, job, tally);
    return;
  }
  const startTime = job.status?.startTime ?? simulation.now();
  const end = outcome(simulation, job, tally, startTime);
  if (end === undefined) {
    const made = await createPods(simulation, job, tally);
    tally.active.push(...made);
    await simulation.updateStatus(job, openStatus(simulation, job, tally, startTime), component);
    return;
  }
  for (const pod of tally.active) await simulation.remove("pods", pod);
  await close(simulation, job, tally, startTime, end);
}

function tallyPods(job: Readonly<Job>, pods: Stored[]): Tally {
  const tally: Tally = { active: [], succeeded: 0, failed: 0, doneIndexes: new Set() };
  for (const pod of pods) {
    const phase = (pod["status"] as { phase?: string } | undefined)?.phase;
    if (phase === "Succeeded") {
      tally.succeeded++;
      const index = indexOf(pod);
      if (index !== undefined) tally.doneIndexes.add(index);
    } else if (phase === "Failed") tally.failed++;
    else if (isActive(pod)) tally.active.push(pod);
  }
  if (job.spec.completionMode === "Indexed") tally.succeeded = tally.doneIndexes.size;
  // Pods that were deleted after they had ended stay counted.
  tally.succeeded = Math.max(tally.succeeded, job.status?.succeeded ?? 0);
  tally.failed = Math.max(tally.failed, job.status?.failed ?? 0);
  return tally;
}

interface End {
  type: "Complete" | "Failed";
  reason: string;
  message: string;
}

function outcome(
  simulation: Simulation,
  job: Readonly<Job>,
  tally: Tally,
  startTime: string,
): End | undefined {
  const { completions, backoffLimit = 6, activeDeadlineSeconds } = job.spec;
  if (tally.failed > backoffLimit) {
    return {
      type: "Failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  }
  if (activeDeadlineSeconds !== undefined) {
    const leftMs = Date.parse(startTime) + activeDeadlineSeconds * 1000 - simulation.clock.now();
    if (leftMs <= 0) {
      return {
        type: "Failed",
        reason: "DeadlineExceeded",
        message: "Job was active longer than specified deadline",
      };
    }
    simulation.enqueue("job", job.metadata.namespace ?? "", job.metadata.name ?? "", leftMs);
  }
  const isDone =
    completions === undefined
      ? tally.succeeded > 0 && tally.active.length === 0
      : tally.succeeded >= completions && (completions > 0 || tally.active.length === 0);
  return isDone
    ? { type: "Complete", reason: "CompletionsReached", message: "Reached expected number of succeeded pods" }
    : undefined;
}

async function createPods(simulation: Simulation, job: Readonly<Job>, tally: Tally): Promise<KubeObject[]> {
  const { parallelism = 1, completions } = job.spec;
  const left =
    completions === undefined ? (tally.succeeded > 0 ? 0 : parallelism) : completions - tally.succeeded;
  const count = Math.min(parallelism, Math.max(left, 0)) - tally.active.length;
  const made: KubeObject[] = [];
  const indexes = openIndexes(job, tally);
  for (let number = 0; number < count; number++) {
    const index = job.spec.completionMode === "Indexed" ? indexes[number] : undefined;
    if (job.spec.completionMode === "Indexed" && index === undefined) break;
    made.push(
      await createPod(simulation, job, tally.failed + tally.succeeded + tally.active.length + number, index),
    );
  }
  return made;
}

function openIndexes(job: Readonly<Job>, tally: Tally): number[] {
  if (job.spec.completionMode !== "Indexed") return [];
  const running = new Set(tally.active.map(indexOf));
  const open: number[] = [];
  for (let index = 0; index < (job.spec.completions ?? 0); index++) {
    if (!tally.doneIndexes.has(index) && !running.has(index)) open.push(index);
  }
  return open;
}

async function createPod(
  simulation: Simulation,
  job: Readonly<Job>,
  number: number,
  index: number | undefined,
): Promise<KubeObject> {
  const { namespace = "", name = "", uid = "" } = job.metadata;
  const base = index === undefined ? name : `${name}-${index}`;
  const seed = simulation.options.stableNames ? "" : `${uid}/${simulation.clock.now()}`;
  for (let attempt = 0; ; attempt++) {
    const podName = `${base}-${nameSuffix(`${namespace}/${base}/${seed}/${number}/${attempt}`)}`;
    const pod = podFromTemplate(simulation, {
      namespace,
      name: podName,
      generateName: `${base}-`,
      template: indexedTemplate(job.spec.template, name, index),
      owner: controlledBy(job),
      ...(index === undefined
        ? {}
        : {
            annotations: { [indexAnnotation]: String(index) },
            labels: { [indexAnnotation]: String(index) },
          }),
    });
    try {
      const made = await simulation.create(pod, component);
      await recordEvent(simulation, job, "Normal", "SuccessfulCreate", `Created pod: ${podName}`, component);
      return made;
    } catch (error) {
      if (!isStatusError(error, 409) || attempt > 20) throw error;
    }
  }
}

function indexedTemplate(template: PodTemplate, jobName: string, index: number | undefined): PodTemplate {
  if (index === undefined) return template;
  const copy = deepClone(template);
  copy.spec.hostname = `${jobName}-${index}`;
  for (const container of [...copy.spec.containers, ...(copy.spec.initContainers ?? [])]) {
    const variables = Array.isArray(container["env"]) ? container["env"] : [];
    const fieldRef = { apiVersion: "v1", fieldPath: `metadata.labels['${indexAnnotation}']` };
    container["env"] = [...variables, { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef } }];
  }
  return copy;
}

function indexOf(pod: Stored): number | undefined {
  const text = pod.metadata.annotations?.[indexAnnotation];
  return text === undefined ? undefined : Number(text);
}

function openStatus(
  simulation: Simulation,
  job: Readonly<Job>,
  tally: Tally,
  startTime: string,
): Job["status"] {
  let conditions = job.status?.conditions;
  if (isTrue(conditions, "Suspended")) {
    const resumed = { type: "Suspended", status: "False", reason: "JobResumed", message: "Job resumed" };
    conditions = withCondition(conditions, { lastProbeTime: simulation.now(), ...resumed }, simulation.now());
  }
  return {
    ...counts(job, tally),
    startTime,
    ...(conditions === undefined ? {} : { conditions }),
  };
}

function counts(job: Readonly<Job>, tally: Tally): NonNullable<Job["status"]> {
  const ready = tally.active.filter(isReady).length;
  const status: NonNullable<Job["status"]> = { uncountedTerminatedPods: {}, ready, terminating: 0 };
  if (tally.active.length > 0) status.active = tally.active.length;
  if (tally.succeeded > 0) status.succeeded = tally.succeeded;
  if (tally.failed > 0) status.failed = tally.failed;
  if (job.spec.completionMode === "Indexed" && tally.doneIndexes.size > 0) {
    status.completedIndexes = printIndexes([...tally.doneIndexes].sort((a, b) => a - b));
  }
  return status;
}

/** `0-2,5`. */
function printIndexes(indexes: number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < indexes.length; ) {
    let end = start;
    while (indexes[end + 1] === indexes[end]! + 1) end++;
    parts.push(
      end === start
        ? String(indexes[start])
        : end === start + 1
          ? `${indexes[start]},${indexes[end]}`
          : `${indexes[start]}-${indexes[end]}`,
    );
    start = end + 1;
  }
  return parts.join(",");
}

async function suspend(simulation: Simulation, job: Readonly<Job>, tally: Tally): Promise<void> {
  for (const pod of tally.active) await simulation.remove("pods", pod);
  const now = simulation.now();
  const suspended = { type: "Suspended", status: "True", reason: "JobSuspended", message: "Job suspended" };
  const known = isTrue(job.status?.conditions, "Suspended");
  const conditions = known
    ? job.status?.conditions
    : withCondition(job.status?.conditions, { lastProbeTime: now, ...suspended }, now);
  await simulation.updateStatus(job, { ...counts(job, { ...tally, active: [] }), conditions }, component);
  if (!known) await recordEvent(simulation, job, "Normal", "Suspended", "Job suspended", component);
}

async function close(
  simulation: Simulation,
  job: Readonly<Job>,
  tally: Tally,
  startTime: string,
  end: End,
): Promise<void> {
  const now = simulation.now();
  const before = end.type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget";
  let conditions: Condition[] | undefined = job.status?.conditions;
  for (const type of [before, end.type]) {
    const condition = { type, status: "True", reason: end.reason, message: end.message, lastProbeTime: now };
    conditions = withCondition(conditions, condition, now);
  }
  const status: Job["status"] = { ...counts(job, { ...tally, active: [] }), startTime, conditions };
  if (end.type === "Complete") status.completionTime = now;
  if (!(await simulation.updateStatus(job, status, component))) return;
  if (end.type === "Complete")
    await recordEvent(simulation, job, "Normal", "Completed", "Job completed", component);
  else await recordEvent(simulation, job, "Warning", end.reason, end.message, component);
}

async function cleanUp(simulation: Simulation, job: Readonly<Job>): Promise<void> {
  const { ttlSecondsAfterFinished } = job.spec;
  if (ttlSecondsAfterFinished === undefined) return;
  const { namespace = "", name = "" } = job.metadata;
  const end = job.status?.conditions?.find(({ type }) => type === "Complete" || type === "Failed");
  const dueMs = Date.parse(end?.lastTransitionTime ?? "") + ttlSecondsAfterFinished * 1000;
  const waitMs = dueMs - simulation.clock.now();
  if (waitMs > 0) simulation.enqueue("job", namespace, name, waitMs);
  else await simulation.remove("jobs", job, { propagationPolicy: "Foreground" });
}
