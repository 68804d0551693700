import { isJsonObject, type JsonObject } from "@sluice/base/object";
import type { PrinterColumn } from "../../resource/index.ts";
import { formatAge } from "../../table/index.ts";
import { ageColumn, column, nameColumn, type Row, wide } from "./column.ts";
import { hasCondition } from "./format.ts";

interface PodSummary {
  ready: string;
  status: string;
  restarts: string;
}

interface Terminated {
  reason?: string;
  exitCode?: number;
  signal?: number;
  finishedAt?: string;
}

interface ContainerState {
  name?: string;
  ready?: boolean;
  started?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string }; terminated?: Terminated; running?: JsonObject };
  lastState?: { terminated?: Terminated };
}

/** Columns of `kubectl get pods`. */
export const podColumns: PrinterColumn[] = [
  nameColumn,
  column("Ready", (row) => summaryOf(row).ready),
  column("Status", (row) => summaryOf(row).status),
  column("Restarts", (row) => summaryOf(row).restarts),
  ageColumn,
  wide("IP", (row) =>
    row.text("status.podIP", String(row.items("status.podIPs")[0]?.["ip"] ?? "") || "<none>"),
  ),
  wide("Node", (row) => row.text("spec.nodeName", "<none>")),
  wide("Nominated Node", (row) => row.text("status.nominatedNodeName", "<none>")),
  wide("Readiness Gates", (row) => {
    const gates = row.items("spec.readinessGates");
    if (gates.length === 0) return "<none>";
    const conditions = row.items("status.conditions");
    const open = gates.filter((gate) => hasCondition(conditions, String(gate["conditionType"])));
    return `${open.length}/${gates.length}`;
  }),
];

const summaries = new WeakMap<object, { now: number; summary: PodSummary }>();

/** Three columns come from one look at the containers. */
function summaryOf(row: Row): PodSummary {
  const known = summaries.get(row.object);
  if (known?.now === row.now.getTime()) return known.summary;
  const summary = summarize(row);
  summaries.set(row.object, { now: row.now.getTime(), summary });
  return summary;
}

interface Restarts {
  count: number;
  last: string;
}

function summarize(row: Row): PodSummary {
  const phase = row.text("status.phase");
  const conditions = row.items("status.conditions");
  let reason = row.text("status.reason", phase);
  if (conditions.some(({ type, reason: why }) => type === "PodScheduled" && why === "SchedulingGated")) {
    reason = "SchedulingGated";
  }
  const initContainers = row.items("spec.initContainers");
  const sidecars = new Set(
    initContainers
      .filter((container) => container["restartPolicy"] === "Always")
      .map((container) => container["name"]),
  );
  const total = row.items("spec.containers").length + sidecars.size;
  const init = summarizeInit(row, initContainers.length, sidecars);
  let ready = init.ready;
  let restarts: Restarts = init.restarts;
  if (init.reason !== undefined) reason = init.reason;
  if (init.reason === undefined || hasCondition(conditions, "Initialized")) {
    const main = summarizeMain(row, reason, hasCondition(conditions, "Ready"));
    reason = main.reason;
    ready += main.ready;
    restarts = {
      count: init.sidecarRestarts.count + main.restarts.count,
      last: later(init.sidecarRestarts.last, main.restarts.last),
    };
  }
  if (row.object.metadata.deletionTimestamp !== undefined) {
    if (row.text("status.reason") === "NodeLost") reason = "Unknown";
    else if (phase !== "Succeeded" && phase !== "Failed") reason = "Terminating";
  }
  const when =
    restarts.count > 0 && restarts.last !== "" ? ` (${formatAge(restarts.last, row.now)} ago)` : "";
  return { ready: `${ready}/${total}`, status: reason, restarts: `${restarts.count}${when}` };
}

function summarizeInit(
  row: Row,
  count: number,
  sidecars: Set<unknown>,
): { ready: number; reason: string | undefined; restarts: Restarts; sidecarRestarts: Restarts } {
  let ready = 0;
  const restarts: Restarts = { count: 0, last: "" };
  const sidecarRestarts: Restarts = { count: 0, last: "" };
  const statuses = row.items("status.initContainerStatuses") as ContainerState[];
  for (const [index, container] of statuses.entries()) {
    const isSidecar = sidecars.has(container.name);
    addRestarts(restarts, container);
    if (isSidecar) addRestarts(sidecarRestarts, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated !== undefined && (terminated.exitCode ?? 0) === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready === true) ready++;
      continue;
    }
    let reason = `Init:${index}/${count}`;
    if (terminated !== undefined) reason = `Init:${endText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== "PodInitializing") reason = `Init:${waiting.reason}`;
    return { ready, reason, restarts, sidecarRestarts };
  }
  return { ready, reason: undefined, restarts, sidecarRestarts };
}

function summarizeMain(
  row: Row,
  before: string,
  isPodReady: boolean,
): { ready: number; reason: string; restarts: Restarts } {
  let reason = before;
  let ready = 0;
  let isRunning = false;
  let failure = "";
  const restarts: Restarts = { count: 0, last: "" };
  for (const container of (row.items("status.containerStatuses") as ContainerState[]).reverse()) {
    addRestarts(restarts, container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated !== undefined) {
      reason = endText(terminated);
      if ((terminated.exitCode ?? 0) !== 0) failure = reason;
    } else if (container.ready === true && isJsonObject(running)) {
      isRunning = true;
      ready++;
    }
  }
  if (reason === "Completed") {
    if (isRunning && isPodReady) reason = "Running";
    else if (failure !== "") reason = failure;
    else if (isRunning) reason = "NotReady";
  }
  return { ready, reason, restarts };
}

function endText(terminated: Terminated): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;
}

function addRestarts(restarts: Restarts, container: ContainerState): void {
  restarts.count += container.restartCount ?? 0;
  restarts.last = later(restarts.last, container.lastState?.terminated?.finishedAt ?? "");
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
