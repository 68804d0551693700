import type { PrinterColumn } from "../schema/index.ts";

/** Age of the object. */
export const ageColumn: PrinterColumn = {
  jsonPath: ".metadata.creationTimestamp",
  name: "Age",
  type: "date",
};

/** Status of the Ready condition. */
export const readyColumn: PrinterColumn = {
  jsonPath: '.status.conditions[?(@.type=="Ready")].status',
  name: "Ready",
  type: "string",
};

/** Message of the Ready condition. */
export const statusColumn: PrinterColumn = {
  jsonPath: '.status.conditions[?(@.type=="Ready")].message',
  name: "Status",
  type: "string",
};

/** A column of text at a path. */
export function column(name: string, jsonPath: string): PrinterColumn {
  return { jsonPath, name, type: "string" };
}
