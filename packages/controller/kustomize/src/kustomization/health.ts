import type { Kustomization } from "@sluice/api/kustomize";
import { getPath, type JsonObject, type KubeObject } from "@sluice/base/object";
import type { ApplyChange } from "@sluice/kube/apply";
import type { HealthCheckTarget } from "@sluice/kube/health";

/** How often objects that nobody watches are looked at (KC-151). */
export const healthPollMs = 5_000;

/** What is to be healthy: all that was applied with `wait`, else `healthChecks` (KC-150); never the Kustomization itself. */
export function healthTargets(
  kustomization: Kustomization,
  changes: readonly ApplyChange[],
  desired: readonly KubeObject[],
): HealthCheckTarget[] {
  const { wait, healthChecks = [] } = kustomization.spec;
  const { name, namespace } = kustomization.metadata;
  if (!wait) {
    return healthChecks.map((check) => ({
      apiVersion: check.apiVersion || "apps/v1",
      kind: check.kind,
      metadata: { name: check.name, ...(check.namespace ? { namespace: check.namespace } : {}) },
    }));
  }
  const passingJobs = new Set(
    desired.filter(deletesItself).map((job) => `${job.metadata.namespace}/${job.metadata.name}`),
  );
  return changes
    .filter(({ action }) => action !== "skipped")
    .map(({ object }) => object)
    .filter(
      (object) =>
        !(
          object.kind === "Kustomization" &&
          object.metadata.name === name &&
          object.metadata.namespace === namespace
        ),
    )
    .map((object) => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: {
        name: object.metadata.name as string,
        ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
      },
      mayBeGone:
        object.kind === "Job" && passingJobs.has(`${object.metadata.namespace}/${object.metadata.name}`),
    }));
}

/** A Job that is deleted when it is done (KC-155). */
function deletesItself(object: KubeObject): boolean {
  return (
    object.kind === "Job" &&
    getPath(object as unknown as JsonObject, "spec", "ttlSecondsAfterFinished") !== undefined
  );
}
