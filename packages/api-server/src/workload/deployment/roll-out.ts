import { recordEvent } from "../event-recorder.ts";
import { countPods, isActive } from "../pod/index.ts";
import type { Simulation } from "../simulation.ts";
import type { Deployment, ReplicaSet } from "../types.ts";
import {
  component,
  limitsOf,
  newReplicas,
  notedMaximum,
  replicasOf,
  scaleReplicaSet,
} from "./replica-sets.ts";

/** The ReplicaSets of a Deployment, the current one apart. */
export interface Generations {
  current: Readonly<ReplicaSet> | undefined;
  /** Oldest first. */
  old: Readonly<ReplicaSet>[];
}

/** One step of a rolling update: scales the current ReplicaSet up, or old ones down, as far as the limits allow. */
export async function rollOn(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
): Promise<Generations> {
  const current = sets.current!;
  const wanted = deployment.spec.replicas ?? 1;
  const present = current.spec.replicas ?? 0;
  const next = present > wanted ? wanted : newReplicas(deployment, sets.old, present);
  if (next !== present) {
    return { ...sets, current: await scale(simulation, deployment, current, next) };
  }
  return { ...sets, old: await shrinkOld(simulation, deployment, sets) };
}

/** A step of `Recreate`: the old Pods go first, the new ones come when all are gone. */
export async function recreate(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
): Promise<Generations> {
  const old: Readonly<ReplicaSet>[] = [];
  for (const set of sets.old) {
    old.push((set.spec.replicas ?? 0) === 0 ? set : await scale(simulation, deployment, set, 0));
  }
  return { ...sets, old };
}

/** True while Pods of old ReplicaSets exist in any form but ended. */
export function hasOldPods(simulation: Simulation, sets: Generations): boolean {
  return sets.old.some((set) =>
    simulation
      .objects("pods")
      .ownedBy(set.metadata.uid ?? "")
      .some((pod) => {
        const phase = (pod["status"] as { phase?: string } | undefined)?.phase;
        return phase !== "Succeeded" && phase !== "Failed";
      }),
  );
}

async function shrinkOld(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
): Promise<Readonly<ReplicaSet>[]> {
  const current = sets.current!;
  const oldTotal = replicasOf(sets.old);
  if (oldTotal === 0) return sets.old;
  const wanted = deployment.spec.replicas ?? 1;
  const least = wanted - limitsOf(deployment).unavailable;
  const newUnavailable = (current.spec.replicas ?? 0) - availableOf(simulation, current);
  let removable = oldTotal + (current.spec.replicas ?? 0) - least - newUnavailable;
  if (removable <= 0) return sets.old;

  // Pods that are not available go first: taking them away cannot make things worse.
  const sizes = new Map(sets.old.map((set) => [set, set.spec.replicas ?? 0]));
  for (const set of sets.old) {
    const size = sizes.get(set)!;
    const unhealthy = Math.min(removable, size - Math.min(size, availableOf(simulation, set)));
    sizes.set(set, size - unhealthy);
    removable -= unhealthy;
  }
  const available = [...sets.old, current].reduce((sum, set) => sum + availableOf(simulation, set), 0);
  let spare = available - least;
  for (const set of sets.old) {
    const size = sizes.get(set)!;
    const taken = Math.max(0, Math.min(spare, size));
    sizes.set(set, size - taken);
    spare -= taken;
  }
  const result: Readonly<ReplicaSet>[] = [];
  for (const set of sets.old) {
    const size = sizes.get(set)!;
    result.push(size === (set.spec.replicas ?? 0) ? set : await scale(simulation, deployment, set, size));
  }
  return result;
}

/** Brings ReplicaSets to a changed size of the Deployment in proportion, when no roll-out may go on. */
export async function resize(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
): Promise<Generations> {
  const all = [...sets.old, ...(sets.current === undefined ? [] : [sets.current])];
  const active = all.filter((set) => (set.spec.replicas ?? 0) > 0);
  const wanted = deployment.spec.replicas ?? 1;
  if (active.length <= 1) {
    const only = active[0] ?? sets.current ?? all.at(-1);
    if (only === undefined || (only.spec.replicas ?? 0) === wanted) return sets;
    return replaced(sets, only, await scale(simulation, deployment, only, wanted));
  }
  const allowed = wanted > 0 ? wanted + limitsOf(deployment).surge : 0;
  let left = allowed - replicasOf(active);
  let result = sets;
  const bySize = [...active].sort((a, b) => (b.spec.replicas ?? 0) - (a.spec.replicas ?? 0));
  for (const [index, set] of bySize.entries()) {
    const size = set.spec.replicas ?? 0;
    const noted = notedMaximum(set) ?? replicasOf(active);
    const share = noted === 0 ? 0 : Math.round((size * allowed) / noted) - size;
    const isLast = index === bySize.length - 1;
    const change = isLast
      ? left
      : left >= 0
        ? Math.min(Math.max(share, 0), left)
        : Math.max(Math.min(share, 0), left);
    left -= change;
    const next = Math.max(0, size + change);
    result = replaced(result, set, await scale(simulation, deployment, set, next));
  }
  return result;
}

function replaced(sets: Generations, before: Readonly<ReplicaSet>, after: Readonly<ReplicaSet>): Generations {
  return {
    current: sets.current === before ? after : sets.current,
    old: sets.old.map((set) => (set === before ? after : set)),
  };
}

/** Available Pods of a ReplicaSet, counted from the Pods, since its own status may lag behind. */
export function availableOf(simulation: Simulation, set: Readonly<ReplicaSet>): number {
  const pods = simulation
    .objects("pods")
    .ownedBy(set.metadata.uid ?? "")
    .filter(isActive);
  return countPods(pods, set.spec.minReadySeconds, simulation.clock.now()).available;
}

async function scale(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  set: Readonly<ReplicaSet>,
  replicas: number,
): Promise<Readonly<ReplicaSet>> {
  const before = set.spec.replicas ?? 0;
  const scaled = await scaleReplicaSet(simulation, deployment, set, replicas);
  if (before !== replicas) {
    const direction = replicas > before ? "up" : "down";
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    await recordEvent(simulation, deployment, "Normal", "ScalingReplicaSet", message, component);
  }
  return scaled;
}
