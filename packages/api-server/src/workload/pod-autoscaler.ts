import { getKey, getPath, type JsonValue, type KubeObject } from "@sluice/base/object";
import { withCondition } from "./conditions.ts";
import { recordEvent } from "./event-recorder.ts";
import type { SimulatedName } from "./resources.ts";
import { enqueueSelf, type SimulatedController, type Simulation } from "./simulation.ts";
import type { Condition } from "./types.ts";

const component = "horizontal-pod-autoscaler";
const controller = "podautoscaler";

interface Autoscaler extends KubeObject {
  spec: {
    scaleTargetRef: { apiVersion?: string; kind: string; name: string };
    minReplicas?: number;
    maxReplicas: number;
  };
  status?: { conditions?: Condition[]; lastScaleTime?: string };
}

const targets: Record<string, SimulatedName> = {
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  ReplicaSet: "replicasets",
};

/**
 * Keeps the targets of HorizontalPodAutoscalers within their bounds. There is no load in a simulation, so nothing
 * else scales them, and the condition ScalingActive says that no metrics could be had.
 */
export function createPodAutoscalerController(): SimulatedController {
  const wake = (kind: string) => (event: { object: Readonly<KubeObject> }, simulation: Simulation) => {
    const { namespace = "", name } = event.object.metadata;
    for (const autoscaler of simulation.objects("horizontalpodautoscalers").list(namespace)) {
      const { scaleTargetRef } = (autoscaler as Autoscaler).spec;
      if (scaleTargetRef?.kind === kind && scaleTargetRef.name === name) {
        simulation.enqueue(controller, namespace, autoscaler.metadata.name ?? "");
      }
    }
  };
  return {
    component,
    watches: {
      horizontalpodautoscalers: enqueueSelf(controller),
      deployments: wake("Deployment"),
      statefulsets: wake("StatefulSet"),
      replicasets: wake("ReplicaSet"),
    },
    async reconcile(simulation, namespace, name) {
      const autoscaler = simulation.objects("horizontalpodautoscalers").get(namespace, name) as
        | Readonly<Autoscaler>
        | undefined;
      if (autoscaler === undefined || autoscaler.metadata.deletionTimestamp !== undefined) return;
      await reconcileAutoscaler(simulation, autoscaler);
    },
  };
}

async function reconcileAutoscaler(simulation: Simulation, autoscaler: Readonly<Autoscaler>): Promise<void> {
  const { scaleTargetRef, minReplicas = 1, maxReplicas } = autoscaler.spec;
  const { namespace = "" } = autoscaler.metadata;
  const index = getKey(targets, scaleTargetRef.kind);
  const target =
    index === undefined ? undefined : simulation.objects(index).get(namespace, scaleTargetRef.name);
  if (target === undefined) {
    const message = `the HPA controller was unable to get the target's current scale: ${scaleTargetRef.kind.toLowerCase()}s "${scaleTargetRef.name}" not found`;
    await writeStatus(simulation, autoscaler, 0, 0, [
      { type: "AbleToScale", status: "False", reason: "FailedGetScale", message },
    ]);
    return;
  }
  const current = numberAt(target, "spec", "replicas") ?? 1;
  const observed = numberAt(target, "status", "replicas") ?? 0;
  if (current === 0) {
    await writeStatus(simulation, autoscaler, observed, 0, [
      able("SucceededGetScale", "the HPA controller was able to get the target's current scale"),
      {
        type: "ScalingActive",
        status: "False",
        reason: "ScalingDisabled",
        message: "scaling is disabled since the replica count of the target is zero",
      },
    ]);
    return;
  }
  const desired = Math.min(Math.max(current, minReplicas), maxReplicas);
  if (desired !== current) {
    const spec = { ...(target["spec"] as object), replicas: desired };
    await simulation.update({ ...target, spec }, component);
    const bound =
      desired > current
        ? "Current number of replicas below Spec.MinReplicas"
        : "Current number of replicas above Spec.MaxReplicas";
    await recordEvent(
      simulation,
      autoscaler,
      "Normal",
      "SuccessfulRescale",
      `New size: ${desired}; reason: ${bound}`,
      component,
    );
  }
  await writeStatus(
    simulation,
    autoscaler,
    observed,
    desired,
    [
      able("SucceededGetScale", "the HPA controller was able to get the target's current scale"),
      {
        type: "ScalingActive",
        status: "False",
        reason: "FailedGetResourceMetric",
        message: "the HPA was unable to compute the replica count: no metrics are simulated",
      },
    ],
    desired !== current,
  );
}

function able(reason: string, message: string): Condition {
  return { type: "AbleToScale", status: "True", reason, message };
}

async function writeStatus(
  simulation: Simulation,
  autoscaler: Readonly<Autoscaler>,
  currentReplicas: number,
  desiredReplicas: number,
  wanted: Condition[],
  isScaled = false,
): Promise<void> {
  const now = simulation.now();
  let conditions: Condition[] | undefined = autoscaler.status?.conditions?.filter(({ type }) =>
    wanted.some((condition) => condition.type === type),
  );
  for (const condition of wanted) conditions = withCondition(conditions, condition, now);
  const lastScaleTime = isScaled ? now : autoscaler.status?.lastScaleTime;
  const status = {
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    desiredReplicas,
    currentMetrics: null,
    conditions,
  };
  await simulation.updateStatus(autoscaler, status, component);
}

function numberAt(object: Readonly<KubeObject>, ...path: string[]): number | undefined {
  const value = getPath(object as unknown as JsonValue, ...path);
  return typeof value === "number" ? value : undefined;
}
