import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import type { YamlMap } from "@sluice/yaml";
import { kustomizeErrors } from "../errors.ts";
import { type FieldSpec, SpecIndex } from "../field-spec.ts";
import { field, isMap, kindName, SharedText } from "../node.ts";
import type { ResourceList } from "../resource-list.ts";
import { visitField } from "../visit-field.ts";

/** Writes labels or annotations into the mappings that the specs name, always as text, KE-100 to KE-103. */
export function addTexts(
  list: ResourceList,
  texts: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
): void {
  const keys = Object.keys(texts).sort();
  if (keys.length === 0) return;
  const index = new SpecIndex(specs);
  for (const resource of list.all) {
    const added = new Map<string, SharedText>();
    for (const spec of index.for(resource.gvk)) {
      visitField(resource.node, spec.parts, spec.create, "map", (current) => {
        const map = current ?? {};
        if (!isMap(map)) {
          throw new SluiceError(
            kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
            `wrong node kind: expected MappingNode but got ${kindName(map)}`,
            { fieldPath: spec.path.replaceAll("/", ".") },
          );
        }
        for (const key of keys) write(map, key, texts[key] as string, added);
        return map;
      });
    }
  }
}

/** Sets what is there, and puts one shared text wherever the key is missing. */
function write(map: YamlMap, key: string, text: string, added: Map<string, SharedText>): void {
  const current = field(map, key);
  if (current instanceof SharedText) {
    current.assign(text);
    return;
  }
  if (current !== undefined) {
    setKey(map, key, text);
    return;
  }
  let shared = added.get(key);
  if (shared === undefined) {
    shared = new SharedText(text);
    added.set(key, shared);
  }
  setKey(map, key, shared);
}
