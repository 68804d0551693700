import type { KubeObject } from "@sluice/base/object";
import { isStatusError } from "../status/index.ts";
import { fnv32 } from "./names.ts";
import { simulated } from "./resources.ts";
import type { Simulation } from "./simulation.ts";

const rememberedEvents = 5_000;
const known = new WeakMap<Simulation, Map<string, string>>();

/**
 * Records an event on an object, as controllers of a cluster do. The same event on the same object counts up instead
 * of making another one. Failing to record is no failure of the caller.
 */
export async function recordEvent(
  simulation: Simulation,
  object: Readonly<KubeObject>,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
  component: string,
): Promise<void> {
  const { namespace = "default", name = "", uid = "", resourceVersion } = object.metadata;
  const names = known.get(simulation) ?? new Map<string, string>();
  known.set(simulation, names);
  const identity = `${uid} ${reason} ${message}`;
  const now = simulation.now();
  try {
    const repeated = names.get(identity);
    const existing =
      repeated === undefined ? undefined : simulation.store.get(simulated.events, namespace, repeated);
    if (existing !== undefined) {
      const count = Number(existing["count"] ?? 1) + 1;
      await simulation.store.update({ ...existing, count, lastTimestamp: now }, { fieldManager: component });
      return;
    }
    const eventName = `${name}.${fnv32(identity).toString(16)}${fnv32(now + identity).toString(16)}`;
    if (names.size >= rememberedEvents) names.clear();
    names.set(identity, eventName);
    await simulation.store.create(
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: eventName, namespace },
        involvedObject: {
          apiVersion: object.apiVersion,
          kind: object.kind,
          name,
          namespace: object.metadata.namespace,
          uid,
          resourceVersion,
        },
        reason,
        message,
        type,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
        source: { component },
        reportingComponent: component,
        reportingInstance: "",
      },
      { fieldManager: component },
    );
  } catch (error) {
    if (!isStatusError(error)) throw error;
  }
}
