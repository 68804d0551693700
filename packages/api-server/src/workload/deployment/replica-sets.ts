import { deepClone, deepEqual, type KubeObject } from "@sluice/base/object";
import { isStatusError } from "../../status/index.ts";
import { resolveCount } from "../int-or-percent.ts";
import { templateHash } from "../names.ts";
import { selects } from "../selector.ts";
import { controlledBy, type Simulation } from "../simulation.ts";
import type { Deployment, PodTemplate, ReplicaSet } from "../types.ts";

export const hashLabel = "pod-template-hash";
export const revisionAnnotation = "deployment.kubernetes.io/revision";
const revisionHistoryAnnotation = "deployment.kubernetes.io/revision-history";
const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
const maxAnnotation = "deployment.kubernetes.io/max-replicas";
export const component = "deployment-controller";

const notCopied = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredAnnotation,
  maxAnnotation,
  "deprecated.deployment.rollback.to",
]);

/** The ReplicaSets of a Deployment, oldest first; those that match and have no owner are taken over. */
export async function ownReplicaSets(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
): Promise<Readonly<ReplicaSet>[]> {
  const { namespace = "", uid = "" } = deployment.metadata;
  const index = simulation.objects("replicasets");
  for (const orphan of index.orphans(namespace)) {
    if (orphan.metadata.deletionTimestamp !== undefined) continue;
    if (!selects(deployment.spec.selector, orphan.metadata.labels)) continue;
    const ownerReferences = [...(orphan.metadata.ownerReferences ?? []), controlledBy(deployment)];
    await simulation.update({ ...orphan, metadata: { ...orphan.metadata, ownerReferences } }, component);
  }
  const owned = index.ownedBy(uid) as Readonly<ReplicaSet>[];
  return owned.sort((a, b) => compareAge(a, b));
}

function compareAge(a: Readonly<KubeObject>, b: Readonly<KubeObject>): number {
  const [first, second] = [a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  return revisionOf(a) - revisionOf(b) || ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1);
}

/** The revision that an object carries; 0 when none. */
export function revisionOf(object: Readonly<KubeObject>): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;
}

/** The ReplicaSet with the template of the Deployment. */
export function findCurrent(
  deployment: Readonly<Deployment>,
  replicaSets: readonly Readonly<ReplicaSet>[],
): Readonly<ReplicaSet> | undefined {
  return replicaSets.find((set) => isSameTemplate(set.spec.template, deployment.spec.template));
}

function isSameTemplate(ofSet: PodTemplate, wanted: PodTemplate): boolean {
  const { [hashLabel]: _, ...labels } = ofSet.metadata?.labels ?? {};
  const { [hashLabel]: __, ...wantedLabels } = wanted.metadata?.labels ?? {};
  return (
    deepEqual(labels, wantedLabels) &&
    deepEqual(ofSet.metadata?.annotations ?? {}, wanted.metadata?.annotations ?? {}) &&
    deepEqual(ofSet.spec, wanted.spec)
  );
}

/** The current ReplicaSet with its revision and annotations brought up to date, made when there is none yet. */
export async function ensureCurrent(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  replicaSets: readonly Readonly<ReplicaSet>[],
): Promise<{ current: Readonly<ReplicaSet>; isNew: boolean; isCollision: boolean }> {
  const existing = findCurrent(deployment, replicaSets);
  const others = replicaSets.filter((set) => set !== existing);
  const highest = Math.max(0, ...others.map(revisionOf));
  if (existing !== undefined) {
    const annotations = annotationsFor(deployment, existing, highest + 1);
    const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
    if (
      deepEqual(annotations, existing.metadata.annotations ?? {}) &&
      (existing.spec.minReadySeconds ?? 0) === minReadySeconds
    ) {
      return { current: existing, isNew: false, isCollision: false };
    }
    const updated = await simulation.update(
      {
        ...existing,
        metadata: { ...existing.metadata, annotations },
        spec: { ...existing.spec, minReadySeconds },
      },
      component,
    );
    return { current: updated as ReplicaSet, isNew: false, isCollision: false };
  }
  return makeCurrent(simulation, deployment, others, highest + 1);
}

async function makeCurrent(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  others: readonly Readonly<ReplicaSet>[],
  revision: number,
): Promise<{ current: Readonly<ReplicaSet>; isNew: boolean; isCollision: boolean }> {
  const { namespace = "", name = "" } = deployment.metadata;
  const template = deepClone(deployment.spec.template);
  const hash = templateHash(template, deployment.status?.collisionCount ?? 0);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  template.metadata = { ...template.metadata, labels };
  const selector = deepClone(deployment.spec.selector);
  selector.matchLabels = { ...selector.matchLabels, [hashLabel]: hash };
  const replicas = newReplicas(deployment, others, 0);
  const replicaSet: ReplicaSet = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: annotationsFor(deployment, undefined, revision),
      ownerReferences: [controlledBy(deployment)],
    },
    spec: { replicas, selector, template },
  };
  if (deployment.spec.minReadySeconds) replicaSet.spec.minReadySeconds = deployment.spec.minReadySeconds;
  try {
    const made = await simulation.create(replicaSet, component);
    return { current: made as ReplicaSet, isNew: true, isCollision: false };
  } catch (error) {
    if (!isStatusError(error, 409)) throw error;
    return { current: replicaSet, isNew: false, isCollision: true };
  }
}

/** How many Pods the current ReplicaSet may have, given what the others still have. */
export function newReplicas(
  deployment: Readonly<Deployment>,
  others: readonly Readonly<ReplicaSet>[],
  present: number,
): number {
  const wanted = deployment.spec.replicas ?? 1;
  if (deployment.spec.strategy.type !== "RollingUpdate") return wanted;
  const total = present + replicasOf(others);
  const most = wanted + limitsOf(deployment).surge;
  if (total >= most) return present;
  return present + Math.min(most - total, wanted - present);
}

/** Surge and unavailability that a rolling update may use; at least one of them is above 0. */
export function limitsOf(deployment: Readonly<Deployment>): { surge: number; unavailable: number } {
  const wanted = deployment.spec.replicas ?? 1;
  const { type, rollingUpdate } = deployment.spec.strategy;
  if (type !== "RollingUpdate" || wanted === 0) return { surge: 0, unavailable: 0 };
  const surge = resolveCount(rollingUpdate?.maxSurge, wanted, "up");
  let unavailable = resolveCount(rollingUpdate?.maxUnavailable, wanted, "down");
  if (surge === 0 && unavailable === 0) unavailable = 1;
  return { surge, unavailable: Math.min(unavailable, wanted) };
}

/** Pods that ReplicaSets are asked to have, in all. */
export function replicasOf(replicaSets: readonly Readonly<ReplicaSet>[]): number {
  return replicaSets.reduce((sum, set) => sum + (set.spec.replicas ?? 0), 0);
}

/** Changes the number of Pods of a ReplicaSet and what it notes about its Deployment. */
export async function scaleReplicaSet(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  replicaSet: Readonly<ReplicaSet>,
  replicas: number,
): Promise<Readonly<ReplicaSet>> {
  const annotations = { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) };
  const isSized = replicaSet.spec.replicas === replicas;
  if (isSized && deepEqual(annotations, replicaSet.metadata.annotations)) return replicaSet;
  const updated = await simulation.update(
    {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, replicas },
    },
    component,
  );
  return updated as ReplicaSet;
}

/** The most Pods that a ReplicaSet noted for its Deployment when it was last scaled. */
export function notedMaximum(replicaSet: Readonly<ReplicaSet>): number | undefined {
  const text = replicaSet.metadata.annotations?.[maxAnnotation];
  return text === undefined ? undefined : Number(text);
}

/** The wanted number of Pods that a ReplicaSet noted when it was last scaled. */
export function notedDesired(replicaSet: Readonly<ReplicaSet>): number | undefined {
  const text = replicaSet.metadata.annotations?.[desiredAnnotation];
  return text === undefined ? undefined : Number(text);
}

function sizeAnnotations(deployment: Readonly<Deployment>): Record<string, string> {
  const wanted = deployment.spec.replicas ?? 1;
  return {
    [desiredAnnotation]: String(wanted),
    [maxAnnotation]: String(wanted + limitsOf(deployment).surge),
  };
}

function annotationsFor(
  deployment: Readonly<Deployment>,
  existing: Readonly<ReplicaSet> | undefined,
  revision: number,
): Record<string, string> {
  const annotations: Record<string, string> = { ...existing?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    // What steers the simulation is read from the Deployment itself, so that taking it away has an effect.
    if (!notCopied.has(key) && !key.startsWith("simulate.sluice.dev/")) annotations[key] = value;
  }
  const before = existing === undefined ? 0 : revisionOf(existing);
  if (before < revision) {
    annotations[revisionAnnotation] = String(revision);
    if (before > 0) {
      const history = annotations[revisionHistoryAnnotation];
      annotations[revisionHistoryAnnotation] = history ? `${history},${before}` : String(before);
    }
  }
  return existing === undefined ? { ...annotations, ...sizeAnnotations(deployment) } : annotations;
}
