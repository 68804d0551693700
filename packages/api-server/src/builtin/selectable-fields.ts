import { getPath, type JsonValue, type KubeObject } from "@sluice/base/object";

type Select = (object: KubeObject) => string;

const tables: Record<string, Record<string, string | Select>> = {
  "/Pod": {
    "spec.nodeName": "",
    "spec.restartPolicy": "",
    "spec.schedulerName": "",
    "spec.serviceAccountName": "",
    "spec.hostNetwork": (pod) => String(getPath(asJson(pod), "spec", "hostNetwork") === true),
    "status.phase": "",
    "status.podIP": "",
    "status.nominatedNodeName": "",
  },
  "/Event": {
    "involvedObject.kind": "",
    "involvedObject.namespace": "",
    "involvedObject.name": "",
    "involvedObject.uid": "",
    "involvedObject.apiVersion": "",
    "involvedObject.resourceVersion": "",
    "involvedObject.fieldPath": "",
    reason: "",
    reportingComponent: (event) =>
      text(asJson(event), "reportingComponent") || text(asJson(event), "source", "component"),
    source: (event) =>
      text(asJson(event), "source", "component") || text(asJson(event), "reportingComponent"),
    type: "",
  },
  "events.k8s.io/Event": {
    "regarding.kind": "",
    "regarding.namespace": "",
    "regarding.name": "",
    "regarding.uid": "",
    "regarding.apiVersion": "",
    "regarding.resourceVersion": "",
    "regarding.fieldPath": "",
    reason: "",
    reportingController: "",
    type: "",
  },
  "/Namespace": { "status.phase": "", name: (namespace) => namespace.metadata.name ?? "" },
  "/Node": {
    "spec.unschedulable": (node) => String(getPath(asJson(node), "spec", "unschedulable") === true),
  },
  "/Secret": { type: "" },
  "/Service": { "spec.clusterIP": "", "spec.type": "" },
  "/PersistentVolume": { name: (volume) => volume.metadata.name ?? "" },
  "/PersistentVolumeClaim": { name: (claim) => claim.metadata.name ?? "" },
  "/ReplicationController": { "status.replicas": "" },
  "apps/ReplicaSet": { "status.replicas": "" },
  "batch/Job": { "status.successful": (job) => text(asJson(job), "status", "succeeded") || "0" },
  "certificates.k8s.io/CertificateSigningRequest": { "spec.signerName": "" },
  "resource.k8s.io/ResourceSlice": { "spec.nodeName": "", "spec.driver": "" },
};

/** What `--field-selector` can name for a kind, beyond its name and namespace. */
export function selectableFieldsOf(group: string, kind: string): Record<string, Select> {
  const fields: Record<string, Select> = {};
  for (const [label, select] of Object.entries(tables[`${group}/${kind}`] ?? {})) {
    const path = label.split(".");
    fields[label] = typeof select === "string" ? (object) => text(asJson(object), ...path) : select;
  }
  return fields;
}

function text(object: JsonValue, ...path: string[]): string {
  const value = getPath(object, ...path);
  return value === undefined || value === null ? "" : String(value);
}

function asJson(object: KubeObject): JsonValue {
  return object as unknown as JsonValue;
}
