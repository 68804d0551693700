import type { KubeObject } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import { computeStatus, type HealthState } from "./index.ts";

const now = new Date("2026-01-01T00:01:00Z");
const state = (object: object): HealthState =>
  computeStatus({ metadata: { name: "x" }, ...object } as KubeObject, now).state;
const condition = (type: string, status: string, reason = "", extra = {}) => ({
  type,
  status,
  reason,
  ...extra,
});

const ready = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 };
const deployment = (status: object, spec: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec: { replicas: 2, progressDeadlineSeconds: 600, ...spec },
  status,
});
const progressed = condition("Progressing", "True", "NewReplicaSetAvailable");
const available = condition("Available", "True");

describe("kube/health status", () => {
  it.each<[HealthState, string, object]>([
    [
      "Terminating",
      "being deleted",
      { kind: "X", apiVersion: "a/v1", metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } },
    ],
    [
      "InProgress",
      "old observedGeneration",
      { kind: "X", apiVersion: "a/v1", metadata: { generation: 2 }, status: { observedGeneration: 1 } },
    ],
    [
      "InProgress",
      "Reconciling",
      {
        kind: "X",
        apiVersion: "a/v1",
        status: { conditions: [condition("Reconciling", "True"), condition("Stalled", "True")] },
      },
    ],
    [
      "Failed",
      "Stalled",
      {
        kind: "X",
        apiVersion: "a/v1",
        status: { conditions: [condition("Stalled", "True"), condition("Reconciling", "True")] },
      },
    ],
  ])("is %s: generic, %s [KC-160]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  it.each<[HealthState, string, object]>([
    ["Current", "all there", deployment({ ...ready, conditions: [progressed, available] })],
    ["InProgress", "no status", deployment({})],
    [
      "InProgress",
      "too few updated",
      deployment({ ...ready, updatedReplicas: 1, conditions: [progressed, available] }),
    ],
    ["InProgress", "surplus", deployment({ ...ready, replicas: 3, conditions: [progressed, available] })],
    [
      "InProgress",
      "not available yet",
      deployment({ ...ready, availableReplicas: 1, conditions: [progressed, available] }),
    ],
    [
      "InProgress",
      "not ready yet",
      deployment({ ...ready, readyReplicas: 1, conditions: [progressed, available] }),
    ],
    ["InProgress", "no progress reported", deployment({ ...ready, conditions: [available] })],
    [
      "Current",
      "no deadline to report progress for",
      deployment({ ...ready, conditions: [available] }, { progressDeadlineSeconds: 2147483647 }),
    ],
    ["InProgress", "not Available", deployment({ ...ready, conditions: [progressed] })],
    [
      "Failed",
      "deadline exceeded",
      deployment({ conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")] }),
    ],
  ])("is %s: Deployment, %s [KC-161]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  const set = (status: object, updateStrategy: object = { type: "RollingUpdate" }) => ({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    spec: { replicas: 2, updateStrategy },
    status,
  });
  it.each<[HealthState, string, object]>([
    ["Current", "OnDelete", set({}, { type: "OnDelete" })],
    [
      "Current",
      "rolled out",
      set({ replicas: 2, readyReplicas: 2, currentReplicas: 2, currentRevision: "a", updateRevision: "a" }),
    ],
    [
      "InProgress",
      "revisions differ",
      set({ replicas: 2, readyReplicas: 2, currentReplicas: 2, currentRevision: "a", updateRevision: "b" }),
    ],
    ["InProgress", "not ready", set({ replicas: 2, readyReplicas: 1 })],
    ["InProgress", "surplus", set({ replicas: 3, readyReplicas: 3 })],
    [
      "Current",
      "partition reached",
      set(
        { replicas: 2, readyReplicas: 2, updatedReplicas: 1 },
        { type: "RollingUpdate", rollingUpdate: { partition: 1 } },
      ),
    ],
    [
      "InProgress",
      "partition not reached",
      set(
        { replicas: 2, readyReplicas: 2, updatedReplicas: 0 },
        { type: "RollingUpdate", rollingUpdate: { partition: 1 } },
      ),
    ],
  ])("is %s: StatefulSet, %s [KC-162]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  const replicaSet = (status: object) => ({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    spec: { replicas: 1 },
    status,
  });
  const full = { replicas: 1, fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1 };
  it.each<[HealthState, string, object]>([
    ["Current", "all there", replicaSet(full)],
    [
      "InProgress",
      "replica failure",
      replicaSet({ ...full, conditions: [condition("ReplicaFailure", "True")] }),
    ],
    ["InProgress", "not available", replicaSet({ ...full, availableReplicas: 0 })],
    ["InProgress", "surplus", replicaSet({ ...full, replicas: 2 })],
  ])("is %s: ReplicaSet, %s [KC-163]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  const daemonSet = (status: object) => ({
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { generation: 1 },
    status,
  });
  it.each<[HealthState, string, object]>([
    [
      "Current",
      "all there",
      daemonSet({
        observedGeneration: 1,
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        updatedNumberScheduled: 1,
        numberAvailable: 1,
        numberReady: 1,
      }),
    ],
    ["InProgress", "nothing observed", daemonSet({ desiredNumberScheduled: 0 })],
    ["InProgress", "unknown number", daemonSet({ observedGeneration: 1 })],
    [
      "InProgress",
      "not ready",
      daemonSet({
        observedGeneration: 1,
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        updatedNumberScheduled: 1,
        numberAvailable: 1,
      }),
    ],
  ])("is %s: DaemonSet, %s [KC-164]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  const job = (rest: object) => ({ apiVersion: "batch/v1", kind: "Job", ...rest });
  it.each<[HealthState, string, object]>([
    ["Current", "suspended", job({ spec: { suspend: true } })],
    ["Current", "complete", job({ status: { conditions: [condition("Complete", "True")] } })],
    ["Failed", "failed", job({ status: { conditions: [condition("Failed", "True")] } })],
    ["InProgress", "started", job({ status: { startTime: "2026-01-01T00:00:00Z", active: 1 } })],
  ])("is %s: Job, %s [KC-165]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  const pod = (status: object) => ({ apiVersion: "v1", kind: "Pod", status });
  const unschedulable = (at: string) =>
    condition("PodScheduled", "False", "Unschedulable", { lastTransitionTime: at });
  it.each<[HealthState, string, object]>([
    ["Current", "succeeded", pod({ phase: "Succeeded" })],
    ["Current", "failed phase", pod({ phase: "Failed" })],
    ["Current", "ready", pod({ phase: "Running", conditions: [condition("Ready", "True")] })],
    [
      "Failed",
      "crash loop",
      pod({
        phase: "Running",
        containerStatuses: [{ name: "a", state: { waiting: { reason: "CrashLoopBackOff" } } }],
      }),
    ],
    ["InProgress", "running", pod({ phase: "Running" })],
    [
      "InProgress",
      "unschedulable for a moment",
      pod({ phase: "Pending", conditions: [unschedulable("2026-01-01T00:00:50Z")] }),
    ],
    [
      "Failed",
      "unschedulable for long",
      pod({ phase: "Pending", conditions: [unschedulable("2026-01-01T00:00:40Z")] }),
    ],
  ])("is %s: Pod, %s [KC-166]", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });

  it.each<[HealthState, string, object]>([
    [
      "Current",
      "bound claim [KC-167]",
      { apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Bound" } },
    ],
    [
      "InProgress",
      "pending claim [KC-167]",
      { apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Pending" } },
    ],
    [
      "InProgress",
      "balancer without address [KC-168]",
      { apiVersion: "v1", kind: "Service", spec: { type: "LoadBalancer" } },
    ],
    [
      "Current",
      "any other service [KC-168]",
      { apiVersion: "v1", kind: "Service", spec: { type: "ClusterIP" } },
    ],
    [
      "Failed",
      "definition with taken names [KC-169]",
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        status: { conditions: [condition("NamesAccepted", "False")] },
      },
    ],
    [
      "InProgress",
      "definition being installed [KC-169]",
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        status: { conditions: [condition("Established", "False", "Installing")] },
      },
    ],
    [
      "Current",
      "established definition [KC-169]",
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        status: { conditions: [condition("Established", "True")] },
      },
    ],
    [
      "Current",
      "Secret [KC-170]",
      { apiVersion: "v1", kind: "Secret", status: { conditions: [condition("Ready", "False")] } },
    ],
    ["Current", "no Ready condition [KC-171]", { apiVersion: "a/v1", kind: "X" }],
    [
      "InProgress",
      "Ready False [KC-171]",
      { apiVersion: "a/v1", kind: "X", status: { conditions: [condition("Ready", "False")] } },
    ],
    [
      "InProgress",
      "Ready Unknown [KC-171]",
      { apiVersion: "a/v1", kind: "X", status: { conditions: [condition("Ready", "Unknown")] } },
    ],
  ])("is %s: %s", (expected, _name, object) => {
    expect(state(object)).toBe(expected);
  });
});
