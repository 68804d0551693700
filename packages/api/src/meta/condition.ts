import { choice, integer, list, object, optional, string, type TypeOf, time } from "../schema/index.ts";

const condition = object("One observation of the state of this object.", {
  lastTransitionTime: time("When the status of this condition last changed."),
  message: string("What was found, for people; may be empty.", { maxLength: 32768 }),
  observedGeneration: optional(
    integer("Generation of the object that this condition speaks of.", { minimum: 0 }),
  ),
  reason: string("What was found, as one CamelCase word.", {
    maxLength: 1024,
    minLength: 1,
    pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
  }),
  status: choice("Whether the condition holds.", ["True", "False", "Unknown"]),
  type: string("Name of the condition.", {
    maxLength: 316,
    pattern:
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
  }),
});

/** One entry of `status.conditions`, as Kubernetes' `metav1.Condition`. */
export type Condition = TypeOf<typeof condition>;

/** The field `status.conditions`. */
export const conditions = list("The latest observations of the state of this object.", condition);

/** Condition types that every kind of the toolkit uses. */
export const ReadyCondition = "Ready";
export const StalledCondition = "Stalled";
export const ReconcilingCondition = "Reconciling";
