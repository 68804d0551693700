import {
  ageColumn,
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
import { notificationCategories, notificationGroup, objectReferenceFields } from "./object-reference.ts";

/** The services from which a Receiver takes calls. */
export const receiverTypes = [
  "generic",
  "generic-hmac",
  "generic-oidc",
  "github",
  "gitlab",
  "bitbucket",
  "harbor",
  "dockerhub",
  "quay",
  "gcr",
  "nexus",
  "acr",
  "cdevents",
] as const;

const oidcProvider = object("An issuer of tokens that callers may bear.", {
  audience: optional(string("Audience that the token must be meant for.")),
  issuerURL: string("Address of the issuer.", { pattern: "^https?://" }),
  validations: list(
    "What must hold of the token.",
    object("A CEL expression that must be true.", {
      expression: string("The expression, over `claims` and `vars`."),
      message: string("What is said when it is not true."),
    }),
    { minItems: 1 },
  ),
  variables: optional(
    list(
      "Values that the validations refer to.",
      object("A named CEL expression.", {
        expression: string("The expression."),
        name: string("Its name."),
      }),
    ),
  ),
});

const spec = object(
  "Which calls wake which objects.",
  {
    events: optional(list("Kinds of calls that count; all when absent.", string(""))),
    interval: optional(duration("How often to reconcile.", { default: "10m" })),
    oidcProviders: optional(
      list("Issuers of tokens, for the type generic-oidc.", oidcProvider, { mapKeys: ["issuerURL"] }),
    ),
    resourceFilter: optional(string("CEL expression over the call and an object: whether to wake it.")),
    resources: list(
      "Objects to wake.",
      object("Objects by kind and name.", {
        ...objectReferenceFields,
        filter: optional(string("CEL expression over the call and an object: whether to wake it.")),
      }),
    ),
    secretRef: optional(localReference("Secret with the key `token`.")),
    suspend: optional(boolean("Whether to stop taking calls.")),
    type: choice("The service that calls.", receiverTypes),
  },
  {
    rules: [
      rule(
        "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
        "generic-oidc receivers must define at least one oidcProvider",
      ),
      rule(
        "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
        "oidcProviders can only be set when type is generic-oidc",
      ),
      rule(
        "self.type != 'generic-oidc' || !has(self.secretRef)",
        "secretRef cannot be set when type is generic-oidc",
      ),
      rule(
        "self.type == 'generic-oidc' || has(self.secretRef)",
        "secretRef is required when type is not generic-oidc",
      ),
    ],
  },
);

const status = object(
  "Where calls are taken.",
  {
    ...reconciledStatus,
    webhookPath: optional(string("Path at which calls are taken.")),
  },
  { default: unobservedStatus },
);

/** An address at which calls from outside wake objects. */
export const receiverKind = defineKind({
  group: notificationGroup,
  kind: "Receiver",
  plural: "receivers",
  categories: notificationCategories,
  version: {
    name: "v1",
    description: "An address at which calls from outside wake objects.",
    spec,
    status,
    columns: [ageColumn, readyColumn, statusColumn],
  },
});

export type ReceiverSpec = TypeOf<typeof spec>;
export type ReceiverStatus = TypeOf<typeof status>;
export type ReceiverType = (typeof receiverTypes)[number];
export type Receiver = ObjectOfKind<typeof receiverKind>;
