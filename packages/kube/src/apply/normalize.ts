import {
  deepClone,
  getPath,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseApiVersion,
  setKey,
} from "@sluice/base/object";

/** Where the pod spec of a workload stands. */
const podSpecPath: Record<string, string[]> = {
  Pod: ["spec"],
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/**
 * A copy of an object in the form in which it is applied (KC-121): no status (definitions excepted), no creation
 * time, ports with their protocol since it is a merge key, Secret text encoded, an unusable conversion CA dropped (KC-122).
 */
export function normalizeObject(object: KubeObject): KubeObject {
  const copy = deepClone(object);
  const plain = copy as unknown as JsonObject;
  const isDefinition =
    copy.kind === "CustomResourceDefinition" &&
    parseApiVersion(copy.apiVersion).group === "apiextensions.k8s.io";
  if (isDefinition) dropInvalidCaBundle(plain);
  else delete plain["status"];
  delete copy.metadata.creationTimestamp;
  delete copy.metadata.managedFields;
  const podSpec = getPath(plain, ...(podSpecPath[copy.kind] ?? ["-"]));
  for (const container of listAt(podSpec, "containers"))
    for (const port of listAt(container, "ports")) addProtocol(port);
  if (copy.apiVersion === "v1" && copy.kind === "Service")
    for (const port of listAt(plain["spec"], "ports")) addProtocol(port);
  if (copy.apiVersion === "v1" && copy.kind === "Secret") encodeStringData(plain);
  return copy;
}

function listAt(value: JsonValue | undefined, key: string): JsonValue[] {
  const list = getPath(value, key);
  return Array.isArray(list) ? list : [];
}

function addProtocol(port: JsonValue): void {
  if (isJsonObject(port) && !port["protocol"]) port["protocol"] = "TCP";
}

function encodeStringData(secret: JsonObject): void {
  const { stringData } = secret;
  if (!isJsonObject(stringData)) return;
  const data: JsonObject = isJsonObject(secret["data"]) ? secret["data"] : {};
  for (const [key, value] of Object.entries(stringData))
    setKey(data, key, Buffer.from(String(value)).toString("base64"));
  secret["data"] = data;
  delete secret["stringData"];
}

function dropInvalidCaBundle(definition: JsonObject): void {
  const config = getPath(definition, "spec", "conversion", "webhook", "clientConfig");
  if (!isJsonObject(config) || typeof config["caBundle"] !== "string") return;
  const pem = Buffer.from(config["caBundle"], "base64").toString("latin1");
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) delete config["caBundle"];
}
