import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "../errors.ts";
import { type FieldSpec, splitPath } from "../field-spec.ts";
import type { ReplicaEntry } from "../kustomization-file.ts";
import { gvkText, isSelected } from "../resource-id.ts";
import type { ResourceList } from "../resource-list.ts";
import { visitField } from "../visit-field.ts";

/** Sets the replica count of the workloads that have, or had, a name, KE-111. */
export function setReplicas(list: ResourceList, replica: ReplicaEntry, specs: readonly FieldSpec[]): void {
  const name = replica.name ?? "";
  let found = false;
  for (const spec of specs) {
    const parts = splitPath(spec.path);
    for (const resource of list.all) {
      const ids = [...resource.formerIds(), resource.id];
      if (!ids.some((id) => id.name === name && isSelected(id, spec))) continue;
      found = true;
      if (!isSelected(resource.gvk, spec)) continue;
      visitField(resource.node, parts, spec.create, "scalar", () => replica.count ?? 0);
    }
  }
  if (found) return;
  throw new SluiceError(
    kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
    `resource with name ${name} does not match a config with the following GVK [${specs.map(gvkText).join(" ")}]`,
    { fieldPath: "replicas", object: { name } },
  );
}
