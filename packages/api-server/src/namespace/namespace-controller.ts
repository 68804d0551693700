import type { Logger } from "@sluice/base/log";
import { deepClone, type JsonObject, type KubeObject } from "@sluice/base/object";
import { deleteObject, type Registry, systemContext } from "../registry/index.ts";
import type { ServedResource } from "../resource/index.ts";
import { isStatusError } from "../status/index.ts";

const manager = "kube-controller-manager";

const retryMs = 1000;

/** Empties namespaces that are being deleted, then lets them go. */
export class NamespaceController {
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #active = new Set<string>();
  readonly #again = new Set<string>();
  #isStopped = false;

  constructor(registry: Registry, log: Logger) {
    this.#registry = registry;
    this.#log = log;
  }

  start(): void {
    const namespaces = this.#namespaces();
    const collection = this.#registry.collection(namespaces);
    const [first, end] = collection.range("");
    for (let index = first; index < end; index++) this.#look(collection.at(index)!.key);
    collection.listeners.add((event) => {
      if (event.type !== "DELETED" && event.entry.text.includes('"deletionTimestamp"')) this.#look(event.key);
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  #namespaces(): ServedResource {
    return this.#registry.resources.stored("", "namespaces")!;
  }

  #look(key: string): void {
    const name = key.slice(1);
    const entry = this.#registry.entry(this.#namespaces(), { namespace: "", name });
    if (entry === undefined) return;
    if (this.#registry.storage.read(entry).metadata.deletionTimestamp === undefined) return;
    this.#run(name);
  }

  #run(name: string): void {
    if (this.#isStopped) return;
    if (this.#active.has(name)) {
      this.#again.add(name);
      return;
    }
    this.#active.add(name);
    setImmediate(() => {
      void this.#terminate(name)
        .catch((error: unknown) => {
          // Somebody else was faster; anything else will not be better at once.
          if (isStatusError(error, 409) || isStatusError(error, 404)) this.#again.add(name);
          else {
            this.#log.error(error, "namespace cannot be emptied", { namespace: name });
            setTimeout(() => this.#run(name), retryMs).unref();
          }
        })
        .finally(() => {
          this.#active.delete(name);
          if (this.#again.delete(name)) this.#run(name);
        });
    });
  }

  async #terminate(name: string): Promise<void> {
    const key = { namespace: "", name };
    const entry = this.#registry.entry(this.#namespaces(), key);
    if (entry === undefined) return;
    const remaining = await this.#deleteContent(name);
    await this.#report(name, remaining);
    if (remaining.size > 0) {
      this.#waitForContent(name, remaining);
      return;
    }
    const current = this.#registry.entry(this.#namespaces(), key);
    if (current === undefined) return;
    const live = this.#registry.views.object(this.#namespaces(), current);
    const object = deepClone(live);
    const spec = { ...(object["spec"] as JsonObject | undefined) };
    spec["finalizers"] = ((spec["finalizers"] ?? []) as string[]).filter(
      (finalizer) => finalizer !== "kubernetes",
    );
    if ((spec["finalizers"] as string[]).length === 0) delete spec["finalizers"];
    object["spec"] = spec;
    await this.#registry.replaceAsServer(this.#namespaces(), key, object, live, systemContext(manager));
  }

  /** Deletes everything in the namespace; returns what is left, by collection. */
  async #deleteContent(namespace: string): Promise<Map<ServedResource, KubeObject[]>> {
    const remaining = new Map<ServedResource, KubeObject[]>();
    for (const resource of [...this.#registry.resources.collections()]) {
      if (!resource.definition.isNamespaced) continue;
      for (const entry of this.#entries(resource, namespace)) {
        const name = entry.key.slice(namespace.length + 1);
        try {
          await deleteObject(this.#registry, resource, { namespace, name }, {}, systemContext(manager));
        } catch (error) {
          if (!isStatusError(error, 404)) throw error;
        }
      }
      const left = this.#entries(resource, namespace).map((entry) => this.#registry.storage.read(entry));
      if (left.length > 0) remaining.set(resource, left);
    }
    return remaining;
  }

  #entries(resource: ServedResource, namespace: string) {
    const collection = this.#registry.collection(resource);
    const [first, end] = collection.range(namespace);
    const entries = [];
    for (let index = first; index < end; index++) entries.push(collection.at(index)!);
    return entries;
  }

  async #report(name: string, remaining: Map<ServedResource, KubeObject[]>): Promise<void> {
    const key = { namespace: "", name };
    const entry = this.#registry.entry(this.#namespaces(), key);
    if (entry === undefined || (remaining.size === 0 && !entry.text.includes("NamespaceContentRemaining")))
      return;
    const live = this.#registry.views.object(this.#namespaces(), entry);
    const object = deepClone(live);
    object["status"] = {
      phase: "Terminating",
      conditions: terminatingConditions(
        remaining,
        (live["status"] ?? {}) as JsonObject,
        this.#registry.timestamp(),
      ),
    };
    await this.#registry.replaceAsServer(this.#namespaces(), key, object, live, systemContext(manager));
  }

  /** Starts over when the last of the remaining objects is gone. */
  #waitForContent(namespace: string, remaining: Map<ServedResource, KubeObject[]>): void {
    const [resource] = remaining.keys();
    const collection = this.#registry.collection(resource!);
    const listener = (event: { type: string; key: string }): void => {
      if (event.type !== "DELETED" || !event.key.startsWith(`${namespace}/`)) return;
      const [first, end] = collection.range(namespace);
      if (first !== end) return;
      collection.listeners.delete(listener);
      this.#run(namespace);
    };
    collection.listeners.add(listener);
    const [first, end] = collection.range(namespace);
    if (first === end) {
      collection.listeners.delete(listener);
      this.#again.add(namespace);
    }
  }
}

function terminatingConditions(
  remaining: Map<ServedResource, KubeObject[]>,
  old: JsonObject,
  now: string,
): JsonObject[] {
  const resources = [...remaining]
    .map(
      ([resource, objects]) =>
        `${resource.name.resource}.${resource.name.group} has ${objects.length} resource instances`,
    )
    .sort();
  const finalizers = new Map<string, number>();
  for (const objects of remaining.values()) {
    for (const object of objects) {
      for (const finalizer of object.metadata.finalizers ?? []) {
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      }
    }
  }
  const holders = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  const before = (old["conditions"] ?? []) as JsonObject[];
  const condition = (type: string, isTrue: boolean, reason: string, message: string): JsonObject => {
    const status = isTrue ? "True" : "False";
    const known = before.find((item) => item["type"] === type && item["status"] === status);
    return { type, status, lastTransitionTime: known?.["lastTransitionTime"] ?? now, reason, message };
  };
  return [
    condition(
      "NamespaceDeletionDiscoveryFailure",
      false,
      "ResourcesDiscovered",
      "All resources successfully discovered",
    ),
    condition(
      "NamespaceDeletionGroupVersionParsingFailure",
      false,
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    condition(
      "NamespaceDeletionContentFailure",
      false,
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    condition(
      "NamespaceContentRemaining",
      resources.length > 0,
      resources.length > 0 ? "SomeResourcesRemain" : "ContentRemoved",
      resources.length > 0
        ? `Some resources are remaining: ${resources.join(", ")}`
        : "All content successfully removed",
    ),
    condition(
      "NamespaceFinalizersRemaining",
      holders.length > 0,
      holders.length > 0 ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
      holders.length > 0
        ? `Some content in the namespace has finalizers remaining: ${holders.join(", ")}`
        : "All content-preserving finalizers finished",
    ),
  ];
}
