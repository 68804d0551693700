/** A stored object: `text` is its JSON in the storage version, resourceVersion included. */
export interface StoredRecord {
  /** Collection and key, separated by one NUL: `deployments.apps\0namespace/name`. */
  id: string;
  revision: number;
  text: string;
}

/** A change to make durable; `text` is undefined for a deletion. */
export interface StorageChange {
  id: string;
  revision: number;
  text: string | undefined;
}

/**
 * Where objects survive the process. Memory is the truth while the server runs: a backend is read once at the
 * start and written in order after that.
 */
export interface StorageBackend {
  /** Everything that was acknowledged; the order does not matter. */
  load(onRecord: (record: StoredRecord) => void): void;
  /** The highest revision ever committed; 0 in a new store. */
  revision(): number;
  /** Resolves when the change survives a crash of the process. Changes are committed in the order of the calls. */
  commit(change: StorageChange): Promise<void>;
  close(): Promise<void>;
}

/** A backend that keeps nothing. */
export function createMemoryBackend(): StorageBackend {
  const done = Promise.resolve();
  return { load() {}, revision: () => 0, commit: () => done, close: () => done };
}
