import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const kustomizeControllerErrors = defineErrorCodes({
  KUSTOMIZATION_SOURCE_MISSING: "the source does not exist",
  KUSTOMIZATION_ARTIFACT_MISSING: "the source has no artifact, or it is not served",
  KUSTOMIZATION_ACCESS_DENIED: "the source may not be used from this namespace",
  KUSTOMIZATION_DEPENDENCY: "a dependency is missing or not ready",
  KUSTOMIZATION_PATH_MISSING: "spec.path names no directory of the source",
  KUSTOMIZATION_BUILD_FAILED: "the directory cannot be built",
  KUSTOMIZATION_SUBSTITUTION_FAILED: "variables cannot be substituted",
  KUSTOMIZATION_UNSUPPORTED: "a field of the spec is not supported",
  KUSTOMIZATION_ENCRYPTED_SECRET: "a Secret is still encrypted when it is to be applied",
  KUSTOMIZATION_PRUNE_FAILED: "stale objects could not be deleted",
});
