import { deepClone, type JsonObject, type KubeObject } from "@sluice/base/object";
import { parseCron } from "../builtin/index.ts";
import { isStatusError } from "../status/index.ts";
import { timestamp } from "./clock.ts";
import { isTrue } from "./conditions.ts";
import { recordEvent } from "./event-recorder.ts";
import { isFinished } from "./job.ts";
import {
  controlledBy,
  enqueueOwner,
  enqueueSelf,
  type SimulatedController,
  type Simulation,
} from "./simulation.ts";
import type { CronJob, Job } from "./types.ts";

const component = "cronjob-controller";
const scheduledAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";

/** Makes Jobs when their time has come, keeps to the concurrency policy, and forgets old Jobs. */
export function createCronJobController(): SimulatedController {
  return {
    component,
    watches: { cronjobs: enqueueSelf("cronjob"), jobs: enqueueOwner("cronjob", "CronJob") },
    async reconcile(simulation, namespace, name) {
      const cronJob = simulation.objects("cronjobs").get(namespace, name) as Readonly<CronJob> | undefined;
      if (cronJob === undefined || cronJob.metadata.deletionTimestamp !== undefined) return;
      await reconcileCronJob(simulation, cronJob);
    },
  };
}

async function reconcileCronJob(simulation: Simulation, cronJob: Readonly<CronJob>): Promise<void> {
  const jobs = simulation.objects("jobs").ownedBy(cronJob.metadata.uid ?? "") as Readonly<Job>[];
  await forgetOldJobs(simulation, cronJob, jobs);
  let lastScheduleTime = cronJob.status?.lastScheduleTime;
  const made: KubeObject[] = [];
  if (cronJob.spec.suspend !== true) {
    const due = dueTime(simulation, cronJob);
    if (due !== undefined) {
      const active = jobs.filter((job) => !isFinished(job));
      const job = await startJob(simulation, cronJob, active, due);
      if (job !== undefined) {
        made.push(job);
        lastScheduleTime = timestamp(due);
      }
    }
  }
  const running = [...jobs.filter((job) => !isFinished(job)), ...made].filter(
    (job, index, all) =>
      job.metadata.deletionTimestamp === undefined &&
      all.findIndex((other) => other.metadata.uid === job.metadata.uid) === index,
  );
  const lastSuccessfulTime = newest([
    cronJob.status?.lastSuccessfulTime,
    ...jobs
      .filter((job) => isTrue(job.status?.conditions, "Complete"))
      .map((job) => job.status?.completionTime),
  ]);
  const active = running.map(referenceTo);
  const status = {
    ...(active.length > 0 ? { active } : {}),
    ...(lastScheduleTime === undefined ? {} : { lastScheduleTime }),
    ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
  };
  await simulation.updateStatus(cronJob, status, component);
}

/** The latest time that has passed without a Job; asks for a run when the next one comes. */
function dueTime(simulation: Simulation, cronJob: Readonly<CronJob>): number | undefined {
  const { namespace = "", name = "" } = cronJob.metadata;
  const schedule = parseCron(cronJob.spec.schedule, cronJob.spec.timeZone);
  if (schedule === undefined) return undefined;
  const now = simulation.clock.now();
  const last = Date.parse(cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? "");
  const deadlineMs = (cronJob.spec.startingDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  let due: number | undefined;
  let next = schedule.next(Math.max(last, now - Math.min(deadlineMs, 7 * 86_400_000)));
  for (let missed = 0; next !== undefined && next <= now && missed < 20_000; missed++) {
    due = next;
    next = schedule.next(next);
  }
  if (next !== undefined) simulation.enqueue("cronjob", namespace, name, Math.min(next - now, 86_400_000));
  return due !== undefined && now - due <= deadlineMs ? due : undefined;
}

async function startJob(
  simulation: Simulation,
  cronJob: Readonly<CronJob>,
  active: Readonly<Job>[],
  due: number,
): Promise<KubeObject | undefined> {
  const { concurrencyPolicy } = cronJob.spec;
  if (active.length > 0 && concurrencyPolicy === "Forbid") {
    const message = `Job was active and concurrency policy forbids another one for ${timestamp(due)}`;
    await recordEvent(simulation, cronJob, "Normal", "JobAlreadyActive", message, component);
    return undefined;
  }
  if (concurrencyPolicy === "Replace") {
    for (const job of active) await simulation.remove("jobs", job, { propagationPolicy: "Background" });
  }
  const { metadata, spec } = cronJob.spec.jobTemplate;
  const name = `${cronJob.metadata.name}-${Math.floor(due / 60_000)}`;
  const job: KubeObject = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace: cronJob.metadata.namespace ?? "",
      ...(metadata?.labels === undefined ? {} : { labels: { ...metadata.labels } }),
      annotations: { ...metadata?.annotations, [scheduledAnnotation]: timestamp(due) },
      ownerReferences: [controlledBy(cronJob)],
    },
    spec: deepClone(spec),
  };
  try {
    const made = await simulation.create(job, component);
    await recordEvent(simulation, cronJob, "Normal", "SuccessfulCreate", `Created job ${name}`, component);
    return made;
  } catch (error) {
    if (!isStatusError(error, 409)) throw error;
    return simulation.objects("jobs").get(job.metadata.namespace ?? "", name) as KubeObject | undefined;
  }
}

async function forgetOldJobs(
  simulation: Simulation,
  cronJob: Readonly<CronJob>,
  jobs: Readonly<Job>[],
): Promise<void> {
  const limits: [string, number | undefined][] = [
    ["Complete", cronJob.spec.successfulJobsHistoryLimit],
    ["Failed", cronJob.spec.failedJobsHistoryLimit],
  ];
  for (const [condition, limit] of limits) {
    if (limit === undefined) continue;
    const ended = jobs
      .filter(
        (job) => isTrue(job.status?.conditions, condition) && job.metadata.deletionTimestamp === undefined,
      )
      .sort((a, b) => ((a.status?.startTime ?? "") < (b.status?.startTime ?? "") ? -1 : 1));
    for (const job of ended.slice(0, Math.max(0, ended.length - limit))) {
      await simulation.remove("jobs", job, { propagationPolicy: "Background" });
      const message = `Deleted job ${job.metadata.name}`;
      await recordEvent(simulation, cronJob, "Normal", "SuccessfulDelete", message, component);
    }
  }
}

function referenceTo(job: Readonly<KubeObject>): JsonObject {
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = job.metadata;
  return { apiVersion: "batch/v1", kind: "Job", namespace, name, uid, resourceVersion };
}

function newest(times: (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}
