/**
 * A Kubernetes API client on plain JSON: kinds are found by discovery, objects keep their wire names, errors are
 * `ApiStatusError`. It runs over a socket (`connect`) or in process (`fetchTransport`), and no caller can tell
 * which. It knows no kind and holds no cache but that of discovery.
 */
export {
  ApiStatusError,
  isAlreadyExists,
  isConflict,
  isExpired,
  isNotFound,
  isNotServed,
} from "./api-status-error.ts";
export type { Cluster } from "./cluster.ts";
export { connect } from "./connect.ts";
export { fetchTransport } from "./fetch-transport.ts";
export {
  type ApplyOptions,
  type DeleteOptions,
  type Impersonation,
  KubeClient,
  type KubeClientOptions,
  type KubeList,
  type ListOptions,
  type ObjectKey,
  objectKey,
  type PatchType,
  type WatchEvent,
  type WatchOptions,
  type WriteOptions,
} from "./kube-client.ts";
export type { KindRef, ResourceInfo } from "./resource.ts";
export type { KubeRequest, KubeResponse, Transport } from "./transport.ts";
