import type { JsonObject } from "@sluice/base/object";
import { defaultPullPolicy } from "./image-tag.ts";
import {
  addMissing,
  child,
  children,
  ensureChild,
  isEmptyMap,
  type PackageDefaults,
  setDefault,
} from "./set-default.ts";

/** Defaults of Pods and of what Pods are made of, as in templates. Source: kubernetes:pkg/apis/core/v1/defaults.go. */
export const podDefaults: PackageDefaults = {
  package: "io.k8s.api.core.v1",
  types: {
    Pod: defaultPod,
    PodSpec(spec) {
      setDefault(spec, "dnsPolicy", "ClusterFirst");
      setDefault(spec, "restartPolicy", "Always");
      setDefault(spec, "securityContext", {});
      setDefault(spec, "terminationGracePeriodSeconds", 30);
      setDefault(spec, "schedulerName", "default-scheduler");
    },
    Container: defaultContainer,
    EphemeralContainer: defaultContainer,
    Probe(probe) {
      setDefault(probe, "timeoutSeconds", 1);
      setDefault(probe, "periodSeconds", 10);
      setDefault(probe, "successThreshold", 1);
      setDefault(probe, "failureThreshold", 3);
    },
    HTTPGetAction(action) {
      setDefault(action, "path", "/");
      setDefault(action, "scheme", "HTTP");
    },
    ObjectFieldSelector(selector) {
      setDefault(selector, "apiVersion", "v1");
    },
    Volume(volume) {
      if (Object.keys(volume).every((key) => key === "name")) volume["emptyDir"] = {};
      const image = child(volume, "image");
      if (image !== undefined) setDefault(image, "pullPolicy", defaultPullPolicy(image["reference"]));
    },
    SecretVolumeSource: defaultMode,
    ConfigMapVolumeSource: defaultMode,
    DownwardAPIVolumeSource: defaultMode,
    ProjectedVolumeSource: defaultMode,
    ServiceAccountTokenProjection(projection) {
      setDefault(projection, "expirationSeconds", 3600);
    },
    HostPathVolumeSource(source) {
      if (source["type"] === undefined) source["type"] = "";
    },
  },
};

function defaultContainer(container: JsonObject): void {
  setDefault(container, "imagePullPolicy", defaultPullPolicy(container["image"]));
  setDefault(container, "terminationMessagePath", "/dev/termination-log");
  setDefault(container, "terminationMessagePolicy", "File");
}

function defaultMode(source: JsonObject): void {
  setDefault(source, "defaultMode", 0o644);
}

function defaultPod(pod: JsonObject): void {
  const spec = ensureChild(pod, "spec");
  const containers = [...children(spec, "containers"), ...children(spec, "initContainers")];
  for (const container of containers) {
    const resources = child(container, "resources");
    const limits = child(resources, "limits");
    if (resources !== undefined && !isEmptyMap(limits))
      addMissing(ensureChild(resources, "requests"), limits);
  }
  setDefault(spec, "enableServiceLinks", true);
  if (spec["hostNetwork"] !== true) return;
  for (const container of containers) {
    for (const port of children(container, "ports")) setDefault(port, "hostPort", port["containerPort"] ?? 0);
  }
}
