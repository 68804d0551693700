import type { JsonObject, KubeObject } from "@sluice/base/object";
import { child, children, ensureChild } from "../defaults/set-default.ts";
import { parseQuantity } from "../quantity.ts";
import { hashOf } from "./service-addresses.ts";

const tokenMountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const tokenSeconds = 3607;
const suffixLetters = "bcdfghjklmnpqrstvwxz2456789";

/** What admission and the registry add to a new Pod: service account, its token volume, tolerations, priority, QoS. */
export function preparePod(pod: KubeObject, old: KubeObject | undefined): void {
  const spec = ensureChild(pod as unknown as JsonObject, "spec");
  if (old !== undefined) return;
  const account = spec["serviceAccountName"] ?? spec["serviceAccount"] ?? "default";
  spec["serviceAccountName"] = account;
  spec["serviceAccount"] = account;
  if (spec["automountServiceAccountToken"] !== false) mountToken(pod, spec);
  addTolerations(spec);
  spec["priority"] ??= 0;
  spec["preemptionPolicy"] ??= "PreemptLowerPriority";
  pod["status"] = { phase: "Pending", qosClass: qosClassOf(spec) };
}

/** The quality-of-service class that requests and limits of a pod spec give. */
export function qosClassOf(spec: JsonObject): "Guaranteed" | "Burstable" | "BestEffort" {
  const containers = [...children(spec, "containers"), ...children(spec, "initContainers")];
  let isAnySet = false;
  let isGuaranteed = containers.length > 0;
  for (const container of containers) {
    const resources = child(container, "resources");
    const requests = child(resources, "requests") ?? {};
    const limits = child(resources, "limits") ?? {};
    for (const name of ["cpu", "memory"]) {
      const request = nano(requests[name]);
      const limit = nano(limits[name]);
      if (request > 0n || limit > 0n) isAnySet = true;
      if (limit === 0n || (request > 0n && request !== limit)) isGuaranteed = false;
    }
  }
  if (!isAnySet) return "BestEffort";
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

function nano(value: unknown): bigint {
  return typeof value === "string" ? (parseQuantity(value)?.nano ?? 0n) : 0n;
}

function mountToken(pod: KubeObject, spec: JsonObject): void {
  const containers = [...children(spec, "containers"), ...children(spec, "initContainers")];
  const isMounted = (container: JsonObject): boolean =>
    children(container, "volumeMounts").some((mount) => mount["mountPath"] === tokenMountPath);
  const open = containers.filter((container) => !isMounted(container));
  if (open.length === 0) return;
  const name = `kube-api-access-${suffixOf(pod.metadata.uid ?? pod.metadata.name ?? "")}`;
  for (const container of open) {
    const mounts = Array.isArray(container["volumeMounts"]) ? container["volumeMounts"] : [];
    container["volumeMounts"] = [...mounts, { name, readOnly: true, mountPath: tokenMountPath }];
  }
  const volumes = Array.isArray(spec["volumes"]) ? spec["volumes"] : [];
  spec["volumes"] = [...volumes, tokenVolume(name)];
}

function tokenVolume(name: string): JsonObject {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: tokenSeconds, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
      defaultMode: 0o644,
    },
  };
}

function addTolerations(spec: JsonObject): void {
  const tolerations = Array.isArray(spec["tolerations"]) ? [...spec["tolerations"]] : [];
  for (const key of ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]) {
    const isTolerated = children(spec, "tolerations").some(
      (toleration) =>
        (toleration["key"] === key || toleration["key"] === undefined) &&
        (toleration["effect"] === "NoExecute" || toleration["effect"] === undefined),
    );
    if (!isTolerated)
      tolerations.push({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 });
  }
  if (tolerations.length > 0) spec["tolerations"] = tolerations;
}

function suffixOf(text: string): string {
  let hash = hashOf(text);
  let suffix = "";
  for (let index = 0; index < 5; index++) {
    suffix += suffixLetters[hash % suffixLetters.length];
    hash = Math.floor(hash / suffixLetters.length);
  }
  return suffix;
}
