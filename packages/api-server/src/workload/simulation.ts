import { deepClone, deepEqual, type KubeObject, type OwnerReference } from "@sluice/base/object";
import type { ObjectEvent, ObjectStore } from "../registry/object-store.ts";
import { isStatusError } from "../status/index.ts";
import { type Clock, timestamp } from "./clock.ts";
import { KeyQueue } from "./key-queue.ts";
import { ObjectIndex } from "./object-index.ts";
import { type SimulatedName, simulated } from "./resources.ts";

/** How long simulated things take, in milliseconds, and what the cluster looks like. */
export interface SimulationOptions {
  clock: Clock;
  /** From the creation of a Pod until its containers run and are ready. */
  podStartMs: number;
  /** How long a container of a Job's Pod runs. */
  jobRunMs: number;
  /** From the deletion of a Pod until it is gone; never longer than its grace period. */
  podStopMs: number;
  /** From the creation of a LoadBalancer Service or an Ingress until it has an address. */
  addressMs: number;
  /** Names of the nodes. */
  nodeNames: string[];
  /** Names of Pods do not depend on uids, so that two runs give the same ones. */
  stableNames: boolean;
  /** The certificate that kube-root-ca.crt holds. */
  rootCertificate: string;
  /** Called when a controller fails in an unforeseen way; the run is repeated. */
  onError(controller: string, key: string, error: unknown): void;
}

/** One simulated controller. */
export interface SimulatedController {
  /** What it is called in events and managedFields. */
  component: string;
  /** Which keys an event of a resource concerns. Runs for every event, so it has to be cheap. */
  watches: { [N in SimulatedName]?: (event: ObjectEvent, simulation: Simulation) => void };
  /** Brings one object a step further. Level-triggered: may run at any time and any number of times. */
  reconcile(simulation: Simulation, namespace: string, name: string): Promise<void>;
}

type Key = `${string}|${string}/${string}`;

const labelIndexed = new Set<SimulatedName>(["pods"]);

/**
 * Runs simulated controllers over a store: one watch per resource, one index per resource, one queue for all.
 * Controllers read from the indexes, which hold their own writes at once, and write through here.
 */
export class Simulation {
  readonly store: ObjectStore;
  readonly options: SimulationOptions;
  readonly clock: Clock;
  readonly startedMs: number;
  readonly #controllers = new Map<string, SimulatedController>();
  readonly #indexes = new Map<SimulatedName, ObjectIndex>();
  readonly #byResource = new Map<string, SimulatedName>();
  readonly #queue: KeyQueue<Key>;
  readonly #stops: (() => void)[] = [];
  #isStopped = false;

  constructor(
    store: ObjectStore,
    options: SimulationOptions,
    controllers: Record<string, SimulatedController>,
  ) {
    this.store = store;
    this.options = options;
    this.clock = options.clock;
    this.startedMs = options.clock.now();
    for (const [name, controller] of Object.entries(controllers)) this.#controllers.set(name, controller);
    for (const [name, { apiVersion, kind }] of Object.entries(simulated)) {
      this.#byResource.set(`${apiVersion} ${kind}`, name as SimulatedName);
    }
    this.#queue = new KeyQueue<Key>({
      clock: options.clock,
      concurrency: 32,
      handle: (key) => this.#handle(key),
      onError: (key, error) => this.#judge(key, error),
    });
  }

  /** Opens the watches. */
  start(): void {
    const names = new Set<SimulatedName>();
    for (const controller of this.#controllers.values()) {
      for (const name of Object.keys(controller.watches)) names.add(name as SimulatedName);
    }
    // All indexes are complete before any controller looks: one that came first would miss what others hold.
    for (const name of names) {
      const index = new ObjectIndex({ indexesLabels: labelIndexed.has(name) });
      for (const object of this.store.list(simulated[name])) index.put(object);
      this.#indexes.set(name, index);
    }
    for (const name of names) {
      const listeners = [...this.#controllers.values()].flatMap(
        (controller) => controller.watches[name] ?? [],
      );
      const index = this.objects(name);
      const stop = this.store.watch(simulated[name], (event) => {
        if (this.#isStopped) return;
        if (event.type === "DELETED") index.remove(event.object);
        else index.put(event.object);
        for (const listener of listeners) listener(event, this);
      });
      this.#stops.push(stop);
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    await this.#queue.stop();
  }

  /** Resolves when no controller has anything to do now. Delayed work does not count. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** The objects of a resource as last seen. */
  objects(name: SimulatedName): ObjectIndex {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`the simulation does not watch ${name}`);
    return index;
  }

  /** Asks for a run of a controller for an object. */
  enqueue(controller: string, namespace: string, name: string, delayMs = 0): void {
    this.#queue.addAfter(`${controller}|${namespace}/${name}`, delayMs);
  }

  now(): string {
    return timestamp(this.clock.now());
  }

  async create(object: KubeObject, component: string): Promise<KubeObject> {
    return this.#seen(await this.store.create(object, { fieldManager: managerOf(component) }));
  }

  async update(object: KubeObject, component: string): Promise<KubeObject> {
    return this.#seen(await this.store.update(object, { fieldManager: managerOf(component) }));
  }

  /** Writes a status when it differs from the present one. True when it was written. */
  async updateStatus(object: Readonly<KubeObject>, status: unknown, component: string): Promise<boolean> {
    const wanted = withoutUndefined(status);
    if (deepEqual(object["status"] ?? {}, wanted)) return false;
    const { managedFields: _, ...metadata } = object.metadata;
    const changed = { ...object, metadata: deepClone(metadata), status: wanted } as KubeObject;
    this.#seen(await this.store.updateStatus(changed, { fieldManager: managerOf(component) }));
    return true;
  }

  /** Deletes an object; that it is gone already is fine. */
  async remove(
    name: SimulatedName,
    object: Readonly<KubeObject>,
    options: { gracePeriodSeconds?: number; propagationPolicy?: "Background" | "Foreground" | "Orphan" } = {},
  ): Promise<void> {
    const { namespace = "", name: objectName = "", uid } = object.metadata;
    try {
      await this.store.delete(simulated[name], namespace, objectName, { ...options, uid });
    } catch (error) {
      if (!isStatusError(error, 404) && !isStatusError(error, 409)) throw error;
    }
    const left = this.store.get(simulated[name], namespace, objectName);
    const index = this.#indexes.get(name);
    if (left !== undefined && left.metadata.uid === uid) index?.put(left);
    else index?.remove(object);
  }

  #seen(object: KubeObject): KubeObject {
    const name = this.#byResource.get(`${object.apiVersion} ${object.kind}`);
    const index = name === undefined ? undefined : this.#indexes.get(name);
    index?.put(object);
    return object;
  }

  async #handle(key: Key): Promise<void> {
    const bar = key.indexOf("|");
    const slash = key.indexOf("/", bar);
    const controller = this.#controllers.get(key.slice(0, bar))!;
    await controller.reconcile(this, key.slice(bar + 1, slash), key.slice(slash + 1));
  }

  #judge(key: Key, error: unknown): "retry" | "retry-now" | "drop" {
    if (this.#isStopped) return "drop";
    if (isStatusError(error, 409)) return "retry-now";
    if (isStatusError(error, 404)) return "drop";
    const bar = key.indexOf("|");
    this.options.onError(key.slice(0, bar), key.slice(bar + 1), error);
    return "retry";
  }
}

/** All controllers of a cluster write as one manager. */
function managerOf(component: string): string {
  return component === "kubelet" || component === "kube-scheduler" ? component : "kube-controller-manager";
}

/** A reference that makes `owner` the controller of an object. */
export function controlledBy(owner: Readonly<KubeObject>): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name ?? "",
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The reference to the controller of an object. */
export function controllerOf(object: Readonly<KubeObject>): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** Asks for a run of a controller for the object itself. */
export function enqueueSelf(controller: string) {
  return (event: ObjectEvent, simulation: Simulation): void => {
    const { namespace = "", name = "" } = event.object.metadata;
    simulation.enqueue(controller, namespace, name);
  };
}

/** Asks for a run of a controller for the owner of an object, where the owner is of the kind. */
export function enqueueOwner(controller: string, kind: string) {
  return (event: ObjectEvent, simulation: Simulation): void => {
    const owner = controllerOf(event.object);
    if (owner?.kind === kind)
      simulation.enqueue(controller, event.object.metadata.namespace ?? "", owner.name);
    const before = event.previous === undefined ? undefined : controllerOf(event.previous);
    if (before?.kind === kind && before.uid !== owner?.uid) {
      simulation.enqueue(controller, event.object.metadata.namespace ?? "", before.name);
    }
  };
}

/** A copy without fields that are undefined, as it would come back from JSON. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) copy[key] = withoutUndefined(item);
  }
  return copy;
}
