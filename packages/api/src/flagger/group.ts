/** The API group of progressive delivery. */
export const flaggerGroup = "flagger.app";

/** Helm, when it installs these CRDs, leaves them in place on removal. */
export const flaggerAnnotations = { "helm.sh/resource-policy": "keep" };
