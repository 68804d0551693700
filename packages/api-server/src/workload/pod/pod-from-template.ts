import { deepClone, type KubeObject, type OwnerReference } from "@sluice/base/object";
import type { Simulation } from "../simulation.ts";
import type { PodTemplate } from "../types.ts";
import { pickNode } from "./schedule.ts";

/** The Pod that a controller makes of its template; it already has its node, which saves a write. */
export function podFromTemplate(
  simulation: Simulation,
  options: {
    namespace: string;
    name: string;
    generateName?: string;
    template: PodTemplate;
    owner: OwnerReference;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    nodeName?: string;
  },
): KubeObject {
  const { template, owner, namespace, name, generateName } = options;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const spec = deepClone(template.spec);
  const node = spec.nodeName ?? options.nodeName ?? pickNode(simulation, spec);
  if (node !== undefined) spec.nodeName = node;
  const allAnnotations = { ...annotations, ...options.annotations };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      ...(generateName === undefined ? {} : { generateName }),
      labels: { ...labels, ...options.labels },
      ...(Object.keys(allAnnotations).length > 0 ? { annotations: allAnnotations } : {}),
      ...(finalizers === undefined ? {} : { finalizers: [...finalizers] }),
      ownerReferences: [owner],
    },
    spec,
  };
}
