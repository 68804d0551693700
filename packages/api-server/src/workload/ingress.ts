import { balancerAddress } from "./service.ts";
import { enqueueSelf, type SimulatedController } from "./simulation.ts";

interface IngressStatus {
  loadBalancer?: { ingress?: unknown[] };
}

/** Gives every Ingress the address of one simulated balancer. */
export function createIngressController(): SimulatedController {
  const component = "ingress-controller";
  return {
    component,
    watches: { ingresses: enqueueSelf("ingress") },
    async reconcile(simulation, namespace, name) {
      const ingress = simulation.objects("ingresses").get(namespace, name);
      if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) return;
      const status = ingress["status"] as IngressStatus | undefined;
      if ((status?.loadBalancer?.ingress ?? []).length > 0) return;
      const readyMs = Date.parse(ingress.metadata.creationTimestamp ?? "") + simulation.options.addressMs;
      const waitMs = readyMs - simulation.clock.now();
      if (waitMs > 0) {
        simulation.enqueue("ingress", namespace, name, waitMs);
        return;
      }
      const ip = balancerAddress("ingress");
      await simulation.updateStatus(ingress, { loadBalancer: { ingress: [{ ip }] } }, component);
    },
  };
}
