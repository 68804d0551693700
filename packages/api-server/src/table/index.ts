/** Objects as `kubectl get` shows them: server-side tables and metadata-only forms. */
export { buildTable, formatAge, type IncludeObject, isCellValue, metadataOnly } from "./build-table.ts";
