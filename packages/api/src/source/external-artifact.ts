import { ageColumn, column, conditions, readyColumn, statusColumn } from "../meta/index.ts";
import { defineKind, type ObjectOfKind, object, optional, string, type TypeOf } from "../schema/index.ts";
import { artifactSchema } from "./artifact.ts";
import { sourceCategories, sourceGroup } from "./group.ts";

const spec = object("Where the artifact comes from.", {
  sourceRef: optional(
    object("The object that makes the artifact.", {
      apiVersion: optional(string("API version of the object.")),
      kind: string("Kind of the object."),
      name: string("Name of the object."),
      namespace: optional(string("Namespace of the object; this one's own when absent.")),
    }),
  ),
});

const status = object("What is offered.", {
  artifact: optional(artifactSchema("The artifact that is offered.")),
  conditions: optional(conditions),
});

/** An artifact that a controller outside this group offers. */
export const externalArtifactKind = defineKind({
  group: sourceGroup,
  kind: "ExternalArtifact",
  plural: "externalartifacts",
  shortNames: ["ea"],
  categories: sourceCategories,
  version: {
    name: "v1",
    description: "An artifact that a controller outside this group offers.",
    spec,
    status,
    columns: [ageColumn, readyColumn, statusColumn, column("Source", ".spec.sourceRef.name")],
  },
});

export type ExternalArtifactSpec = TypeOf<typeof spec>;
export type ExternalArtifactStatus = TypeOf<typeof status>;
export type ExternalArtifact = ObjectOfKind<typeof externalArtifactKind>;
