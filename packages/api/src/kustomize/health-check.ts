import { object, optional, string, type TypeOf } from "../schema/index.ts";

/** An object whose health is waited for. */
export const healthCheckReference = object("An object that must be healthy.", {
  apiVersion: optional(string("API version of the object; `apps/v1` when absent.")),
  kind: string("Kind of the object."),
  name: string("Name of the object."),
  namespace: optional(string("Namespace of the object.")),
});

/** CEL expressions that decide the health of a custom resource. */
export const healthCheckExpression = object("How the health of one kind is found.", {
  apiVersion: string("API version of the kind."),
  current: string("CEL expression that is true when the object is healthy."),
  failed: optional(string("CEL expression that is true when the object has failed.")),
  inProgress: optional(string("CEL expression that is true while the object is not yet done.")),
  kind: optional(string("The kind; all of the API version when absent.")),
});

export type HealthCheckReference = TypeOf<typeof healthCheckReference>;
export type HealthCheckExpression = TypeOf<typeof healthCheckExpression>;
