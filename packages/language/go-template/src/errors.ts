import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const templateErrors = defineErrorCodes({
  TEMPLATE_PARSE_FAILED: "a template is not well formed",
  TEMPLATE_EXECUTION_FAILED: "a template fails while it is executed",
  TEMPLATE_LIMIT_EXCEEDED: "a template takes more steps, time, depth or output than it may",
});
