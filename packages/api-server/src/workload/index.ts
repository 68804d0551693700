/**
 * Simulated workloads: the controllers, scheduler and kubelet of a small cluster in which nothing really runs, so
 * that health checks, roll-outs and canaries mean something. Event-driven, deterministic for a given clock; failures
 * and delays are asked for by annotation. They use the server's own store, never HTTP.
 */

export { type Clock, ManualClock, systemClock } from "./clock.ts";
export { delayAnnotation, type Failure, failureAnnotation } from "./failure-injection.ts";
export type { SimulationOptions } from "./simulation.ts";
export { startWorkloads, type WorkloadOptions, type Workloads } from "./start-workloads.ts";
