import type { Simulation } from "../simulation.ts";
import type { PodSpec } from "../types.ts";

/**
 * The node for a pod spec, or undefined when none fits. Only what every cluster has is taken seriously (operating
 * system, architecture): labels of somebody's own machines do not keep a repository from being tried.
 */
export function pickNode(simulation: Simulation, spec: PodSpec): string | undefined {
  return fittingNodes(simulation, spec)[0];
}

/** All nodes that fit a pod spec. */
export function fittingNodes(simulation: Simulation, spec: PodSpec): string[] {
  const names: string[] = [];
  for (const node of simulation.objects("nodes").list()) {
    const labels = node.metadata.labels ?? {};
    const selector = spec.nodeSelector ?? {};
    const fits = ["kubernetes.io/os", "kubernetes.io/arch"].every(
      (key) => selector[key] === undefined || selector[key] === labels[key],
    );
    if (fits && (node["spec"] as { unschedulable?: boolean } | undefined)?.unschedulable !== true) {
      names.push(node.metadata.name ?? "");
    }
  }
  return names;
}
