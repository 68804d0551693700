import { clusterScopedKinds } from "./tables/cluster-scoped.ts";

/** Group (empty for core), version and kind. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What identifies a resource within a build; the namespace is as written, empty when absent. */
export interface ResourceId extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

/** Parts that are empty match everything. */
export type GvkSelector = Partial<Gvk>;

const noNamespace = "_non_namespaceable_";

/** Knows which kinds live outside namespaces; a custom schema replaces or extends what is built in. */
export interface ScopeTable {
  isClusterScoped(gvk: Gvk): boolean;
}

const builtinScopes = new Set(
  Object.entries(clusterScopedKinds).flatMap(([apiVersion, kinds]) =>
    kinds.map((kind) => `${apiVersion} ${kind}`),
  ),
);

/** The kinds of Kubernetes 1.21; whatever is not known counts as namespaced. */
export const builtinScopeTable: ScopeTable = {
  isClusterScoped: (gvk) => builtinScopes.has(`${apiVersionOf(gvk)} ${gvk.kind}`),
};

/** `group/version`, or the version for the core group. */
export function apiVersionOf(gvk: Gvk): string {
  return gvk.group === "" ? gvk.version : `${gvk.group}/${gvk.version}`;
}

/** Splits `apps/v1`; only the first slash counts. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** True when every given part of the selector equals. */
export function isSelected(gvk: Gvk, selector: GvkSelector): boolean {
  return (
    (!selector.group || selector.group === gvk.group) &&
    (!selector.version || selector.version === gvk.version) &&
    (!selector.kind || selector.kind === gvk.kind)
  );
}

/** The namespace that counts: none for cluster-scoped kinds, and `default` where none is written. */
export function effectiveNamespace(id: ResourceId, scopes: ScopeTable): string {
  if (scopes.isClusterScoped(id)) return noNamespace;
  return id.namespace === "" ? "default" : id.namespace;
}

/** A text that is equal for ids that kustomize takes for equal. */
export function idKey(id: ResourceId, scopes: ScopeTable): string {
  return `${id.group}|${id.version}|${id.kind}|${id.name}|${effectiveNamespace(id, scopes)}`;
}

/** `Kind.version.group`, with `[noGrp]` and its like for empty parts. */
export function gvkText(gvk: GvkSelector): string {
  return `${gvk.kind || "[noKind]"}.${gvk.version || "[noVer]"}.${gvk.group || "[noGrp]"}`;
}

/** `Kind.version.group/name.namespace`, as kustomize names resources in messages. */
export function idText(id: ResourceId): string {
  return `${gvkText(id)}/${id.name || "[noName]"}.${id.namespace || "[noNs]"}`;
}

const orderedFirst = [
  "Namespace",
  "ResourceQuota",
  "StorageClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "PodSecurityPolicy",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Secret",
  "Endpoints",
  "Service",
  "LimitRange",
  "PriorityClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
] as const;
const orderedLast = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"] as const;

/** Kinds in the order of the legacy sort. */
export const legacyOrder: { readonly first: readonly string[]; readonly last: readonly string[] } = {
  first: orderedFirst,
  last: orderedLast,
};

/** The rank of a kind: negative for those that go first, positive for those that go last. */
export function rankOf(kind: string, order: typeof legacyOrder = legacyOrder): number {
  const last = order.last.lastIndexOf(kind);
  if (last >= 0) return last + 1;
  const first = order.first.lastIndexOf(kind);
  return first >= 0 ? first - order.first.length : 0;
}

/** Kind rank, then `group_version_kind` as text with `~` for empty parts. */
export function compareGvk(a: GvkSelector, b: GvkSelector): number {
  const rank = rankOf(a.kind ?? "") - rankOf(b.kind ?? "");
  return rank !== 0 ? rank : compareText(sortText(a), sortText(b));
}

/** `group_version_kind` with `~G`, `~V` and `~K` for empty parts. */
export function sortText(gvk: GvkSelector): string {
  return `${gvk.group || "~G"}_${gvk.version || "~V"}_${gvk.kind || "~K"}`;
}

/** By code unit, which for the names of Kubernetes is by byte. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
