/**
 * Where objects live: one multi-version layer in memory (revisions, key order, watch history, compaction) above a
 * backend that makes every acknowledged change durable. Knows objects only as text; what they mean is the
 * registry's business.
 */
export { Collection, ParsedCache, type StoredEntry, type StoredEvent } from "./collection.ts";
export { openLmdbBackend } from "./lmdb-backend.ts";
export { ObjectStorage, type StoredWrite } from "./object-storage.ts";
export { restoreSnapshot, type SnapshotSummary, writeSnapshot } from "./snapshot.ts";
export {
  createMemoryBackend,
  type StorageBackend,
  type StorageChange,
  type StoredRecord,
} from "./storage-backend.ts";
