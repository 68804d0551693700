/** The schemas of all kinds as OpenAPI v2 and v3, for kubectl explain, client-side checks and code generators. */
export { OpenApiDocuments } from "./openapi-documents.ts";
