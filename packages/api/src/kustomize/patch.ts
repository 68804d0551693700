import { list, object, optional, string, type TypeOf } from "../schema/index.ts";

/** Which objects a patch or a rule is meant for. */
export const selector = object("The objects that are meant; all when absent.", {
  annotationSelector: optional(string("Selector over annotations.")),
  group: optional(string("API group, an anchored regular expression.")),
  kind: optional(string("Kind, an anchored regular expression.")),
  labelSelector: optional(string("Selector over labels.")),
  name: optional(string("Name, an anchored regular expression.")),
  namespace: optional(string("Namespace, an anchored regular expression.")),
  version: optional(string("API version, an anchored regular expression.")),
});

/** A patch with its target. */
export const patch = object("A patch for the objects that its target selects.", {
  patch: string("A strategic merge patch or a JSON patch, as text."),
  target: optional(selector),
});

/** A container image to replace. */
export const image = object("A container image to replace.", {
  digest: optional(string("New digest; beats newTag.")),
  name: string("Name of the image to replace, without a tag."),
  newName: optional(string("New name.")),
  newTag: optional(string("New tag.")),
});

/** Fields of the selected objects whose drift is left alone. */
export const driftIgnoreRule = object("Fields whose drift is left alone.", {
  paths: list("JSON pointers to the fields.", string("")),
  target: optional(selector),
});

export type Selector = TypeOf<typeof selector>;
export type Patch = TypeOf<typeof patch>;
export type ImageReplacement = TypeOf<typeof image>;
export type DriftIgnoreRule = TypeOf<typeof driftIgnoreRule>;
