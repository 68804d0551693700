import type { PrinterColumn } from "../../resource/index.ts";
import { formatAge } from "../../table/index.ts";
import { ageColumn, column, count, nameColumn, type Row, wide } from "./column.ts";
import { containerTexts, hasCondition, labelsText, selectorText } from "./format.ts";

const templateContainers = "spec.template.spec.containers";

/** Containers, images and selector, which `-o wide` adds to everything with a pod template. */
function templateColumns(containers: string, selector: ((row: Row) => string) | undefined): PrinterColumn[] {
  const columns = [
    wide("Containers", (row) => containerTexts(row, containers, "name")),
    wide("Images", (row) => containerTexts(row, containers, "image")),
  ];
  if (selector !== undefined) columns.push(wide("Selector", selector));
  return columns;
}

const replicaColumns: PrinterColumn[] = [
  nameColumn,
  count("Desired", (row) => row.number("spec.replicas")),
  count("Current", (row) => row.number("status.replicas")),
  count("Ready", (row) => row.number("status.readyReplicas")),
  ageColumn,
];

export const deploymentColumns: PrinterColumn[] = [
  nameColumn,
  column("Ready", (row) => `${row.number("status.readyReplicas")}/${row.number("spec.replicas")}`),
  column("Up-to-date", (row) => row.number("status.updatedReplicas")),
  column("Available", (row) => row.number("status.availableReplicas")),
  ageColumn,
  ...templateColumns(templateContainers, (row) => selectorText(row.get("spec.selector"), "")),
];

export const replicaSetColumns: PrinterColumn[] = [
  ...replicaColumns,
  ...templateColumns(templateContainers, (row) => selectorText(row.get("spec.selector"))),
];

export const replicationControllerColumns: PrinterColumn[] = [
  ...replicaColumns,
  ...templateColumns(templateContainers, (row) => labelsText(row.get("spec.selector"))),
];

export const statefulSetColumns: PrinterColumn[] = [
  nameColumn,
  column("Ready", (row) => `${row.number("status.readyReplicas")}/${row.number("spec.replicas")}`),
  ageColumn,
  ...templateColumns(templateContainers, undefined),
];

export const daemonSetColumns: PrinterColumn[] = [
  nameColumn,
  count("Desired", (row) => row.number("status.desiredNumberScheduled")),
  count("Current", (row) => row.number("status.currentNumberScheduled")),
  count("Ready", (row) => row.number("status.numberReady")),
  count("Up-to-date", (row) => row.number("status.updatedNumberScheduled")),
  count("Available", (row) => row.number("status.numberAvailable")),
  column("Node Selector", (row) => labelsText(row.get("spec.template.spec.nodeSelector"))),
  ageColumn,
  ...templateColumns(templateContainers, (row) => selectorText(row.get("spec.selector"))),
];

export const jobColumns: PrinterColumn[] = [
  nameColumn,
  column("Status", jobStatus),
  column("Completions", (row) => {
    const succeeded = row.number("status.succeeded");
    if (row.get("spec.completions") !== undefined) return `${succeeded}/${row.number("spec.completions")}`;
    const parallelism = row.number("spec.parallelism");
    return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
  }),
  column("Duration", (row) => {
    const start = row.text("status.startTime");
    if (start === "") return "";
    const end = row.text("status.completionTime");
    return formatAge(start, end === "" ? row.now : new Date(end));
  }),
  ageColumn,
  ...templateColumns(templateContainers, (row) => selectorText(row.get("spec.selector"))),
];

export const cronJobColumns: PrinterColumn[] = [
  nameColumn,
  column("Schedule", (row) => row.text("spec.schedule")),
  column("Timezone", (row) => row.text("spec.timeZone", "<none>")),
  column("Suspend", (row) => (row.flag("spec.suspend") ? "True" : "False"), { type: "boolean" }),
  count("Active", (row) => row.items("status.active").length),
  column("Last Schedule", (row) =>
    row.text("status.lastScheduleTime") === "" ? "<none>" : row.age("status.lastScheduleTime"),
  ),
  ageColumn,
  ...templateColumns("spec.jobTemplate.spec.template.spec.containers", (row) =>
    selectorText(row.get("spec.jobTemplate.spec.selector")),
  ),
];

export const podTemplateColumns: PrinterColumn[] = [
  nameColumn,
  column("Containers", (row) => containerTexts(row, "template.spec.containers", "name")),
  column("Images", (row) => containerTexts(row, "template.spec.containers", "image")),
  column("Pod Labels", (row) => labelsText(row.get("template.metadata.labels"))),
];

export const controllerRevisionColumns: PrinterColumn[] = [
  nameColumn,
  column("Controller", (row) => {
    const owner = row.object.metadata.ownerReferences?.find((reference) => reference.controller);
    if (owner === undefined) return "<none>";
    const group = owner.apiVersion.includes("/") ? `.${owner.apiVersion.split("/")[0]}` : "";
    return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
  }),
  column("Revision", (row) => row.number("revision")),
  ageColumn,
];

export const podDisruptionBudgetColumns: PrinterColumn[] = [
  nameColumn,
  column("Min Available", (row) => row.text("spec.minAvailable", "N/A")),
  column("Max Unavailable", (row) => row.text("spec.maxUnavailable", "N/A")),
  count("Allowed Disruptions", (row) => row.number("status.disruptionsAllowed")),
  ageColumn,
];

function jobStatus(row: Row): string {
  const conditions = row.items("status.conditions");
  if (hasCondition(conditions, "Complete")) return "Complete";
  if (hasCondition(conditions, "Failed")) return "Failed";
  if (row.object.metadata.deletionTimestamp !== undefined) return "Terminating";
  for (const type of ["Suspended", "FailureTarget", "SuccessCriteriaMet"]) {
    if (hasCondition(conditions, type)) return type;
  }
  return "Running";
}
