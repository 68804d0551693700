import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "./errors.ts";
import type { SortOptions } from "./kustomization-file.ts";
import { compareText, gvkText, legacyOrder, type ResourceId, rankOf, sortText } from "./resource-id.ts";
import type { ResourceList } from "./resource-list.ts";

/** Puts the resources in the order that `sortOptions` ask for, KE-150. Throws KUSTOMIZE_FILE_INVALID. */
export function sortResources(list: ResourceList, options: SortOptions): void {
  const { order, legacySortOptions } = options;
  if (order !== "fifo" && order !== "legacy") {
    throw invalid("the field 'sortOptions.order' must be one of [fifo, legacy]");
  }
  if (order === "fifo") {
    if (legacySortOptions !== undefined) {
      throw invalid(
        "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
      );
    }
    return;
  }
  const kinds =
    legacySortOptions === undefined
      ? legacyOrder
      : { first: legacySortOptions.orderFirst ?? [], last: legacySortOptions.orderLast ?? [] };
  const keyed = list.all.map((resource) => {
    const id = resource.id;
    return { resource, id, rank: rankOf(id.kind, kinds), gvk: sortText(id), text: idSortText(id) };
  });
  keyed.sort((a, b) => {
    if (a.gvk === b.gvk) return compareText(a.text, b.text);
    if (a.rank !== b.rank) return a.rank - b.rank;
    const isNamespace =
      a.id.kind === "Namespace" && b.id.kind === "Namespace" && (a.id.group === "" || b.id.group === "");
    return isNamespace ? compareText(b.gvk, a.gvk) : compareText(a.gvk, b.gvk);
  });
  list.reorder(keyed.map(({ resource }) => resource));
}

function idSortText(id: ResourceId): string {
  return `${gvkText(id)}|${id.namespace || "~X"}|${id.name || "~N"}`;
}

function invalid(message: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_FILE_INVALID, message, { fieldPath: "sortOptions" });
}
