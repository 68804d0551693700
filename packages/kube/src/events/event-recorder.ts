import type { Clock } from "@sluice/base/clock";
import { sha256Hex } from "@sluice/base/digest";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import { isNotFound, type KubeClient } from "../client/index.ts";

export type EventType = "Normal" | "Warning";

/** The object an event is about. */
export type InvolvedObject = Pick<KubeObject, "apiVersion" | "kind" | "metadata">;

/** Events kept in mind, to count repetitions instead of creating new ones (client-go: 4096). */
const maxRemembered = 4096;
const rememberMs = 10 * 60_000;
const maxPending = 1000;
/** The API server refuses longer messages. */
const maxMessageLength = 1024;
const event = { apiVersion: "v1", kind: "Event", plural: "events", isNamespaced: true };

interface Remembered {
  name: string;
  count: number;
  atMs: number;
}

interface PendingEvent {
  object: InvolvedObject;
  type: EventType;
  reason: string;
  message: string;
  annotations: Record<string, string> | undefined;
  atMs: number;
}

/**
 * Writes events in the background, in order. A repetition of the same event raises its count. When the API server
 * cannot keep up, the oldest pending events are dropped and the loss is logged.
 */
export class EventRecorder {
  readonly #client: KubeClient;
  readonly #component: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #remembered = new Map<string, Remembered>();
  readonly #pending: PendingEvent[] = [];
  #writing: Promise<void> | undefined;

  constructor(options: { client: KubeClient; component: string; clock: Clock; log: Logger }) {
    this.#client = options.client;
    this.#component = options.component;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Records an event; `annotations` become the event object's annotations. Returns at once. */
  record(
    object: InvolvedObject,
    type: EventType,
    reason: string,
    message: string,
    annotations?: Record<string, string>,
  ): void {
    if (this.#pending.length >= maxPending) {
      this.#pending.shift();
      this.#log.error("event queue is full", "an event was dropped");
    }
    this.#pending.push({ object, type, reason, message, annotations, atMs: this.#clock.now() });
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when all events recorded so far are written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      try {
        await this.#write(next);
      } catch (error) {
        this.#log.debug("event was not written", { error: String(error), reason: next.reason });
      }
    }
  }

  async #write(pending: PendingEvent): Promise<void> {
    const { object, type, reason, annotations, atMs } = pending;
    const message =
      pending.message.length > maxMessageLength
        ? `${pending.message.slice(0, maxMessageLength - 3)}...`
        : pending.message;
    const namespace = object.metadata.namespace || "default";
    const stamp = new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
    const identity = [
      object.kind,
      namespace,
      object.metadata.name,
      object.metadata.uid,
      type,
      reason,
      message,
    ].join("\0");
    const known = this.#remembered.get(identity);
    if (known !== undefined && atMs - known.atMs < rememberMs) {
      known.count++;
      known.atMs = atMs;
      const patch = { count: known.count, lastTimestamp: stamp, metadata: { annotations } };
      try {
        await this.#client.patch({ ...event, namespace, name: known.name }, "merge", patch);
        return;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    const name = `${object.metadata.name}.${sha256Hex(`${identity}\0${atMs}`).slice(0, 16)}`;
    await this.#client.create({
      apiVersion: "v1",
      kind: "Event",
      metadata: { name, namespace, ...(annotations ? { annotations } : {}) },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name: object.metadata.name,
        ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
        ...(object.metadata.uid ? { uid: object.metadata.uid } : {}),
        ...(object.metadata.resourceVersion ? { resourceVersion: object.metadata.resourceVersion } : {}),
      },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: stamp,
      lastTimestamp: stamp,
      source: { component: this.#component },
      reportingComponent: this.#component,
      reportingInstance: "",
    });
    this.#remember(identity, { name, count: 1, atMs });
  }

  #remember(identity: string, entry: Remembered): void {
    this.#remembered.delete(identity);
    this.#remembered.set(identity, entry);
    if (this.#remembered.size > maxRemembered) {
      this.#remembered.delete(this.#remembered.keys().next().value as string);
    }
  }
}
