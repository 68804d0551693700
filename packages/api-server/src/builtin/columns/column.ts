import { getPath, isJsonObject, type JsonObject, type JsonValue, type KubeObject } from "@sluice/base/object";
import type { PrinterColumn } from "../../resource/index.ts";
import { formatAge } from "../../table/index.ts";

const columnDescriptions: Record<string, string> = {
  Name: "The name of the object.",
  Age: "How long ago the object was made.",
  Status: "What the object is up to.",
  Ready: "How much of what is wanted is ready.",
  Containers: "Names of the containers.",
  Images: "Images of the containers.",
  Selector: "Labels of the objects that it selects.",
};

/** An object as the cells of its row read it. */
export class Row {
  readonly object: KubeObject;
  readonly now: Date;

  constructor(object: KubeObject, now: Date) {
    this.object = object;
    this.now = now;
  }

  /** The value at a path in dots. */
  get(path: string): JsonValue | undefined {
    return getPath(this.object as unknown as JsonValue, ...path.split("."));
  }

  /** The text at a path, or `otherwise`. */
  text(path: string, otherwise = ""): string {
    const value = this.get(path);
    return value === undefined || value === null || value === "" ? otherwise : String(value);
  }

  /** The number at a path, 0 when absent. */
  number(path: string): number {
    const value = this.get(path);
    return typeof value === "number" ? value : Number(value ?? 0);
  }

  flag(path: string, otherwise = false): boolean {
    const value = this.get(path);
    return typeof value === "boolean" ? value : otherwise;
  }

  /** The objects of a list at a path. */
  items(path: string): JsonObject[] {
    const value = this.get(path);
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
  }

  /** The texts of a list at a path. */
  texts(path: string): string[] {
    const value = this.get(path);
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** The keys of a map at a path. */
  keys(path: string): string[] {
    const value = this.get(path);
    return isJsonObject(value) ? Object.keys(value) : [];
  }

  /** How long ago the time at a path is. */
  age(path = "metadata.creationTimestamp"): string {
    return formatAge(this.text(path), this.now);
  }
}

/** What a row shows in a column. */
export type Cell = (row: Row) => JsonValue;

/** A column of texts; `wide` ones are shown with `-o wide` only. */
export function column(
  name: string,
  cell: Cell,
  options: { wide?: boolean; type?: PrinterColumn["type"]; format?: string } = {},
): PrinterColumn {
  return {
    name,
    type: options.type ?? "string",
    ...(options.format === undefined ? {} : { format: options.format }),
    description: columnDescriptions[name] ?? "",
    priority: options.wide ? 1 : 0,
    cell: (object, now) => cell(new Row(object, now)),
  };
}

/** A column of numbers. */
export function count(name: string, cell: Cell): PrinterColumn {
  return column(name, cell, { type: "integer" });
}

/** A column that `-o wide` adds. */
export function wide(name: string, cell: Cell): PrinterColumn {
  return column(name, cell, { wide: true });
}

/** The column that every table of built-in kinds has. */
export const nameColumn = column("Name", (row) => row.object.metadata.name ?? "", { format: "name" });

export const ageColumn = column("Age", (row) => row.age());
