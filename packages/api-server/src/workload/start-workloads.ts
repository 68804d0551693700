import { type Logger, silentLogger } from "@sluice/base/log";
import type { ServiceAddresses } from "../builtin/index.ts";
import type { ObjectStore } from "../registry/object-store.ts";
import { systemClock } from "./clock.ts";
import { createClusterObjects, createNamespaceController } from "./cluster-objects.ts";
import { createCronJobController } from "./cron-job.ts";
import { createDaemonSetController } from "./daemon-set.ts";
import { createDeploymentController } from "./deployment/index.ts";
import { createDisruptionBudgetController } from "./disruption-budget.ts";
import { createIngressController } from "./ingress.ts";
import { createJobController } from "./job.ts";
import { createPodController } from "./pod/index.ts";
import { createPodAutoscalerController } from "./pod-autoscaler.ts";
import { createReplicaSetController } from "./replica-set.ts";
import { createServiceController } from "./service.ts";
import { Simulation, type SimulationOptions } from "./simulation.ts";
import { createStatefulSetController } from "./stateful-set.ts";
import { createVolumeClaimController, createVolumeController } from "./volume-claim.ts";

/** What can be said about a simulation; everything has a default. */
export interface WorkloadOptions extends Partial<SimulationOptions> {
  /** The same one that `builtinResources` got, so that Services never share an address. */
  addresses?: ServiceAddresses;
  log?: Logger;
}

/** A running simulation. */
export interface Workloads {
  /** Resolves when nothing is left to do at this moment; work that waits for its time does not count. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the simulated controllers over a store and makes the objects that every cluster has. */
export async function startWorkloads(store: ObjectStore, options: WorkloadOptions = {}): Promise<Workloads> {
  const { addresses, log = silentLogger, ...given } = options;
  const simulation = new Simulation(
    store,
    {
      clock: systemClock,
      podStartMs: 300,
      jobRunMs: 300,
      podStopMs: 100,
      addressMs: 0,
      nodeNames: ["sluice"],
      stableNames: false,
      rootCertificate: "",
      onError: (controller, key, error) =>
        log.error(error, "simulated controller failed", { controller, key }),
      ...given,
    },
    {
      namespace: createNamespaceController(),
      pod: createPodController(),
      replicaset: createReplicaSetController("replicaset"),
      replicationcontroller: createReplicaSetController("replicationcontroller"),
      deployment: createDeploymentController(),
      statefulset: createStatefulSetController(),
      daemonset: createDaemonSetController(),
      job: createJobController(),
      cronjob: createCronJobController(),
      service: createServiceController(addresses),
      ingress: createIngressController(),
      disruptionbudget: createDisruptionBudgetController(),
      podautoscaler: createPodAutoscalerController(),
      claim: createVolumeClaimController(),
      volume: createVolumeController(),
    },
  );
  simulation.start();
  await createClusterObjects(simulation);
  return { idle: () => simulation.idle(), stop: () => simulation.stop() };
}
