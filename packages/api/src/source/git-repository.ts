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
  type ObjectOfKind,
  object,
  optional,
  rule,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { artifactSchema } from "./artifact.ts";
import { sourceCategories, sourceGroup } from "./group.ts";

const ref = object("Which commit to follow; branch `master` when absent.", {
  branch: optional(string("Branch to follow.")),
  commit: optional(
    string("Commit to check out; beats all others, together with branch only that branch is fetched."),
  ),
  name: optional(
    string("Full reference to follow, such as `refs/pull/420/head`; beats tag, semver and branch."),
  ),
  semver: optional(string("Range of versions; the highest tag within it is followed. Beats branch.")),
  tag: optional(string("Tag to follow; beats semver and branch.")),
});

const include = object("Another GitRepository whose artifact is copied into this one.", {
  fromPath: optional(string("Path within the included artifact; its root when absent.")),
  repository: localReference("The GitRepository to include."),
  toPath: optional(string("Path within this artifact; the name of the repository when absent.")),
});

const spec = object(
  "What to fetch, and how often.",
  {
    ignore: optional(string("Rules in the form of .gitignore for files that the artifact leaves out.")),
    include: optional(list("Other GitRepositories to copy into the artifact.", include)),
    interval: duration("How often to look for a new revision."),
    provider: optional(choice("Where credentials come from.", ["generic", "aws", "azure", "github"])),
    proxySecretRef: optional(localReference("Secret with the address and the credentials of a proxy.")),
    recurseSubmodules: optional(boolean("Whether submodules are fetched too.")),
    ref: optional(ref),
    secretRef: optional(
      localReference(
        "Secret with credentials: `username` and `password`, or `bearerToken` over HTTP; `identity` and `known_hosts` over SSH; `ca.crt`, `tls.crt` and `tls.key` for TLS.",
      ),
    ),
    serviceAccountName: optional(
      string("ServiceAccount whose identity is used with the aws and azure providers."),
    ),
    sparseCheckout: optional(list("Directories to fetch; all when absent.", string(""))),
    suspend: optional(boolean("Whether to stop reconciling this object.")),
    timeout: optional(duration("How long one fetch may take.", { isShort: true, default: "60s" })),
    url: string("Address of the repository, over http, https or ssh.", {
      pattern: "^(http|https|ssh)://.*$",
    }),
    verify: optional(
      object("Signatures that the commit or the tag must bear.", {
        mode: optional(
          choice("What must be signed.", ["head", "HEAD", "Tag", "TagAndHEAD"], { default: "HEAD" }),
        ),
        secretRef: localReference("Secret with the public keys of the trusted authors."),
      }),
    ),
  },
  {
    rules: [
      rule(
        "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
        "serviceAccountName can only be set when provider is 'azure' or 'aws'",
      ),
    ],
  },
);

const status = object(
  "What was found and stored last.",
  {
    ...reconciledStatus,
    artifact: optional(artifactSchema("The artifact of the last revision that was stored.")),
    includedArtifacts: optional(
      list("Artifacts that were copied into the stored one.", artifactSchema("An included artifact.")),
    ),
    observedIgnore: optional(string("Value of spec.ignore in the stored artifact.")),
    observedInclude: optional(list("Value of spec.include in the stored artifact.", include)),
    observedRecurseSubmodules: optional(boolean("Value of spec.recurseSubmodules in the stored artifact.")),
    observedSparseCheckout: optional(
      list("Value of spec.sparseCheckout in the stored artifact.", string("")),
    ),
    sourceVerificationMode: optional(string("Mode in which the stored revision was verified.")),
  },
  { default: unobservedStatus },
);

/** A Git repository whose commits become artifacts. */
export const gitRepositoryKind = defineKind({
  group: sourceGroup,
  kind: "GitRepository",
  plural: "gitrepositories",
  shortNames: ["gitrepo"],
  categories: sourceCategories,
  version: {
    name: "v1",
    description: "A Git repository whose commits become artifacts.",
    spec,
    status,
    columns: [column("URL", ".spec.url"), ageColumn, readyColumn, statusColumn],
  },
});

export type GitRepositorySpec = TypeOf<typeof spec>;
export type GitRepositoryStatus = TypeOf<typeof status>;
export type GitRepositoryRef = TypeOf<typeof ref>;
export type GitRepositoryInclude = TypeOf<typeof include>;
export type GitRepository = ObjectOfKind<typeof gitRepositoryKind>;
