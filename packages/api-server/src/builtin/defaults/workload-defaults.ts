import { deepClone, type JsonObject } from "@sluice/base/object";
import { child, ensureChild, isEmptyMap, type PackageDefaults, setDefault } from "./set-default.ts";

const maxInt32 = 2_147_483_647;

/** Defaults of the apps group. Source: kubernetes:pkg/apis/apps/v1/defaults.go. */
export const appsDefaults: PackageDefaults = {
  package: "io.k8s.api.apps.v1",
  types: {
    Deployment(deployment) {
      const spec = ensureChild(deployment, "spec");
      setDefault(spec, "replicas", 1);
      const strategy = ensureChild(spec, "strategy");
      setDefault(strategy, "type", "RollingUpdate");
      if (strategy["type"] === "RollingUpdate") {
        const rolling = ensureChild(strategy, "rollingUpdate");
        setDefault(rolling, "maxUnavailable", "25%");
        setDefault(rolling, "maxSurge", "25%");
      }
      setDefault(spec, "revisionHistoryLimit", 10);
      setDefault(spec, "progressDeadlineSeconds", 600);
    },
    DaemonSet(daemonSet) {
      const spec = ensureChild(daemonSet, "spec");
      const strategy = ensureChild(spec, "updateStrategy");
      setDefault(strategy, "type", "RollingUpdate");
      if (strategy["type"] === "RollingUpdate") {
        const rolling = ensureChild(strategy, "rollingUpdate");
        setDefault(rolling, "maxUnavailable", 1);
        setDefault(rolling, "maxSurge", 0);
      }
      setDefault(spec, "revisionHistoryLimit", 10);
    },
    StatefulSet: defaultStatefulSet,
    ReplicaSet(replicaSet) {
      setDefault(ensureChild(replicaSet, "spec"), "replicas", 1);
    },
  },
};

/** Defaults of the batch group. Source: kubernetes:pkg/apis/batch/v1/defaults.go. */
export const batchDefaults: PackageDefaults = {
  package: "io.k8s.api.batch.v1",
  types: {
    Job: defaultJob,
    CronJob(cronJob) {
      const spec = ensureChild(cronJob, "spec");
      setDefault(spec, "concurrencyPolicy", "Allow");
      setDefault(spec, "suspend", false);
      setDefault(spec, "successfulJobsHistoryLimit", 3);
      setDefault(spec, "failedJobsHistoryLimit", 1);
    },
    PodFailurePolicyOnPodConditionsPattern(pattern) {
      setDefault(pattern, "status", "True");
    },
  },
};

function defaultStatefulSet(statefulSet: JsonObject): void {
  const spec = ensureChild(statefulSet, "spec");
  setDefault(spec, "podManagementPolicy", "OrderedReady");
  const strategy = ensureChild(spec, "updateStrategy");
  if (strategy["type"] === undefined || strategy["type"] === "") {
    strategy["type"] = "RollingUpdate";
    ensureChild(strategy, "rollingUpdate");
  }
  const rolling = child(strategy, "rollingUpdate");
  if (strategy["type"] === "RollingUpdate" && rolling !== undefined) {
    setDefault(rolling, "partition", 0);
    setDefault(rolling, "maxUnavailable", 1);
  }
  const retention = ensureChild(spec, "persistentVolumeClaimRetentionPolicy");
  setDefault(retention, "whenDeleted", "Retain");
  setDefault(retention, "whenScaled", "Retain");
  setDefault(spec, "replicas", 1);
  setDefault(spec, "revisionHistoryLimit", 10);
}

function defaultJob(job: JsonObject): void {
  const spec = ensureChild(job, "spec");
  if (spec["completions"] === undefined && spec["parallelism"] === undefined) spec["completions"] = 1;
  setDefault(spec, "parallelism", 1);
  setDefault(spec, "backoffLimit", spec["backoffLimitPerIndex"] === undefined ? 6 : maxInt32);
  const labels = child(child(child(spec, "template"), "metadata"), "labels");
  const metadata = ensureChild(job, "metadata");
  if (labels !== undefined && isEmptyMap(metadata["labels"])) metadata["labels"] = deepClone(labels);
  setDefault(spec, "completionMode", "NonIndexed");
  setDefault(spec, "suspend", false);
  setDefault(
    spec,
    "podReplacementPolicy",
    spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed",
  );
  setDefault(spec, "manualSelector", false);
}
