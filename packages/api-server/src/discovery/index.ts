/** What the server serves, as clients discover it: group lists, resource lists, aggregated discovery. */
export { compareVersions, DiscoveryDocuments } from "./discovery-documents.ts";
