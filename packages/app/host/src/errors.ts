import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const hostErrors = defineErrorCodes({
  HOST_GIT_FAILED: "a git command on a local repository failed",
  HOST_NO_SUCH_DIRECTORY: "the directory to follow does not exist",
  HOST_DATA_IN_USE: "another process uses the data directory",
});
