import { isJsonObject, type JsonObject, type JsonValue, type KubeObject } from "@sluice/base/object";
import type { PrinterColumn, ServedResource } from "../resource/index.ts";

const nameDescription =
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.";

/** Which part of each object a table carries along. */
export type IncludeObject = "None" | "Metadata" | "Object";

/** A `meta.k8s.io` Table of objects, as `kubectl get` prints it. */
export function buildTable(
  resource: ServedResource,
  objects: readonly KubeObject[],
  options: {
    metaVersion: string;
    includeObject: IncludeObject;
    metadata: JsonObject;
    now: Date;
    omitsColumns?: boolean;
  },
): JsonObject {
  const columns = columnsOf(resource);
  const definitions: JsonObject[] = columns.map((column) => ({
    name: column.name,
    type: column.type === "date" ? "string" : column.type,
    format: column.format ?? "",
    description: column.description ?? "",
    priority: column.priority,
  }));
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${options.metaVersion}`,
    metadata: options.metadata,
    columnDefinitions: options.omitsColumns ? [] : definitions,
    rows: objects.map((object) => ({
      cells: columns.map((column) => cellOf(column, object, options.now)),
      object: includedObject(object, options.includeObject, options.metaVersion),
    })),
  };
}

function cellOf(column: PrinterColumn, object: KubeObject, now: Date): JsonValue {
  try {
    return column.cell(object, now);
  } catch {
    // A cell that cannot be computed must not hide the object.
    return "<unknown>";
  }
}

function columnsOf(resource: ServedResource): PrinterColumn[] {
  const { printerColumns } = resource.definition;
  if (printerColumns.length > 0) {
    // Tables of built-in kinds are complete: that of events has the name last.
    const hasName = resource.definition.isCustom !== true || printerColumns[0]!.name.toLowerCase() === "name";
    return hasName ? printerColumns : [nameColumn, ...printerColumns];
  }
  return [nameColumn, createdAtColumn];
}

const nameColumn: PrinterColumn = {
  name: "Name",
  type: "string",
  format: "name",
  description: nameDescription,
  priority: 0,
  cell: (object) => object.metadata.name ?? "",
};

const createdAtColumn: PrinterColumn = {
  name: "Created At",
  type: "date",
  description:
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations.",
  priority: 0,
  cell: (object) => object.metadata.creationTimestamp ?? "",
};

function includedObject(object: KubeObject, include: IncludeObject, metaVersion: string): JsonValue {
  switch (include) {
    case "None":
      return null;
    case "Object":
      return object as unknown as JsonValue;
    case "Metadata":
      return metadataOnly(object, metaVersion);
  }
}

/** An object reduced to its metadata. */
export function metadataOnly(object: KubeObject, metaVersion: string): JsonObject {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata: object.metadata as unknown as JsonObject,
  };
}

/** The age of a moment as kubectl prints it: `5m`, `3h12m`, `2d4h`. */
export function formatAge(from: string | null | undefined, now: Date): string {
  if (!from) return "<unknown>";
  const seconds = Math.floor((now.getTime() - Date.parse(from)) / 1000);
  if (Number.isNaN(seconds)) return "<unknown>";
  return formatSeconds(seconds);
}

function formatSeconds(seconds: number): string {
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return withRest(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return withRest(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  if (years < 8) return withRest(years, "y", days % 365, "d");
  return `${years}y`;
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`;
}

/** True for what a table column of a custom resource can show. */
export function isCellValue(value: unknown): value is JsonValue {
  return value !== undefined && !isJsonObject(value);
}
