import { list, object, string } from "../schema/index.ts";

/** `status.inventory`: what an owner has applied. */
export const inventory = object("The objects that were applied.", {
  entries: list(
    "One entry for each object.",
    object("An applied object.", {
      id: string("`<namespace>_<name>_<group>_<kind>` of the object."),
      v: string("API version of the object."),
    }),
  ),
});
