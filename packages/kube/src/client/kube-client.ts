import { type Clock, sleep, systemClock } from "@sluice/base/clock";
import { SluiceError } from "@sluice/base/errors";
import { isJsonObject, type JsonValue, type KubeObject, parseJson, stringifyJson } from "@sluice/base/object";
import { kubeErrors } from "../errors.ts";
import { ApiStatusError, isNotFound } from "./api-status-error.ts";
import { readLines } from "./json-lines.ts";
import { type KindRef, ResourceFinder, type ResourceInfo, resourcePath } from "./resource.ts";
import type { KubeRequest, KubeResponse, Transport } from "./transport.ts";

/** Whom requests act as, e.g. `system:serviceaccount:apps:deployer`. */
export interface Impersonation {
  user: string;
}

export interface KubeClientOptions {
  /** Sent as User-Agent. */
  userAgent?: string;
  /** Field manager of writes that name none. */
  fieldManager?: string;
  impersonate?: Impersonation;
  clock?: Clock;
}

/** One page of a list. */
export interface KubeList<T> {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  /** Ask for `metadata` alone (PartialObjectMetadata). */
  isMetadataOnly?: boolean;
  signal?: AbortSignal;
}

export interface WatchOptions extends Omit<ListOptions, "limit" | "continue"> {
  /** After how many seconds the server ends the watch. */
  timeoutSeconds?: number;
  /** Stream the present state first, then a bookmark that says so (`k8s.io/initial-events-end`). */
  sendInitialEvents?: boolean;
}

export interface WatchEvent<T> {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  object: T;
}

export interface WriteOptions {
  fieldManager?: string;
  isDryRun?: boolean;
  subresource?: string;
  fieldValidation?: "Ignore" | "Warn" | "Strict";
  signal?: AbortSignal;
}

export interface ApplyOptions extends WriteOptions {
  /** Take fields over from other managers instead of failing with a conflict. */
  force?: boolean;
}

export interface DeleteOptions {
  propagationPolicy?: "Background" | "Foreground" | "Orphan";
  /** Only delete the object with this uid. */
  uid?: string;
  resourceVersion?: string;
  gracePeriodSeconds?: number;
  signal?: AbortSignal;
}

export type PatchType = "json" | "merge" | "strategic" | "apply";

const patchMediaType: Record<PatchType, string> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const partialMetadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const partialMetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const maxThrottledTries = 10;
const pageSize = 500;

/** Names one object. */
export interface ObjectKey extends KindRef {
  namespace?: string;
  name: string;
}

/**
 * The client. Every method throws `ApiStatusError` for the server's refusals, KUBE_NO_MATCH for kinds it does not
 * serve, KUBE_UNREACHABLE when no answer came, and the signal's reason on abort. A 429 is retried after the
 * server's Retry-After. Safe for parallel use.
 */
export class KubeClient {
  readonly #transport: Transport;
  readonly #options: KubeClientOptions;
  readonly #finder: ResourceFinder;
  readonly #clock: Clock;

  constructor(transport: Transport, options: KubeClientOptions = {}, finder?: ResourceFinder) {
    this.#transport = transport;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#finder =
      finder ??
      new ResourceFinder(async (path) => {
        try {
          return (await this.#json({ method: "GET", path, headers: {} })) as never;
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      });
  }

  /** The same connection with other options; discovery is shared. */
  with(options: KubeClientOptions): KubeClient {
    return new KubeClient(this.#transport, { ...this.#options, ...options }, this.#finder);
  }

  /** How a kind is served. */
  resource(ref: KindRef): Promise<ResourceInfo> {
    return this.#finder.find(ref);
  }

  /** Asks the server anew how the kinds of a group and version are served, when next needed. */
  forgetResources(apiVersion: string): void {
    this.#finder.forget(apiVersion);
  }

  async get<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    options: { isMetadataOnly?: boolean; signal?: AbortSignal } = {},
  ): Promise<T> {
    const path = await this.#path(key, key.namespace, key.name);
    const headers = acceptHeader(options.isMetadataOnly, partialMetadata);
    return (await this.#json({ method: "GET", path, headers, signal: options.signal })) as unknown as T;
  }

  /** As `get`, but undefined where the object, or its kind, does not exist. */
  async find<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    options: { isMetadataOnly?: boolean; signal?: AbortSignal } = {},
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(key, options);
    } catch (error) {
      if (isNotFound(error) || (error instanceof SluiceError && error.code === kubeErrors.KUBE_NO_MATCH))
        return undefined;
      throw error;
    }
  }

  /** One page. Items carry apiVersion and kind, which the wire form leaves out. */
  async listPage<T extends KubeObject = KubeObject>(
    ref: KindRef,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    const path = await this.#path(ref, options.namespace);
    const headers = acceptHeader(options.isMetadataOnly, partialMetadataList);
    const list = (await this.#json({
      method: "GET",
      path,
      query: listQuery(options),
      headers,
      signal: options.signal,
    })) as unknown as KubeList<T>;
    const items = (list.items ?? []).map((item) => ({ ...item, apiVersion: ref.apiVersion, kind: ref.kind }));
    return { metadata: list.metadata ?? {}, items };
  }

  /** All objects, page by page. */
  async list<T extends KubeObject = KubeObject>(
    ref: KindRef,
    options: Omit<ListOptions, "continue"> = {},
  ): Promise<KubeList<T>> {
    const first = await this.listPage<T>(ref, { limit: pageSize, ...options });
    const items = first.items;
    let token = first.metadata.continue;
    while (token) {
      const page = await this.listPage<T>(ref, {
        limit: pageSize,
        ...options,
        resourceVersion: undefined,
        continue: token,
      });
      for (const item of page.items) items.push(item);
      token = page.metadata.continue;
    }
    return { metadata: { resourceVersion: first.metadata.resourceVersion }, items };
  }

  /**
   * Streams changes until the server or the signal ends it. Bookmarks are asked for. An ERROR event is thrown as
   * `ApiStatusError` (410 means: list again). `onOpen` is called once the server has accepted the watch.
   */
  async *watch<T extends KubeObject = KubeObject>(
    ref: KindRef,
    options: WatchOptions,
    onOpen?: () => void,
  ): AsyncGenerator<WatchEvent<T>> {
    const path = await this.#path(ref, options.namespace);
    const query = listQuery(options);
    query.set("watch", "true");
    query.set("allowWatchBookmarks", "true");
    if (options.timeoutSeconds !== undefined) query.set("timeoutSeconds", String(options.timeoutSeconds));
    if (options.sendInitialEvents) {
      query.set("sendInitialEvents", "true");
      query.set("resourceVersionMatch", "NotOlderThan");
    }
    const headers = acceptHeader(options.isMetadataOnly, partialMetadata);
    const response = await this.#send({
      method: "GET",
      path,
      query,
      headers,
      isStream: true,
      signal: options.signal,
    });
    onOpen?.();
    for await (const line of readLines(response.chunks())) {
      const event = parseJson(line);
      if (!isJsonObject(event) || !isJsonObject(event["object"])) {
        throw new SluiceError(
          kubeErrors.KUBE_BAD_RESPONSE,
          `watch of ${ref.kind} sent a line that is no event`,
        );
      }
      if (event["type"] === "ERROR") throw ApiStatusError.fromStatus(event["object"]);
      const object = { ...event["object"], apiVersion: ref.apiVersion, kind: ref.kind } as unknown as T;
      yield { type: event["type"] as WatchEvent<T>["type"], object };
    }
  }

  async create<T extends KubeObject>(object: T, options: WriteOptions = {}): Promise<T> {
    const path = await this.#path(object, object.metadata.namespace);
    return this.#write<T>("POST", path, object, "application/json", options);
  }

  async update<T extends KubeObject>(object: T, options: WriteOptions = {}): Promise<T> {
    const path = await this.#path(
      object,
      object.metadata.namespace,
      object.metadata.name,
      options.subresource,
    );
    return this.#write<T>("PUT", path, object, "application/json", options);
  }

  async patch<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    type: PatchType,
    patch: unknown,
    options: ApplyOptions = {},
  ): Promise<T> {
    const path = await this.#path(key, key.namespace, key.name, options.subresource);
    return this.#write<T>("PATCH", path, patch, patchMediaType[type], options);
  }

  /** Server-side apply of an object under a field manager. */
  apply<T extends KubeObject = KubeObject>(object: T, options: ApplyOptions = {}): Promise<T> {
    return this.patch<T>(objectKey(object), "apply", object, { force: true, ...options });
  }

  /** Deletes an object; one that is already gone is no error. Returns whether there was one. */
  async delete(key: ObjectKey, options: DeleteOptions = {}): Promise<boolean> {
    const path = await this.#path(key, key.namespace, key.name);
    const { uid, resourceVersion } = options;
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: options.propagationPolicy,
      gracePeriodSeconds: options.gracePeriodSeconds,
      preconditions: uid || resourceVersion ? { uid, resourceVersion } : undefined,
    };
    try {
      await this.#send({
        method: "DELETE",
        path,
        headers: { "content-type": "application/json" },
        body: stringifyJson(body),
        signal: options.signal,
      }).then((response) => response.text());
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** GET of any path, as JSON; for documents that are no resource, such as `/version`. */
  raw(path: string, signal?: AbortSignal): Promise<JsonValue> {
    return this.#json({ method: "GET", path, headers: {}, signal });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #path(
    ref: KindRef,
    namespace: string | undefined,
    name?: string,
    subresource?: string,
  ): Promise<string> {
    return resourcePath(await this.#finder.find(ref), namespace, name, subresource);
  }

  async #write<T>(
    method: KubeRequest["method"],
    path: string,
    body: unknown,
    mediaType: string,
    options: ApplyOptions,
  ): Promise<T> {
    const query = new URLSearchParams();
    const manager = options.fieldManager ?? this.#options.fieldManager;
    if (manager) query.set("fieldManager", manager);
    if (options.isDryRun) query.set("dryRun", "All");
    if (options.force !== undefined && mediaType === patchMediaType.apply)
      query.set("force", String(options.force));
    if (options.fieldValidation) query.set("fieldValidation", options.fieldValidation);
    const headers = { "content-type": mediaType };
    return (await this.#json({
      method,
      path,
      query,
      headers,
      body: stringifyJson(body),
      signal: options.signal,
    })) as unknown as T;
  }

  async #json(request: KubeRequest): Promise<JsonValue> {
    const response = await this.#send(request);
    return parseJson(await response.text());
  }

  async #send(request: KubeRequest): Promise<KubeResponse> {
    const { userAgent = "sluice", impersonate } = this.#options;
    const headers: Record<string, string> = {
      accept: "application/json",
      "user-agent": userAgent,
      ...request.headers,
    };
    if (impersonate !== undefined) headers["impersonate-user"] = impersonate.user;
    for (let tries = 1; ; tries++) {
      const response = await this.#transport.send({ ...request, headers });
      if (response.status < 400) return response;
      const error = ApiStatusError.fromBody(
        response.status,
        await response.text(),
        response.header("retry-after"),
      );
      if (error.status !== 429 || error.retryAfterMs === undefined || tries >= maxThrottledTries) throw error;
      await sleep(this.#clock, error.retryAfterMs, request.signal);
    }
  }
}

/** The key of an object. */
export function objectKey(object: KubeObject): ObjectKey {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? "",
  };
}

function acceptHeader(isMetadataOnly: boolean | undefined, mediaType: string): Record<string, string> {
  return isMetadataOnly ? { accept: mediaType } : {};
}

function listQuery(options: ListOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (options.labelSelector) query.set("labelSelector", options.labelSelector);
  if (options.fieldSelector) query.set("fieldSelector", options.fieldSelector);
  if (options.limit) query.set("limit", String(options.limit));
  if (options.continue) query.set("continue", options.continue);
  if (options.resourceVersion !== undefined) query.set("resourceVersion", options.resourceVersion);
  return query;
}
