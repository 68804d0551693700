import { type KubeObject, parseApiVersion } from "@sluice/base/object";

/** Kinds that come first, in this order (KC-126). */
const first = [
  "CustomResourceDefinition",
  "Namespace",
  "ClusterRole",
  "ClusterClass",
  "RuntimeClass",
  "PriorityClass",
  "StorageClass",
  "VolumeSnapshotClass",
  "IngressClass",
  "GatewayClass",
  "ClusterRoleBinding",
  "ResourceQuota",
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "ConfigMap",
  "Secret",
  "Service",
  "LimitRange",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
/** Kinds that come last. */
const last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

const rank = new Map<string, number>([
  ...first.map((kind, index): [string, number] => [kind, index - first.length]),
  ...last.map((kind, index): [string, number] => [kind, index + 1]),
]);

/** The objects in the order of application: by kind, then group, kind, namespace and name (KC-126). */
export function sortForApply<T extends Pick<KubeObject, "apiVersion" | "kind" | "metadata">>(
  objects: readonly T[],
): T[] {
  const keyed = objects.map((object) => ({
    object,
    rank: rank.get(object.kind) ?? 0,
    tie: [
      parseApiVersion(object.apiVersion).group,
      object.kind,
      object.metadata.namespace ?? "",
      object.metadata.name ?? "",
    ],
  }));
  keyed.sort((a, b) => a.rank - b.rank || compareLists(a.tie, b.tie));
  return keyed.map(({ object }) => object);
}

function compareLists(a: string[], b: string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] as string;
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

/** Definitions, classes, custom kinds, the rest (KC-125). The first two are waited for. */
export type Stage = "definitions" | "classes" | "custom" | "rest";
export const stages: readonly Stage[] = ["definitions", "classes", "custom", "rest"];

/** The stage of an object; `customKinds` holds `group/Kind`. */
export function stageOf(object: KubeObject, customKinds: ReadonlySet<string> = new Set()): Stage {
  const { group } = parseApiVersion(object.apiVersion);
  const isDefinition =
    group === "apiextensions.k8s.io" ||
    (object.kind === "Namespace" && object.apiVersion === "v1") ||
    (object.kind === "ClusterRole" && group === "rbac.authorization.k8s.io");
  if (isDefinition) return "definitions";
  if (object.kind.endsWith("Class")) return "classes";
  return customKinds.has(`${group}/${object.kind}`) ? "custom" : "rest";
}
