import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  stringifyJson,
} from "@sluice/base/object";
import type { PrinterColumn, ResourceDefinition, Schema } from "../resource/index.ts";
import { formatAge } from "../table/index.ts";
import { compileJsonPath } from "./json-path.ts";
import { evaluateRules } from "./validation-rules.ts";

/** A CustomResourceDefinition as far as it is read here. */
export interface CustomResourceDefinition extends KubeObject {
  spec: {
    group: string;
    scope: "Namespaced" | "Cluster";
    names: CustomResourceNames;
    versions: CustomResourceVersion[];
    preserveUnknownFields?: boolean;
    conversion?: { strategy?: string };
  };
  status?: JsonObject;
}

export interface CustomResourceNames {
  plural: string;
  singular?: string;
  kind: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

export interface CustomResourceVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: Schema };
  subresources?: {
    status?: JsonObject;
    scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  };
  additionalPrinterColumns?: {
    name: string;
    type: PrinterColumn["type"];
    format?: string;
    description?: string;
    priority?: number;
    jsonPath: string;
  }[];
  selectableFields?: { jsonPath: string }[];
}

const customVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

const noSchema: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** The resource of each served version of a definition. */
export function customResources(crd: CustomResourceDefinition): ResourceDefinition[] {
  const { group, names, scope, versions } = crd.spec;
  const storageVersion = versions.find((version) => version.storage)?.name ?? versions[0]?.name ?? "v1";
  const preserves = crd.spec.preserveUnknownFields === true;
  return versions
    .filter((version) => version.served)
    .map((version): ResourceDefinition => {
      const schema = version.schema?.openAPIV3Schema ?? noSchema;
      const scale = version.subresources?.scale;
      const deprecation = `${group}/${version.name} ${names.kind} is deprecated`;
      return {
        group,
        version: version.name,
        kind: names.kind,
        listKind: names.listKind ?? `${names.kind}List`,
        plural: names.plural,
        singular: names.singular ?? names.kind.toLowerCase(),
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        isNamespaced: scope === "Namespaced",
        verbs: customVerbs,
        hasStatus: version.subresources?.status !== undefined,
        ...(scale === undefined ? {} : { scale }),
        storageVersion,
        schema: preserves ? { ...schema, "x-kubernetes-preserve-unknown-fields": true } : schema,
        resolveRef: () => undefined,
        printerColumns: printerColumns(version),
        selectableFields: selectableFields(version),
        isCustom: true,
        rules: evaluateRules,
        allowUnconditionalUpdate: false,
        ...(version.deprecated === true
          ? { deprecationWarning: version.deprecationWarning ?? deprecation }
          : {}),
      };
    });
}

function printerColumns(version: CustomResourceVersion): PrinterColumn[] {
  const columns = version.additionalPrinterColumns;
  if (columns === undefined || columns.length === 0) {
    return [
      {
        name: "Age",
        type: "date",
        description:
          "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.",
        priority: 0,
        cell: (object, now) => cellValue("date", object.metadata.creationTimestamp ?? null, now),
      },
    ];
  }
  return columns.map((column) => {
    const read = compileJsonPath(column.jsonPath);
    return {
      name: column.name,
      type: column.type,
      ...(column.format === undefined ? {} : { format: column.format }),
      description:
        column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
      priority: column.priority ?? 0,
      cell(object, now) {
        const [value] = read(object as unknown as JsonValue);
        return cellValue(column.type, value ?? null, now);
      },
    };
  });
}

/** A value as the cell of a column: dates become ages, structures become JSON; nothing stays nothing. */
function cellValue(type: PrinterColumn["type"], value: JsonValue, now: Date): JsonValue {
  if (value === null) return null;
  switch (type) {
    case "integer":
    case "number":
      return typeof value === "number" || typeof value === "bigint" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? formatAge(value, now) : null;
    default:
      return typeof value === "string"
        ? value
        : isJsonObject(value) || Array.isArray(value)
          ? stringifyJson(value)
          : String(value);
  }
}

function selectableFields(version: CustomResourceVersion): ResourceDefinition["selectableFields"] {
  const fields: ResourceDefinition["selectableFields"] = {};
  for (const { jsonPath } of version.selectableFields ?? []) {
    const read = compileJsonPath(jsonPath);
    fields[jsonPath.replace(/^\./, "")] = (object) => {
      const [value] = read(object as unknown as JsonValue);
      return value === undefined || value === null ? "" : String(value);
    };
  }
  return fields;
}
