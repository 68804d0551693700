import type { Kustomization } from "@sluice/api/kustomize";
import type { Clock } from "@sluice/base/clock";
import { SluiceError } from "@sluice/base/errors";
import { hasKey, type KubeObject } from "@sluice/base/object";
import { Applier, type ApplyChange, normalizeObject } from "@sluice/kube/apply";
import type { KubeClient } from "@sluice/kube/client";
import { formatKey } from "@sluice/kube/controller";
import type { DriftWatch } from "@sluice/kube/drift";
import { kustomizeControllerErrors } from "../errors.ts";
import type { KustomizeControllerFlags } from "../flags.ts";
import { fieldManager, ownerNameLabel, ownerNamespaceLabel, policy } from "./names.ts";
import { setMetadata } from "./substitute.ts";

/** Values that keep an object out of our hands (KC-123). */
const excluded = { [policy.reconcile]: "disabled", [policy.ssa]: "ignore" };

/** The labels by which a managed object names its owner (KC-65). */
export function ownerLabels(kustomization: Kustomization): Record<string, string> {
  const { name = "", namespace = "" } = kustomization.metadata;
  return { [ownerNameLabel]: name, [ownerNamespaceLabel]: namespace };
}

/** The built objects as they are applied: owner labels, then normal form, then common metadata (KC-120). */
export function prepareObjects(kustomization: Kustomization, built: readonly KubeObject[]): KubeObject[] {
  const { labels = {}, annotations = {} } = kustomization.spec.commonMetadata ?? {};
  return built.map((object) => {
    const prepared = normalizeObject(object);
    setMetadata(prepared, ownerLabels(kustomization));
    setMetadata(prepared, labels, annotations);
    assertDecrypted(prepared);
    return prepared;
  });
}

/** An encrypted Secret must not reach the cluster as it is (KC-98). */
function assertDecrypted(object: KubeObject): void {
  if (object.kind !== "Secret" || object.apiVersion !== "v1" || !hasKey(object, "sops")) return;
  if (object.metadata.annotations?.[policy.decrypt]?.toLowerCase() === "disabled") return;
  const { namespace, name } = object.metadata;
  throw new SluiceError(
    kustomizeControllerErrors.KUSTOMIZATION_ENCRYPTED_SECRET,
    `Secret/${namespace}/${name} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
    {
      reason: "ReconciliationFailed",
      object: { apiVersion: "v1", kind: "Secret", namespace, name },
      fieldPath: "sops",
    },
  );
}

/** An applier with the policies of this controller (KC-123, KC-124, KC-130, KC-133). */
export function createApplier(client: KubeClient, clock: Clock, flags: KustomizeControllerFlags): Applier {
  return new Applier({
    client,
    clock,
    fieldManager,
    concurrency: flags.concurrentSsa,
    exclude: excluded,
    policyKey: policy.ssa,
    forceKey: policy.force,
    customStageKinds: new Set(flags.customApplyStageKinds),
    cleanUp: {
      annotations: [
        "kubectl.kubernetes.io/last-applied-configuration",
        "kustomize.toolkit.fluxcd.io/checksum",
        "fluxcd.io/sync-checksum",
      ],
      labels: ["fluxcd.io/sync-gc-mark"],
      managers: [
        { prefix: "kubectl", operations: ["Apply", "Update"] },
        { prefix: "before-first-apply", operations: ["Update"] },
        { prefix: fieldManager, operations: ["Update"] },
        ...flags.overrideManagers.map((prefix) => ({ prefix, operations: ["Apply", "Update"] as const })),
      ],
    },
  });
}

/**
 * Applies the objects. What the drift watch knows to be just as it was applied costs no request; what is applied is
 * told to it, so that whoever changes it next is noticed. `isVerifying`: ask for each object all the same.
 */
export function applyObjects(
  kustomization: Kustomization,
  objects: readonly KubeObject[],
  context: { applier: Applier; drift: DriftWatch; isVerifying: boolean; signal: AbortSignal },
): Promise<ApplyChange[]> {
  const { applier, drift, isVerifying, signal } = context;
  const owner = formatKey(kustomization);
  return applier.apply(objects, {
    force: kustomization.spec.force ?? false,
    signal,
    isKnownUnchanged: (desired) => (!isVerifying && drift.isUnchanged(desired) ? desired : undefined),
    onApplied: (desired, live) => drift.record(owner, desired, live),
  });
}
