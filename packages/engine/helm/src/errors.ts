import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const helmErrors = defineErrorCodes({
  CHART_NOT_FOUND: "there is no chart where one is asked for",
  CHART_INVALID: "a chart's files or metadata are not those of a chart",
  CHART_DEPENDENCIES_MISSING: "a chart lacks dependencies that it declares",
  CHART_KUBE_VERSION: "a chart does not support the version of the cluster",
  CHART_NOT_INSTALLABLE: "a chart is not meant to be installed by itself",
  VALUES_INVALID: "values cannot be read or combined",
  VALUES_SCHEMA: "values do not meet the chart's schema",
  RENDER_FAILED: "a template cannot be parsed or fails while it is executed",
  RENDER_LIMIT: "rendering takes more time, depth, memory or output than it may",
  MANIFEST_INVALID: "a template's output is not a Kubernetes manifest",
  CRYPTO_UNAVAILABLE: "a template function needs cryptography that this platform does not have",
  RELEASE_INVALID: "a stored release cannot be read",
  INDEX_INVALID: "a repository index cannot be read",
  INDEX_VERSION_NOT_FOUND: "a repository index holds no such chart or version",
  PROVENANCE_INVALID: "a provenance file does not match its chart or its signature",
  FLAG_INVALID: "a command-line flag cannot be used as given",
});
