import type { Logger } from "@sluice/base/log";
import { deepClone, type KubeObject, parseApiVersion } from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";
import { notFound } from "../status/index.ts";
import type { StoredEvent } from "../storage/index.ts";
import { deleteObject } from "./delete-object.ts";
import { decodeObject } from "./object-form.ts";
import type { GroupResource, ObjectEvent, ObjectStore } from "./object-store.ts";
import type { Registry } from "./registry.ts";
import { systemContext } from "./request-context.ts";

const defaultManager = "kube-controller-manager";

/** The registry as in-process controllers use it. */
export function createObjectStore(registry: Registry, log: Logger): ObjectStore {
  const stored = ({ group, resource }: GroupResource): ServedResource => {
    const served = registry.resources.stored(group, resource);
    if (served === undefined) throw notFound({ group, resource }, "");
    return served;
  };
  const ofKind = (object: KubeObject): ServedResource => {
    const { group, version } = parseApiVersion(object.apiVersion);
    const served = registry.resources.findKind(group, version, object.kind);
    if (served === undefined) throw notFound({ group, resource: object.kind }, object.metadata.name ?? "");
    return served;
  };
  const write = async (object: KubeObject, subresource: string, manager: string): Promise<KubeObject> => {
    const resource = ofKind(object);
    const context = systemContext(manager);
    const key = { namespace: object.metadata.namespace ?? "", name: object.metadata.name ?? "" };
    const answer = await registry.update(
      resource,
      key,
      subresource,
      () => {
        const copy = deepClone(object);
        decodeObject(resource, copy, context);
        return copy;
      },
      context,
    );
    return answer.object;
  };
  return {
    get(resource, namespace, name) {
      const served = stored(resource);
      const entry = registry.entry(served, { namespace, name });
      return entry === undefined ? undefined : registry.views.object(served, entry);
    },
    list(resource, namespace = "") {
      const served = stored(resource);
      const collection = registry.collection(served);
      const [first, end] = collection.range(namespace);
      const objects: KubeObject[] = [];
      for (let index = first; index < end; index++) {
        objects.push(registry.views.object(served, collection.at(index)!));
      }
      return objects;
    },
    watch(resource, onEvent) {
      return watchStored(registry, stored(resource), (event) => {
        // This runs in a timer, where nobody could catch it.
        try {
          onEvent(event);
        } catch (error) {
          log.error(error, "an in-process controller failed on an event");
        }
      });
    },
    async create(object, options) {
      const resource = ofKind(object);
      const namespace = object.metadata.namespace ?? "";
      const context = systemContext(options?.fieldManager ?? defaultManager);
      return (await registry.create(resource, namespace, deepClone(object), context)).object;
    },
    update: (object, options) => write(object, "", options?.fieldManager ?? defaultManager),
    updateStatus: (object, options) => write(object, "status", options?.fieldManager ?? defaultManager),
    async delete(resource, namespace, name, options = {}) {
      const { uid, resourceVersion, gracePeriodSeconds, propagationPolicy } = options;
      await deleteObject(
        registry,
        stored(resource),
        { namespace, name },
        { gracePeriodSeconds, propagationPolicy, preconditions: { uid, resourceVersion } },
        systemContext(defaultManager),
      );
    },
  };
}

/** Events are handed out in a later turn, so that a controller's writes never run inside another write. */
function watchStored(
  registry: Registry,
  resource: ServedResource,
  onEvent: (event: ObjectEvent) => void,
): () => void {
  const collection = registry.collection(resource);
  const read = (entry: StoredEvent["entry"]): KubeObject => registry.views.object(resource, entry);
  let queue: ObjectEvent[] = [];
  let isStopped = false;
  const flush = (): void => {
    const events = queue;
    queue = [];
    for (const event of events) {
      if (isStopped) return;
      onEvent(event);
    }
  };
  const push = (event: ObjectEvent): void => {
    if (queue.push(event) === 1) setImmediate(flush);
  };
  const [first, end] = collection.range("");
  for (let index = first; index < end; index++) {
    push({ type: "ADDED", object: read(collection.at(index)!) });
  }
  const listener = (event: StoredEvent): void =>
    push({
      type: event.type,
      object: read(event.entry),
      ...(event.previous === undefined ? {} : { previous: read(event.previous) }),
    });
  collection.listeners.add(listener);
  return () => {
    isStopped = true;
    collection.listeners.delete(listener);
  };
}
