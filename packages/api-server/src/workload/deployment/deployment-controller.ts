import { recordEvent } from "../event-recorder.ts";
import {
  controllerOf,
  enqueueOwner,
  enqueueSelf,
  type SimulatedController,
  type Simulation,
} from "../simulation.ts";
import type { Deployment, ReplicaSet } from "../types.ts";
import { deploymentStatus, isComplete, type RollOutNews } from "./deployment-status.ts";
import {
  component,
  ensureCurrent,
  findCurrent,
  notedDesired,
  ownReplicaSets,
  revisionAnnotation,
  revisionOf,
} from "./replica-sets.ts";
import { type Generations, hasOldPods, recreate, resize, rollOn } from "./roll-out.ts";

/** Rolls Deployments out through real ReplicaSets, step by step, as fast as their Pods become available. */
export function createDeploymentController(): SimulatedController {
  return {
    component,
    watches: {
      deployments: enqueueSelf("deployment"),
      replicasets: enqueueOwner("deployment", "Deployment"),
      pods(event, simulation) {
        // Pods belong to ReplicaSets; their Deployment is one step further.
        const owner = controllerOf(event.object);
        if (owner?.kind !== "ReplicaSet") return;
        const { namespace = "" } = event.object.metadata;
        const set = simulation.objects("replicasets").get(namespace, owner.name);
        const deployment = set === undefined ? undefined : controllerOf(set);
        if (deployment?.kind === "Deployment") simulation.enqueue("deployment", namespace, deployment.name);
      },
    },
    async reconcile(simulation, namespace, name) {
      const deployment = simulation.objects("deployments").get(namespace, name) as
        | Readonly<Deployment>
        | undefined;
      if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
      await reconcileDeployment(simulation, deployment);
    },
  };
}

async function reconcileDeployment(simulation: Simulation, deployment: Readonly<Deployment>): Promise<void> {
  const all = await ownReplicaSets(simulation, deployment);
  const { paused } = deployment.spec;
  const isResized = all.some(
    (set) => (set.spec.replicas ?? 0) > 0 && notedDesired(set) !== (deployment.spec.replicas ?? 1),
  );
  let news: RollOutNews;
  let sets: Generations;
  if (paused === true || isResized) {
    const current = findCurrent(deployment, all);
    sets = await resize(simulation, deployment, { current, old: all.filter((set) => set !== current) });
  } else {
    const step = await rollOutStep(simulation, deployment, all);
    if (step === undefined) return;
    ({ sets, news } = step);
  }
  await finish(simulation, deployment, sets, news);
}

async function rollOutStep(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  all: Readonly<ReplicaSet>[],
): Promise<{ sets: Generations; news: RollOutNews } | undefined> {
  const existing = findCurrent(deployment, all);
  const old = all.filter((set) => set !== existing);
  const isRecreate = deployment.spec.strategy.type === "Recreate";
  if (isRecreate) {
    const shrunk = await recreate(simulation, deployment, { current: existing, old });
    if (hasOldPods(simulation, shrunk)) return { sets: shrunk, news: undefined };
  }
  const { current, isNew, isCollision } = await ensureCurrent(simulation, deployment, all);
  if (isCollision) {
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    await simulation.updateStatus(deployment, { ...deployment.status, collisionCount }, component);
    return undefined;
  }
  const { name = "" } = current.metadata;
  if (isNew) {
    const message = `Scaled up replica set ${name} from 0 to ${current.spec.replicas}`;
    await recordEvent(simulation, deployment, "Normal", "ScalingReplicaSet", message, component);
    return { sets: { current, old }, news: { kind: "created", name } };
  }
  const sets = await rollOn(simulation, deployment, { current, old: isRecreate ? [] : old });
  return { sets: isRecreate ? { ...sets, old } : sets, news: { kind: "found", name } };
}

async function finish(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
  news: RollOutNews,
): Promise<void> {
  const { namespace = "", name = "" } = deployment.metadata;
  const { status, againInMs } = deploymentStatus(simulation, deployment, sets, news);
  if (againInMs !== undefined) simulation.enqueue("deployment", namespace, name, againInMs);
  let latest: Readonly<Deployment> = deployment;
  const revision = sets.current === undefined ? 0 : revisionOf(sets.current);
  if (revision > 0 && revision !== revisionOf(deployment)) {
    const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: String(revision) };
    const updated = await simulation.update(
      { ...deployment, metadata: { ...deployment.metadata, annotations } },
      component,
    );
    latest = updated as Deployment;
  }
  await simulation.updateStatus(latest, status, component);
  if (isComplete(deployment, status)) await forgetOldSets(simulation, deployment, sets);
}

/** Old ReplicaSets beyond the history limit go, oldest first. */
async function forgetOldSets(
  simulation: Simulation,
  deployment: Readonly<Deployment>,
  sets: Generations,
): Promise<void> {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const idle = sets.old.filter(
    (set) =>
      (set.spec.replicas ?? 0) === 0 &&
      (set.status?.replicas ?? 0) === 0 &&
      set.metadata.deletionTimestamp === undefined,
  );
  const surplus = idle.length - limit;
  if (surplus <= 0) return;
  const byRevision = [...idle].sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of byRevision.slice(0, surplus)) await simulation.remove("replicasets", set);
}
