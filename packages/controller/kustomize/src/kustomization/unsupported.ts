import type { Kustomization } from "@sluice/api/kustomize";
import { SluiceError } from "@sluice/base/errors";
import { kustomizeControllerErrors } from "../errors.ts";

/** Fields that are known and not acted on yet. A field that was ignored would be a wrong state without a word. */
const unsupported = ["decryption", "kubeConfig", "healthCheckExprs", "ignore"] as const;

/** Throws KUSTOMIZATION_UNSUPPORTED (terminal) for the first field that this version does not act on. */
export function refuseUnsupported({ spec }: Kustomization): void {
  const field = unsupported.find((name) => {
    const value = spec[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  const fieldPath = field
    ? `spec.${field}`
    : spec.dependsOn?.some(({ readyExpr }) => readyExpr)
      ? "spec.dependsOn.readyExpr"
      : undefined;
  if (fieldPath === undefined) return;
  throw new SluiceError(
    kustomizeControllerErrors.KUSTOMIZATION_UNSUPPORTED,
    `${fieldPath} is not supported by this version of the controller`,
    {
      reason: "ReconciliationFailed",
      terminal: true,
      fieldPath,
      hint: `remove ${fieldPath}, or keep this Kustomization on a controller that supports it`,
    },
  );
}
