import { deepClone, type KubeObject } from "@sluice/base/object";
import { isStatusError } from "../status/index.ts";
import { ensureRevision, type Revisions, revisionLabel, templateOf } from "./controller-revision.ts";
import { recordEvent } from "./event-recorder.ts";
import { resolveCount } from "./int-or-percent.ts";
import { countPods, isActive, podFromTemplate, untilAvailable } from "./pod/index.ts";
import {
  controlledBy,
  enqueueOwner,
  enqueueSelf,
  type SimulatedController,
  type Simulation,
} from "./simulation.ts";
import type { PodTemplate, StatefulSet } from "./types.ts";

const component = "statefulset-controller";
const podNameLabel = "statefulset.kubernetes.io/pod-name";
const podIndexLabel = "apps.kubernetes.io/pod-index";

type Stored = Readonly<KubeObject>;

/** Keeps the numbered Pods of StatefulSets, with their volume claims, in order, and updates them from the last to the first. */
export function createStatefulSetController(): SimulatedController {
  return {
    component,
    watches: {
      statefulsets: enqueueSelf("statefulset"),
      pods: enqueueOwner("statefulset", "StatefulSet"),
      controllerrevisions: () => undefined,
    },
    async reconcile(simulation, namespace, name) {
      const set = simulation.objects("statefulsets").get(namespace, name) as
        | Readonly<StatefulSet>
        | undefined;
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
      await reconcileStatefulSet(simulation, set);
    },
  };
}

/** What one run works on. */
interface Run {
  simulation: Simulation;
  set: Readonly<StatefulSet>;
  revisions: Revisions;
  /** Revision that Pods below the partition keep. */
  currentName: string;
  updateName: string;
  first: number;
  wanted: number;
}

async function reconcileStatefulSet(simulation: Simulation, set: Readonly<StatefulSet>): Promise<void> {
  const { namespace = "", name = "" } = set.metadata;
  const before = set.status as { currentRevision?: string } | undefined;
  const revisions = await ensureRevision(simulation, set, {
    template: set.spec.template,
    historyLimit: set.spec.revisionHistoryLimit ?? 10,
    inUse: new Set(before?.currentRevision === undefined ? [] : [before.currentRevision]),
    component,
  });
  const updateName = revisions.current.metadata.name ?? "";
  const known = revisions.all.some((revision) => revision.metadata.name === before?.currentRevision);
  const run: Run = {
    simulation,
    set,
    revisions,
    updateName,
    currentName: known ? (before?.currentRevision ?? updateName) : updateName,
    first: set.spec.ordinals?.start ?? 0,
    wanted: set.spec.replicas ?? 1,
  };
  await step(run);
  const { status, againInMs } = statefulSetStatus(run);
  if (againInMs !== undefined) simulation.enqueue("statefulset", namespace, name, againInMs);
  await simulation.updateStatus(set, status, component);
}

/** Goes as far as order allows: fills gaps upwards, removes surplus downwards, then updates downwards. */
async function step(run: Run): Promise<void> {
  const { simulation, set, first, wanted } = run;
  const isOrdered = set.spec.podManagementPolicy !== "Parallel";
  const pods = podsByOrdinal(run);
  for (let ordinal = first; ordinal < first + wanted; ordinal++) {
    const pod = pods.get(ordinal);
    if (pod !== undefined && pod.metadata.deletionTimestamp === undefined && !isActive(pod)) {
      await simulation.remove("pods", pod);
      if (isOrdered) return;
      continue;
    }
    if (pod === undefined) await createPod(run, ordinal);
    else if (pod.metadata.deletionTimestamp !== undefined && isOrdered) return;
    if (isOrdered && !isAvailable(run, pod)) return;
  }
  const surplus = [...pods.keys()].filter((ordinal) => ordinal < first || ordinal >= first + wanted);
  for (const ordinal of surplus.sort((a, b) => b - a)) {
    const pod = pods.get(ordinal)!;
    if (pod.metadata.deletionTimestamp === undefined) await removePod(run, pod);
    if (isOrdered) return;
  }
  await updatePods(run, pods);
}

async function updatePods(run: Run, pods: Map<number, Stored>): Promise<void> {
  const { set, first, wanted, updateName } = run;
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === "OnDelete") return;
  const lowest = first + Math.max(0, (rollingUpdate?.partition ?? 0) - first);
  let allowed = Math.max(1, resolveCount(rollingUpdate?.maxUnavailable ?? 1, wanted, "up"));
  for (let ordinal = first + wanted - 1; ordinal >= lowest; ordinal--) {
    const pod = pods.get(ordinal);
    if (pod === undefined) continue;
    const isUpdated = revisionOf(run, pod) === updateName;
    if (!isUpdated && pod.metadata.deletionTimestamp === undefined) {
      await removePod(run, pod);
      allowed--;
    } else if (!isAvailable(run, pod)) allowed--;
    if (allowed <= 0) return;
  }
}

function podsByOrdinal(run: Run): Map<number, Stored> {
  const prefix = `${run.set.metadata.name}-`;
  const pods = new Map<number, Stored>();
  for (const pod of run.simulation.objects("pods").ownedBy(run.set.metadata.uid ?? "")) {
    const ordinal = Number((pod.metadata.name ?? "").slice(prefix.length));
    if (Number.isInteger(ordinal)) pods.set(ordinal, pod);
  }
  return pods;
}

function isAvailable(run: Run, pod: Stored | undefined): boolean {
  if (pod === undefined || !isActive(pod)) return false;
  return untilAvailable(pod, run.set.spec.minReadySeconds, run.simulation.clock.now()) === 0;
}

function revisionOf(run: Run, pod: Stored): string {
  const hash = pod.metadata.labels?.[revisionLabel] ?? "";
  return hash.startsWith(`${run.set.metadata.name}-`) ? hash : `${run.set.metadata.name}-${hash}`;
}

async function createPod(run: Run, ordinal: number): Promise<void> {
  const { simulation, set, revisions, first } = run;
  const { namespace = "", name = "" } = set.metadata;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const isOld = ordinal < Math.max(partition, first) && run.currentName !== run.updateName;
  const revisionName = isOld ? run.currentName : run.updateName;
  const revision = revisions.all.find((candidate) => candidate.metadata.name === revisionName);
  const template = deepClone((revision && templateOf(revision)) ?? set.spec.template);
  await claimVolumes(run, ordinal, template);
  const podName = `${name}-${ordinal}`;
  template.spec.hostname = podName;
  if (set.spec.serviceName) template.spec.subdomain = set.spec.serviceName;
  const pod = podFromTemplate(simulation, {
    namespace,
    name: podName,
    generateName: `${name}-`,
    template,
    owner: controlledBy(set),
    labels: { [podIndexLabel]: String(ordinal), [revisionLabel]: revisionName, [podNameLabel]: podName },
  });
  await simulation.create(pod, component);
  const message = `create Pod ${podName} in StatefulSet ${name} successful`;
  await recordEvent(simulation, set, "Normal", "SuccessfulCreate", message, component);
}

async function claimVolumes(run: Run, ordinal: number, template: PodTemplate): Promise<void> {
  const { simulation, set } = run;
  const { namespace = "", name = "" } = set.metadata;
  for (const claim of set.spec.volumeClaimTemplates ?? []) {
    const claimName = `${claim.metadata.name}-${name}-${ordinal}`;
    const volume = { name: claim.metadata.name ?? "", persistentVolumeClaim: { claimName } };
    const others = (template.spec.volumes ?? []).filter((other) => other.name !== volume.name);
    template.spec.volumes = [...others, volume];
    if (simulation.objects("persistentvolumeclaims").get(namespace, claimName) !== undefined) continue;
    const labels = { ...claim.metadata.labels, ...set.spec.selector.matchLabels };
    const { whenDeleted } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
    try {
      await simulation.create(
        {
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          metadata: {
            name: claimName,
            namespace,
            labels,
            ...(claim.metadata.annotations === undefined
              ? {}
              : { annotations: { ...claim.metadata.annotations } }),
            ...(whenDeleted === "Delete" ? { ownerReferences: [controlledBy(set)] } : {}),
          },
          spec: deepClone(claim["spec"]),
        },
        component,
      );
    } catch (error) {
      if (!isStatusError(error, 409)) throw error;
    }
  }
}

async function removePod(run: Run, pod: Stored): Promise<void> {
  const { simulation, set } = run;
  await simulation.remove("pods", pod);
  const message = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  await recordEvent(simulation, set, "Normal", "SuccessfulDelete", message, component);
}

function statefulSetStatus(run: Run): { status: Record<string, unknown>; againInMs: number | undefined } {
  const { simulation, set, updateName } = run;
  const pods = [...podsByOrdinal(run).values()];
  const active = pods.filter(isActive);
  const counts = countPods(active, set.spec.minReadySeconds, simulation.clock.now());
  const updated = active.filter((pod) => revisionOf(run, pod) === updateName).length;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  const isUpdated =
    partition === 0 && updated === run.wanted && counts.ready === run.wanted && pods.length === run.wanted;
  const currentName = isUpdated ? updateName : run.currentName;
  const current = active.filter((pod) => revisionOf(run, pod) === currentName).length;
  const { collisionCount } = (set.status ?? {}) as { collisionCount?: number };
  const status: Record<string, unknown> = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    currentRevision: currentName,
    updateRevision: updateName,
    collisionCount: collisionCount ?? 0,
    availableReplicas: counts.available,
  };
  if (counts.ready > 0) status["readyReplicas"] = counts.ready;
  if (current > 0) status["currentReplicas"] = current;
  if (updated > 0) status["updatedReplicas"] = updated;
  return { status, againInMs: counts.nextAvailableMs };
}
