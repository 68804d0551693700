import { deepEqual, type JsonObject } from "@sluice/base/object";
import { parseCron } from "../cron-schedule.ts";
import { child } from "../defaults/set-default.ts";
import { validatePodTemplate } from "./pod-spec.ts";
import type { Problems } from "./problems.ts";
import { matchesLabels, validateSelector } from "./selector.ts";
import type { ValidateKind } from "./workloads.ts";

const numbers = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
];

/** A Job's template can change in these fields only while it is suspended and has never run. */
const schedulingFields = ["nodeSelector", "affinity", "tolerations", "schedulingGates"];

export const validateJob: ValidateKind = (problems, job, old) => {
  const spec = child(job, "spec") ?? {};
  validateJobSpec(problems, "spec", spec);
  const selector = child(spec, "selector");
  if (selector === undefined) problems.required("spec.selector");
  else {
    validateSelector(problems, "spec.selector", selector);
    const labels = child(child(child(spec, "template"), "metadata"), "labels") ?? {};
    if (matchesLabels(selector, labels) === false) {
      problems.invalid(
        "spec.template.metadata.labels",
        labels,
        "`selector` does not match template `labels`",
      );
    }
  }
  if (old !== undefined) keepJob(problems, spec, old);
};

function keepJob(problems: Problems, spec: JsonObject, old: JsonObject): void {
  const before = child(old, "spec") ?? {};
  const isElastic =
    spec["completionMode"] === "Indexed" &&
    spec["completions"] === spec["parallelism"] &&
    before["completions"] !== undefined;
  if (!isElastic) {
    problems.immutable(
      "spec.completions",
      spec["completions"] === before["completions"],
      spec["completions"],
    );
  }
  problems.immutable("spec.selector", deepEqual(spec["selector"], before["selector"]), spec["selector"]);
  const hasStarted = child(old, "status")?.["startTime"] !== undefined;
  const mayMove = before["suspend"] === true && !hasStarted;
  const isSame = mayMove
    ? deepEqual(withoutScheduling(spec), withoutScheduling(before))
    : deepEqual(spec["template"], before["template"]);
  problems.immutable("spec.template", isSame, spec["template"]);
  for (const name of [
    "completionMode",
    "podFailurePolicy",
    "backoffLimitPerIndex",
    "managedBy",
    "successPolicy",
  ]) {
    problems.immutable(`spec.${name}`, deepEqual(spec[name], before[name]), spec[name]);
  }
}

function withoutScheduling(spec: JsonObject): JsonObject {
  const template = child(spec, "template") ?? {};
  const podSpec = { ...child(template, "spec") };
  for (const name of schedulingFields) delete podSpec[name];
  const { labels: _, annotations: __, ...metadata } = child(template, "metadata") ?? {};
  return { ...template, metadata, spec: podSpec };
}

function validateJobSpec(problems: Problems, field: string, spec: JsonObject): void {
  for (const name of numbers) problems.nonNegative(`${field}.${name}`, spec[name]);
  const isIndexed = spec["completionMode"] === "Indexed";
  if (spec["maxFailedIndexes"] !== undefined && spec["backoffLimitPerIndex"] === undefined) {
    problems.required(`${field}.backoffLimitPerIndex`, "when maxFailedIndexes is specified");
  }
  if (spec["completionMode"] !== undefined && !isIndexed && spec["completionMode"] !== "NonIndexed") {
    problems.notSupported(`${field}.completionMode`, spec["completionMode"], ["NonIndexed", "Indexed"]);
  }
  if (isIndexed) {
    if (spec["completions"] === undefined)
      problems.required(`${field}.completions`, "when completion mode is Indexed");
    if (typeof spec["parallelism"] === "number" && spec["parallelism"] > 100_000) {
      problems.invalid(
        `${field}.parallelism`,
        spec["parallelism"],
        "must be less than or equal to 100000 when completion mode is Indexed",
      );
    }
  } else {
    for (const name of ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"]) {
      if (spec[name] !== undefined)
        problems.invalid(`${field}.${name}`, spec[name], "requires indexed completion mode");
    }
  }
  const template = child(spec, "template") ?? {};
  validatePodTemplate(problems, `${field}.template`, template);
  const policy = child(template, "spec")?.["restartPolicy"];
  const policyField = `${field}.template.spec.restartPolicy`;
  if (policy === undefined || policy === "" || policy === "Always") {
    problems.required(policyField, 'valid values: "OnFailure", "Never"');
  } else if (policy !== "OnFailure" && policy !== "Never") {
    problems.notSupported(policyField, policy, ["OnFailure", "Never"]);
  } else if (spec["podFailurePolicy"] !== undefined && policy !== "Never") {
    problems.invalid(policyField, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
}

export const validateCronJob: ValidateKind = (problems, cronJob, old) => {
  const spec = child(cronJob, "spec") ?? {};
  const schedule = typeof spec["schedule"] === "string" ? spec["schedule"] : "";
  if (schedule === "") problems.required("spec.schedule");
  else if (schedule.includes("TZ")) {
    problems.invalid(
      "spec.schedule",
      schedule,
      "cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
    );
  } else if (parseCron(schedule) === undefined)
    problems.invalid("spec.schedule", schedule, scheduleFault(schedule));
  problems.nonNegative("spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"]);
  validateTimeZone(problems, spec);
  problems.oneOf("spec.concurrencyPolicy", spec["concurrencyPolicy"], ["Allow", "Forbid", "Replace"]);
  const jobSpec = child(child(spec, "jobTemplate"), "spec") ?? {};
  validateJobSpec(problems, "spec.jobTemplate.spec", jobSpec);
  if (jobSpec["manualSelector"] === true) {
    problems.notSupported("spec.jobTemplate.spec.manualSelector", true, ["nil", "false"]);
  }
  for (const name of ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"]) {
    problems.nonNegative(`spec.${name}`, spec[name]);
  }
  const name = String(child(cronJob, "metadata")?.["name"] ?? "");
  if (old === undefined && name.length > 52) {
    problems.invalid("metadata.name", name, "must be no more than 52 characters");
  }
};

function validateTimeZone(problems: Problems, spec: JsonObject): void {
  const zone = spec["timeZone"];
  if (zone === undefined) return;
  if (zone === "") problems.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
  else if (String(zone).toLowerCase() === "local") {
    problems.invalid(
      "spec.timeZone",
      zone,
      "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
    );
  } else if (parseCron("* * * * *", String(zone)) === undefined) {
    problems.invalid("spec.timeZone", zone, `unknown time zone ${zone}`);
  }
}

function scheduleFault(schedule: string): string {
  if (schedule.startsWith("@")) return `unrecognized descriptor: ${schedule}`;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  return `failed to parse ${schedule}`;
}
