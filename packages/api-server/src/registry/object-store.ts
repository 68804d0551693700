import type { KubeObject } from "@sluice/base/object";

/** A resource by its storage group and plural name, e.g. `{ group: "apps", resource: "deployments" }`. */
export interface GroupResource {
  group: string;
  resource: string;
}

/** A change of a stored object; `object` of a `DELETED` event is its last state. */
export interface ObjectEvent {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: Readonly<KubeObject>;
  /** The state before; undefined for `ADDED`. */
  previous?: Readonly<KubeObject>;
}

/** What a simulated controller writes with. */
export interface ObjectStoreWriteOptions {
  /** Recorded in managedFields, e.g. `kube-controller-manager`. */
  fieldManager?: string;
}

/**
 * The server's objects as in-process controllers see them: stored versions, read from memory (`get` and `list` are
 * synchronous and return frozen, shared objects: clone before changing), written through the same registry as
 * clients' requests, with admission and authorization left out. Writes fail with `StatusError` (409 for a stale
 * resourceVersion, 404 when gone). A write that changes nothing costs no revision.
 */
export interface ObjectStore {
  get(resource: GroupResource, namespace: string, name: string): Readonly<KubeObject> | undefined;
  /** All objects of a resource, of one namespace when given, in order of namespace and name. */
  list(resource: GroupResource, namespace?: string): Readonly<KubeObject>[];
  /**
   * Calls `onEvent` for every object there is (`ADDED`) and then for every change, in order, outside of the write
   * that caused it. Returns the way to stop.
   */
  watch(resource: GroupResource, onEvent: (event: ObjectEvent) => void): () => void;
  /** `object.apiVersion` and `kind` name the resource. */
  create(object: KubeObject, options?: ObjectStoreWriteOptions): Promise<KubeObject>;
  /** Replaces all but the status; checks `metadata.resourceVersion` when set. */
  update(object: KubeObject, options?: ObjectStoreWriteOptions): Promise<KubeObject>;
  /** Replaces the status; checks `metadata.resourceVersion` when set. */
  updateStatus(object: KubeObject, options?: ObjectStoreWriteOptions): Promise<KubeObject>;
  delete(
    resource: GroupResource,
    namespace: string,
    name: string,
    options?: {
      uid?: string;
      resourceVersion?: string;
      gracePeriodSeconds?: number;
      propagationPolicy?: "Background" | "Foreground" | "Orphan";
    },
  ): Promise<void>;
}
