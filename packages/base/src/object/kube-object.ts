import type { JsonObject } from "./json-value.ts";

/** `metadata` of an API object, wire names kept; timestamps are RFC 3339 text. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string | null;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: JsonObject[];
}

/** An entry of `metadata.ownerReferences`. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** One API object as plain JSON. Kinds of ours have types of their own (package `api`) that are assignable to it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** The ordered objects that a build or a render yields. */
export type ObjectSet = readonly KubeObject[];

/** Group (empty for core), version and kind. */
export interface Gvk {
  group: string;
  version: string;
  kind: string;
}

/** A name and its namespace; the namespace is empty for cluster-scoped objects. */
export interface NamespacedName {
  namespace: string;
  name: string;
}

/** Splits `apps/v1` into group `apps` and version `v1`; the core group is empty. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `apps/v1`, or `v1` for the core group. */
export function formatApiVersion(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The group, version and kind of an object. */
export function gvkOf(object: { apiVersion: string; kind: string }): Gvk {
  return { ...parseApiVersion(object.apiVersion), kind: object.kind };
}

/** How Flux names an object in messages: `Kind/namespace/name`, without the namespace where there is none. */
export function objectName(object: {
  kind: string;
  metadata: { name?: string; namespace?: string };
}): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${object.kind}/${namespace}/${name}` : `${object.kind}/${name}`;
}
