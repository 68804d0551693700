import { column, localReference } from "../meta/index.ts";
import {
  choice,
  defineKind,
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { flaggerAnnotations, flaggerGroup } from "./group.ts";

const spec = object(
  "Where to send, and with which credentials.",
  {
    address: optional(string("Address of the service.")),
    channel: optional(string("Channel within the service.")),
    proxy: optional(string("Address of a proxy.")),
    secretRef: optional(localReference("Secret with the key `address`.")),
    type: optional(choice("The service to send to.", ["slack", "msteams", "discord", "rocket", "gchat"])),
    username: optional(string("Name under which messages appear.")),
  },
  { oneOf: [{ required: ["type", "address"] }, { required: ["type", "secretRef"] }] },
);

/** A service to which the alerts of canaries are sent. */
export const alertProviderKind = defineKind({
  group: flaggerGroup,
  kind: "AlertProvider",
  plural: "alertproviders",
  categories: ["all"],
  annotations: flaggerAnnotations,
  version: {
    name: "v1beta1",
    description: "A service to which the alerts of canaries are sent.",
    spec,
    columns: [column("Type", ".spec.type")],
  },
});

export type AlertProviderSpec = TypeOf<typeof spec>;
export type AlertProvider = ObjectOfKind<typeof alertProviderKind>;
