import { SluiceError } from "@sluice/base/errors";
import { deepEqual } from "@sluice/base/object";
import { kustomizeErrors } from "./errors.ts";
import { asJson } from "./read-resources.ts";
import type { Resource } from "./resource.ts";
import { idText } from "./resource-id.ts";
import type { ResourceList } from "./resource-list.ts";

/** Runs a validator; it may add the label `validated-by` and change nothing else, KE-29. */
export function assertUnchanged(list: ResourceList, run: (list: ResourceList) => void): void {
  const before = list.all.map((resource) => resource.copy());
  run(list);
  const after = list.all;
  if (before.length !== after.length) throw changed("lists have different number of entries");
  before.forEach((resource, at) => {
    const twin = after[at] as Resource;
    const copy = twin.copy();
    const labels = copy.texts("labels");
    if (labels.delete("validated-by")) copy.setTexts("labels", labels);
    if (!deepEqual(asJson(resource.node), asJson(copy.node)))
      throw changed(`nodes unequal: ${idText(resource.id)}`);
  });
}

function changed(detail: string): SluiceError {
  return new SluiceError(
    kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
    `validator shouldn't modify the resource map: ${detail}`,
    { fieldPath: "validators" },
  );
}
