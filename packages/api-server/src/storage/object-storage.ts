import type { KubeObject } from "@sluice/base/object";
import { Collection, ParsedCache, type StoredEntry, type StoredEvent } from "./collection.ts";
import type { StorageBackend } from "./storage-backend.ts";

/** A change that later writes see at once, and that is acknowledged when `committed` resolves. */
export interface StoredWrite {
  entry: StoredEntry;
  committed: Promise<void>;
}

/**
 * All objects of the server, in memory, with one rising revision for every change. Above a backend that makes
 * changes durable. Writes are synchronous, so that checking and changing an object cannot be torn apart; watchers
 * are told, and writers answered, after the commit. When a commit fails the change is undone and the storage takes
 * no further write.
 */
export class ObjectStorage {
  readonly #backend: StorageBackend;
  readonly #collections = new Map<string, Collection>();
  readonly #parsed = new ParsedCache();
  readonly #onListenerError: (error: unknown) => void;
  #revision: number;
  #published: number;
  #failure: unknown;
  readonly #waiting: Waiter[] = [];
  /** Changes that are in memory and not yet committed, oldest first. */
  #pending: { collection: Collection; event: StoredEvent }[] = [];

  constructor(
    backend: StorageBackend,
    onListenerError: (error: unknown) => void = (error) => {
      throw error;
    },
  ) {
    this.#backend = backend;
    this.#onListenerError = onListenerError;
    this.#revision = backend.revision();
    backend.load((record) => {
      const separator = record.id.indexOf("\0");
      const collection = this.#loadInto(record.id.slice(0, separator));
      collection.load({
        key: record.id.slice(separator + 1),
        revision: record.revision,
        text: record.text,
      });
      if (record.revision > this.#revision) this.#revision = record.revision;
    });
    // Revision 0 and "unset" must differ, so that an empty server starts at 1.
    if (this.#revision === 0) this.#revision = 1;
    this.#published = this.#revision;
    for (const collection of this.#collections.values()) collection.compactedRevision = this.#revision;
  }

  /** The revision of the last change that watchers know of. */
  get revision(): number {
    return this.#published;
  }

  get failure(): unknown {
    return this.#failure;
  }

  collection(name: string): Collection {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new Collection(this.#published, this.#onListenerError);
      this.#collections.set(name, collection);
    }
    return collection;
  }

  collectionNames(): string[] {
    return [...this.#collections.keys()].filter((name) => this.#collections.get(name)!.size > 0);
  }

  /** The object of an entry, shared and not to be changed. */
  read(entry: StoredEntry): KubeObject {
    return this.#parsed.read(entry);
  }

  /**
   * Writes an object. `object.metadata.resourceVersion` is set here, then the object is printed once; the
   * caller gives it away and must not change it afterwards.
   */
  put(name: string, key: string, object: KubeObject, print: (object: KubeObject) => string): StoredWrite {
    this.#refuseAfterFailure();
    const collection = this.collection(name);
    const previous = collection.get(key);
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    const entry: StoredEntry = { key, revision, text: print(object) };
    collection.put(entry);
    this.#parsed.remember(entry, object);
    const event: StoredEvent = {
      type: previous === undefined ? "ADDED" : "MODIFIED",
      revision,
      key,
      entry,
      previous,
    };
    return { entry, committed: this.#commit(name, collection, event, entry.text) };
  }

  /** Removes an object; `last` is its final state, printed with the revision of the deletion. */
  remove(name: string, key: string, last: KubeObject, print: (object: KubeObject) => string): StoredWrite {
    this.#refuseAfterFailure();
    const collection = this.collection(name);
    const previous = collection.get(key);
    const revision = ++this.#revision;
    last.metadata.resourceVersion = String(revision);
    const entry: StoredEntry = { key, revision, text: print(last) };
    collection.remove(key);
    this.#parsed.remember(entry, last);
    return {
      entry,
      committed: this.#commit(
        name,
        collection,
        { type: "DELETED", revision, key, entry, previous },
        undefined,
      ),
    };
  }

  /** Resolves once the storage has reached a revision, or at the time-out with false. */
  async reached(revision: number, timeoutMs: number): Promise<boolean> {
    if (this.#published >= revision) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = { revision, resolve: () => undefined };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        resolve(false);
      }, timeoutMs);
      waiter.resolve = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.#waiting.push(waiter);
    });
  }

  /**
   * Resolves when all that is visible to reads now is committed: an answer that showed more could be contradicted
   * after a crash. Throws what made a commit fail.
   */
  async settled(): Promise<void> {
    if (this.#pending.length === 0) return;
    const revision = this.#revision;
    await new Promise<void>((resolve) => this.#waiting.push({ revision, resolve }));
    this.#refuseAfterFailure();
  }

  /** Forgets the history of all resources up to a revision; older watches and continue tokens get 410. */
  compact(revision = this.#published): void {
    for (const collection of this.#collections.values()) collection.compact(revision);
  }

  async close(): Promise<void> {
    await this.#backend.close();
  }

  #loadInto(name: string): Collection {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new Collection(0, this.#onListenerError);
      this.#collections.set(name, collection);
    }
    return collection;
  }

  async #commit(
    name: string,
    collection: Collection,
    event: StoredEvent,
    text: string | undefined,
  ): Promise<void> {
    this.#pending.push({ collection, event });
    try {
      await this.#backend.commit({ id: `${name}\0${event.key}`, revision: event.revision, text });
    } catch (error) {
      this.#undoPending(error);
      throw error;
    }
    // Commits resolve in the order of the changes; one that came after a failed one was undone with it.
    if (this.#failure !== undefined) throw this.#failure;
    this.#pending.shift();
    this.#published = event.revision;
    collection.record(event);
    for (let index = this.#waiting.length - 1; index >= 0; index--) {
      const waiter = this.#waiting[index]!;
      if (waiter.revision > event.revision) continue;
      this.#waiting.splice(index, 1);
      waiter.resolve();
    }
  }

  /** After a failed commit nothing that is not durable may be seen: takes it back, newest first. */
  #undoPending(error: unknown): void {
    this.#failure ??= error;
    for (const { collection, event } of this.#pending.reverse()) {
      if (event.previous === undefined) collection.remove(event.key);
      else collection.put(event.previous);
    }
    this.#pending = [];
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  #refuseAfterFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

interface Waiter {
  revision: number;
  resolve: () => void;
}
