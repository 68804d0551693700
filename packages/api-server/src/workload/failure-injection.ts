import { parseDuration } from "@sluice/base/duration";
import { getKey, type KubeObject } from "@sluice/base/object";
import type { SimulatedName } from "./resources.ts";
import type { Simulation } from "./simulation.ts";
import { controllerOf } from "./simulation.ts";

/** What can be made to go wrong. */
export type Failure =
  | "image-pull"
  | "crash-loop"
  | "never-ready"
  | "unschedulable"
  | "create-container-config"
  | "exit";

/** `simulate.sluice.dev/failure`: one of the failures above, on a Pod, its template, or the workload above it. */
export const failureAnnotation = "simulate.sluice.dev/failure";
/** `simulate.sluice.dev/delay`: a Go duration, how long a Pod takes to become ready, or a Job's Pod to end. */
export const delayAnnotation = "simulate.sluice.dev/delay";

const failures: readonly string[] = [
  "image-pull",
  "crash-loop",
  "never-ready",
  "unschedulable",
  "create-container-config",
  "exit",
] satisfies Failure[];

const ownerIndexes: Record<string, SimulatedName> = {
  ReplicaSet: "replicasets",
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
  Job: "jobs",
  CronJob: "cronjobs",
};

/** What the annotations of a Pod and of the workloads above it ask for; the nearest one counts. */
export function simulationWishes(
  simulation: Simulation,
  pod: Readonly<KubeObject>,
): { failure: Failure | undefined; delayMs: number | undefined } {
  let failure: Failure | undefined;
  let delayMs: number | undefined;
  for (const object of withOwners(simulation, pod)) {
    const { annotations } = object.metadata;
    const asked = annotations?.[failureAnnotation];
    if (failure === undefined && asked !== undefined && failures.includes(asked)) failure = asked as Failure;
    const delay = annotations?.[delayAnnotation];
    if (delayMs === undefined && delay !== undefined) delayMs = readDelay(delay);
  }
  return { failure, delayMs };
}

/** True when the annotations that steer the simulation differ. */
export function areWishesChanged(
  before: Readonly<KubeObject> | undefined,
  after: Readonly<KubeObject>,
): boolean {
  if (before === undefined) return false;
  return [failureAnnotation, delayAnnotation].some(
    (key) => before.metadata.annotations?.[key] !== after.metadata.annotations?.[key],
  );
}

/** A delay that cannot be read is as good as none: an annotation must not stop the simulation. */
function readDelay(text: string): number | undefined {
  try {
    return Math.max(0, parseDuration(text));
  } catch {
    return undefined;
  }
}

function* withOwners(simulation: Simulation, pod: Readonly<KubeObject>): Generator<Readonly<KubeObject>> {
  let object: Readonly<KubeObject> | undefined = pod;
  for (let depth = 0; object !== undefined && depth < 4; depth++) {
    yield object;
    const owner = controllerOf(object);
    const index = owner === undefined ? undefined : getKey(ownerIndexes, owner.kind);
    object =
      index === undefined
        ? undefined
        : simulation.objects(index).get(pod.metadata.namespace ?? "", owner!.name);
  }
}
