import type { Clock } from "@sluice/base/clock";
import { sha256Hex } from "@sluice/base/digest";
import type { Logger } from "@sluice/base/log";
import { type KubeObject, stringifyJson } from "@sluice/base/object";
import type { KindRef, KubeClient } from "../client/index.ts";
import { formatKey } from "../controller/key.ts";
import { type Change, Informer } from "../informer/index.ts";
import { type Fingerprint, fingerprintOf, isForeignWrite } from "./fingerprint.ts";

export interface DriftWatchOptions {
  client: KubeClient;
  clock: Clock;
  log: Logger;
  /** Label that every applied object carries; only such objects are watched. */
  ownerLabel: string;
  /** An object of this owner was deleted or written by somebody else. */
  onDrift(owner: string, object: { kind: string; key: string }): void;
}

/** An object as it was when we last applied it, or found it as applied. */
interface Applied extends Fingerprint {
  owner: string;
  kind: string;
  key: string;
  /** Hash of what was applied. */
  desired: string;
  /** Somebody else wrote it since. */
  isSuspect: boolean;
}

/** The little of an object that is kept. */
interface Watched extends KubeObject {
  fingerprint: Fingerprint;
}

interface KindWatch {
  informer: Informer<Watched>;
  owners: Set<string>;
  stop: AbortController;
}

/** See the folder's header. Methods may be called before `run`'s watches are up; nothing is lost. */
export class DriftWatch {
  readonly #options: DriftWatchOptions;
  readonly #kinds = new Map<string, KindWatch>();
  /** By kind and key of the object. */
  readonly #applied = new Map<string, Applied>();
  readonly #byOwner = new Map<string, Set<string>>();
  /** Owners that are being reconciled, with the objects to judge when they are done. */
  readonly #busy = new Map<string, Set<string>>();
  readonly #listeners = new Map<string, Set<() => void>>();
  /** How many changes, of status too, were seen of each owner's objects. */
  readonly #changes = new Map<string, number>();

  constructor(options: DriftWatchOptions) {
    this.#options = options;
  }

  /** The owner's objects are about to be written: judge what is seen of them only at `settle`. */
  begin(owner: string): void {
    if (!this.#busy.has(owner)) this.#busy.set(owner, new Set());
  }

  /** Remembers that `live` is what applying `desired` gave. */
  record(owner: string, desired: KubeObject, live: KubeObject): void {
    const kind = kindKey(live);
    const key = formatKey(live);
    const id = `${kind} ${key}`;
    this.#applied.set(id, {
      owner,
      kind,
      key,
      desired: hashOf(desired),
      isSuspect: false,
      ...fingerprintOf(live),
    });
    const ids = this.#byOwner.get(owner);
    if (ids === undefined) this.#byOwner.set(owner, new Set([id]));
    else ids.add(id);
    this.#watch(owner, { apiVersion: live.apiVersion, kind: live.kind });
  }

  /** The owner now has exactly these objects; the others are forgotten, and watches that nobody needs are closed. */
  settle(owner: string, objects: readonly KubeObject[]): void {
    const kept = new Set(objects.map((object) => `${kindKey(object)} ${formatKey(object)}`));
    for (const id of this.#byOwner.get(owner) ?? []) {
      if (kept.has(id)) continue;
      this.#applied.delete(id);
      this.#byOwner.get(owner)?.delete(id);
    }
    const kinds = new Set(objects.map(kindKey));
    for (const [kind, watch] of this.#kinds) if (!kinds.has(kind)) this.#unwatch(kind, watch, owner);
    this.#endBusy(owner);
  }

  /** A reconcile ended early: what was seen meanwhile is judged, the records stay. */
  abandon(owner: string): void {
    this.#endBusy(owner);
  }

  /** The owner is gone. */
  forget(owner: string): void {
    this.settle(owner, []);
    this.#byOwner.delete(owner);
    this.#changes.delete(owner);
  }

  /** True when exactly this was applied, and nobody else has written it since, as far as the watch has seen. */
  isUnchanged(
    desired: KubeObject,
    live: { metadata: { namespace?: string; name?: string } } = desired,
  ): boolean {
    const kind = kindKey(desired);
    const applied = this.#applied.get(`${kind} ${formatKey(live)}`);
    const watched = this.#kinds.get(kind)?.informer.get(formatKey(live));
    if (applied === undefined || watched === undefined || applied.isSuspect) return false;
    return applied.desired === hashOf(desired) && !isForeignWrite(applied, watched.fingerprint);
  }

  /** Calls back at each change of an applied object, its status included. Undefined when nobody watches the object. */
  onChange(
    object: { apiVersion: string; kind: string; metadata: { namespace?: string; name?: string } },
    changed: () => void,
  ): (() => void) | undefined {
    const kind = kindKey(object);
    const id = `${kind} ${formatKey(object)}`;
    if (!this.#applied.has(id) || !this.#kinds.has(kind)) return undefined;
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(changed));
    return () => {
      listeners.delete(changed);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  /** A number that rises with each change seen of an object of the owner, its status included. */
  changesOf(owner: string): number {
    return this.#changes.get(owner) ?? 0;
  }

  /** Closes all watches. */
  close(): void {
    for (const watch of this.#kinds.values()) watch.stop.abort("closed");
    this.#kinds.clear();
  }

  /** Number of open watches. */
  get openWatches(): number {
    return this.#kinds.size;
  }

  #watch(owner: string, kind: KindRef): void {
    const name = kindKey(kind);
    const open = this.#kinds.get(name);
    if (open !== undefined) {
      open.owners.add(owner);
      return;
    }
    const { client, clock, log, ownerLabel } = this.#options;
    const informer = new Informer<Watched>({
      client,
      kind,
      labelSelector: ownerLabel,
      isMetadataOnly: true,
      clock,
      log,
      transform: cutDown,
    });
    const stop = new AbortController();
    this.#kinds.set(name, { informer, owners: new Set([owner]), stop });
    informer.onChange((change) => this.#onChange(name, change));
    void informer.run(stop.signal);
    void informer.synced.then(() => this.#judgeMissing(name));
  }

  #unwatch(kind: string, watch: KindWatch, owner: string): void {
    watch.owners.delete(owner);
    if (watch.owners.size > 0) return;
    watch.stop.abort("no owner left");
    this.#kinds.delete(kind);
  }

  #onChange(kind: string, change: Change<Watched>): void {
    const id = `${kind} ${formatKey(change.object)}`;
    for (const listener of this.#listeners.get(id) ?? []) listener();
    const applied = this.#applied.get(id);
    if (applied === undefined) return;
    // The watch brings back our own write; that is no change.
    if (change.type !== "deleted" && change.object.metadata.resourceVersion === applied.resourceVersion)
      return;
    this.#changes.set(applied.owner, this.changesOf(applied.owner) + 1);
    this.#judge(id, applied);
  }

  /** Compares what is there with what was applied, unless our own writes are still under way. */
  #judge(id: string, applied: Applied): void {
    const busy = this.#busy.get(applied.owner);
    if (busy !== undefined) {
      busy.add(id);
      return;
    }
    const watch = this.#kinds.get(applied.kind);
    if (watch === undefined || !watch.informer.hasSynced) return;
    const watched = watch.informer.get(applied.key);
    // What is being deleted can be put back only once it is gone.
    if (watched?.metadata.deletionTimestamp) return;
    if (watched !== undefined && !isForeignWrite(applied, watched.fingerprint)) return;
    applied.isSuspect = true;
    this.#options.onDrift(applied.owner, { kind: applied.kind, key: applied.key });
  }

  #judgeMissing(kind: string): void {
    const informer = this.#kinds.get(kind)?.informer;
    for (const [id, applied] of this.#applied) {
      if (applied.kind === kind && informer?.get(applied.key) === undefined) this.#judge(id, applied);
    }
  }

  #endBusy(owner: string): void {
    const pending = this.#busy.get(owner);
    this.#busy.delete(owner);
    for (const id of pending ?? []) {
      const applied = this.#applied.get(id);
      if (applied !== undefined) this.#judge(id, applied);
    }
  }
}

function cutDown(object: Watched): Watched {
  const { name, namespace, uid, resourceVersion, deletionTimestamp } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, namespace, uid, resourceVersion, ...(deletionTimestamp ? { deletionTimestamp } : {}) },
    fingerprint: fingerprintOf(object),
  };
}

function kindKey(object: { apiVersion: string; kind: string }): string {
  return `${object.apiVersion}/${object.kind}`;
}

function hashOf(desired: KubeObject): string {
  return sha256Hex(stringifyJson(desired)).slice(0, 32);
}
