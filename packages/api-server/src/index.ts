/**
 * The embedded Kubernetes API. `createApiServer` starts one; kubectl, helm and client libraries use it over HTTPS,
 * controllers of this project in process through `fetch`.
 */
export type { ObjectEvent, ObjectStore } from "./registry/index.ts";
export {
  type ApiServer,
  type ApiServerOptions,
  createApiServer,
  type Listening,
  type ListenOptions,
} from "./server/index.ts";
export { StatusError } from "./status/index.ts";
export {
  createMemoryBackend,
  openLmdbBackend,
  restoreSnapshot,
  type SnapshotSummary,
  type StorageBackend,
  writeSnapshot,
} from "./storage/index.ts";
