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
  rule,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { artifactSchema } from "./artifact.ts";
import { sourceCategories, sourceGroup } from "./group.ts";

const securityTokenService = object("Where temporary credentials come from.", {
  certSecretRef: optional(localReference("Secret with `ca.crt`, `tls.crt` and `tls.key` for this service.")),
  endpoint: string("Address of the service.", { pattern: "^(http|https)://.*$" }),
  provider: choice("Kind of the service.", ["aws", "ldap"]),
  secretRef: optional(localReference("Secret with `username` and `password` for LDAP.")),
});

const spec = object(
  "What to fetch, and how often.",
  {
    bucketName: string("Name of the bucket."),
    certSecretRef: optional(localReference("Secret with `ca.crt`, `tls.crt` and `tls.key`.")),
    endpoint: string("Host of the object storage, with the port where it is not the usual one."),
    ignore: optional(string("Rules in the form of .gitignore for objects that the artifact leaves out.")),
    insecure: optional(boolean("Whether plain HTTP is used.")),
    interval: duration("How often to look for changes."),
    prefix: optional(string("Prefix of the objects to fetch.")),
    provider: optional(
      choice("Whose object storage this is.", ["generic", "aws", "gcp", "azure"], { default: "generic" }),
    ),
    proxySecretRef: optional(localReference("Secret with the address and the credentials of a proxy.")),
    region: optional(string("Region of the bucket.")),
    secretRef: optional(localReference("Secret with the credentials, in the form that the provider needs.")),
    serviceAccountName: optional(string("ServiceAccount whose identity is used.")),
    sts: optional(securityTokenService),
    suspend: optional(boolean("Whether to stop reconciling this object.")),
    timeout: optional(duration("How long one fetch may take.", { isShort: true, default: "60s" })),
  },
  {
    rules: [
      rule(
        "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
        "STS configuration is only supported for the 'aws' and 'generic' Bucket providers",
      ),
      rule(
        "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
        "'aws' is the only supported STS provider for the 'aws' Bucket provider",
      ),
      rule(
        "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
        "'ldap' is the only supported STS provider for the 'generic' Bucket provider",
      ),
      rule(
        "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
        "spec.sts.secretRef is not required for the 'aws' STS provider",
      ),
      rule(
        "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
        "spec.sts.certSecretRef is not required for the 'aws' STS provider",
      ),
      rule(
        "self.provider != 'generic' || !has(self.serviceAccountName)",
        "ServiceAccountName is not supported for the 'generic' Bucket provider",
      ),
      rule(
        "!has(self.secretRef) || !has(self.serviceAccountName)",
        "cannot set both .spec.secretRef and .spec.serviceAccountName",
      ),
    ],
  },
);

const status = object(
  "What was found and stored last.",
  {
    ...reconciledStatus,
    artifact: optional(artifactSchema("The artifact of the last state that was stored.")),
    observedIgnore: optional(string("Value of spec.ignore in the stored artifact.")),
    url: optional(string("Address that always leads to the latest artifact.")),
  },
  { default: unobservedStatus },
);

/** A bucket of an object storage whose content becomes an artifact. */
export const bucketKind = defineKind({
  group: sourceGroup,
  kind: "Bucket",
  plural: "buckets",
  categories: sourceCategories,
  version: {
    name: "v1",
    description: "A bucket of an object storage whose content becomes an artifact.",
    spec,
    status,
    columns: [column("Endpoint", ".spec.endpoint"), ageColumn, readyColumn, statusColumn],
  },
});

export type BucketSpec = TypeOf<typeof spec>;
export type BucketStatus = TypeOf<typeof status>;
export type Bucket = ObjectOfKind<typeof bucketKind>;
