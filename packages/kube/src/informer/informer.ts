import type { Clock } from "@sluice/base/clock";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import type { KindRef, KubeClient } from "../client/index.ts";
import { formatKey } from "../controller/key.ts";
import { Reflector } from "./reflector.ts";

/** A difference between the copy's earlier and its present state. */
export type Change<T> =
  | { type: "added"; object: T }
  | { type: "updated"; object: T; previous: T }
  | { type: "deleted"; object: T };

export interface InformerOptions<T extends KubeObject> {
  client: KubeClient;
  kind: KindRef;
  namespace?: string;
  labelSelector?: string;
  /** Keep `metadata` alone; the copy then costs little, whatever the objects hold. */
  isMetadataOnly?: boolean;
  clock: Clock;
  log: Logger;
  /** Cuts an object down before it is kept. */
  transform?(object: T): T;
  /** Named indexes: an object to the values it is found by. */
  indexes?: Record<string, (object: T) => string[]>;
}

/** See the folder's header. `run` is called once. */
export class Informer<T extends KubeObject = KubeObject> {
  readonly #options: InformerOptions<T>;
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Map<string, Set<string>>>();
  readonly #handlers = new Set<(change: Change<T>) => void>();
  readonly #synced = withResolvers<void>();
  #hasSynced = false;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    for (const name of Object.keys(options.indexes ?? {})) this.#indexes.set(name, new Map());
  }

  /** Keeps the copy true until the signal aborts. Never rejects: failures are retried and logged. */
  async run(signal: AbortSignal): Promise<void> {
    const { client, kind, namespace, labelSelector, isMetadataOnly, clock, log } = this.#options;
    const reflector = new Reflector<T>({
      client,
      kind,
      list: { namespace, labelSelector, isMetadataOnly },
      clock,
      log: log.with({ watched: kind.kind }),
      replace: (objects) => this.#replace(objects),
      put: (object) => this.#put(object),
      remove: (object) => this.#remove(formatKey(object), object),
    });
    await reflector.run(signal);
  }

  /** Resolves once the copy has been complete for the first time. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  get size(): number {
    return this.#objects.size;
  }

  /** The object as last seen. Callers must not change it. */
  get(key: { namespace?: string; name: string } | string): T | undefined {
    return this.#objects.get(typeof key === "string" ? key : formatKey({ metadata: key }));
  }

  list(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** The objects that a named index finds by a value. */
  find(index: string, value: string): T[] {
    const keys = this.#indexes.get(index)?.get(value) ?? [];
    return [...keys].map((key) => this.#objects.get(key) as T);
  }

  /** Calls the handler for each change from now on, and for each object already there as added. Returns the way to stop. */
  onChange(handler: (change: Change<T>) => void): () => void {
    this.#handlers.add(handler);
    for (const object of this.#objects.values()) handler({ type: "added", object });
    return () => this.#handlers.delete(handler);
  }

  #replace(objects: T[]): void {
    const seen = new Set<string>();
    for (const object of objects) {
      seen.add(formatKey(object));
      this.#put(object);
    }
    for (const key of [...this.#objects.keys()]) if (!seen.has(key)) this.#remove(key);
    if (!this.#hasSynced) {
      this.#hasSynced = true;
      this.#synced.resolve();
    }
  }

  #put(incoming: T): void {
    const object = this.#options.transform?.(incoming) ?? incoming;
    const key = formatKey(object);
    const previous = this.#objects.get(key);
    if (previous !== undefined && previous.metadata.resourceVersion === object.metadata.resourceVersion)
      return;
    if (previous !== undefined && previous.metadata.uid !== object.metadata.uid) this.#remove(key);
    const current = this.#objects.get(key);
    if (current !== undefined) this.#index(key, current, "delete");
    this.#objects.set(key, object);
    this.#index(key, object, "add");
    this.#tell(
      current === undefined ? { type: "added", object } : { type: "updated", object, previous: current },
    );
  }

  #remove(key: string, last?: T): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    this.#index(key, object, "delete");
    this.#tell({ type: "deleted", object: last ?? object });
  }

  #tell(change: Change<T>): void {
    for (const handler of this.#handlers) {
      try {
        handler(change);
      } catch (error) {
        this.#options.log.error(error, "a change handler failed", { watched: this.#options.kind.kind });
      }
    }
  }

  #index(key: string, object: T, action: "add" | "delete"): void {
    for (const [name, valuesOf] of Object.entries(this.#options.indexes ?? {})) {
      const index = this.#indexes.get(name) as Map<string, Set<string>>;
      for (const value of valuesOf(object)) {
        const keys = index.get(value);
        if (action === "add") {
          if (keys === undefined) index.set(value, new Set([key]));
          else keys.add(key);
        } else {
          keys?.delete(key);
          if (keys?.size === 0) index.delete(value);
        }
      }
    }
  }
}

/** As Promise.withResolvers, which came with Node 22. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
