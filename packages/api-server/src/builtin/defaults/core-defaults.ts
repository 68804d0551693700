import { deepClone, type JsonObject } from "@sluice/base/object";
import {
  addMissing,
  child,
  children,
  ensureChild,
  isEmptyMap,
  type PackageDefaults,
  setDefault,
} from "./set-default.ts";

const afterThreeHours = 10_800;

/** Defaults of the core group beside Pods. Source: kubernetes:pkg/apis/core/v1/defaults.go. */
export const coreDefaults: PackageDefaults = {
  package: "io.k8s.api.core.v1",
  types: {
    Service: defaultService,
    Secret(secret) {
      setDefault(secret, "type", "Opaque");
    },
    Namespace(namespace) {
      const metadata = ensureChild(namespace, "metadata");
      const name = metadata["name"];
      if (typeof name === "string" && name !== "") {
        ensureChild(metadata, "labels")["kubernetes.io/metadata.name"] = name;
      }
    },
    NamespaceStatus(status) {
      setDefault(status, "phase", "Active");
    },
    NodeStatus(status) {
      if (status["allocatable"] === undefined && status["capacity"] !== undefined) {
        status["allocatable"] = deepClone(status["capacity"]!);
      }
    },
    Endpoints(endpoints) {
      for (const subset of children(endpoints, "subsets")) {
        for (const port of children(subset, "ports")) setDefault(port, "protocol", "TCP");
      }
    },
    PersistentVolume(volume) {
      setDefault(ensureChild(volume, "status"), "phase", "Pending");
      const spec = ensureChild(volume, "spec");
      setDefault(spec, "persistentVolumeReclaimPolicy", "Retain");
      setDefault(spec, "volumeMode", "Filesystem");
    },
    PersistentVolumeClaim(claim) {
      setDefault(ensureChild(claim, "status"), "phase", "Pending");
    },
    PersistentVolumeClaimSpec(spec) {
      setDefault(spec, "volumeMode", "Filesystem");
    },
    ReplicationController(controller) {
      const spec = child(controller, "spec");
      const labels = child(child(child(spec, "template"), "metadata"), "labels");
      if (spec === undefined || labels === undefined) return;
      if (isEmptyMap(spec["selector"])) spec["selector"] = deepClone(labels);
      const metadata = ensureChild(controller, "metadata");
      if (isEmptyMap(metadata["labels"])) metadata["labels"] = deepClone(labels);
    },
    LimitRangeItem(item) {
      if (item["type"] !== "Container") return;
      const byDefault = { ...child(item, "default") };
      addMissing(byDefault, child(item, "max"));
      const request = { ...child(item, "defaultRequest") };
      addMissing(request, byDefault);
      addMissing(request, child(item, "min"));
      if (!isEmptyMap(byDefault)) item["default"] = byDefault;
      if (!isEmptyMap(request)) item["defaultRequest"] = request;
    },
  },
};

function defaultService(service: JsonObject): void {
  const spec = ensureChild(service, "spec");
  setDefault(spec, "sessionAffinity", "None");
  if (spec["sessionAffinity"] === "None") delete spec["sessionAffinityConfig"];
  else if (spec["sessionAffinity"] === "ClientIP") {
    const clientIp = child(child(spec, "sessionAffinityConfig"), "clientIP");
    if (clientIp?.["timeoutSeconds"] === undefined) {
      spec["sessionAffinityConfig"] = { clientIP: { timeoutSeconds: afterThreeHours } };
    }
  }
  setDefault(spec, "type", "ClusterIP");
  const type = spec["type"];
  for (const port of children(spec, "ports")) {
    setDefault(port, "protocol", "TCP");
    if (port["targetPort"] === 0) delete port["targetPort"];
    setDefault(port, "targetPort", port["port"] ?? 0);
  }
  const isExternal =
    type === "NodePort" ||
    type === "LoadBalancer" ||
    (type === "ClusterIP" && Array.isArray(spec["externalIPs"]) && spec["externalIPs"].length > 0);
  if (isExternal) setDefault(spec, "externalTrafficPolicy", "Cluster");
  if (type !== "ExternalName") setDefault(spec, "internalTrafficPolicy", "Cluster");
  if (type !== "LoadBalancer") return;
  setDefault(spec, "allocateLoadBalancerNodePorts", true);
  for (const ingress of children(child(child(service, "status"), "loadBalancer"), "ingress")) {
    if (ingress["ip"] !== undefined) setDefault(ingress, "ipMode", "VIP");
  }
}
