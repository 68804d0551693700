import type { KubeObject } from "@sluice/base/object";
import type { JsonSchema } from "./json-schema.ts";
import type { KindDefinition, KindVersion, PrinterColumn } from "./kind.ts";

/** A CustomResourceDefinition of `apiextensions.k8s.io/v1`, as `crdOf` writes it. */
export type CustomResourceDefinition = KubeObject & {
  spec: {
    group: string;
    names: {
      categories?: string[];
      kind: string;
      listKind: string;
      plural: string;
      shortNames?: string[];
      singular: string;
    };
    scope: "Namespaced" | "Cluster";
    versions: CustomResourceDefinitionVersion[];
  };
};

/** One version within a CustomResourceDefinition. */
export interface CustomResourceDefinitionVersion {
  additionalPrinterColumns?: PrinterColumn[];
  deprecated?: boolean;
  deprecationWarning?: string;
  name: string;
  schema: { openAPIV3Schema: JsonSchema };
  served: boolean;
  storage: boolean;
  subresources?: { status?: Record<string, never> };
}

/** The CustomResourceDefinition of a kind, ready to be applied: equal to upstream's but for the descriptions. */
export function crdOf(definition: KindDefinition): CustomResourceDefinition {
  const { group, kind, listKind, plural, singular } = definition;
  const names: CustomResourceDefinition["spec"]["names"] = { kind, listKind, plural, singular };
  if (definition.categories.length > 0) names.categories = [...definition.categories];
  if (definition.shortNames.length > 0) names.shortNames = [...definition.shortNames];
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      ...(Object.keys(definition.annotations).length > 0
        ? { annotations: { ...definition.annotations } }
        : {}),
      name: `${plural}.${group}`,
    },
    spec: {
      group,
      names,
      scope: definition.isNamespaced ? "Namespaced" : "Cluster",
      versions: [...definition.versions].sort((a, b) => (a.name < b.name ? -1 : 1)).map(versionOf),
    },
  };
}

function versionOf(version: KindVersion): CustomResourceDefinitionVersion {
  const crdVersion: CustomResourceDefinitionVersion = {
    name: version.name,
    schema: { openAPIV3Schema: schemaOf(version) },
    served: version.isServed ?? true,
    storage: version.isStorage ?? false,
  };
  if (version.columns.length > 0) crdVersion.additionalPrinterColumns = version.columns;
  if (version.deprecationWarning !== undefined) {
    crdVersion.deprecated = true;
    crdVersion.deprecationWarning = version.deprecationWarning;
  }
  crdVersion.subresources = version.subresources === "none" ? {} : { status: {} };
  return crdVersion;
}

function schemaOf(version: KindVersion): JsonSchema {
  const properties: Record<string, JsonSchema> = {
    apiVersion: { description: "Group and version of this object.", type: "string" },
    kind: { description: "Kind of this object.", type: "string" },
    metadata: { type: "object" },
    spec: version.spec.json,
  };
  if (version.status !== undefined) properties["status"] = version.status.json;
  const schema: JsonSchema = { description: version.description, properties, type: "object" };
  if (version.isSpecRequired) schema.required = ["spec"];
  return schema;
}
