import { ageColumn, commonMetadata, conditions, readyColumn, statusColumn } from "../meta/index.ts";
import {
  choice,
  defineKind,
  list,
  type ObjectOfKind,
  object,
  optional,
  rule,
  string,
  type TypeOf,
} from "../schema/index.ts";

/** The API group of ArtifactGenerator. */
export const sourceExtensionsGroup = "source.extensions.fluxcd.io";

const aliasPattern = "^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$";
const pathPattern = "^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$";

const copyOperation = object("What is copied, and to where.", {
  exclude: optional(list("Glob patterns of files to leave out.", string(""), { maxItems: 100 })),
  from: string("What to copy: `@<alias>/<glob>`.", { pattern: pathPattern, minLength: 1, maxLength: 1024 }),
  strategy: optional(
    choice("What becomes of files that are already there.", ["Overwrite", "Merge", "Extract"]),
  ),
  to: string("Where to: `@artifact/<path>`.", {
    pattern: "^@(artifact)/(.*)$",
    minLength: 1,
    maxLength: 1024,
  }),
});

const outputArtifact = object("An artifact to make.", {
  copy: list("Copies in the order in which they are done.", copyOperation, { minItems: 1 }),
  name: string("Name of the ExternalArtifact.", { minLength: 1, maxLength: 253 }),
  originRevision: optional(
    string("Source whose origin revision the artifact takes over: `@<alias>`.", {
      pattern: aliasPattern,
      maxLength: 64,
    }),
  ),
  revision: optional(
    string("Source whose revision the artifact takes over: `@<alias>`.", {
      pattern: aliasPattern,
      maxLength: 64,
    }),
  ),
});

const sourceReference = object("A source to copy from.", {
  alias: string("Name of the source within this object.", {
    pattern: "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$",
    maxLength: 63,
  }),
  kind: choice("Kind of the source.", [
    "Bucket",
    "GitRepository",
    "OCIRepository",
    "HelmChart",
    "ExternalArtifact",
  ]),
  name: string("Name of the source.", { pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", maxLength: 253 }),
  namespace: optional(
    string("Namespace of the source; the object's own when absent.", {
      pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
      minLength: 1,
      maxLength: 63,
    }),
  ),
});

const spec = object(
  "What to make out of which sources.",
  {
    artifacts: list("The artifacts to make.", outputArtifact, { minItems: 1, maxItems: 1000 }),
    commonMetadata: optional(commonMetadata("Labels and annotations for the ExternalArtifacts.")),
    pathPattern: optional(
      string("Directories of a source for each of which the artifacts are made: `@<alias>/<pattern>`.", {
        pattern: pathPattern,
        maxLength: 1024,
      }),
    ),
    sources: list("The sources to copy from.", sourceReference, { minItems: 1, maxItems: 1000 }),
  },
  {
    rules: [
      rule(
        "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))",
        "artifact names must be valid Kubernetes object names when pathPattern is not set",
      ),
    ],
  },
);

const status = object("What was made last.", {
  conditions: optional(conditions),
  inventory: optional(
    list(
      "The ExternalArtifacts that were made.",
      object("An ExternalArtifact.", {
        digest: string("Digest of its artifact."),
        filename: string("File name of its artifact."),
        name: string("Its name."),
        namespace: string("Its namespace."),
      }),
    ),
  ),
  lastHandledReconcileAt: optional(
    string("Value of the annotation `reconcile.fluxcd.io/requestedAt` at the end of the last reconcile."),
  ),
  observedSourcesDigest: optional(string("Digest over the revisions of all sources.")),
});

/** Artifacts composed out of the files of sources. */
export const artifactGeneratorKind = defineKind({
  group: sourceExtensionsGroup,
  kind: "ArtifactGenerator",
  plural: "artifactgenerators",
  shortNames: ["ag"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1beta1",
    description: "Artifacts composed out of the files of sources.",
    spec,
    status,
    columns: [ageColumn, readyColumn, statusColumn],
  },
});

export type ArtifactGeneratorSpec = TypeOf<typeof spec>;
export type ArtifactGeneratorStatus = TypeOf<typeof status>;
export type ArtifactGenerator = ObjectOfKind<typeof artifactGeneratorKind>;
