import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "../errors.ts";
import type { Resource } from "../resource.ts";
import type { ResourceList } from "../resource-list.ts";

/** Notes the identity that a resource has now, before a step changes it. */
export function rememberId(list: ResourceList, resource: Resource): void {
  const id = resource.id;
  if (id.name === "") {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_RESOURCE_INVALID,
      "number of previous names, number of previous namespaces, number of previous kinds not equal",
      {
        object: { kind: id.kind, namespace: id.namespace },
        hint: "a patch has taken the name of a resource away",
      },
    );
  }
  const namespace = list.namespaceOf(id);
  const last = resource.previousIds.at(-1);
  if (last?.name === id.name && last.namespace === namespace && last.kind === id.kind) return;
  resource.previousIds = [...resource.previousIds, { name: id.name, namespace, kind: id.kind }];
}
