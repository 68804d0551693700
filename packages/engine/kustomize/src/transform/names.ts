import { type FieldSpec, SpecIndex } from "../field-spec.ts";
import { textOf, withText } from "../node.ts";
import { isSelected } from "../resource-id.ts";
import type { ResourceList } from "../resource-list.ts";
import { visitField } from "../visit-field.ts";
import { rememberId } from "./remember.ts";

const untouched = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

/** Puts a prefix before, or a suffix behind, the names of all resources but a few kinds, KE-92. */
export function addAffix(
  list: ResourceList,
  affix: { prefix: string } | { suffix: string },
  specs: readonly FieldSpec[],
): void {
  const index = new SpecIndex(specs);
  for (const resource of list.all) {
    const original = resource.originalId;
    if (untouched.some((selector) => isSelected(original, selector))) continue;
    for (const spec of index.for(original)) {
      if (spec.path === "metadata/name") {
        if ("prefix" in affix) resource.prefixes = [...resource.prefixes, affix.prefix];
        else resource.suffixes = [...resource.suffixes, affix.suffix];
        rememberId(list, resource);
      }
      // The selector of the spec is checked against the original kind, then against the kind of today.
      if (!isSelected(resource.gvk, spec)) continue;
      visitField(resource.node, spec.parts, spec.create, "scalar", (current) => {
        const text = textOf(current);
        return withText(current, "prefix" in affix ? affix.prefix + text : text + affix.suffix);
      });
    }
  }
  list.touch();
}
