import { choice } from "../schema/index.ts";

/** The field `spec.provider` of kinds that log in to a registry. */
export const registryProvider = choice("Where credentials come from.", ["generic", "aws", "azure", "gcp"], {
  default: "generic",
});
