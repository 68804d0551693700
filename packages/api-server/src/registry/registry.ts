import { randomUUID } from "node:crypto";
import { deepClone, type JsonValue, type KubeObject } from "@sluice/base/object";
import { trackUpdate } from "../managed-fields/index.ts";
import type { FieldProblem, ResourceTable, ServedResource } from "../resource/index.ts";
import { validateValue } from "../schema/index.ts";
import {
  alreadyExists,
  badRequest,
  conflict,
  internalError,
  invalid,
  methodNotAllowed,
  notFound,
  StatusError,
  staleObjectText,
} from "../status/index.ts";
import type { Collection, ObjectStorage, StoredEntry } from "../storage/index.ts";
import { AdmissionChain, type AdmissionRequest } from "./admission-chain.ts";
import { generateName, validateMetadata } from "./metadata-rules.ts";
import { clearStatus, decodeObject, fillDefaults, ObjectViews, printObject } from "./object-form.ts";
import {
  checkPreconditions,
  isReadyToGo,
  isSpecChanged,
  isUnchanged,
  keepAllButStatus,
  keepServerFields,
  keepStatus,
  resetFields,
  settleNamespace,
  statusResetFields,
  withoutRepeats,
} from "./object-rules.ts";
import type { RequestContext } from "./request-context.ts";

/** An object as a request is answered with: in the requested version, printed when needed. */
export interface ObjectAnswer {
  /** Shared and not to be changed. */
  readonly object: KubeObject;
  readonly text: string;
  /** True when the request made the object. */
  readonly isCreated?: boolean;
}

/** Which object. The namespace is empty for cluster-scoped resources. */
export interface ObjectKey {
  namespace: string;
  name: string;
}

export interface RegistryOptions {
  storage: ObjectStorage;
  resources: ResourceTable;
  /** The time of creations and changes. */
  now(): Date;
}

/** A change to an object: gets a private copy of the live one and returns the new one. */
export type ObjectChange = (live: KubeObject) => KubeObject;

/**
 * Create, read and change objects of any resource: the rules that hold for all kinds. What is special to a kind
 * comes from its definition, what is special to a cluster from admission.
 */
export class Registry {
  readonly storage: ObjectStorage;
  readonly resources: ResourceTable;
  readonly admission = new AdmissionChain();
  /** Answers objects that are asked and not stored, by collection. */
  readonly reviews = new Map<
    string,
    (object: KubeObject, namespace: string, context: RequestContext) => KubeObject
  >();
  readonly views: ObjectViews;
  readonly now: () => Date;

  constructor(options: RegistryOptions) {
    this.storage = options.storage;
    this.resources = options.resources;
    this.now = options.now;
    this.views = new ObjectViews((entry) => this.storage.read(entry));
  }

  collection(resource: ServedResource): Collection {
    return this.storage.collection(resource.collection);
  }

  entry(resource: ServedResource, key: ObjectKey): StoredEntry | undefined {
    return this.collection(resource).get(`${key.namespace}/${key.name}`);
  }

  get(resource: ServedResource, key: ObjectKey): ObjectAnswer {
    const entry = this.entry(resource, key);
    if (entry === undefined) throw notFound(resource.name, key.name);
    return this.answer(resource, entry);
  }

  answer(resource: ServedResource, entry: StoredEntry, isCreated = false): ObjectAnswer {
    const { views } = this;
    return {
      isCreated,
      get object() {
        return views.object(resource, entry);
      },
      get text() {
        return views.text(resource, entry);
      },
    };
  }

  /** Creates an object. The argument is given away. */
  async create(
    resource: ServedResource,
    namespace: string,
    object: KubeObject,
    context: RequestContext,
    trackFields = true,
  ): Promise<ObjectAnswer> {
    const { definition } = resource;
    const review = this.reviews.get(resource.collection);
    if (review !== undefined) {
      decodeObject(resource, object, context);
      const answered = review(object, namespace, context);
      return detached({ ...answered, metadata: { ...answered.metadata, creationTimestamp: null } }, true);
    }
    if (object.metadata.resourceVersion) {
      throw new StatusError({
        message: "resourceVersion should not be set on objects to be created",
        code: 500,
      });
    }
    if (trackFields) decodeObject(resource, object, context);
    settleNamespace(resource, namespace, object);
    if (!object.metadata.name && object.metadata.generateName) {
      object.metadata.name = this.#freeName(resource, object.metadata.generateName, namespace);
    }
    if (trackFields) {
      trackUpdate(resource.node, undefined, object, {
        manager: context.fieldManager,
        apiVersion: resource.apiVersion,
        subresource: "",
        now: this.timestamp(),
        resetFields: resetFields(resource),
      });
    }
    const request: AdmissionRequest = {
      operation: "CREATE",
      resource,
      subresource: "",
      namespace,
      name: object.metadata.name ?? "",
      object,
      oldObject: undefined,
      context,
    };
    const mutating = this.admission.mutate(request);
    if (mutating !== undefined) {
      await mutating;
      fillDefaults(resource, object);
    }
    const { metadata } = object;
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
    metadata.uid = randomUUID();
    metadata.creationTimestamp = this.timestamp();
    if (definition.hasGeneration ?? definition.isCustom) metadata.generation = 1;
    else delete metadata.generation;
    if (definition.hasStatus && definition.isCustom) clearStatus(resource, object);
    definition.prepare?.(object, undefined);
    this.validate(resource, object, undefined);
    this.#collectWarnings(resource, object, undefined, context);
    const validating = this.admission.validate(request);
    if (validating !== undefined) await validating;
    const name = metadata.name!;
    const key = `${namespace}/${name}`;
    if (this.collection(resource).get(key) !== undefined) throw alreadyExists(resource.name, name);
    return this.#store(resource, key, object, context, undefined, true);
  }

  /**
   * Replaces an object, or only its status, by what `change` makes of the live one. Checks the resourceVersion and
   * uid that the new object carries; starts over when somebody else was faster and no resourceVersion was given.
   */
  async update(
    resource: ServedResource,
    key: ObjectKey,
    subresource: "" | "status" | string,
    change: ObjectChange,
    context: RequestContext,
    options: { tracksFields?: boolean; requiresVersion?: boolean } = {},
  ): Promise<ObjectAnswer> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const entry = this.entry(resource, key);
      if (entry === undefined) throw notFound(resource.name, key.name);
      const live = this.views.object(resource, entry);
      const object = change(deepClone(live));
      checkPreconditions(resource, live, object, options.requiresVersion ?? false);
      const stale = await this.#replace(resource, key, subresource, entry, live, object, context, options);
      if (stale !== undefined) return stale;
    }
    throw conflict(resource.name, key.name, staleObjectText);
  }

  /** Undefined when the live object changed meanwhile. */
  async #replace(
    resource: ServedResource,
    key: ObjectKey,
    subresource: string,
    entry: StoredEntry,
    live: KubeObject,
    object: KubeObject,
    context: RequestContext,
    options: { tracksFields?: boolean },
  ): Promise<ObjectAnswer | undefined> {
    const { definition } = resource;
    settleNamespace(resource, key.namespace, object);
    if (object.metadata.name !== key.name) {
      throw badRequest(
        `the name of the object (${object.metadata.name ?? ""}) does not match the name on the URL (${key.name})`,
      );
    }
    const isStatus = subresource === "status";
    if (options.tracksFields !== false) {
      trackUpdate(resource.node, live, object, {
        manager: context.fieldManager,
        apiVersion: resource.apiVersion,
        subresource,
        now: this.timestamp(),
        resetFields: isStatus ? statusResetFields : resetFields(resource),
      });
    }
    const request: AdmissionRequest = {
      operation: "UPDATE",
      resource,
      subresource,
      namespace: key.namespace,
      name: key.name,
      object,
      oldObject: live,
      context,
    };
    const mutating = this.admission.mutate(request);
    if (mutating !== undefined) {
      await mutating;
      fillDefaults(resource, object);
    }
    keepServerFields(object, live);
    if (isStatus) keepAllButStatus(object, live);
    else if (definition.hasStatus && subresource === "") keepStatus(object, live);
    if (definition.isCustom && object["status"] === undefined) fillDefaults(resource, object);
    if (!isStatus) definition.prepare?.(object, live);
    if (definition.hasGeneration ?? definition.isCustom) {
      const changed = !isStatus && isSpecChanged(resource, object, live);
      object.metadata.generation = (live.metadata.generation ?? 1) + (changed ? 1 : 0);
    }
    this.validate(resource, object, live, isStatus);
    this.#collectWarnings(resource, object, live, context);
    const validating = this.admission.validate(request);
    if (validating !== undefined) await validating;
    if (this.entry(resource, key) !== entry) return undefined;
    if (isUnchanged(object, live)) return this.answer(resource, entry);
    if (isReadyToGo(object)) {
      return this.removeEntry(resource, `${key.namespace}/${key.name}`, object, context);
    }
    return this.#store(resource, entry.key, object, context, entry, false);
  }

  /** Stores a change that the server itself makes, without ownership, admission or validation. */
  async replaceAsServer(
    resource: ServedResource,
    key: ObjectKey,
    object: KubeObject,
    live: KubeObject,
    context: RequestContext,
  ): Promise<ObjectAnswer> {
    const entry = this.entry(resource, key);
    if (entry === undefined) throw notFound(resource.name, key.name);
    if (String(entry.revision) !== live.metadata.resourceVersion) {
      throw conflict(resource.name, key.name, staleObjectText);
    }
    if (isUnchanged(object, live)) return this.answer(resource, entry);
    if (isReadyToGo(object)) return this.removeEntry(resource, entry.key, object, context);
    return this.#store(resource, entry.key, object, context, entry, false);
  }

  /** Takes an object out of storage; `last` is its final state and is given away. */
  async removeEntry(
    resource: ServedResource,
    key: string,
    last: KubeObject,
    context: RequestContext,
  ): Promise<ObjectAnswer> {
    if (context.isDryRun) return detached(last);
    const stored = this.views.toStorage(resource, last);
    const write = this.#write(() => this.storage.remove(resource.collection, key, stored, printObject));
    await write.committed.catch(storageFailed);
    return this.answer(resource, write.entry);
  }

  async #store(
    resource: ServedResource,
    key: string,
    object: KubeObject,
    context: RequestContext,
    previous: StoredEntry | undefined,
    isCreated: boolean,
  ): Promise<ObjectAnswer> {
    if (context.isDryRun) {
      if (previous !== undefined) object.metadata.resourceVersion = String(previous.revision);
      else delete object.metadata.resourceVersion;
      return detached(object, isCreated);
    }
    const stored = this.views.toStorage(resource, object);
    const write = this.#write(() => this.storage.put(resource.collection, key, stored, printObject));
    await write.committed.catch(storageFailed);
    return this.answer(resource, write.entry, isCreated);
  }

  #write<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      return storageFailed(error);
    }
  }

  /** Throws a 422 for everything that is wrong with an object. */
  validate(
    resource: ServedResource,
    object: KubeObject,
    old: KubeObject | undefined,
    isStatus = false,
  ): void {
    const { definition } = resource;
    const problems: FieldProblem[] = [];
    const { name } = object.metadata;
    if (old === undefined && (name === undefined || name === "")) {
      problems.push({
        reason: "FieldValueRequired",
        field: "metadata.name",
        message: "Required value: name or generateName is required",
      });
    }
    if (!isStatus) problems.push(...validateMetadata(object, old, definition.isCustom === true));
    if (!definition.isTypedOnly) {
      problems.push(...validateValue(resource.node, object as unknown as JsonValue));
    }
    if (definition.validate !== undefined) problems.push(...definition.validate(object, old));
    if (problems.length === 0 && definition.rules !== undefined) {
      const before = old as unknown as JsonValue | undefined;
      problems.push(...definition.rules(resource.node, object as unknown as JsonValue, before));
    }
    if (problems.length === 0) return;
    throw invalid(
      { group: definition.group, kind: definition.kind },
      name ?? object.metadata.generateName ?? "",
      withoutRepeats(problems),
    );
  }

  timestamp(): string {
    return `${this.now().toISOString().slice(0, 19)}Z`;
  }

  #collectWarnings(
    resource: ServedResource,
    object: KubeObject,
    old: KubeObject | undefined,
    context: RequestContext,
  ): void {
    const found = resource.definition.warnings?.(object, old);
    if (found !== undefined && found.length > 0) context.warnings.push(...found);
  }

  #freeName(resource: ServedResource, prefix: string, namespace: string): string {
    for (let attempt = 0; attempt < 8; attempt++) {
      const name = generateName(prefix);
      if (this.collection(resource).get(`${namespace}/${name}`) === undefined) return name;
    }
    throw alreadyExists(resource.name, prefix);
  }
}

/** Refuses a verb that a resource does not have. */
export function requireVerb(resource: ServedResource, verb: string): void {
  if (!resource.definition.verbs.includes(verb)) throw methodNotAllowed(resource.name, verb);
}

function detached(object: KubeObject, isCreated = false): ObjectAnswer {
  return { object, text: printObject(object), isCreated };
}

function storageFailed(error: unknown): never {
  if (error instanceof StatusError) throw error;
  throw internalError(error instanceof Error ? error.message : String(error), error);
}
