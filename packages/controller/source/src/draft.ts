import {
  type Condition,
  eventAnnotationPrefix,
  ProgressingReason,
  ReadyCondition,
  reconcileRequestAnnotation,
  unobservedStatus,
} from "@sluice/api/meta";
import type { Clock } from "@sluice/base/clock";
import type { JsonObject, KubeObject, ObjectMeta } from "@sluice/base/object";
import { deepClone } from "@sluice/base/object";
import { isNotFound, type KindRef, type KubeClient } from "@sluice/kube/client";
import type { EventRecorder, EventType } from "@sluice/kube/events";
import { findCondition, markReconciling, removeCondition, setCondition } from "@sluice/toolkit/conditions";
import { mergePatchBetween } from "@sluice/toolkit/outcome";
import type { Conclusion, ConditionTable, PassResult } from "./conclude.ts";
import { concludePass } from "./conclude.ts";

/** The parts of a status that every source has. */
export interface SourceStatus {
  conditions?: Condition[];
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
}

/** A source as a controller reads it. */
export interface SourceObject<Status extends SourceStatus> {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  status?: Status;
}

export interface DraftOptions {
  client: KubeClient;
  recorder: EventRecorder;
  clock: Clock;
  kind: KindRef;
  fieldManager: string;
  /** Told of each state that was written. */
  onWritten(object: KubeObject): void;
}

/**
 * The status of one object while a pass works on it. Steps change the draft; it is written when a step has found
 * something that people should see at once, and at the end. What is equal to the last written state is not written.
 */
export class StatusDraft<Status extends SourceStatus> {
  readonly object: SourceObject<Status>;
  /** The status as it was when the pass began. */
  readonly initial: Status;
  status: Status;
  readonly #options: DraftOptions;
  #written: Status;
  #resourceVersion: string | undefined;

  constructor(object: SourceObject<Status>, options: DraftOptions) {
    this.object = object;
    this.initial = (object.status ?? {}) as Status;
    this.status = deepClone(this.initial);
    this.#written = this.initial;
    this.#options = options;
    this.#resourceVersion = object.metadata.resourceVersion;
  }

  get generation(): number {
    return this.object.metadata.generation ?? 0;
  }

  get conditions(): Condition[] {
    return this.status.conditions ?? [];
  }

  /** The value by which a reconcile was asked for. */
  get request(): string | undefined {
    return this.object.metadata.annotations?.[reconcileRequestAnnotation];
  }

  find(type: string): Condition | undefined {
    return findCondition(this.conditions, type);
  }

  mark(type: string, status: "True" | "False", reason: string, message: string): void {
    const input = { type, status, reason, message, observedGeneration: this.generation };
    this.status.conditions = setCondition(this.conditions, input, this.#now());
  }

  remove(...types: string[]): void {
    if (this.status.conditions === undefined) return;
    for (const type of types) this.status.conditions = removeCondition(this.conditions, type);
  }

  /** Reconciling; Ready becomes Unknown where it is not settled, or where the object is known to be behind (RC-02, RC-03). */
  progress(message: string, isDrift: boolean): void {
    const facts = { reason: ProgressingReason, message, observedGeneration: this.generation };
    this.status.conditions = markReconciling(this.conditions, facts, this.#now());
    const ready = this.find(ReadyCondition);
    if (!isDrift && ready !== undefined && ready.status !== "Unknown") return;
    const unknown = { ...facts, type: ReadyCondition, status: "Unknown" as const };
    this.status.conditions = setCondition(this.conditions, unknown, this.#now());
  }

  /** The version of the object that was read or written last. */
  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  /** Begins a pass: what is new about it is shown at once (RC-02). */
  async begin(): Promise<void> {
    this.progress("reconciliation in progress", false);
    // The default of the CRD, for servers that do not fill it in where `status` is a subresource.
    const observed = this.status.observedGeneration ?? unobservedStatus.observedGeneration;
    if (this.generation !== observed) {
      this.progress(`processing object: new generation ${observed} -> ${this.generation}`, false);
      await this.write();
    } else if ((this.request ?? "") !== (this.status.lastHandledReconcileAt ?? "")) {
      await this.write();
    }
  }

  /** Ends a pass: the rules of `concludePass`, then the last write. */
  async conclude(result: PassResult, table: ConditionTable): Promise<Conclusion> {
    if (this.request !== undefined) this.status.lastHandledReconcileAt = this.request;
    const conclusion = concludePass(this.conditions, result, table, this.generation, this.#now());
    if (conclusion.conditions.length > 0) this.status.conditions = conclusion.conditions;
    if (conclusion.isObserved) this.status.observedGeneration = this.generation;
    await this.write();
    return conclusion;
  }

  /** Writes what differs from the last written state. An object that is gone is no error. */
  async write(): Promise<void> {
    const patch = mergePatchBetween(
      this.#written as unknown as JsonObject,
      this.status as unknown as JsonObject,
    );
    if (patch === undefined) return;
    const { client, kind, fieldManager, onWritten } = this.#options;
    const { namespace, name = "" } = this.object.metadata;
    const options = { subresource: "status", fieldManager };
    try {
      const written = await client.patch({ ...kind, namespace, name }, "merge", { status: patch }, options);
      this.#resourceVersion = written.metadata.resourceVersion;
      onWritten(written);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#written = deepClone(this.status);
  }

  /** Records an event with the metadata of the object's own annotations (EV-02). */
  event(type: EventType, reason: string, message: string, annotations: Record<string, string> = {}): void {
    const own = Object.entries(this.object.metadata.annotations ?? {}).filter(([key]) =>
      key.startsWith(eventAnnotationPrefix),
    );
    this.#options.recorder.record(this.object, type, reason, message, {
      ...Object.fromEntries(own),
      ...annotations,
    });
  }

  #now(): Date {
    return new Date(this.#options.clock.now());
  }
}
