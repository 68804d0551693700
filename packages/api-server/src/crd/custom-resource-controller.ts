import type { Logger } from "@sluice/base/log";
import { deepClone, deepEqual, type JsonObject, type KubeObject } from "@sluice/base/object";
import { deleteObject, type Registry, systemContext } from "../registry/index.ts";
import type { ResourceTable, ServedResource } from "../resource/index.ts";
import { isStatusError } from "../status/index.ts";
import { type CustomResourceDefinition, customResources } from "./custom-resource.ts";

const retryMs = 1000;
const finalizer = "customresourcecleanup.apiextensions.k8s.io";

/**
 * Serves the resources of CustomResourceDefinitions: accepts their names, reports Established, and takes the
 * instances away before a deleted definition goes.
 */
export class CustomResourceController {
  readonly #registry: Registry;
  readonly #log: Logger;
  readonly #resources: ResourceTable;
  readonly #onWithdrawn: (collection: string) => void;
  readonly #served = new Map<string, { crd: CustomResourceDefinition; paths: [string, string, string][] }>();
  readonly #working = new Set<string>();

  /** `onWithdrawn` is told the collection of a resource that is no longer served. */
  constructor(registry: Registry, log: Logger, onWithdrawn: (collection: string) => void = () => undefined) {
    this.#registry = registry;
    this.#log = log;
    this.#onWithdrawn = onWithdrawn;
    this.#resources = registry.resources;
  }

  /** Serves what is stored, then follows changes. */
  start(): void {
    const resource = this.#crdResource();
    const collection = this.#registry.collection(resource);
    const [first, end] = collection.range("");
    for (let index = first; index < end; index++) {
      const crd = this.#registry.views.object(resource, collection.at(index)!) as CustomResourceDefinition;
      try {
        this.#accept(crd, 0);
      } catch (error) {
        // One that cannot be served must not keep the others from it.
        this.#log.error(error, "custom resource definition cannot be served", { name: crd.metadata.name });
      }
    }
    // In the same turn as the commit: whoever got the answer to his write can use the resource at once.
    collection.listeners.add((event) => {
      const crd = this.#registry.views.object(resource, event.entry) as CustomResourceDefinition;
      if (event.type === "DELETED") this.#withdraw(crd.metadata.name!);
      else this.#accept(crd, event.revision);
    });
  }

  #crdResource(): ServedResource {
    return this.#resources.stored("apiextensions.k8s.io", "customresourcedefinitions")!;
  }

  #accept(crd: CustomResourceDefinition, revision: number): void {
    const name = crd.metadata.name!;
    const conflict = this.#nameConflict(crd);
    if (crd.metadata.deletionTimestamp !== undefined) {
      if (crd.metadata.finalizers?.includes(finalizer)) this.#cleanUp(crd);
      return;
    }
    if (conflict === undefined) this.#serve(name, crd, revision);
    const status = acceptedStatus(crd, conflict, this.#registry.timestamp());
    if (deepEqual(status, crd.status) && crd.metadata.finalizers?.includes(finalizer)) return;
    this.#run(name, () => this.#writeStatus(crd, status));
  }

  #serve(name: string, crd: CustomResourceDefinition, revision: number): void {
    const known = this.#served.get(name);
    if (known !== undefined && deepEqual(known.crd.spec, crd.spec)) return;
    for (const path of known?.paths ?? []) this.#resources.remove(...path);
    const paths: [string, string, string][] = [];
    for (const definition of customResources(crd)) {
      // At the start nothing is known of the schema that older objects were stored under; reading is lenient then.
      this.#resources.add(definition, known === undefined ? 0 : revision);
      paths.push([definition.group, definition.version, definition.plural]);
    }
    this.#served.set(name, { crd, paths });
  }

  #withdraw(name: string): void {
    for (const path of this.#served.get(name)?.paths ?? []) this.#resources.remove(...path);
    this.#served.delete(name);
    // A definition is called after the collection that its objects are in.
    this.#onWithdrawn(name);
  }

  /** Another definition of the same group may hold one of the names. */
  #nameConflict(crd: CustomResourceDefinition): { reason: string; message: string } | undefined {
    const { names, group } = crd.spec;
    for (const [other, { crd: theirs }] of this.#served) {
      if (other === crd.metadata.name || theirs.spec.group !== group) continue;
      const taken = theirs.spec.names;
      const takenNames = [taken.plural, taken.singular, ...(taken.shortNames ?? [])];
      if (takenNames.includes(names.plural))
        return { reason: "PluralConflict", message: `${JSON.stringify(names.plural)} is already in use` };
      if (names.singular !== undefined && takenNames.includes(names.singular)) {
        return { reason: "SingularConflict", message: `${JSON.stringify(names.singular)} is already in use` };
      }
      const short = names.shortNames?.find((name) => takenNames.includes(name));
      if (short !== undefined)
        return { reason: "ShortNamesConflict", message: `${JSON.stringify(short)} is already in use` };
      if (taken.kind === names.kind || taken.listKind === names.kind) {
        return { reason: "KindConflict", message: `${JSON.stringify(names.kind)} is already in use` };
      }
      if (
        names.listKind !== undefined &&
        (taken.kind === names.listKind || taken.listKind === names.listKind)
      ) {
        return { reason: "ListKindConflict", message: `${JSON.stringify(names.listKind)} is already in use` };
      }
    }
    return undefined;
  }

  #run(name: string, work: () => Promise<void>): void {
    if (this.#working.has(name)) return;
    this.#working.add(name);
    setImmediate(() => {
      void work()
        .then(
          () => true,
          (error: unknown) => {
            // Whatever made a conflict or a deletion is seen below; anything else will not be better at once.
            if (isStatusError(error, 409) || isStatusError(error, 404)) return true;
            this.#log.error(error, "custom resource definition cannot be followed", { name });
            return false;
          },
        )
        .then((isFollowed) => {
          this.#working.delete(name);
          if (isFollowed) this.#look(name);
          else setTimeout(() => this.#look(name), retryMs).unref();
        });
    });
  }

  /** Brings what is served in line with a stored definition; never throws, for it runs in timers. */
  #look(name: string): void {
    const resource = this.#crdResource();
    try {
      const entry = this.#registry.entry(resource, { namespace: "", name });
      if (entry === undefined) return;
      const crd = this.#registry.views.object(resource, entry) as CustomResourceDefinition;
      this.#accept(crd, entry.revision);
    } catch (error) {
      this.#log.error(error, "custom resource definition cannot be served", { name });
    }
  }

  async #writeStatus(crd: CustomResourceDefinition, status: JsonObject): Promise<void> {
    const resource = this.#crdResource();
    const key = { namespace: "", name: crd.metadata.name! };
    const entry = this.#registry.entry(resource, key);
    if (entry === undefined) return;
    const live = this.#registry.views.object(resource, entry) as CustomResourceDefinition;
    if (live.metadata.resourceVersion !== crd.metadata.resourceVersion) return;
    const object = deepClone(live) as KubeObject;
    object["status"] = status;
    const finalizers = object.metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
    await this.#registry.replaceAsServer(resource, key, object, live, systemContext("kube-apiserver"));
  }

  /** Deletes the instances; when all are gone the finalizer goes, and with it the definition. */
  #cleanUp(crd: CustomResourceDefinition): void {
    const name = crd.metadata.name!;
    this.#run(name, async () => {
      const resource = this.#crdResource();
      const served = this.#resources.stored(crd.spec.group, crd.spec.names.plural);
      if (served !== undefined) {
        const collection = this.#registry.collection(served);
        for (const key of [...keysOf(collection)]) {
          const slash = key.indexOf("/");
          const objectKey = { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
          await deleteObject(this.#registry, served, objectKey, {}, systemContext("kube-apiserver")).catch(
            (error: unknown) => {
              if (!isStatusError(error, 404)) throw error;
            },
          );
        }
        if (collection.size > 0) {
          const again = (event: { type: string }): void => {
            if (event.type !== "DELETED" || collection.size > 0) return;
            collection.listeners.delete(again);
            this.#cleanUp(crd);
          };
          collection.listeners.add(again);
          return;
        }
      }
      const entry = this.#registry.entry(resource, { namespace: "", name });
      if (entry === undefined) return;
      const live = this.#registry.views.object(resource, entry);
      const object = deepClone(live);
      object.metadata.finalizers = (object.metadata.finalizers ?? []).filter((other) => other !== finalizer);
      await this.#registry.replaceAsServer(
        resource,
        { namespace: "", name },
        object,
        live,
        systemContext("kube-apiserver"),
      );
    });
  }
}

function* keysOf(collection: {
  range(namespace: string): [number, number];
  at(index: number): { key: string } | undefined;
}): Generator<string> {
  const [first, end] = collection.range("");
  for (let index = first; index < end; index++) yield collection.at(index)!.key;
}

function acceptedStatus(
  crd: CustomResourceDefinition,
  conflict: { reason: string; message: string } | undefined,
  now: string,
): JsonObject {
  const old = (crd.status ?? {}) as {
    conditions?: JsonObject[];
    storedVersions?: string[];
    acceptedNames?: JsonObject;
  };
  const names = crd.spec.names as unknown as JsonObject;
  const storage = crd.spec.versions.find((version) => version.storage)?.name;
  const stored = old.storedVersions ?? [];
  const isEstablished =
    conflict === undefined ||
    old.conditions?.some((item) => item["type"] === "Established" && item["status"] === "True");
  return {
    conditions: [
      condition(old.conditions, now, {
        type: "NamesAccepted",
        status: conflict === undefined ? "True" : "False",
        reason: conflict?.reason ?? "NoConflicts",
        message: conflict?.message ?? "no conflicts found",
      }),
      condition(old.conditions, now, {
        type: "Established",
        status: isEstablished ? "True" : "False",
        reason: isEstablished ? "InitialNamesAccepted" : "NotAccepted",
        message: isEstablished ? "the initial names have been accepted" : "not all names are accepted",
      }),
    ],
    acceptedNames: conflict === undefined ? names : (old.acceptedNames ?? { plural: "", kind: "" }),
    storedVersions: storage === undefined || stored.includes(storage) ? stored : [...stored, storage],
  };
}

function condition(old: JsonObject[] | undefined, now: string, wanted: JsonObject): JsonObject {
  const known = old?.find((item) => item["type"] === wanted["type"]);
  const lastTransitionTime =
    known !== undefined && known["status"] === wanted["status"] ? known["lastTransitionTime"]! : now;
  return {
    lastTransitionTime,
    message: wanted["message"]!,
    reason: wanted["reason"]!,
    status: wanted["status"]!,
    type: wanted["type"]!,
  };
}
