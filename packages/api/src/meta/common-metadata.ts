import { map, object, optional, string } from "../schema/index.ts";

/** The field `spec.commonMetadata`. */
export function commonMetadata(description: string) {
  return object(description, {
    annotations: optional(map("Annotations to set.", string(""))),
    labels: optional(map("Labels to set.", string(""))),
  });
}
