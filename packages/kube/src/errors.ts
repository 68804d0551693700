import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const kubeErrors = defineErrorCodes({
  KUBE_API_STATUS: "the API server answered with an error Status",
  KUBE_NO_MATCH: "the API server serves no such kind",
  KUBE_UNREACHABLE: "no answer came from the API server",
  KUBE_BAD_RESPONSE: "the API server's answer is not what its protocol says",
  KUBECONFIG_INVALID: "a kubeconfig cannot be used",
  WATCH_EXPIRED: "a watch's resourceVersion is too old",
  APPLY_DRY_RUN_FAILED: "the API server refused an object in dry-run",
  APPLY_FAILED: "the API server refused an object",
  APPLY_DELETE_FAILED: "objects could not be deleted",
  HEALTH_TIMEOUT: "objects were not healthy in time",
  HEALTH_FAILED: "objects have failed for good",
  HEALTH_STAGE_TIMEOUT: "definitions were not ready in time",
  LEADERSHIP_LOST: "the leader lease could not be renewed in time",
});
