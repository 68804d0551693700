import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const sourceErrors = defineErrorCodes({
  SOURCE_FAILED: "a source cannot be fetched or stored now; a later try may succeed",
  SOURCE_STALLED: "a source cannot be fetched until its object changes",
});
