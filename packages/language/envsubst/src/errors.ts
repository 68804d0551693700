import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const envsubstErrors = defineErrorCodes({
  ENVSUBST_SYNTAX: "a `${…}` expression is malformed",
  ENVSUBST_NOT_SET: "an expression names a variable that is not set, in strict mode",
  ENVSUBST_NAME: "the name of a variable is not one that expressions can hold",
  ENVSUBST_LIMIT: "expressions are nested too deeply, or the result grows too large",
});
