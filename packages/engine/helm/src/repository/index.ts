/**
 * Chart repositories' `index.yaml`, also very large ones: read once as a stream, remembering only where each chart's
 * versions stand; the versions of a chart are parsed when they are asked for.
 */

export { type IndexEntry, type IndexSource, RepositoryIndex } from "./repository-index.ts";
