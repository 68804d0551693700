import { errorText, SluiceError } from "@sluice/base/errors";
import { isJsonObject, setKey } from "@sluice/base/object";
import { compareText } from "@sluice/go-template";
import { parseYaml } from "@sluice/yaml";
import { textOfScalar } from "../data/yaml-text.ts";
import { helmErrors } from "../errors.ts";
import type { HelmFlavour } from "../flavour.ts";
import { baseName } from "../functions/index.ts";
import { trimSpace } from "../text/letters.ts";
import { splitManifests } from "./split-manifests.ts";

export type HookEvent =
  | "pre-install"
  | "post-install"
  | "pre-delete"
  | "post-delete"
  | "pre-upgrade"
  | "post-upgrade"
  | "pre-rollback"
  | "post-rollback"
  | "test";

/** A rendered document that is installed; `object` is its data. */
export interface Manifest {
  /** The template it comes from. */
  readonly path: string;
  readonly content: string;
  readonly kind: string;
  readonly object: unknown;
}

/** A rendered document that runs at an event instead. */
export interface Hook extends Manifest {
  readonly name: string;
  readonly events: readonly HookEvent[];
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

const events: ReadonlyMap<string, HookEvent> = new Map([
  ["pre-install", "pre-install"],
  ["post-install", "post-install"],
  ["pre-delete", "pre-delete"],
  ["post-delete", "post-delete"],
  ["pre-upgrade", "pre-upgrade"],
  ["post-upgrade", "post-upgrade"],
  ["pre-rollback", "pre-rollback"],
  ["post-rollback", "post-rollback"],
  ["test", "test"],
  ["test-success", "test"],
]);

/** Kinds in the order in which they are installed; kinds that are not listed come last, by name. */
export const installOrder: readonly string[] = [
  "PriorityClass",
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];

/** Kinds in the order in which they are removed. */
export const uninstallOrder: readonly string[] = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "APIService",
  "Ingress",
  "IngressClass",
  "Service",
  "CronJob",
  "Job",
  "StatefulSet",
  "HorizontalPodAutoscaler",
  "Deployment",
  "ReplicaSet",
  "ReplicationController",
  "Pod",
  "DaemonSet",
  "RoleBindingList",
  "RoleBinding",
  "RoleList",
  "Role",
  "ClusterRoleBindingList",
  "ClusterRoleBinding",
  "ClusterRoleList",
  "ClusterRole",
  "CustomResourceDefinition",
  "PersistentVolumeClaim",
  "PersistentVolume",
  "StorageClass",
  "ConfigMap",
  "SecretList",
  "Secret",
  "ServiceAccount",
  "PodDisruptionBudget",
  "PodSecurityPolicy",
  "LimitRange",
  "ResourceQuota",
  "NetworkPolicy",
  "Namespace",
  "PriorityClass",
];

const orderedInVersion4 = new Set(["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]);

/**
 * Cuts rendered files into documents and sorts them, files by path first, then by kind. A document with the
 * annotation `helm.sh/hook` is a hook; one with an event that is unknown is dropped. Throws MANIFEST_INVALID.
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  flavour: HelmFlavour,
  order: readonly string[] = installOrder,
): { manifests: Manifest[]; hooks: Hook[] } {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  for (const path of [...files.keys()].sort(compareText)) {
    if (baseName(path).startsWith("_")) continue;
    for (const content of splitManifests(files.get(path)!, flavour)) {
      const manifest = readManifest(path, content);
      const annotations = annotationsOf(manifest);
      const hook = annotations?.["helm.sh/hook"];
      if (annotations === undefined || hook === undefined) manifests.push(manifest);
      else {
        const read = readHook(manifest, hook, annotations);
        if (read !== undefined) hooks.push(read);
      }
    }
  }
  const rank = new Map(order.map((kind, index) => [kind, index] as const));
  if (flavour === "3.21") for (const kind of orderedInVersion4) rank.delete(kind);
  return { manifests: sortByKind(manifests, rank), hooks: sortByKind(hooks, rank) };
}

function sortByKind<T extends Manifest>(items: readonly T[], rank: ReadonlyMap<string, number>): T[] {
  return [...items].sort((a, b) => {
    const left = rank.get(a.kind);
    const right = rank.get(b.kind);
    if (left === undefined && right === undefined) return compareText(a.kind, b.kind);
    if (left === undefined) return 1;
    return right === undefined ? -1 : left - right;
  });
}

function readManifest(path: string, content: string): Manifest {
  let object: unknown;
  try {
    object = parseYaml(content, { flavour: "v2" });
  } catch (error) {
    throw invalid(path, `error converting YAML to JSON: ${errorText(error)}`, error);
  }
  if (object !== null && !isJsonObject(object)) {
    const kind = Array.isArray(object) ? "array" : typeof object === "boolean" ? "bool" : typeof object;
    throw invalid(
      path,
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type util.SimpleHead`,
    );
  }
  const fields = object ?? {};
  textOfHead(path, fields, "apiVersion", "SimpleHead.apiVersion");
  const kind = textOfHead(path, fields, "kind", "SimpleHead.kind");
  return { path, content, kind, object };
}

function textOfHead(path: string, fields: Record<string, unknown>, key: string, field: string): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (value === undefined || value === null) return "";
  const text = textOfScalar(value);
  if (text === undefined) throw mistyped(path, value, field, "string");
  return text;
}

function mistyped(path: string, value: unknown, field: string, wanted: string): SluiceError {
  const kind = Array.isArray(value)
    ? "array"
    : isJsonObject(value)
      ? "object"
      : typeof value === "boolean"
        ? "bool"
        : typeof value === "bigint"
          ? "number"
          : typeof value;
  return invalid(
    path,
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go struct field ${field} of type ${wanted}`,
  );
}

function annotationsOf({ path, object }: Manifest): Record<string, string> | undefined {
  if (!isJsonObject(object)) return undefined;
  const metadata = Object.hasOwn(object, "metadata") ? object["metadata"] : undefined;
  if (metadata === undefined || metadata === null) return undefined;
  if (!isJsonObject(metadata))
    throw mistyped(
      path,
      metadata,
      "SimpleHead.metadata",
      "struct { Name string; Annotations map[string]string }",
    );
  textOfHead(path, metadata, "name", "SimpleHead.metadata.name");
  const annotations = Object.hasOwn(metadata, "annotations") ? metadata["annotations"] : undefined;
  if (annotations === undefined || annotations === null) return undefined;
  if (!isJsonObject(annotations))
    throw mistyped(path, annotations, "SimpleHead.metadata.annotations", "map[string]string");
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(annotations)) {
    const text = value === null ? "" : textOfScalar(value);
    if (text === undefined) throw mistyped(path, value, "SimpleHead.metadata.annotations", "string");
    setKey(texts, key, text);
  }
  return texts;
}

function readHook(manifest: Manifest, hook: string, annotations: Record<string, string>): Hook | undefined {
  const words = (text: string) => text.split(",").map((word) => trimSpace(word).toLowerCase());
  const named = words(hook).map((word) => events.get(word));
  if (named.some((event) => event === undefined)) return undefined;
  const weight = annotations["helm.sh/hook-weight"] ?? "";
  const policies = (key: string) => (annotations[key] === undefined ? [] : words(annotations[key]));
  const metadata = (manifest.object as { metadata?: { name?: unknown } }).metadata;
  return {
    ...manifest,
    name: textOfScalar(metadata?.name) ?? "",
    events: named as HookEvent[],
    weight: /^[+-]?\d+$/.test(weight) ? Number(weight) : 0,
    deletePolicies: policies("helm.sh/hook-delete-policy"),
    outputLogPolicies: policies("helm.sh/hook-output-log-policy"),
  };
}

function invalid(path: string, message: string, cause?: unknown): SluiceError {
  return new SluiceError(helmErrors.MANIFEST_INVALID, `YAML parse error on ${path}: ${message}`, {
    terminal: true,
    location: { path },
    hint: "render with --debug to see the text that the template gave",
    cause,
  });
}
