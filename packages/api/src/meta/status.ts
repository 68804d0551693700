import { integer, optional, string } from "../schema/index.ts";
import { conditions } from "./condition.ts";

/** The default of `status` while no controller has seen the object. */
export const unobservedStatus = { observedGeneration: -1 };

/** The fields that the status of every reconciled kind has. */
export const reconciledStatus = {
  conditions: optional(conditions),
  lastHandledReconcileAt: optional(
    string("Value of the annotation `reconcile.fluxcd.io/requestedAt` at the end of the last reconcile."),
  ),
  observedGeneration: optional(integer("Generation of the object that was last reconciled to its end.")),
};
