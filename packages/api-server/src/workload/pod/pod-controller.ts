import type { ObjectEvent } from "../../registry/object-store.ts";
import { recordEvent } from "../event-recorder.ts";
import { areWishesChanged, simulationWishes } from "../failure-injection.ts";
import { fnv32 } from "../names.ts";
import { controllerOf, type SimulatedController, type Simulation } from "../simulation.ts";
import type { Pod } from "../types.ts";
import { PodAddresses } from "./pod-addresses.ts";
import { podProgress, unschedulable } from "./pod-status.ts";
import { pickNode } from "./schedule.ts";

const component = "kubelet";
const quietPendingMs = 1_000;

/** Scheduler and kubelet in one: gives Pods a node, lets them start, run, end, fail as asked, and go. */
export function createPodController(): SimulatedController {
  const addresses = new PodAddresses();
  const firstSeen = new Map<string, number>();

  function startedMs(simulation: Simulation, pod: Readonly<Pod>): number {
    const uid = pod.metadata.uid ?? "";
    const known = firstSeen.get(uid);
    if (known !== undefined) return known;
    // Times of the API are whole seconds; a Pod that was just made must not seem older than it is.
    const now = simulation.clock.now();
    // One that has reported its start, to a server before this one perhaps, has started then.
    const reported = Date.parse(pod.status?.startTime ?? "");
    const created = Number.isNaN(reported) ? Date.parse(pod.metadata.creationTimestamp ?? "") : reported;
    const started = Number.isNaN(created) || now - created < 2_000 ? now : created;
    firstSeen.set(uid, started);
    return started;
  }

  async function run(simulation: Simulation, pod: Readonly<Pod>): Promise<void> {
    const { options, clock } = simulation;
    const { namespace = "", name = "" } = pod.metadata;
    const wishes = simulationWishes(simulation, pod);
    const started = startedMs(simulation, pod);
    const progress = podProgress({
      pod,
      startedMs: started,
      nowMs: clock.now(),
      startMs: wishes.delayMs ?? options.podStartMs,
      runMs: wishes.delayMs ?? options.jobRunMs,
      failure: wishes.failure,
      podIp: addresses.addressOf(pod),
      hostIp: hostIpOf(pod.spec.nodeName ?? ""),
    });
    if (progress.againInMs !== undefined) simulation.enqueue("pod", namespace, name, progress.againInMs);
    // A Pod that is ready in a moment is not worth a write in between.
    const isBrief = wishes.failure === undefined && (progress.againInMs ?? quietPendingMs) < quietPendingMs;
    if (isBrief && pod.status?.conditions === undefined) return;
    if (await simulation.updateStatus(pod, progress.status, component)) {
      if (progress.warning !== undefined) {
        await recordEvent(
          simulation,
          pod,
          "Warning",
          progress.warning.reason,
          progress.warning.message,
          component,
        );
      }
    }
  }

  async function schedule(simulation: Simulation, pod: Readonly<Pod>): Promise<void> {
    const { failure } = simulationWishes(simulation, pod);
    const nodes = simulation.objects("nodes").size;
    const node = failure === "unschedulable" ? undefined : pickNode(simulation, pod.spec);
    if (node === undefined) {
      const message = `0/${nodes} nodes are available: ${nodes} node(s) didn't match Pod's node affinity/selector.`;
      if (
        await simulation.updateStatus(
          pod,
          unschedulable(pod, message, simulation.clock.now()),
          "kube-scheduler",
        )
      ) {
        await recordEvent(simulation, pod, "Warning", "FailedScheduling", message, "default-scheduler");
      }
      return;
    }
    await simulation.update({ ...pod, spec: { ...pod.spec, nodeName: node } }, "kube-scheduler");
  }

  async function stop(simulation: Simulation, pod: Readonly<Pod>): Promise<void> {
    const { namespace = "", name = "", deletionTimestamp } = pod.metadata;
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    const deletedMs = Date.parse(deletionTimestamp!) - graceMs;
    const elapsed = Math.max(0, simulation.clock.now() - deletedMs);
    const waitMs = Math.min(simulation.options.podStopMs, graceMs) - elapsed;
    if (waitMs > 0) {
      simulation.enqueue("pod", namespace, name, waitMs);
      return;
    }
    await simulation.remove("pods", pod, { gracePeriodSeconds: 0 });
  }

  return {
    component,
    watches: {
      pods(event, simulation) {
        const { namespace = "", name = "", uid = "" } = event.object.metadata;
        if (event.type === "DELETED") {
          firstSeen.delete(uid);
          addresses.release(event.object);
        } else simulation.enqueue("pod", namespace, name);
      },
      nodes(event, simulation) {
        if (event.type === "MODIFIED") return;
        for (const pod of simulation.objects("pods").list()) {
          if (!(pod as Pod).spec.nodeName) {
            simulation.enqueue("pod", pod.metadata.namespace ?? "", pod.metadata.name ?? "");
          }
        }
      },
      replicasets: wakePods,
      deployments: wakePods,
      statefulsets: wakePods,
      daemonsets: wakePods,
      jobs: wakePods,
      persistentvolumeclaims(event, simulation) {
        if (event.type !== "MODIFIED") return;
        const { namespace = "" } = event.object.metadata;
        for (const pod of simulation.objects("pods").list(namespace)) {
          if ((pod as Pod).status?.phase !== "Pending") continue;
          if (missingClaim(simulation, pod as Pod) === undefined)
            simulation.enqueue("pod", namespace, pod.metadata.name ?? "");
        }
      },
    },
    async reconcile(simulation, namespace, name) {
      const pod = simulation.objects("pods").get(namespace, name) as Readonly<Pod> | undefined;
      if (pod === undefined) return;
      if (pod.metadata.deletionTimestamp !== undefined) return stop(simulation, pod);
      const { phase } = pod.status ?? {};
      if (phase === "Succeeded" || phase === "Failed") return;
      const isAsked = simulationWishes(simulation, pod).failure === "unschedulable";
      if (!pod.spec.nodeName || isAsked) return schedule(simulation, pod);
      const claim = missingClaim(simulation, pod);
      if (claim !== undefined) {
        await simulation.updateStatus(
          pod,
          unschedulable(pod, claim, simulation.clock.now()),
          "kube-scheduler",
        );
        return;
      }
      await run(simulation, pod);
    },
  };
}

/** Pods below a workload whose simulation annotations change look at themselves again. */
function wakePods(event: ObjectEvent, simulation: Simulation): void {
  if (event.type !== "MODIFIED" || !areWishesChanged(event.previous, event.object)) return;
  const { namespace = "", uid = "" } = event.object.metadata;
  for (const pod of simulation.objects("pods").list(namespace)) {
    const owner = controllerOf(pod);
    const grandOwner =
      owner?.kind === "ReplicaSet"
        ? controllerOf(simulation.objects("replicasets").get(namespace, owner.name) ?? pod)
        : undefined;
    if (owner?.uid === uid || grandOwner?.uid === uid)
      simulation.enqueue("pod", namespace, pod.metadata.name ?? "");
  }
}

/** Why the volumes of a Pod keep it waiting, or undefined. */
function missingClaim(simulation: Simulation, pod: Readonly<Pod>): string | undefined {
  const { namespace = "" } = pod.metadata;
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const claim = simulation
      .objects("persistentvolumeclaims")
      .get(namespace, persistentVolumeClaim.claimName);
    if (claim === undefined) return `persistentvolumeclaim "${persistentVolumeClaim.claimName}" not found`;
    const phase = (claim["status"] as { phase?: string } | undefined)?.phase;
    if (phase !== "Bound")
      return "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
  }
  return undefined;
}

function hostIpOf(nodeName: string): string {
  return `172.18.${((fnv32(nodeName) >>> 8) % 254) + 1}.${(fnv32(nodeName) % 254) + 1}`;
}
