import { ageColumn, localReference } from "../meta/index.ts";
import {
  boolean,
  choice,
  defineKind,
  list,
  map,
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
} from "../schema/index.ts";
import { notificationCategories, notificationGroup, objectReferenceFields } from "./object-reference.ts";

const spec = object("Which events go where.", {
  eventMetadata: optional(map("Metadata that is added to each event.", string(""))),
  eventSeverity: optional(
    choice("Severity from which on events are sent.", ["info", "error"], { default: "info" }),
  ),
  eventSources: list(
    "Objects whose events are sent.",
    object("Objects by kind and name.", objectReferenceFields),
  ),
  exclusionList: optional(list("Regular expressions of messages that are not sent.", string(""))),
  inclusionList: optional(list("Regular expressions of which a message must match one.", string(""))),
  providerRef: localReference("The Provider that sends."),
  summary: optional(
    string("Replaced by eventMetadata: a short text that is added to each event.", { maxLength: 255 }),
  ),
  suspend: optional(boolean("Whether to stop sending.")),
});

/** A rule on which events go to which provider. */
export const alertKind = defineKind({
  group: notificationGroup,
  kind: "Alert",
  plural: "alerts",
  categories: notificationCategories,
  version: {
    name: "v1beta3",
    description: "A rule on which events go to which provider.",
    spec,
    subresources: "none",
    columns: [ageColumn],
  },
});

export type AlertSpec = TypeOf<typeof spec>;
export type Alert = ObjectOfKind<typeof alertKind>;
