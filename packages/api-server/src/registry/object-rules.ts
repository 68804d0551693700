import { deepClone, deepEqual, isJsonObject, type JsonValue, type KubeObject } from "@sluice/base/object";
import { type FieldSet, fieldSetOfPaths } from "../managed-fields/index.ts";
import type { FieldProblem, ServedResource } from "../resource/index.ts";
import { badRequest, conflict, invalid, staleObjectText } from "../status/index.ts";
import { withoutBookkeeping } from "./object-form.ts";

const noFields = fieldSetOfPaths([]);
const statusField = fieldSetOfPaths([["status"]]);
const allButStatus = fieldSetOfPaths([["spec"], ["metadata"], ["data"]]);

/** Problems without those that two rules found. */
export function withoutRepeats(problems: FieldProblem[]): FieldProblem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.field}\0${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** An object takes the namespace of its path; another one is a mistake. Changes `object`, throws a 400. */
export function settleNamespace(resource: ServedResource, namespace: string, object: KubeObject): void {
  if (!resource.definition.isNamespaced) {
    delete object.metadata.namespace;
    return;
  }
  if (object.metadata.namespace === undefined || object.metadata.namespace === "") {
    object.metadata.namespace = namespace;
  } else if (object.metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
}

/** Throws a 409 when the new object names another uid or version than the live one, a 422 when it must name one and does not. */
export function checkPreconditions(
  resource: ServedResource,
  live: KubeObject,
  object: KubeObject,
  requiresVersion: boolean,
): void {
  const { name } = live.metadata;
  const { uid, resourceVersion } = object.metadata;
  if (uid !== undefined && uid !== "" && uid !== live.metadata.uid) {
    throw conflict(
      resource.name,
      name ?? "",
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
    );
  }
  if (resourceVersion === undefined || resourceVersion === "" || resourceVersion === "0") {
    if (!requiresVersion) return;
    throw invalid({ group: resource.definition.group, kind: resource.definition.kind }, name ?? "", [
      {
        reason: "FieldValueInvalid",
        field: "metadata.resourceVersion",
        message: "Invalid value: 0: must be specified for an update",
      },
    ]);
  }
  if (resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(resource.name, name ?? "", staleObjectText);
  }
}

const resetSets = new WeakMap<ServedResource, FieldSet>();

/** The fields that requests to the main resource do not own. */
export function resetFields(resource: ServedResource): FieldSet {
  let set = resetSets.get(resource);
  if (set === undefined) {
    const { resetFields: paths, hasStatus } = resource.definition;
    set = paths !== undefined ? fieldSetOfPaths(paths) : hasStatus ? statusField : noFields;
    resetSets.set(resource, set);
  }
  return set;
}

/** The fields that requests to the status subresource do not own. */
export const statusResetFields = allButStatus;

/** What only the server sets stays as it is. Changes `object`. */
export function keepServerFields(object: KubeObject, live: KubeObject): void {
  const { metadata } = object;
  metadata.uid = live.metadata.uid;
  metadata.creationTimestamp = live.metadata.creationTimestamp;
  keep(metadata, live.metadata, "generateName");
  keep(metadata, live.metadata, "deletionTimestamp");
  keep(metadata, live.metadata, "deletionGracePeriodSeconds");
  keep(metadata, live.metadata, "generation");
}

function keep<T extends object, K extends keyof T>(target: T, source: T, name: K): void {
  if (source[name] === undefined) delete target[name];
  else target[name] = source[name];
}

/** A write to the status changes nothing else. Changes `object`. */
export function keepAllButStatus(object: KubeObject, live: KubeObject): void {
  const { managedFields } = object.metadata;
  const status = object["status"];
  for (const key of Object.keys(object)) {
    if (key !== "apiVersion" && key !== "kind") delete object[key];
  }
  Object.assign(object, deepClone(live));
  if (status === undefined) delete object["status"];
  else object["status"] = status;
  if (managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
}

/** A write to the object leaves its status alone. Changes `object`. */
export function keepStatus(object: KubeObject, live: KubeObject): void {
  if (live["status"] === undefined) delete object["status"];
  else object["status"] = live["status"];
}

/** True when the desired state differs. */
export function isSpecChanged(resource: ServedResource, object: KubeObject, live: KubeObject): boolean {
  const { hasStatus } = resource.definition;
  for (const key of new Set([...Object.keys(object), ...Object.keys(live)])) {
    if (key === "metadata" || (hasStatus && key === "status")) continue;
    if (!deepEqual(object[key], live[key])) return true;
  }
  return false;
}

/** Nothing changed but times in managedFields: not worth a revision. */
export function isUnchanged(object: KubeObject, live: KubeObject): boolean {
  if (!deepEqual(withoutBookkeeping(object), withoutBookkeeping(live))) return false;
  return deepEqual(withoutTimes(object), withoutTimes(live));
}

function withoutTimes(object: KubeObject): JsonValue {
  return (object.metadata.managedFields ?? []).map(({ time: _, ...entry }) => entry);
}

/** True when a deleted object has nothing left to wait for. */
export function isReadyToGo(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers?.length ?? 0) > 0) return false;
  if ((deletionGracePeriodSeconds ?? 0) > 0) return false;
  return !hasSpecFinalizers(object);
}

/** Namespaces carry finalizers in their spec as well. */
export function hasSpecFinalizers(object: KubeObject): boolean {
  if (object.kind !== "Namespace" || object.apiVersion !== "v1") return false;
  const spec = object["spec"];
  return isJsonObject(spec) && Array.isArray(spec["finalizers"]) && spec["finalizers"].length > 0;
}
