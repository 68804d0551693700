import { getPath, type JsonObject } from "@sluice/base/object";
import { fnv32 } from "../names.ts";
import type { Container } from "../types.ts";

/** What a container is doing. */
export type ContainerState =
  | { kind: "waiting"; reason: string; message?: string }
  | { kind: "running"; startedAt: string }
  | { kind: "terminated"; reason: string; exitCode: number; startedAt: string; finishedAt: string };

/** What is reported about one container. */
export interface ContainerReport {
  state: ContainerState;
  isReady: boolean;
  restartCount?: number;
  lastExit?: { exitCode: number; reason: string; startedAt: string; finishedAt: string };
}

/** The entry of a container in `status.containerStatuses`. */
export function containerStatus(
  podUid: string,
  container: Container,
  report: ContainerReport,
  before: JsonObject | undefined,
): JsonObject {
  const { isReady, restartCount = 0, lastExit } = report;
  const state = keepStart(report.state, before);
  const id = `simulated://${hexOf(`${podUid}/${container.name}/${restartCount}`)}`;
  const hasImage = state.kind !== "waiting" || lastExit !== undefined;
  const status: JsonObject = {
    name: container.name,
    state: stateOf(state, id),
    lastState: lastExit === undefined ? {} : { terminated: { ...lastExit, containerID: id } },
    ready: isReady,
    restartCount,
    image: container.image ?? "",
    imageID: hasImage ? imageId(container.image ?? "") : "",
    started: state.kind === "running",
  };
  if (hasImage) status["containerID"] = id;
  return status;
}

/** A container that was running already has not started anew. */
function keepStart(state: ContainerState, before: JsonObject | undefined): ContainerState {
  if (state.kind !== "running") return state;
  const startedAt = getPath(before, "state", "running", "startedAt");
  return typeof startedAt === "string" ? { ...state, startedAt } : state;
}

function stateOf(state: ContainerState, id: string): JsonObject {
  switch (state.kind) {
    case "waiting":
      return {
        waiting: { reason: state.reason, ...(state.message === undefined ? {} : { message: state.message }) },
      };
    case "running":
      return { running: { startedAt: state.startedAt } };
    case "terminated": {
      const { kind: _, ...rest } = state;
      return { terminated: { ...rest, containerID: id } };
    }
  }
}

function imageId(image: string): string {
  const repository = image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? `sha256:${hexOf(image)}`;
  return `${repository}@${digest}`;
}

/** 64 hexadecimal digits that follow from a text. */
function hexOf(text: string): string {
  let hex = "";
  for (let part = 0; part < 8; part++) hex += fnv32(`${part}${text}`).toString(16).padStart(8, "0");
  return hex;
}
