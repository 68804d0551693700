import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const celErrors = defineErrorCodes({
  CEL_INVALID: "an expression does not parse, or its types do not fit",
  CEL_EVALUATION_FAILED: "an expression has no value for its variables, or costs more than it may",
});
