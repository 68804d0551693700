import {
  ageColumn,
  column,
  localReference,
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
  list,
  map,
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
  time,
} from "../schema/index.ts";
import { imageCategories, imageGroup } from "./group.ts";

const checkoutRef = object("Which commit to start from.", {
  branch: optional(string("Branch to check out.")),
  commit: optional(string("Commit to check out.")),
  name: optional(string("Full reference to check out.")),
  semver: optional(string("Range of versions among the tags.")),
  tag: optional(string("Tag to check out.")),
});

const commit = object("What the commits look like.", {
  author: object("Author of the commits.", {
    email: string("E-mail address of the author."),
    name: optional(string("Name of the author.")),
  }),
  messageTemplate: optional(string("Template of the commit message.")),
  messageTemplateValues: optional(map("Further values for the template.", string(""))),
  signingKey: optional(
    object("Key with which commits are signed.", {
      secretRef: localReference("Secret with the key and its passphrase."),
      type: optional(choice("Kind of the key.", ["gpg", "ssh"])),
    }),
  ),
});

const push = object("Where the commits go.", {
  branch: optional(string("Branch to push to; the one checked out when absent.")),
  options: optional(map("Push options for the server.", string(""))),
  refspec: optional(string("Further refspec to push to.")),
});

const labelSelector = object(
  "Which policies are looked at; all when absent.",
  {
    matchExpressions: optional(
      list(
        "Requirements on labels; all must hold.",
        object("A requirement on one label.", {
          key: string("Name of the label."),
          operator: string("`In`, `NotIn`, `Exists` or `DoesNotExist`."),
          values: optional(list("Values to compare with.", string(""), { listType: "atomic" })),
        }),
        { listType: "atomic" },
      ),
    ),
    matchLabels: optional(map("Labels that must have these values.", string(""))),
  },
  { mapType: "atomic" },
);

const spec = object("What to update, and how often.", {
  git: optional(
    object("How the repository is read and written.", {
      checkout: optional(object("Where to start from.", { ref: checkoutRef })),
      commit,
      push: optional(push),
    }),
  ),
  interval: duration("How often to run."),
  policySelector: optional(labelSelector),
  sourceRef: object("The repository to update.", {
    apiVersion: optional(string("API version of the source.")),
    kind: choice("Kind of the source.", ["GitRepository"], { default: "GitRepository" }),
    name: string("Name of the source."),
    namespace: optional(string("Namespace of the source; the object's own when absent.")),
  }),
  suspend: optional(boolean("Whether to stop reconciling this object.")),
  update: optional(
    object(
      "What is updated.",
      {
        path: optional(string("Directory whose files are updated; all when absent.")),
        strategy: optional(choice("How updates are made.", ["Setters"], { default: "Setters" })),
      },
      { default: { strategy: "Setters" } },
    ),
  ),
});

const status = object(
  "What was updated last.",
  {
    ...reconciledStatus,
    lastAutomationRunTime: optional(time("When the automation last ran.")),
    lastPushCommit: optional(string("Commit that was last pushed.")),
    lastPushTime: optional(time("When a commit was last pushed.")),
    observedPolicies: optional(
      map(
        "Images chosen by the policies in the last run, by policy.",
        object("An image with its tag.", {
          digest: optional(string("Digest of the image.")),
          name: string("Name of the image."),
          tag: string("Tag of the image."),
        }),
      ),
    ),
    observedSourceRevision: optional(string("Revision of the source in the last run.")),
  },
  { default: unobservedStatus },
);

/** Commits new image tags to a Git repository. */
export const imageUpdateAutomationKind = defineKind({
  group: imageGroup,
  kind: "ImageUpdateAutomation",
  plural: "imageupdateautomations",
  shortNames: ["iua", "imgupd", "imgauto"],
  categories: imageCategories,
  version: {
    name: "v1",
    description: "Commits new image tags to a Git repository.",
    spec,
    status,
    columns: [
      readyColumn,
      statusColumn,
      { ...column("Last run", ".status.lastAutomationRunTime"), priority: 1 },
      ageColumn,
    ],
  },
});

export type ImageUpdateAutomationSpec = TypeOf<typeof spec>;
export type ImageUpdateAutomationStatus = TypeOf<typeof status>;
export type ImageUpdateAutomation = ObjectOfKind<typeof imageUpdateAutomationKind>;
