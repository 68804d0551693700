import type { Registry } from "../registry/index.ts";
import { systemContext } from "../registry/index.ts";
import { isStatusError } from "../status/index.ts";

/** Namespaces that every cluster has. */
export const bootstrapNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Makes the namespaces that every cluster has; leaves those that exist alone. */
export async function createBootstrapNamespaces(registry: Registry): Promise<void> {
  const namespaces = registry.resources.find("", "v1", "namespaces");
  if (namespaces === undefined) return;
  for (const name of bootstrapNamespaces) {
    if (registry.entry(namespaces, { namespace: "", name }) !== undefined) continue;
    try {
      await registry.create(
        namespaces,
        "",
        { apiVersion: "v1", kind: "Namespace", metadata: { name } },
        systemContext("kube-apiserver"),
      );
    } catch (error) {
      if (!isStatusError(error, 409)) throw error;
    }
  }
}
