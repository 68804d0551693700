import { eventAnnotationPrefix } from "@sluice/api/meta";
import type { JsonObject, KubeObject, ObjectMeta } from "@sluice/base/object";
import { isNotFound, type KindRef, type KubeClient } from "@sluice/kube/client";
import type { EventRecorder, EventType } from "@sluice/kube/events";
import { mergePatchBetween } from "./merge-patch-between.ts";

export interface OutcomeEvent {
  type: EventType;
  reason: string;
  message: string;
  annotations?: Record<string, string>;
}

/** What a reconcile leaves behind; `status` is the whole new status. */
export interface Outcome<Status> {
  status: Status;
  events: OutcomeEvent[];
  requeueAfterMs?: number;
  /** Thrown after the status is written, so that the queue backs off. */
  error?: unknown;
}

export interface WriteOutcomeOptions {
  client: KubeClient;
  recorder: EventRecorder;
  kind: KindRef;
  /** Owner of the status fields, as upstream's `gotk-<controller>`. */
  fieldManager: string;
}

/** An object with a status, as a controller read it. */
export interface Reconciled<Status> {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  status?: Status;
}

/**
 * Records the events and writes the status if it differs from the one that was read. An object that is gone by now
 * is no error. Not aborted by shutdown: what has been done must be known. Returns the object as written, if it was.
 */
export async function writeOutcome<Status extends object>(
  object: Reconciled<Status>,
  outcome: Outcome<Status>,
  options: WriteOutcomeOptions,
): Promise<KubeObject | undefined> {
  const { client, recorder, kind, fieldManager } = options;
  for (const event of outcome.events) {
    recorder.record(
      object as KubeObject,
      event.type,
      event.reason,
      event.message,
      eventAnnotations(object, event),
    );
  }
  const patch = mergePatchBetween(
    (object.status ?? {}) as unknown as JsonObject,
    outcome.status as unknown as JsonObject,
  );
  if (patch === undefined) return undefined;
  const { namespace, name = "" } = object.metadata;
  try {
    return await client.patch(
      { ...kind, namespace, name },
      "merge",
      { status: patch },
      { subresource: "status", fieldManager },
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The event's own annotations, and those of the object that are meant for its events (KC-212). */
function eventAnnotations(
  object: Reconciled<unknown>,
  event: OutcomeEvent,
): Record<string, string> | undefined {
  const copied = Object.entries(object.metadata.annotations ?? {}).filter(([key]) =>
    key.startsWith(eventAnnotationPrefix),
  );
  const all = { ...Object.fromEntries(copied), ...event.annotations };
  return Object.keys(all).length > 0 ? all : undefined;
}
