import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const yamlErrors = defineErrorCodes({
  YAML_SYNTAX: "a text is not YAML as Go reads it",
  YAML_KEY: "a mapping key is not text, or occurs twice where it must not",
  YAML_VALUE: "a scalar does not fit its tag or cannot be held as JSON",
  YAML_LIMIT: "a document exceeds the allowed size, depth or alias expansion",
  YAML_UNPRINTABLE: "a value cannot be printed as YAML",
});
