import type { Logger } from "@sluice/base/log";
import { deepClone, type KubeObject, type OwnerReference, parseApiVersion } from "@sluice/base/object";
import { deleteObject, type Registry, systemContext } from "../registry/index.ts";
import type { ServedResource } from "../resource/index.ts";
import { isStatusError } from "../status/index.ts";
import type { StoredEvent } from "../storage/index.ts";

const manager = "kube-controller-manager";

interface Dependent {
  collection: string;
  key: string;
}

/**
 * Deletes objects whose owners are all gone, and carries out what an owner's deletion asks for: `orphan` takes the
 * references away, `foregroundDeletion` deletes the dependents first. Keeps an index from owner uid to dependents,
 * so that an object without owners costs nothing.
 */
export class GarbageCollector {
  readonly #registry: Registry;
  readonly #log: Logger;
  /** Owner uid to the ids of its dependents. */
  readonly #dependents = new Map<string, Map<string, Dependent>>();
  readonly #owners = new Map<string, string[]>();
  /** Uids of objects that exist: of those that own something, and of all that were ever asked for. */
  readonly #queue: (() => Promise<void>)[] = [];
  #isRunning = false;
  #isStopped = false;
  readonly #followed = new Set<string>();

  constructor(registry: Registry, log: Logger) {
    this.#registry = registry;
    this.#log = log;
  }

  start(): void {
    this.#followAll();
    this.#registry.resources.onChange(() => this.#followAll());
  }

  stop(): void {
    this.#isStopped = true;
  }

  #followAll(): void {
    for (const resource of this.#registry.resources.collections()) {
      const name = resource.collection;
      if (this.#followed.has(name)) continue;
      this.#followed.add(name);
      const collection = this.#registry.storage.collection(name);
      const [first, end] = collection.range("");
      for (let index = first; index < end; index++) {
        const entry = collection.at(index)!;
        if (mentionsOwners(entry.text)) this.#index(name, entry.key, this.#registry.storage.read(entry));
        if (isMarked(entry.text)) this.#enqueue(() => this.#processMarked(name, entry.key));
      }
      collection.listeners.add((event) => this.#onEvent(name, event));
    }
  }

  #onEvent(name: string, event: StoredEvent): void {
    const had = event.previous !== undefined && mentionsOwners(event.previous.text);
    if (event.type === "DELETED") {
      if (had) this.#unindex(name, event.key);
      const uid = this.#registry.storage.read(event.entry).metadata.uid!;
      if (this.#dependents.has(uid)) this.#enqueue(() => this.#ownerGone(uid));
      if (had) this.#wakeOwners(this.#registry.storage.read(event.previous!));
      return;
    }
    if (had || mentionsOwners(event.entry.text)) {
      this.#unindex(name, event.key);
      this.#index(name, event.key, this.#registry.storage.read(event.entry));
    }
    if (isMarked(event.entry.text)) this.#enqueue(() => this.#processMarked(name, event.key));
  }

  #index(name: string, key: string, object: KubeObject): void {
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const id = `${name}\0${key}`;
    this.#owners.set(
      id,
      references.map((reference) => reference.uid),
    );
    for (const { uid } of references) {
      let dependents = this.#dependents.get(uid);
      if (dependents === undefined) {
        dependents = new Map();
        this.#dependents.set(uid, dependents);
      }
      dependents.set(id, { collection: name, key });
    }
    if (references.some((reference) => !this.#exists(object, reference))) {
      this.#enqueue(() => this.#collect(name, key));
    }
  }

  #unindex(name: string, key: string): void {
    const id = `${name}\0${key}`;
    for (const uid of this.#owners.get(id) ?? []) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(id);
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
    this.#owners.delete(id);
  }

  /** A foreground-deleted owner goes when its last blocking dependent is gone. */
  #wakeOwners(object: KubeObject): void {
    for (const reference of object.metadata.ownerReferences ?? []) {
      const owner = this.#ownerOf(object, reference);
      if (owner === undefined) continue;
      const { resource, key } = owner;
      this.#enqueue(() => this.#processMarked(resource.collection, key));
    }
  }

  #exists(object: KubeObject, reference: OwnerReference): boolean {
    return this.#ownerOf(object, reference) !== undefined || !this.#isKnownKind(reference);
  }

  /** Owners of kinds that are not served may come back with their definition. */
  #isKnownKind(reference: OwnerReference): boolean {
    const { group, version } = parseApiVersion(reference.apiVersion);
    return this.#resourceOf(group, version, reference.kind) !== undefined;
  }

  #resourceOf(group: string, version: string, kind: string): ServedResource | undefined {
    const exact = this.#registry.resources.findKind(group, version, kind);
    if (exact !== undefined) return exact;
    for (const resource of this.#registry.resources.all()) {
      if (resource.definition.group === group && resource.definition.kind === kind) return resource;
    }
    return undefined;
  }

  #ownerOf(
    object: KubeObject,
    reference: OwnerReference,
  ): { resource: ServedResource; key: string; owner: KubeObject } | undefined {
    const { group, version } = parseApiVersion(reference.apiVersion);
    const resource = this.#resourceOf(group, version, reference.kind);
    if (resource === undefined) return undefined;
    const namespace = resource.definition.isNamespaced ? (object.metadata.namespace ?? "") : "";
    const key = `${namespace}/${reference.name}`;
    const entry = this.#registry.collection(resource).get(key);
    if (entry === undefined) return undefined;
    const owner = this.#registry.storage.read(entry);
    return owner.metadata.uid === reference.uid ? { resource, key, owner } : undefined;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue.push(work);
    if (this.#isRunning) return;
    this.#isRunning = true;
    setImmediate(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    for (let work = this.#queue.shift(); work !== undefined && !this.#isStopped; work = this.#queue.shift()) {
      try {
        await work();
      } catch (error) {
        if (isStatusError(error, 409)) this.#enqueue(work);
        else if (!isStatusError(error, 404)) this.#log.error(error, "garbage collection failed");
      }
    }
    this.#isRunning = false;
  }

  async #ownerGone(uid: string): Promise<void> {
    for (const { collection, key } of [...(this.#dependents.get(uid)?.values() ?? [])]) {
      await this.#collect(collection, key);
    }
  }

  /** Deletes an object that has owners of which none exists; drops references to some that are gone. */
  async #collect(name: string, key: string): Promise<void> {
    const found = this.#read(name, key);
    if (found === undefined) return;
    const { resource, object } = found;
    const references = object.metadata.ownerReferences ?? [];
    const dangling = references.filter((reference) => !this.#exists(object, reference));
    if (references.length === 0 || dangling.length === 0) return;
    const objectKey = { namespace: object.metadata.namespace ?? "", name: object.metadata.name! };
    const solid = references.filter((reference) => !dangling.includes(reference));
    const isHeld = solid.some((reference) => {
      const owner = this.#ownerOf(object, reference)?.owner;
      return !(
        owner?.metadata.deletionTimestamp !== undefined &&
        owner.metadata.finalizers?.includes("foregroundDeletion") &&
        reference.blockOwnerDeletion
      );
    });
    if (solid.length > 0 && isHeld) {
      const copy = deepClone(object);
      copy.metadata.ownerReferences = solid;
      await this.#registry.replaceAsServer(resource, objectKey, copy, object, systemContext(manager));
      return;
    }
    await this.#delete(resource, object);
  }

  async #delete(resource: ServedResource, object: KubeObject, isForeground = false): Promise<void> {
    if (object.metadata.deletionTimestamp !== undefined && !isForeground) return;
    const policy = isForeground
      ? "Foreground"
      : object.metadata.finalizers?.includes("orphan")
        ? "Orphan"
        : "Background";
    await deleteObject(
      this.#registry,
      resource,
      { namespace: object.metadata.namespace ?? "", name: object.metadata.name! },
      { propagationPolicy: policy, preconditions: { uid: object.metadata.uid } },
      systemContext(manager),
    );
  }

  /** An owner that waits with one of our finalizers. */
  async #processMarked(name: string, key: string): Promise<void> {
    const found = this.#read(name, key);
    if (found === undefined) return;
    const { resource, object } = found;
    const { finalizers, deletionTimestamp, uid } = object.metadata;
    if (deletionTimestamp === undefined) return;
    if (finalizers?.includes("orphan")) {
      for (const dependent of [...(this.#dependents.get(uid!)?.values() ?? [])])
        await this.#orphan(dependent, uid!);
      await this.#removeFinalizer(resource, object, "orphan");
    } else if (finalizers?.includes("foregroundDeletion")) {
      await this.#deleteInForeground(resource, object);
    }
  }

  async #deleteInForeground(resource: ServedResource, owner: KubeObject): Promise<void> {
    let isBlocked = false;
    for (const { collection, key } of [...(this.#dependents.get(owner.metadata.uid!)?.values() ?? [])]) {
      const dependent = this.#read(collection, key);
      if (dependent === undefined) continue;
      const reference = dependent.object.metadata.ownerReferences?.find(
        ({ uid }) => uid === owner.metadata.uid,
      );
      const others = (dependent.object.metadata.ownerReferences ?? []).filter(
        (other) => other.uid !== owner.metadata.uid && this.#ownerOf(dependent.object, other) !== undefined,
      );
      if (others.length > 0) {
        await this.#orphan({ collection, key }, owner.metadata.uid!);
        continue;
      }
      if (reference?.blockOwnerDeletion === true) isBlocked = true;
      if (dependent.object.metadata.deletionTimestamp !== undefined) continue;
      const hasOwn = this.#dependents.has(dependent.object.metadata.uid!);
      await this.#delete(
        dependent.resource,
        dependent.object,
        hasOwn && reference?.blockOwnerDeletion === true,
      );
    }
    const stillBlocked = [...(this.#dependents.get(owner.metadata.uid!)?.values() ?? [])].some(
      ({ collection, key }) =>
        this.#read(collection, key)?.object.metadata.ownerReferences?.some(
          (reference) => reference.uid === owner.metadata.uid && reference.blockOwnerDeletion === true,
        ),
    );
    if (isBlocked && stillBlocked) return;
    const current = this.#read(
      resource.collection,
      `${owner.metadata.namespace ?? ""}/${owner.metadata.name}`,
    );
    if (current?.object.metadata.uid === owner.metadata.uid) {
      await this.#removeFinalizer(resource, current!.object, "foregroundDeletion");
    }
  }

  async #orphan(dependent: Dependent, ownerUid: string): Promise<void> {
    const found = this.#read(dependent.collection, dependent.key);
    if (found === undefined) return;
    const copy = deepClone(found.object);
    const rest = (copy.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== ownerUid);
    if (rest.length > 0) copy.metadata.ownerReferences = rest;
    else delete copy.metadata.ownerReferences;
    await this.#registry.replaceAsServer(
      found.resource,
      { namespace: copy.metadata.namespace ?? "", name: copy.metadata.name! },
      copy,
      found.object,
      systemContext(manager),
    );
  }

  async #removeFinalizer(resource: ServedResource, object: KubeObject, finalizer: string): Promise<void> {
    const copy = deepClone(object);
    const rest = (copy.metadata.finalizers ?? []).filter((name) => name !== finalizer);
    if (rest.length > 0) copy.metadata.finalizers = rest;
    else delete copy.metadata.finalizers;
    await this.#registry.replaceAsServer(
      resource,
      { namespace: copy.metadata.namespace ?? "", name: copy.metadata.name! },
      copy,
      object,
      systemContext(manager),
    );
  }

  #read(name: string, key: string): { resource: ServedResource; object: KubeObject } | undefined {
    const resource = this.#registry.resources.inCollection(name);
    const entry = this.#registry.storage.collection(name).get(key);
    if (resource === undefined || entry === undefined) return undefined;
    return { resource, object: this.#registry.views.object(resource, entry) };
  }
}

/** Cheap looks at the text, so that objects without owners are never parsed for this. */
function mentionsOwners(text: string): boolean {
  return text.includes('"ownerReferences":[');
}

function isMarked(text: string): boolean {
  return (
    text.includes('"deletionTimestamp"') &&
    (text.includes('"orphan"') || text.includes('"foregroundDeletion"'))
  );
}
