import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import type { YamlMap, YamlNode } from "@sluice/yaml";
import { kustomizeErrors } from "../errors.ts";
import { type FieldSpec, SpecIndex } from "../field-spec.ts";
import { field, fieldOf, isEmpty, isList, isMap, isMissing, isScalar, kindName, textOf } from "../node.ts";
import type { Resource } from "../resource.ts";
import { idText } from "../resource-id.ts";
import type { ResourceList } from "../resource-list.ts";
import { visitField } from "../visit-field.ts";
import { rememberId } from "./remember.ts";

/** Which subjects of role bindings get the namespace. */
export type SubjectMode = "defaultOnly" | "allServiceAccounts" | "none";

/** How the namespace is set. */
export interface NamespaceOptions {
  namespace: string;
  specs: readonly FieldSpec[];
  /** Fill only what is empty. */
  unsetOnly: boolean;
  subjects: SubjectMode;
}

/**
 * Sets the namespace of every resource that can have one, KE-85 to KE-87.
 * Throws KUSTOMIZE_ID_CONFLICT when two resources become one.
 */
export function setNamespace(list: ResourceList, options: NamespaceOptions): void {
  const index = new SpecIndex(options.specs.filter((spec) => spec.path !== "metadata/namespace"));
  const touched: Resource[] = [];
  for (const resource of list.all) {
    if (isEmpty(resource.node) || resource.isHelmGenerated) continue;
    rememberId(list, resource);
    setNamespaceOf(list, resource, options, index);
    touched.push(resource);
  }
  list.touch();
  for (const resource of touched) {
    const id = resource.id;
    if (list.countOf(id) === 1) continue;
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_ID_CONFLICT,
      `namespace transformation produces ID conflict: ${idText(id)}`,
      { object: { kind: id.kind, name: id.name, namespace: id.namespace } },
    );
  }
}

/** Sets the namespace of one resource. */
export function setNamespaceOf(
  list: ResourceList,
  resource: Resource,
  options: NamespaceOptions,
  index: SpecIndex = new SpecIndex(options.specs),
): void {
  const { namespace } = options;
  const gvk = resource.gvk;
  const write = (current: YamlNode | undefined): YamlNode => {
    if (current !== undefined && !isScalar(current)) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
        `namespace field specs must target scalar nodes: wrong node kind: expected ScalarNode but got ${kindName(current)}`,
        { object: { kind: gvk.kind, name: resource.name } },
      );
    }
    if (options.unsetOnly && !isMissing(current) && textOf(current) !== "") return current;
    return namespace;
  };
  if (!list.scopes.isClusterScoped(gvk))
    visitField(resource.node, ["metadata", "namespace"], true, "scalar", write);
  const isBinding = gvk.kind === "RoleBinding" || gvk.kind === "ClusterRoleBinding";
  if (isBinding) setSubjects(resource.node, options.subjects, write);
  const isV1 = resource.apiVersion === "v1";
  for (const spec of index.for(gvk)) {
    // Only the Namespace of the core group is itself renamed.
    if (spec.path === "metadata/name" && !isV1) continue;
    if (
      isBinding &&
      spec.path === "subjects/namespace" &&
      (spec.kind === "RoleBinding" || spec.kind === "ClusterRoleBinding")
    )
      continue;
    visitField(resource.node, spec.parts, spec.create, "scalar", write);
  }
}

function setSubjects(
  node: YamlMap,
  mode: SubjectMode,
  write: (current: YamlNode | undefined) => YamlNode,
): void {
  if (mode === "none") return;
  const subjects = field(node, "subjects");
  if (!isList(subjects)) return;
  for (const subject of subjects) {
    if (!isMap(subject)) continue;
    const wanted =
      mode === "defaultOnly"
        ? textOf(fieldOf(subject, "name")) === "default"
        : textOf(fieldOf(subject, "kind")) === "ServiceAccount";
    if (wanted) setKey(subject, "namespace", write(field(subject, "namespace")));
  }
}
