import {
  ageColumn,
  column,
  namespacedReference,
  readyColumn,
  reconciledStatus,
  statusColumn,
  unobservedStatus,
} from "../meta/index.ts";
import {
  boolean,
  choice,
  defineKind,
  duration,
  type ObjectOfKind,
  object,
  optional,
  rule,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { imageCategories, imageGroup } from "./group.ts";

const order = optional(choice("Which end of the order is the latest.", ["asc", "desc"], { default: "asc" }));

const policy = object("How the latest tag is chosen; exactly one way is set.", {
  alphabetical: optional(object("By alphabet.", { order })),
  numerical: optional(object("By number.", { order })),
  semver: optional(
    object("By semantic version.", { range: string("Range within which the version must be.") }),
  ),
});

const imageRef = object("An image with its tag.", {
  digest: optional(string("Digest of the image.")),
  name: string("Name of the image."),
  tag: string("Tag of the image."),
});

const spec = object(
  "Which tags to choose among, and how.",
  {
    digestReflectionPolicy: optional(
      choice("When the digest of the chosen tag is looked up.", ["Always", "IfNotPresent", "Never"], {
        default: "Never",
      }),
    ),
    filterTags: optional(
      object("Which tags are looked at.", {
        extract: optional(string("What of the match is compared, with `$name` for groups.")),
        pattern: optional(string("Regular expression for the tags.")),
      }),
    ),
    imageRepositoryRef: namespacedReference("The ImageRepository whose tags are chosen among."),
    interval: optional(duration("How often the digest is looked up.")),
    policy,
    suspend: optional(boolean("Whether to stop reconciling this object.")),
  },
  {
    rules: [
      rule(
        "!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')",
        "spec.interval is only accepted when spec.digestReflectionPolicy is set to 'Always'",
      ),
      rule(
        "has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'",
        "spec.interval must be set when spec.digestReflectionPolicy is set to 'Always'",
      ),
    ],
  },
);

const status = object(
  "What was chosen last.",
  {
    ...reconciledStatus,
    latestRef: optional(imageRef),
    observedPreviousRef: optional(imageRef),
  },
  { default: unobservedStatus },
);

/** A choice of one tag among those of an ImageRepository. */
export const imagePolicyKind = defineKind({
  group: imageGroup,
  kind: "ImagePolicy",
  plural: "imagepolicies",
  shortNames: ["imgpol", "imagepol"],
  categories: imageCategories,
  version: {
    name: "v1",
    description: "A choice of one tag among those of an ImageRepository.",
    spec,
    status,
    columns: [
      column("Image", ".status.latestRef.name"),
      column("Tag", ".status.latestRef.tag"),
      readyColumn,
      statusColumn,
      ageColumn,
    ],
  },
});

export type ImagePolicySpec = TypeOf<typeof spec>;
export type ImagePolicyStatus = TypeOf<typeof status>;
export type ImageRef = TypeOf<typeof imageRef>;
export type ImagePolicy = ObjectOfKind<typeof imagePolicyKind>;
