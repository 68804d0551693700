import type { GroupResource } from "../registry/object-store.ts";

/** A resource that the simulation reads or writes. */
export interface SimulatedResource extends GroupResource {
  apiVersion: string;
  kind: string;
}

function define(group: string, resource: string, apiVersion: string, kind: string): SimulatedResource {
  return { group, resource, apiVersion, kind };
}

/** The resources of the simulation, by plural name. */
export const simulated = {
  pods: define("", "pods", "v1", "Pod"),
  nodes: define("", "nodes", "v1", "Node"),
  namespaces: define("", "namespaces", "v1", "Namespace"),
  services: define("", "services", "v1", "Service"),
  endpoints: define("", "endpoints", "v1", "Endpoints"),
  events: define("", "events", "v1", "Event"),
  configmaps: define("", "configmaps", "v1", "ConfigMap"),
  serviceaccounts: define("", "serviceaccounts", "v1", "ServiceAccount"),
  persistentvolumes: define("", "persistentvolumes", "v1", "PersistentVolume"),
  persistentvolumeclaims: define("", "persistentvolumeclaims", "v1", "PersistentVolumeClaim"),
  replicationcontrollers: define("", "replicationcontrollers", "v1", "ReplicationController"),
  deployments: define("apps", "deployments", "apps/v1", "Deployment"),
  replicasets: define("apps", "replicasets", "apps/v1", "ReplicaSet"),
  statefulsets: define("apps", "statefulsets", "apps/v1", "StatefulSet"),
  daemonsets: define("apps", "daemonsets", "apps/v1", "DaemonSet"),
  controllerrevisions: define("apps", "controllerrevisions", "apps/v1", "ControllerRevision"),
  jobs: define("batch", "jobs", "batch/v1", "Job"),
  cronjobs: define("batch", "cronjobs", "batch/v1", "CronJob"),
  endpointslices: define("discovery.k8s.io", "endpointslices", "discovery.k8s.io/v1", "EndpointSlice"),
  ingresses: define("networking.k8s.io", "ingresses", "networking.k8s.io/v1", "Ingress"),
  storageclasses: define("storage.k8s.io", "storageclasses", "storage.k8s.io/v1", "StorageClass"),
  poddisruptionbudgets: define("policy", "poddisruptionbudgets", "policy/v1", "PodDisruptionBudget"),
  horizontalpodautoscalers: define(
    "autoscaling",
    "horizontalpodautoscalers",
    "autoscaling/v2",
    "HorizontalPodAutoscaler",
  ),
  priorityclasses: define("scheduling.k8s.io", "priorityclasses", "scheduling.k8s.io/v1", "PriorityClass"),
} as const;

export type SimulatedName = keyof typeof simulated;
