/**
 * Simulated Pods: their life from scheduling to deletion, what they report at each moment, and what other
 * controllers ask of them. Nothing runs; the state follows from time and from the wishes in annotations.
 */

export { printAddress } from "./pod-addresses.ts";
export { createPodController } from "./pod-controller.ts";
export { podFromTemplate } from "./pod-from-template.ts";
export { countPods, isActive, isReady, type PodCounts, untilAvailable } from "./pod-state.ts";
export { fittingNodes, pickNode } from "./schedule.ts";
