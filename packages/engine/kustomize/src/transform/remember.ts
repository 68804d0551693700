import type { Resource } from "../resource.ts";
import type { ResourceList } from "../resource-list.ts";

/** Notes the identity that a resource has now, before a step changes it. */
export function rememberId(list: ResourceList, resource: Resource): void {
  const id = resource.id;
  const namespace = list.namespaceOf(id);
  const last = resource.previousIds.at(-1);
  if (last?.name === id.name && last.namespace === namespace && last.kind === id.kind) return;
  resource.previousIds = [...resource.previousIds, { name: id.name, namespace, kind: id.kind }];
}
