import { integer, map, object, optional, string, type TypeOf, time } from "../schema/index.ts";

/** An artifact as `status.artifact` holds it: what was packed, where it is served. */
export function artifactSchema(description: string) {
  return object(description, {
    digest: string("Digest of the file, `<algorithm>:<hex>`.", {
      pattern: "^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$",
    }),
    lastUpdateTime: time("When the file was last written."),
    metadata: optional(map("Upstream information such as OCI annotations.", string(""))),
    path: string("Path of the file below the root of the storage."),
    revision: string("Revision in the form of its origin, e.g. `main@sha1:<hex>`."),
    size: optional(integer("Length of the file in bytes.")),
    url: string("Address from which controllers in the cluster fetch the file."),
  });
}

/** Value of `status.artifact`. */
export type Artifact = TypeOf<ReturnType<typeof artifactSchema>>;
