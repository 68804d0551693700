import type { JsonObject, JsonValue, KubeObject } from "@sluice/base/object";
import type { SchemaNode } from "../schema/index.ts";

/**
 * A schema in the form of OpenAPI v3 with Kubernetes' extensions, as CRDs hold it. Built-in types refer to each
 * other by `$ref: "#/components/schemas/<definition name>"`.
 */
export interface Schema {
  $ref?: string;
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  description?: string;
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  enum?: JsonValue[];
  default?: JsonValue;
  nullable?: boolean;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-map-type"?: "atomic" | "granular";
  "x-kubernetes-patch-strategy"?: string;
  "x-kubernetes-patch-merge-key"?: string;
  "x-kubernetes-validations"?: JsonObject[];
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

/** A column of `kubectl get`; `priority` 0 is always shown, 1 only with `-o wide`. */
export interface PrinterColumn {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date";
  format?: string;
  description?: string;
  priority: number;
  /** The cell for an object; `now` for ages. */
  cell(object: KubeObject, now: Date): JsonValue;
}

/** A field that a request got wrong, as it stands in the causes of a Status. */
export interface FieldProblem {
  reason:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueDuplicate"
    | "FieldValueNotFound"
    | "FieldValueNotSupported"
    | "FieldValueForbidden"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid";
  field: string;
  message: string;
}

/**
 * One resource in one API version, built in or from a CRD: all that the generic registry needs to serve it.
 * The hooks are pure; `old` is undefined on create.
 */
export interface ResourceDefinition {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  isNamespaced: boolean;
  /** Verbs that clients may use; virtual resources such as reviews only have `create`. */
  verbs: string[];
  hasStatus: boolean;
  /** Present when the resource has a scale subresource: paths of the replica fields, in dots. */
  scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  /** The storage version of the same kind; objects of all versions of a kind are one object. */
  storageVersion: string;
  /** The schema of the kind; refs resolve through `resolveRef`. */
  schema: Schema;
  resolveRef(ref: string): Schema | undefined;
  printerColumns: PrinterColumn[];
  /** Field selectors beyond metadata.name and metadata.namespace: label to the value of an object. */
  selectableFields: Record<string, (object: KubeObject) => string>;
  /** Fills in defaults that the schema cannot express. Changes `object`. */
  applyDefaults?(object: KubeObject): void;
  /** Brings a written object into its stored form (status dropped on create, values derived or allocated). Changes `object`. */
  prepare?(object: KubeObject, old: KubeObject | undefined): void;
  /** Problems beyond what the schema states, immutability included. */
  validate?(object: KubeObject, old: KubeObject | undefined): FieldProblem[];
  /** Text for the Warning header. */
  warnings?(object: KubeObject, old: KubeObject | undefined): string[];
  /**
   * Where objects are stored when that is not `group`: events of `events.k8s.io` are the events of the core group.
   * Two definitions with the same storage group and plural name are views of the same objects.
   */
  storageGroup?: string;
  /** Turns an object of this version into the stored form; absent when only `apiVersion` differs. */
  toStorage?(object: KubeObject): KubeObject;
  /** Turns a stored object into this version; absent when only `apiVersion` differs. */
  fromStorage?(object: KubeObject): KubeObject;
  /** Seconds of graceful deletion (a Pod's); 0 or absent deletes at once. `requested` comes from the delete options. */
  gracePeriodSeconds?(object: KubeObject, requested: number | undefined): number;
  /** What happens to dependents when the request does not say (`Orphan` for batch Jobs); default `Background`. */
  defaultPropagation?: "Background" | "Orphan";
  /** Fields that this version never lets clients set through the main resource; default `status` where `hasStatus`. */
  resetFields?: string[][];
  /** True when a PUT of a missing object creates it. */
  allowCreateOnUpdate?: boolean;
  /** True when an update may leave out resourceVersion; default true for built-ins, false for custom resources. */
  allowUnconditionalUpdate?: boolean;
  /** Position of this version in its group for discovery; higher is preferred. Default: by version name. */
  versionPriority?: number;
  /** True for resources of a CustomResourceDefinition, whose errors and null handling differ from built-ins. */
  isCustom?: boolean;
  /** Problems by the schema's own expressions; run only on objects that the schema finds valid. */
  rules?(node: SchemaNode, value: JsonValue, old: JsonValue | undefined): FieldProblem[];
  /** True when `metadata.generation` counts changes of the spec; default true for custom resources only. */
  hasGeneration?: boolean;
  /** Deprecation text of the version, sent as a warning. */
  deprecationWarning?: string;
  /**
   * Of a built-in kind: the schema serves publication, merging, and the check of types and unknown fields, as Go's
   * decoder makes it; `required`, `enum` and defaults of the schema are not enforced, since `applyDefaults` and
   * `validate` know better (a missing list may be fine there, and texts differ). Nulls mean absent.
   */
  isTypedOnly?: boolean;
  /** Further subresources for discovery, without status and scale. */
  subresources?: { name: string; group?: string; version?: string; kind?: string; verbs: string[] }[];
}
