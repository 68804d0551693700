import { ageColumn, localReference } from "../meta/index.ts";
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
import { notificationCategories, notificationGroup } from "./object-reference.ts";

/** The services that a Provider can send to. */
export const providerTypes = [
  "slack",
  "discord",
  "msteams",
  "rocket",
  "generic",
  "generic-hmac",
  "github",
  "gitlab",
  "gitea",
  "giteapullrequestcomment",
  "bitbucketserver",
  "bitbucket",
  "azuredevops",
  "googlechat",
  "googlepubsub",
  "webex",
  "sentry",
  "azureeventhub",
  "telegram",
  "lark",
  "matrix",
  "opsgenie",
  "alertmanager",
  "grafana",
  "githubdispatch",
  "githubpullrequestcomment",
  "gitlabmergerequestcomment",
  "pagerduty",
  "datadog",
  "nats",
  "zulip",
  "otel",
  "zoom",
  "incident.io",
] as const;

const spec = object(
  "Where to send, and with which credentials.",
  {
    address: optional(string("Address of the service.", { maxLength: 2048 })),
    certSecretRef: optional(localReference("Secret with `ca.crt`, `tls.crt` and `tls.key`.")),
    channel: optional(string("Channel within the service.", { maxLength: 2048 })),
    commitStatusExpr: optional(string("CEL expression for the id of a commit status.")),
    interval: optional(duration("Of no effect any more.")),
    proxy: optional(
      string("Replaced by proxySecretRef: address of a proxy.", {
        pattern: "^(http|https)://.*$",
        maxLength: 2048,
      }),
    ),
    proxySecretRef: optional(localReference("Secret with the address and the credentials of a proxy.")),
    secretRef: optional(localReference("Secret with the credentials, in the form that the service needs.")),
    serviceAccountName: optional(string("ServiceAccount whose identity is used.")),
    suspend: optional(boolean("Whether to stop sending.")),
    timeout: optional(duration("How long sending may take.", { isShort: true })),
    type: choice("The service to send to.", providerTypes),
    username: optional(string("Name under which messages appear.", { maxLength: 2048 })),
  },
  {
    rules: [
      rule(
        "self.type == 'github' || self.type == 'gitlab' || self.type == 'gitea' || self.type == 'bitbucketserver' || self.type == 'bitbucket' || self.type == 'azuredevops' || !has(self.commitStatusExpr)",
        "spec.commitStatusExpr is only supported for the 'github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket', 'azuredevops' provider types",
      ),
    ],
  },
);

/** A service to which events are sent. */
export const providerKind = defineKind({
  group: notificationGroup,
  kind: "Provider",
  plural: "providers",
  categories: notificationCategories,
  version: {
    name: "v1beta3",
    description: "A service to which events are sent.",
    spec,
    subresources: "none",
    columns: [ageColumn],
  },
});

export type ProviderSpec = TypeOf<typeof spec>;
export type ProviderType = (typeof providerTypes)[number];
export type Provider = ObjectOfKind<typeof providerKind>;
