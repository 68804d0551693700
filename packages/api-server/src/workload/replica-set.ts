import type { KubeObject } from "@sluice/base/object";
import type { ObjectEvent } from "../registry/object-store.ts";
import { isStatusError } from "../status/index.ts";
import { findCondition } from "./conditions.ts";
import { recordEvent } from "./event-recorder.ts";
import { nameSuffix } from "./names.ts";
import { countPods, isActive, isReady, podFromTemplate } from "./pod/index.ts";
import type { SimulatedName } from "./resources.ts";
import { selects } from "./selector.ts";
import {
  controlledBy,
  enqueueOwner,
  enqueueSelf,
  type SimulatedController,
  type Simulation,
} from "./simulation.ts";
import type { Condition, LabelSelector, ReplicaSet, ReplicaSetStatus } from "./types.ts";

const nameAttempts = 20;

/** Keeps as many Pods as a ReplicaSet, or a ReplicationController, asks for. */
export function createReplicaSetController(
  controller: "replicaset" | "replicationcontroller",
): SimulatedController {
  const isReplicaSet = controller === "replicaset";
  const resource: SimulatedName = isReplicaSet ? "replicasets" : "replicationcontrollers";
  const kind = isReplicaSet ? "ReplicaSet" : "ReplicationController";
  const component = isReplicaSet ? "replicaset-controller" : "replication-controller";

  const namesGiven = new Map<string, number>();

  function selectorOf(owner: Readonly<ReplicaSet>): LabelSelector {
    const { selector } = owner.spec;
    return isReplicaSet ? (selector as LabelSelector) : { matchLabels: selector as Record<string, string> };
  }

  async function createPods(
    simulation: Simulation,
    owner: Readonly<ReplicaSet>,
    count: number,
  ): Promise<void> {
    const { namespace = "", name = "", uid = "" } = owner.metadata;
    // A name is not used twice, or a deleted Pod would seem to be back.
    let attempt = namesGiven.get(uid) ?? 0;
    for (let made = 0; made < count; made++) {
      for (; ; attempt++) {
        // The suffix follows from the owner and the number, so that the same run gives the same names.
        const podName = `${name}-${nameSuffix(`${namespace}/${name}/${uidSeed(simulation, uid)}/${attempt}`)}`;
        if (simulation.objects("pods").get(namespace, podName) !== undefined) continue;
        const pod = podFromTemplate(simulation, {
          namespace,
          name: podName,
          generateName: `${name}-`,
          template: owner.spec.template,
          owner: controlledBy(owner),
        });
        try {
          await simulation.create(pod, component);
        } catch (error) {
          if (isStatusError(error, 409) && attempt < (namesGiven.get(uid) ?? 0) + nameAttempts) continue;
          throw error;
        }
        attempt++;
        namesGiven.set(uid, attempt);
        await recordEvent(
          simulation,
          owner,
          "Normal",
          "SuccessfulCreate",
          `Created pod: ${podName}`,
          component,
        );
        break;
      }
    }
  }

  async function scale(
    simulation: Simulation,
    owner: Readonly<ReplicaSet>,
    pods: Readonly<KubeObject>[],
  ): Promise<string | undefined> {
    const wanted = owner.spec.replicas ?? 1;
    if (pods.length < wanted) {
      try {
        await createPods(simulation, owner, wanted - pods.length);
      } catch (error) {
        if (!isStatusError(error) || error.httpCode === 404 || error.httpCode === 409) throw error;
        await recordEvent(
          simulation,
          owner,
          "Warning",
          "FailedCreate",
          `Error creating: ${error.message}`,
          component,
        );
        return error.message;
      }
    } else if (pods.length > wanted) {
      for (const pod of inDeletionOrder(pods).slice(0, pods.length - wanted)) {
        await simulation.remove("pods", pod);
        const message = `Deleted pod: ${pod.metadata.name}`;
        await recordEvent(simulation, owner, "Normal", "SuccessfulDelete", message, component);
      }
    }
    return undefined;
  }

  async function adopt(simulation: Simulation, owner: Readonly<ReplicaSet>): Promise<void> {
    const { namespace = "" } = owner.metadata;
    const selector = selectorOf(owner);
    for (const pod of simulation.objects("pods").orphans(namespace)) {
      if (!isActive(pod) || !selects(selector, pod.metadata.labels)) continue;
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controlledBy(owner)];
      await simulation.update({ ...pod, metadata: { ...pod.metadata, ownerReferences } }, component);
    }
  }

  return {
    component,
    watches: {
      [resource]: (event: ObjectEvent, simulation: Simulation) => {
        if (event.type === "DELETED") namesGiven.delete(event.object.metadata.uid ?? "");
        enqueueSelf(controller)(event, simulation);
      },
      pods: enqueueOwner(controller, kind),
    },
    async reconcile(simulation, namespace, name) {
      const owner = simulation.objects(resource).get(namespace, name) as Readonly<ReplicaSet> | undefined;
      if (owner === undefined || owner.metadata.deletionTimestamp !== undefined) return;
      await adopt(simulation, owner);
      const owned = simulation.objects("pods").ownedBy(owner.metadata.uid ?? "");
      const failure = await scale(simulation, owner, owned.filter(isActive));
      const after = simulation.objects("pods").ownedBy(owner.metadata.uid ?? "");
      const { status, againInMs } = replicaSetStatus(simulation, owner, after, failure);
      if (againInMs !== undefined) simulation.enqueue(controller, namespace, name, againInMs);
      await simulation.updateStatus(owner, status, component);
    },
  };
}

function uidSeed(simulation: Simulation, uid: string): string {
  return simulation.options.stableNames ? "" : `${uid}/${simulation.startedMs}`;
}

function replicaSetStatus(
  simulation: Simulation,
  owner: Readonly<ReplicaSet>,
  pods: Readonly<KubeObject>[],
  failure: string | undefined,
): { status: ReplicaSetStatus; againInMs: number | undefined } {
  const active = pods.filter(isActive);
  const templateLabels = owner.spec.template?.metadata?.labels ?? {};
  const counts = countPods(active, owner.spec.minReadySeconds, simulation.clock.now());
  const fullyLabeled = active.filter((pod) => selects({ matchLabels: templateLabels }, pod.metadata.labels));
  const status: ReplicaSetStatus = { replicas: active.length, observedGeneration: owner.metadata.generation };
  if (fullyLabeled.length > 0) status.fullyLabeledReplicas = fullyLabeled.length;
  if (counts.ready > 0) status.readyReplicas = counts.ready;
  if (counts.available > 0) status.availableReplicas = counts.available;
  if (owner.kind === "ReplicaSet") {
    status.terminatingReplicas = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length;
  }
  const others = (owner.status?.conditions ?? []).filter(({ type }) => type !== "ReplicaFailure");
  if (failure !== undefined) {
    const known = findCondition(owner.status?.conditions, "ReplicaFailure");
    const condition: Condition = {
      type: "ReplicaFailure",
      status: "True",
      reason: "FailedCreate",
      message: failure,
      lastTransitionTime: known?.lastTransitionTime ?? simulation.now(),
    };
    others.push(condition);
  }
  if (others.length > 0) status.conditions = others;
  return { status, againInMs: counts.nextAvailableMs };
}

/** Pods that matter least come first: not yet running, not ready, cheap to delete, youngest. */
function inDeletionOrder(pods: Readonly<KubeObject>[]): Readonly<KubeObject>[] {
  const rank = (pod: Readonly<KubeObject>): number[] => [
    (pod["spec"] as { nodeName?: string }).nodeName ? 1 : 0,
    (pod["status"] as { phase?: string } | undefined)?.phase === "Running" ? 1 : 0,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"] ?? 0) || 0,
    -Date.parse(pod.metadata.creationTimestamp ?? ""),
  ];
  return pods
    .map((pod) => ({ pod, rank: rank(pod) }))
    .sort((a, b) => {
      const place = a.rank.findIndex((value, index) => value !== b.rank[index]);
      return place < 0 ? 0 : a.rank[place]! - b.rank[place]!;
    })
    .map(({ pod }) => pod);
}
