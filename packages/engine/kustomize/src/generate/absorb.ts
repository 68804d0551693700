import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import type { YamlMap } from "@sluice/yaml";
import { kustomizeErrors } from "../errors.ts";
import { field, isMap, textOf } from "../node.ts";
import { originAnnotation } from "../origin.ts";
import type { Resource } from "../resource.ts";
import { idText } from "../resource-id.ts";
import type { ResourceList } from "../resource-list.ts";

/** Adds a generated resource as its behaviour says: new, or merged into or put in place of an existing one. KE-59. */
export function absorb(list: ResourceList, generated: Resource): void {
  const id = generated.id;
  const matches = list.matchingAnyId(id);
  const old = matches[0];
  if (old === undefined) {
    if (generated.behavior === "create") {
      list.append(generated);
      return;
    }
    throw conflict(`id ${goId(id)} does not exist; cannot merge or replace`, generated);
  }
  if (matches.length > 1) {
    throw conflict(`found multiple objects that could accept merge of ${idText(id)}`, generated);
  }
  if (generated.behavior === "create") {
    throw conflict(
      `id ${goId(id)} exists; can not use behavior: 'create', behavior must be merge or replace`,
      generated,
    );
  }
  const origin = old.texts("annotations").get(originAnnotation);
  inherit(generated, old);
  if (generated.behavior === "merge") {
    uniteTexts(generated, old, "data");
    uniteTexts(generated, old, "binaryData");
    if (origin !== undefined) generated.setAnnotation(originAnnotation, origin);
  }
  list.replace(old, generated);
}

/** Labels and annotations are united, the new ones win; name, namespace and history are the old one's. */
function inherit(generated: Resource, old: Resource): void {
  generated.setTexts("labels", sorted(new Map([...old.texts("labels"), ...generated.texts("labels")])));
  generated.setTexts(
    "annotations",
    sorted(new Map([...old.texts("annotations"), ...generated.texts("annotations")])),
  );
  generated.setName(old.name);
  generated.setNamespace(old.namespace);
  generated.previousIds = old.previousIds;
  generated.prefixes = old.prefixes;
  generated.suffixes = old.suffixes;
  generated.variables = old.variables;
  generated.needsHash = generated.needsHash && old.needsHash;
  // What is remembered of how it was generated is the old one's too.
  generated.allowNameChange = old.allowNameChange;
  generated.allowKindChange = old.allowKindChange;
}

function sorted(texts: Map<string, string>): Map<string, string> {
  return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function uniteTexts(generated: Resource, old: Resource, name: string): void {
  const united: YamlMap = {};
  for (const source of [field(old.node, name), field(generated.node, name)]) {
    if (isMap(source)) for (const key of Object.keys(source)) setKey(united, key, textOf(source[key]));
  }
  delete generated.node[name];
  if (Object.keys(united).length > 0) generated.node[name] = united;
}

function goId(id: { group: string; version: string; kind: string; name: string; namespace: string }): string {
  const text = JSON.stringify;
  return `resid.ResId{Gvk:resid.Gvk{Group:${text(id.group)}, Version:${text(id.version)}, Kind:${text(id.kind)}, isClusterScoped:false}, Name:${text(id.name)}, Namespace:${text(id.namespace)}}`;
}

function conflict(message: string, resource: Resource): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID, message, {
    object: { kind: resource.kind, name: resource.name, namespace: resource.namespace },
  });
}
