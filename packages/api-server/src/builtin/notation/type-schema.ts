import type { Schema } from "../../resource/index.ts";
import type { FieldDefinition, FieldType, TypeDefinition } from "./type-definition.ts";

const refPrefix = "#/components/schemas/";
const metaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1";
const extensionsPackage = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** Types that are no structs; they have a name of their own in the published OpenAPI. */
export const namedScalars: Record<string, { name: string; schema: Schema }> = {
  time: { name: `${metaPackage}.Time`, schema: { type: "string", format: "date-time" } },
  microTime: { name: `${metaPackage}.MicroTime`, schema: { type: "string", format: "date-time" } },
  quantity: {
    name: "io.k8s.apimachinery.pkg.api.resource.Quantity",
    schema: { oneOf: [{ type: "string" }, { type: "number" }] },
  },
  intOrString: {
    name: "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    schema: { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
  },
  raw: {
    name: "io.k8s.apimachinery.pkg.runtime.RawExtension",
    schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
  fieldsV1: {
    name: `${metaPackage}.FieldsV1`,
    schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
  JSON: { name: `${extensionsPackage}.JSON`, schema: { "x-kubernetes-preserve-unknown-fields": true } },
  JSONSchemaPropsOrArray: {
    name: `${extensionsPackage}.JSONSchemaPropsOrArray`,
    schema: { "x-kubernetes-preserve-unknown-fields": true },
  },
  JSONSchemaPropsOrBool: {
    name: `${extensionsPackage}.JSONSchemaPropsOrBool`,
    schema: { "x-kubernetes-preserve-unknown-fields": true },
  },
  JSONSchemaPropsOrStringArray: {
    name: `${extensionsPackage}.JSONSchemaPropsOrStringArray`,
    schema: { "x-kubernetes-preserve-unknown-fields": true },
  },
};

const plainScalars: Record<string, Schema> = {
  string: { type: "string" },
  bool: { type: "boolean" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  double: { type: "number", format: "double" },
  bytes: { type: "string", format: "byte" },
};

/** Finds a sentence about a type (`Deployment`) or a field (`DeploymentSpec.replicas`). */
export type Describe = (typeName: string, fieldName?: string) => string | undefined;

/**
 * The OpenAPI v3 schema of a type. References stand as a bare `$ref` with further keywords beside it, which readers
 * of OpenAPI 3.0 need wrapped in `allOf`.
 */
export function schemaOfType(
  type: TypeDefinition,
  gvk: { group: string; version: string } | undefined,
  describe: Describe,
): Schema {
  const kind = type.name.slice(type.name.lastIndexOf(".") + 1);
  const schema: Schema = { type: "object" };
  const about = describe(kind);
  if (about !== undefined) schema.description = about;
  const properties: Record<string, Schema> = {};
  if (type.role !== "struct") {
    properties["apiVersion"] = {
      type: "string",
      description: "The group and version of this object's schema.",
    };
    properties["kind"] = { type: "string", description: "The kind of this object." };
  }
  for (const field of type.fields) {
    properties[field.name] = fieldSchema(field, describe(kind, field.name));
  }
  if (Object.keys(properties).length > 0) schema.properties = properties;
  const required = type.fields.filter((field) => field.isRequired).map((field) => field.name);
  if (required.length > 0) schema.required = required;
  if (type.mapType !== undefined) schema["x-kubernetes-map-type"] = type.mapType;
  if (gvk !== undefined) schema["x-kubernetes-group-version-kind"] = [{ ...gvk, kind }];
  return schema;
}

/** The reference under which other schemas name a type. */
export function refTo(name: string): string {
  return refPrefix + name;
}

function fieldSchema(field: FieldDefinition, about: string | undefined): Schema {
  const schema = typeSchema(field.type);
  if (about !== undefined) schema.description = about;
  if (field.default !== undefined) schema.default = field.default;
  if (field.patchStrategy !== undefined) schema["x-kubernetes-patch-strategy"] = field.patchStrategy;
  if (field.patchMergeKey !== undefined) schema["x-kubernetes-patch-merge-key"] = field.patchMergeKey;
  return schema;
}

function typeSchema(type: FieldType): Schema {
  switch (type.shape) {
    case "ref":
      return { $ref: refTo(type.name) };
    case "list": {
      const schema: Schema = { type: "array", items: typeSchema(type.of) };
      if (type.listType !== undefined) schema["x-kubernetes-list-type"] = type.listType;
      if (type.mapKeys !== undefined) schema["x-kubernetes-list-map-keys"] = type.mapKeys;
      return schema;
    }
    case "map": {
      const schema: Schema = { type: "object", additionalProperties: typeSchema(type.of) };
      if (type.mapType !== undefined) schema["x-kubernetes-map-type"] = type.mapType;
      return schema;
    }
    case "scalar": {
      const named = namedScalars[type.name];
      const schema: Schema =
        named === undefined ? { ...plainScalars[type.name] } : { $ref: refTo(named.name) };
      if (type.enum !== undefined) schema.enum = type.enum;
      return schema;
    }
  }
}
