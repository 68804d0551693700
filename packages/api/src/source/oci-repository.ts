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
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { artifactSchema } from "./artifact.ts";
import { sourceCategories, sourceGroup } from "./group.ts";
import { registryProvider } from "./provider.ts";
import { ociVerification } from "./verification.ts";

const ref = object("Which artifact to follow; tag `latest` when absent.", {
  digest: optional(string("Digest of the artifact; beats all others.")),
  semver: optional(string("Range of versions; the highest tag within it is followed. Beats tag.")),
  semverFilter: optional(string("Regular expression for the tags among which semver chooses.")),
  tag: optional(string("Tag to follow.")),
});

const layerSelector = object("Which layer becomes the artifact; the first when absent.", {
  mediaType: optional(string("Media type of the layer.")),
  operation: optional(choice("Whether the layer is unpacked or kept as it is.", ["extract", "copy"])),
});

const spec = object("What to fetch, and how often.", {
  certSecretRef: optional(localReference("Secret with `ca.crt`, `tls.crt` and `tls.key`.")),
  ignore: optional(string("Rules in the form of .gitignore for files that the artifact leaves out.")),
  insecure: optional(boolean("Whether plain HTTP is used.")),
  interval: duration("How often to look for a new digest."),
  layerSelector: optional(layerSelector),
  provider: optional(registryProvider),
  proxySecretRef: optional(localReference("Secret with the address and the credentials of a proxy.")),
  ref: optional(ref),
  secretRef: optional(localReference("Secret with registry credentials.")),
  serviceAccountName: optional(string("ServiceAccount whose pull secrets or identity are used.")),
  suspend: optional(boolean("Whether to stop reconciling this object.")),
  timeout: optional(duration("How long one fetch may take.", { isShort: true, default: "60s" })),
  url: string("Address of the repository within its registry.", { pattern: "^oci://.*$" }),
  verify: optional(ociVerification),
});

const status = object(
  "What was found and stored last.",
  {
    ...reconciledStatus,
    artifact: optional(artifactSchema("The artifact of the last digest that was stored.")),
    observedIgnore: optional(string("Value of spec.ignore in the stored artifact.")),
    observedLayerSelector: optional(layerSelector),
    url: optional(string("Address that always leads to the latest artifact.")),
  },
  { default: unobservedStatus },
);

/** An OCI artifact that becomes an artifact of the toolkit. */
export const ociRepositoryKind = defineKind({
  group: sourceGroup,
  kind: "OCIRepository",
  plural: "ocirepositories",
  shortNames: ["ocirepo"],
  categories: sourceCategories,
  version: {
    name: "v1",
    description: "An OCI artifact that becomes an artifact of the toolkit.",
    spec,
    status,
    columns: [column("URL", ".spec.url"), readyColumn, statusColumn, ageColumn],
  },
});

export type OCIRepositorySpec = TypeOf<typeof spec>;
export type OCIRepositoryStatus = TypeOf<typeof status>;
export type OCIRepository = ObjectOfKind<typeof ociRepositoryKind>;
