import { deepClone, type KubeObject } from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";
import { badRequest, conflict, deleted, notFound, type Status } from "../status/index.ts";
import type { AdmissionRequest } from "./admission-chain.ts";
import { hasSpecFinalizers } from "./object-rules.ts";
import type { ObjectAnswer, ObjectKey, Registry } from "./registry.ts";
import type { RequestContext } from "./request-context.ts";

/** `metav1.DeleteOptions` as far as it counts. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: "Background" | "Foreground" | "Orphan";
  /** The old form of `Orphan` and `Background`. */
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** What a deletion came to: gone, or waiting for finalizers or the grace period. */
export type DeleteAnswer = { isGone: true; status: Status } | { isGone: false; answer: ObjectAnswer };

/** Deletes an object, or marks it when finalizers or a grace period keep it. Throws 404, 409. */
export async function deleteObject(
  registry: Registry,
  resource: ServedResource,
  key: ObjectKey,
  options: DeleteOptions,
  context: RequestContext,
): Promise<DeleteAnswer> {
  for (;;) {
    const entry = registry.entry(resource, key);
    if (entry === undefined) throw notFound(resource.name, key.name);
    const live = registry.views.object(resource, entry);
    checkDeletePreconditions(resource, live, options);
    const request: AdmissionRequest = {
      operation: "DELETE",
      resource,
      subresource: "",
      namespace: key.namespace,
      name: key.name,
      object: undefined,
      oldObject: live,
      context,
    };
    const mutating = registry.admission.mutate(request);
    if (mutating !== undefined) await mutating;
    const validating = registry.admission.validate(request);
    if (validating !== undefined) await validating;
    if (registry.entry(resource, key) !== entry) continue;

    const object = deepClone(live);
    const grace = resource.definition.gracePeriodSeconds?.(object, options.gracePeriodSeconds) ?? 0;
    applyPropagation(resource, object, options);
    const waits = (object.metadata.finalizers?.length ?? 0) > 0 || hasSpecFinalizers(object) || grace > 0;
    if (!waits) {
      const answer = await registry.removeEntry(resource, entry.key, object, context);
      void answer;
      return { isGone: true, status: deleted(resource.name, key.name, live.metadata.uid) };
    }
    return { isGone: false, answer: await mark(registry, resource, key, object, live, grace, context) };
  }
}

async function mark(
  registry: Registry,
  resource: ServedResource,
  key: ObjectKey,
  object: KubeObject,
  live: KubeObject,
  grace: number,
  context: RequestContext,
): Promise<ObjectAnswer> {
  const { metadata } = object;
  const now = registry.now().getTime();
  const isFirst = metadata.deletionTimestamp === undefined;
  const isShorter = !isFirst && grace < (metadata.deletionGracePeriodSeconds ?? 0);
  if (isFirst || isShorter) {
    const start = isFirst
      ? now
      : Date.parse(metadata.deletionTimestamp!) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    metadata.deletionTimestamp = `${new Date(start + grace * 1000).toISOString().slice(0, 19)}Z`;
    metadata.deletionGracePeriodSeconds = grace;
    if (metadata.generation !== undefined) metadata.generation++;
    if (object.kind === "Namespace" && object.apiVersion === "v1") {
      object["status"] = { ...(object["status"] as object), phase: "Terminating" };
    }
  }
  return registry.replaceAsServer(resource, key, object, live, context);
}

function checkDeletePreconditions(resource: ServedResource, live: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { name } = live.metadata;
  if (uid !== undefined && uid !== live.metadata.uid) {
    throw conflict(
      resource.name,
      name ?? "",
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(
      resource.name,
      name ?? "",
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${live.metadata.resourceVersion}`,
    );
  }
  if (options.propagationPolicy !== undefined && options.orphanDependents !== undefined) {
    throw badRequest("orphanDependents and deletionPropagation cannot be both set");
  }
}

/** The garbage collector reads what is to happen to dependents from finalizers of its own. */
function applyPropagation(resource: ServedResource, object: KubeObject, options: DeleteOptions): void {
  const finalizers = object.metadata.finalizers ?? [];
  const isExplicit = options.propagationPolicy !== undefined || options.orphanDependents !== undefined;
  const policy =
    options.propagationPolicy ??
    (options.orphanDependents === undefined
      ? finalizers.includes("orphan")
        ? "Orphan"
        : finalizers.includes("foregroundDeletion")
          ? "Foreground"
          : (resource.definition.defaultPropagation ?? "Background")
      : options.orphanDependents
        ? "Orphan"
        : "Background");
  const kept =
    isExplicit || finalizers.length > 0
      ? finalizers.filter((name) => name !== "orphan" && name !== "foregroundDeletion")
      : finalizers;
  const next =
    policy === "Orphan"
      ? [...kept, "orphan"]
      : policy === "Foreground"
        ? [...kept, "foregroundDeletion"]
        : kept;
  if (next.length > 0) object.metadata.finalizers = next;
  else delete object.metadata.finalizers;
}
