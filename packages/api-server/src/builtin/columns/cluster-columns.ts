import { getKey, type JsonObject } from "@sluice/base/object";
import type { PrinterColumn } from "../../resource/index.ts";
import { formatAge } from "../../table/index.ts";
import { ageColumn, column, count, nameColumn, type Row, wide } from "./column.ts";
import { selectorText } from "./format.ts";

export const namespaceColumns: PrinterColumn[] = [
  nameColumn,
  column("Status", (row) => row.text("status.phase")),
  ageColumn,
];

export const nodeColumns: PrinterColumn[] = [
  nameColumn,
  column("Status", (row) => {
    const ready = row.items("status.conditions").find(({ type }) => type === "Ready");
    const state = ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
    return row.flag("spec.unschedulable") ? `${state},SchedulingDisabled` : state;
  }),
  column("Roles", nodeRoles),
  ageColumn,
  column("Version", (row) => row.text("status.nodeInfo.kubeletVersion")),
  wide("Internal-IP", (row) => nodeAddress(row, "InternalIP")),
  wide("External-IP", (row) => nodeAddress(row, "ExternalIP")),
  wide("OS-Image", (row) => row.text("status.nodeInfo.osImage", "<unknown>")),
  wide("Kernel-Version", (row) => row.text("status.nodeInfo.kernelVersion", "<unknown>")),
  wide("Container-Runtime", (row) => row.text("status.nodeInfo.containerRuntimeVersion", "<unknown>")),
];

export const eventColumns: PrinterColumn[] = [
  column("Last Seen", (row) => {
    if (row.get("series") !== undefined) return row.age("series.lastObservedTime");
    return row.text("lastTimestamp") === "" ? firstSeen(row) : row.age("lastTimestamp");
  }),
  column("Type", (row) => row.text("type")),
  column("Reason", (row) => row.text("reason")),
  column("Object", (row) => {
    const kind = row.text("involvedObject.kind").toLowerCase();
    const name = row.text("involvedObject.name");
    return name === "" ? kind : `${kind}/${name}`;
  }),
  wide("Subobject", (row) => row.text("involvedObject.fieldPath")),
  wide("Source", (row) => {
    const component = row.text("source.component", row.text("reportingComponent"));
    const instance = row.text("source.host", row.text("reportingInstance"));
    return instance === "" ? component : `${component}, ${instance}`;
  }),
  column("Message", (row) => row.text("message").trim()),
  wide("First Seen", firstSeen),
  wide("Count", (row) =>
    row.get("series") === undefined ? row.number("count") || 1 : row.number("series.count"),
  ),
  column("Name", (row) => row.object.metadata.name ?? "", { wide: true, format: "name" }),
];

export const secretColumns: PrinterColumn[] = [
  nameColumn,
  column("Type", (row) => row.text("type")),
  column("Data", (row) => row.keys("data").length),
  ageColumn,
];

export const configMapColumns: PrinterColumn[] = [
  nameColumn,
  column("Data", (row) => row.keys("data").length + row.keys("binaryData").length),
  ageColumn,
];

export const resourceQuotaColumns: PrinterColumn[] = [
  nameColumn,
  column("Request", (row) => quotaText(row, false)),
  column("Limit", (row) => quotaText(row, true)),
  ageColumn,
];

export const bindingColumns: PrinterColumn[] = [
  nameColumn,
  column("Role", (row) => `${row.text("roleRef.kind")}/${row.text("roleRef.name")}`),
  ageColumn,
  wide("Users", (row) => subjects(row, "User")),
  wide("Groups", (row) => subjects(row, "Group")),
  wide("ServiceAccounts", (row) => subjects(row, "ServiceAccount")),
];

export const horizontalPodAutoscalerColumns: PrinterColumn[] = [
  nameColumn,
  column(
    "Reference",
    (row) => `${row.text("spec.scaleTargetRef.kind")}/${row.text("spec.scaleTargetRef.name")}`,
  ),
  column("Targets", metricsText),
  column("MinPods", (row) => row.text("spec.minReplicas", "<unset>")),
  column("MaxPods", (row) => row.number("spec.maxReplicas")),
  column("Replicas", (row) => row.number("status.currentReplicas")),
  ageColumn,
];

export const leaseColumns: PrinterColumn[] = [
  nameColumn,
  column("Holder", (row) => row.text("spec.holderIdentity")),
  ageColumn,
];

export const priorityClassColumns: PrinterColumn[] = [
  nameColumn,
  count("Value", (row) => row.number("value")),
  column("Global-Default", (row) => row.flag("globalDefault"), { type: "boolean" }),
  ageColumn,
  column("PreemptionPolicy", (row) => row.text("preemptionPolicy")),
];

export const runtimeClassColumns: PrinterColumn[] = [
  nameColumn,
  column("Handler", (row) => row.text("handler")),
  ageColumn,
];

export const webhookColumns: PrinterColumn[] = [
  nameColumn,
  count("Webhooks", (row) => row.items("webhooks").length),
  ageColumn,
];

export const admissionPolicyColumns: PrinterColumn[] = [
  nameColumn,
  count("Validations", (row) => row.items("spec.validations").length),
  column("ParamKind", (row) =>
    row.get("spec.paramKind") === undefined
      ? "<unset>"
      : `${row.text("spec.paramKind.apiVersion")}/${row.text("spec.paramKind.kind")}`,
  ),
  ageColumn,
];

export const admissionPolicyBindingColumns: PrinterColumn[] = [
  nameColumn,
  column("PolicyName", (row) => row.text("spec.policyName")),
  column("ParamRef", (row) => {
    const name = row.text("spec.paramRef.name");
    if (name !== "") return `${row.text("spec.paramRef.namespace", "*")}/${name}`;
    return row.get("spec.paramRef.selector") === undefined
      ? "<unset>"
      : selectorText(row.get("spec.paramRef.selector"));
  }),
  ageColumn,
];

export const apiServiceColumns: PrinterColumn[] = [
  nameColumn,
  column("Service", (row) =>
    row.get("spec.service") === undefined
      ? "Local"
      : `${row.text("spec.service.namespace")}/${row.text("spec.service.name")}`,
  ),
  column("Available", (row) => {
    const condition = row.items("status.conditions").find(({ type }) => type === "Available");
    if (condition === undefined) return "Unknown";
    return condition["status"] === "True" ? "True" : `${condition["status"]} (${condition["reason"]})`;
  }),
  ageColumn,
];

export const certificateSigningRequestColumns: PrinterColumn[] = [
  nameColumn,
  ageColumn,
  column("SignerName", (row) => row.text("spec.signerName", "<none>")),
  column("Requestor", (row) => row.text("spec.username")),
  column("RequestedDuration", (row) => {
    const seconds = row.get("spec.expirationSeconds");
    return typeof seconds === "number"
      ? formatAge(new Date(0).toISOString(), new Date(seconds * 1000))
      : "<none>";
  }),
  column("Condition", (row) => {
    const has = (type: string): boolean =>
      row.items("status.conditions").some((item) => item["type"] === type);
    const state = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
    return `${state}${has("Failed") ? ",Failed" : ""}${row.text("status.certificate") === "" ? "" : ",Issued"}`;
  }),
];

export const flowSchemaColumns: PrinterColumn[] = [
  nameColumn,
  column("PriorityLevel", (row) => row.text("spec.priorityLevelConfiguration.name")),
  column("MatchingPrecedence", (row) => row.number("spec.matchingPrecedence")),
  column("DistinguisherMethod", (row) => row.text("spec.distinguisherMethod.type", "<none>")),
  ageColumn,
  column("MissingPL", (row) => {
    const dangling = row.items("status.conditions").find(({ type }) => type === "Dangling");
    return dangling === undefined ? "?" : String(dangling["status"]);
  }),
];

export const priorityLevelColumns: PrinterColumn[] = [
  nameColumn,
  column("Type", (row) => row.text("spec.type")),
  column("NominalConcurrencyShares", (row) => row.get("spec.limited.nominalConcurrencyShares") ?? "<none>"),
  column("Queues", (row) => row.get("spec.limited.limitResponse.queuing.queues") ?? "<none>"),
  column("HandSize", (row) => row.get("spec.limited.limitResponse.queuing.handSize") ?? "<none>"),
  column(
    "QueueLengthLimit",
    (row) => row.get("spec.limited.limitResponse.queuing.queueLengthLimit") ?? "<none>",
  ),
  ageColumn,
];

export const resourceClaimColumns: PrinterColumn[] = [
  nameColumn,
  column("State", (row) => {
    const isDeleted = row.object.metadata.deletionTimestamp !== undefined;
    const states = isDeleted ? ["deleted"] : [];
    if (row.get("status.allocation") === undefined)
      return [...states, ...(isDeleted ? [] : ["pending"])].join(",");
    states.push("allocated");
    if (row.items("status.reservedFor").length > 0) states.push("reserved");
    return states.join(",");
  }),
  ageColumn,
];

export const resourceSliceColumns: PrinterColumn[] = [
  nameColumn,
  column("Node", (row) => row.text("spec.nodeName")),
  column("Driver", (row) => row.text("spec.driver")),
  column("Pool", (row) => row.text("spec.pool.name")),
  ageColumn,
];

export const nameAndAgeColumns: PrinterColumn[] = [nameColumn, ageColumn];

function firstSeen(row: Row): string {
  return row.text("firstTimestamp") === "" ? row.age("eventTime") : row.age("firstTimestamp");
}

function nodeRoles(row: Row): string {
  const roles = new Set<string>();
  const prefix = "node-role.kubernetes.io/";
  for (const [key, value] of Object.entries(row.object.metadata.labels ?? {})) {
    if (key.startsWith(prefix)) {
      if (key.length > prefix.length) roles.add(key.slice(prefix.length));
    } else if (key === "kubernetes.io/role" && value !== "") roles.add(value);
  }
  return [...roles].sort().join(",") || "<none>";
}

function nodeAddress(row: Row, type: string): string {
  const found = row.items("status.addresses").find((address) => address["type"] === type);
  return String(found?.["address"] ?? "<none>");
}

function quotaText(row: Row, isLimit: boolean): string {
  return row
    .keys("status.hard")
    .sort()
    .filter((name) => (name.includes(".") && name.split(".")[0] === "limits") === isLimit)
    .map((name) => {
      const used = (row.get("status.used") as JsonObject | undefined)?.[name] ?? "0";
      return `${name}: ${used}/${(row.get("status.hard") as JsonObject)[name]}`;
    })
    .join(", ");
}

function subjects(row: Row, kind: string): string {
  return row
    .items("subjects")
    .filter((subject) => subject["kind"] === kind)
    .map((subject) => {
      const name = String(subject["name"] ?? "");
      return kind === "ServiceAccount" ? `${subject["namespace"] ?? ""}/${name}` : name;
    })
    .join(", ");
}

const shownMetrics = 2;

function metricsText(row: Row): string {
  const specs = row.items("spec.metrics");
  if (specs.length === 0) return "<none>";
  const current = row.items("status.currentMetrics");
  const texts = specs.map((spec, index) => metricText(spec, current[index]));
  const first = texts.slice(0, shownMetrics).join(", ");
  return texts.length > shownMetrics ? `${first} + ${texts.length - shownMetrics} more...` : first;
}

const metricFields: Record<string, string> = {
  External: "external",
  Pods: "pods",
  Object: "object",
  Resource: "resource",
  ContainerResource: "containerResource",
};

function metricText(spec: JsonObject, status: JsonObject | undefined): string {
  const type = String(spec["type"]);
  const field = getKey(metricFields, type);
  if (field === undefined) return "<unknown type>";
  const source = (spec[field] ?? {}) as JsonObject;
  const target = (source["target"] ?? {}) as JsonObject;
  const current = ((status?.[field] as JsonObject | undefined)?.["current"] ?? {}) as JsonObject;
  const known = (name: string, unit = ""): string =>
    current[name] === undefined ? "<unknown>" : `${current[name]}${unit}`;
  if (type === "Resource" || type === "ContainerResource") {
    if (target["averageValue"] !== undefined) {
      return `${source["name"]}: ${known("averageValue")}/${target["averageValue"]}`;
    }
    const wanted = target["averageUtilization"];
    return `${source["name"]}: ${known("averageUtilization", "%")}/${wanted === undefined ? "<auto>" : `${wanted}%`}`;
  }
  if (type === "Pods") return `${known("averageValue")}/${target["averageValue"]}`;
  if (target["averageValue"] !== undefined) return `${known("averageValue")}/${target["averageValue"]} (avg)`;
  return `${known("value")}/${target["value"]}`;
}
