import {
  accessFrom,
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
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { artifactSchema } from "./artifact.ts";
import { sourceCategories, sourceGroup } from "./group.ts";
import { registryProvider } from "./provider.ts";

const spec = object("Where the repository is, and how often to look.", {
  accessFrom: optional(accessFrom),
  certSecretRef: optional(localReference("Secret with `ca.crt`, `tls.crt` and `tls.key`.")),
  insecure: optional(boolean("Whether plain HTTP is used with an OCI registry.")),
  interval: optional(duration("How often to fetch the index; every minute when absent.")),
  passCredentials: optional(
    boolean("Whether credentials are sent to other hosts that charts are fetched from."),
  ),
  provider: optional(registryProvider),
  secretRef: optional(localReference("Secret with `username` and `password`, or registry credentials.")),
  suspend: optional(boolean("Whether to stop reconciling this object.")),
  timeout: optional(duration("How long one fetch may take.", { isShort: true })),
  type: optional(choice("Kind of the repository.", ["default", "oci"])),
  url: string("Address of the repository.", { pattern: "^(http|https|oci)://.*$" }),
});

const status = object(
  "What was found and stored last.",
  {
    ...reconciledStatus,
    artifact: optional(artifactSchema("The artifact of the last index that was stored.")),
    url: optional(string("Address that always leads to the latest artifact.")),
  },
  { default: unobservedStatus },
);

/** A repository of Helm charts. */
export const helmRepositoryKind = defineKind({
  group: sourceGroup,
  kind: "HelmRepository",
  plural: "helmrepositories",
  shortNames: ["helmrepo"],
  categories: sourceCategories,
  version: {
    name: "v1",
    description: "A repository of Helm charts.",
    spec,
    status,
    columns: [column("URL", ".spec.url"), ageColumn, readyColumn, statusColumn],
  },
});

export type HelmRepositorySpec = TypeOf<typeof spec>;
export type HelmRepositoryStatus = TypeOf<typeof status>;
export type HelmRepository = ObjectOfKind<typeof helmRepositoryKind>;
