import { type KubeObject, parseJson } from "@sluice/base/object";

/** The current state of one object. */
export interface StoredEntry {
  /** `namespace/name`; the namespace is empty for cluster-scoped objects. */
  readonly key: string;
  readonly revision: number;
  /** JSON in the storage version. */
  readonly text: string;
}

/** A change as the watch history keeps it. */
export interface StoredEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly revision: number;
  readonly key: string;
  /** The object after the change; for `DELETED` its last state with the revision of the deletion. */
  readonly entry: StoredEntry;
  readonly previous: StoredEntry | undefined;
}

const parsedLimit = 4096;

/**
 * Parses stored objects, keeping the ones used last. The objects are shared: whoever changes one clones it first.
 */
export class ParsedCache {
  #current = new Map<StoredEntry, KubeObject>();
  #older = new Map<StoredEntry, KubeObject>();

  read(entry: StoredEntry): KubeObject {
    let object = this.#current.get(entry);
    if (object !== undefined) return object;
    object = this.#older.get(entry) ?? (parseJson(entry.text) as unknown as KubeObject);
    this.#put(entry, object);
    return object;
  }

  remember(entry: StoredEntry, object: KubeObject): void {
    this.#put(entry, object);
  }

  #put(entry: StoredEntry, object: KubeObject): void {
    this.#current.set(entry, object);
    if (this.#current.size < parsedLimit) return;
    this.#older = this.#current;
    this.#current = new Map();
  }
}

const historyEvents = 20_000;
const historyBytes = 32 * 1024 * 1024;

/**
 * All objects of one resource, in the order of their keys, with the history that watches resume from. Keys sort
 * as `namespace/name`, as they do in the real store.
 */
export class Collection {
  readonly #entries = new Map<string, StoredEntry>();
  #keys: string[] = [];
  #isSorted = true;
  #events: StoredEvent[] = [];
  #firstEvent = 0;
  #eventBytes = 0;
  #compactedRevision: number;
  readonly #onListenerError: (error: unknown) => void;
  readonly listeners = new Set<(event: StoredEvent) => void>();

  /** Watches can resume from `startRevision` and later. */
  constructor(startRevision: number, onListenerError: (error: unknown) => void) {
    this.#compactedRevision = startRevision;
    this.#onListenerError = onListenerError;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The oldest revision from which the history is complete. */
  get compactedRevision(): number {
    return this.#compactedRevision;
  }

  set compactedRevision(revision: number) {
    this.#compactedRevision = revision;
  }

  get(key: string): StoredEntry | undefined {
    return this.#entries.get(key);
  }

  put(entry: StoredEntry): void {
    if (!this.#entries.has(entry.key)) {
      const last = this.#keys.at(-1);
      if (last === undefined || !this.#isSorted || last < entry.key) this.#keys.push(entry.key);
      else this.#keys.splice(lowerBound(this.#keys, entry.key), 0, entry.key);
    }
    this.#entries.set(entry.key, entry);
  }

  /** Puts an entry while loading; the keys are sorted once afterwards. */
  load(entry: StoredEntry): void {
    this.#entries.set(entry.key, entry);
    this.#keys.push(entry.key);
    this.#isSorted = false;
  }

  remove(key: string): void {
    if (!this.#entries.delete(key)) return;
    this.#sort();
    this.#keys.splice(lowerBound(this.#keys, key), 1);
  }

  /** Index of the first key not below `key`. */
  position(key: string): number {
    this.#sort();
    return lowerBound(this.#keys, key);
  }

  /** The entry at an index in key order. */
  at(index: number): StoredEntry | undefined {
    this.#sort();
    const key = this.#keys[index];
    return key === undefined ? undefined : this.#entries.get(key);
  }

  /** Index range of a namespace's entries, or of all. */
  range(namespace: string): [start: number, end: number] {
    this.#sort();
    if (namespace === "") return [0, this.#keys.length];
    return [lowerBound(this.#keys, `${namespace}/`), lowerBound(this.#keys, `${namespace}0`)];
  }

  record(event: StoredEvent): void {
    this.#events.push(event);
    this.#eventBytes += event.entry.text.length;
    while (
      this.#events.length - this.#firstEvent > historyEvents ||
      (this.#eventBytes > historyBytes && this.#events.length - this.#firstEvent > 100)
    ) {
      this.#dropOldest();
    }
    for (const listener of this.listeners) {
      // One that fails must keep neither the others nor the writer from what is committed.
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  /** Forgets the history up to a revision. */
  compact(revision: number): void {
    while (this.#firstEvent < this.#events.length && this.#events[this.#firstEvent]!.revision <= revision) {
      this.#dropOldest();
    }
    this.#compactedRevision = Math.max(this.#compactedRevision, revision);
  }

  /** The kept events after a revision, oldest first. */
  *eventsAfter(revision: number): Generator<StoredEvent> {
    let low = this.#firstEvent;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#events[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < this.#events.length; index++) yield this.#events[index]!;
  }

  #dropOldest(): void {
    const event = this.#events[this.#firstEvent++]!;
    this.#eventBytes -= event.entry.text.length;
    this.#compactedRevision = event.revision;
    if (this.#firstEvent > 1024 && this.#firstEvent * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#firstEvent);
      this.#firstEvent = 0;
    }
  }

  #sort(): void {
    if (this.#isSorted) return;
    this.#keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.#isSorted = true;
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
