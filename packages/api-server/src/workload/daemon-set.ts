import type { KubeObject } from "@sluice/base/object";
import { isStatusError } from "../status/index.ts";
import { ensureRevision, revisionLabel } from "./controller-revision.ts";
import { recordEvent } from "./event-recorder.ts";
import { resolveCount } from "./int-or-percent.ts";
import { nameSuffix } from "./names.ts";
import { countPods, fittingNodes, isActive, podFromTemplate } from "./pod/index.ts";
import {
  controlledBy,
  enqueueOwner,
  enqueueSelf,
  type SimulatedController,
  type Simulation,
} from "./simulation.ts";
import type { DaemonSet, Pod } from "./types.ts";

const component = "daemonset-controller";
const generationLabel = "pod-template-generation";

/** Keeps one Pod of a DaemonSet on every node that fits, and replaces those of older templates a few at a time. */
export function createDaemonSetController(): SimulatedController {
  return {
    component,
    watches: {
      daemonsets: enqueueSelf("daemonset"),
      pods: enqueueOwner("daemonset", "DaemonSet"),
      controllerrevisions: () => undefined,
      nodes(event, simulation) {
        if (event.type === "MODIFIED") return;
        for (const set of simulation.objects("daemonsets").list()) {
          simulation.enqueue("daemonset", set.metadata.namespace ?? "", set.metadata.name ?? "");
        }
      },
    },
    async reconcile(simulation, namespace, name) {
      const set = simulation.objects("daemonsets").get(namespace, name) as Readonly<DaemonSet> | undefined;
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
      await reconcileDaemonSet(simulation, set);
    },
  };
}

async function reconcileDaemonSet(simulation: Simulation, set: Readonly<DaemonSet>): Promise<void> {
  const { namespace = "", name = "", uid = "" } = set.metadata;
  const { current } = await ensureRevision(simulation, set, {
    template: set.spec.template,
    historyLimit: set.spec.revisionHistoryLimit ?? 10,
    inUse: new Set(),
    component,
  });
  const hash = current.metadata.labels?.[revisionLabel] ?? "";
  const nodes = fittingNodes(simulation, set.spec.template.spec);
  const byNode = new Map<string, Readonly<KubeObject>[]>();
  for (const pod of simulation.objects("pods").ownedBy(uid)) {
    const node = nodeOf(pod);
    byNode.set(node, [...(byNode.get(node) ?? []), pod]);
  }
  for (const node of nodes) {
    const present = byNode.get(node) ?? [];
    const ended = present.filter((pod) => !isActive(pod) && pod.metadata.deletionTimestamp === undefined);
    for (const pod of ended) await simulation.remove("pods", pod);
    if (present.every((pod) => ended.includes(pod))) await createPod(simulation, set, node, hash);
  }
  for (const [node, pods] of byNode) {
    if (!nodes.includes(node)) for (const pod of pods.filter(isActive)) await simulation.remove("pods", pod);
  }
  await replaceOutdated(simulation, set, nodes, hash);
  const { status, againInMs } = daemonSetStatus(simulation, set, nodes, hash);
  if (againInMs !== undefined) simulation.enqueue("daemonset", namespace, name, againInMs);
  await simulation.updateStatus(set, status, component);
}

async function createPod(
  simulation: Simulation,
  set: Readonly<DaemonSet>,
  node: string,
  hash: string,
): Promise<void> {
  const { namespace = "", name = "", uid = "" } = set.metadata;
  const seed = simulation.options.stableNames ? "" : `${uid}/${simulation.clock.now()}`;
  for (let attempt = 0; ; attempt++) {
    const podName = `${name}-${nameSuffix(`${namespace}/${name}/${seed}/${node}/${hash}/${attempt}`)}`;
    if (simulation.objects("pods").get(namespace, podName) !== undefined) continue;
    const pod = podFromTemplate(simulation, {
      namespace,
      name: podName,
      generateName: `${name}-`,
      template: set.spec.template,
      owner: controlledBy(set),
      labels: { [revisionLabel]: hash, [generationLabel]: String(set.metadata.generation ?? 1) },
      nodeName: node,
    });
    try {
      await simulation.create(pod, component);
    } catch (error) {
      if (isStatusError(error, 409) && attempt < 20) continue;
      throw error;
    }
    await recordEvent(simulation, set, "Normal", "SuccessfulCreate", `Created pod: ${podName}`, component);
    return;
  }
}

async function replaceOutdated(
  simulation: Simulation,
  set: Readonly<DaemonSet>,
  nodes: string[],
  hash: string,
): Promise<void> {
  if (set.spec.updateStrategy?.type === "OnDelete") return;
  const pods = simulation.objects("pods").ownedBy(set.metadata.uid ?? "");
  const outdated = pods.filter((pod) => isActive(pod) && pod.metadata.labels?.[revisionLabel] !== hash);
  if (outdated.length === 0) return;
  const { maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {};
  const limit = Math.max(1, resolveCount(maxUnavailable, nodes.length, "up"));
  const available = countPods(
    pods.filter(isActive),
    set.spec.minReadySeconds,
    simulation.clock.now(),
  ).available;
  let spare = limit - (nodes.length - available);
  for (const pod of outdated) {
    const isUp = countPods([pod], set.spec.minReadySeconds, simulation.clock.now()).available === 1;
    if (isUp && spare-- <= 0) continue;
    await simulation.remove("pods", pod);
    const message = `Deleted pod: ${pod.metadata.name}`;
    await recordEvent(simulation, set, "Normal", "SuccessfulDelete", message, component);
  }
}

function daemonSetStatus(
  simulation: Simulation,
  set: Readonly<DaemonSet>,
  nodes: string[],
  hash: string,
): { status: Record<string, unknown>; againInMs: number | undefined } {
  const pods = simulation
    .objects("pods")
    .ownedBy(set.metadata.uid ?? "")
    .filter(isActive);
  const placed = pods.filter((pod) => nodes.includes(nodeOf(pod)));
  const counts = countPods(placed, set.spec.minReadySeconds, simulation.clock.now());
  const updated = placed.filter((pod) => pod.metadata.labels?.[revisionLabel] === hash).length;
  const status: Record<string, unknown> = {
    currentNumberScheduled: new Set(placed.map(nodeOf)).size,
    numberMisscheduled: pods.length - placed.length,
    desiredNumberScheduled: nodes.length,
    numberReady: counts.ready,
    observedGeneration: set.metadata.generation,
  };
  if (updated > 0) status["updatedNumberScheduled"] = updated;
  if (counts.available > 0) status["numberAvailable"] = counts.available;
  if (nodes.length > counts.available) status["numberUnavailable"] = nodes.length - counts.available;
  return { status, againInMs: counts.nextAvailableMs };
}

function nodeOf(pod: Readonly<KubeObject>): string {
  return (pod as Pod).spec.nodeName ?? "";
}
