import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const kustomizeErrors = defineErrorCodes({
  KUSTOMIZE_FILE_MISSING: "a directory holds no kustomization file, or more than one",
  KUSTOMIZE_FILE_INVALID: "a kustomization file does not hold what it may hold",
  KUSTOMIZE_RESOURCE_INVALID: "a resource file is not YAML, or lacks kind or name",
  KUSTOMIZE_LOAD_FAILED: "a file or a directory that is named cannot be loaded",
  KUSTOMIZE_LOAD_RESTRICTED: "a file lies outside the directory that may be read",
  KUSTOMIZE_CYCLE: "kustomizations include each other",
  KUSTOMIZE_LIMIT: "a build exceeds the allowed depth or number of files",
  KUSTOMIZE_ID_CONFLICT: "two resources have the same identity",
  KUSTOMIZE_ID_NOT_FOUND: "no resource, or more than one, has the identity that is asked for",
  KUSTOMIZE_PATCH_INVALID: "a patch is malformed or does not fit its target",
  KUSTOMIZE_GENERATOR_INVALID: "a generator cannot make what it is asked to make",
  KUSTOMIZE_TRANSFORMER_INVALID: "a transformer is misconfigured or does not fit a resource",
  KUSTOMIZE_REFERENCE_AMBIGUOUS: "a name may refer to several resources",
  KUSTOMIZE_REPLACEMENT_FAILED: "a replacement finds no source or no target field",
  KUSTOMIZE_VARIABLE_INVALID: "a variable is defined twice or cannot be resolved",
  KUSTOMIZE_PLUGIN_REFUSED: "a plugin that would run a program is named",
  KUSTOMIZE_REMOTE_REFUSED: "a remote resource is named and no fetcher is given",
  KUSTOMIZE_REMOTE_FAILED: "a remote resource cannot be fetched",
  KUSTOMIZE_HELM_DISABLED: "a Helm chart is named and Helm is not enabled",
});
