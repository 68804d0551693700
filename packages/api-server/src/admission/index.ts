/** Admission beyond the built-in rules: policies as expressions, and webhooks that name a URL. */
export { validatingPolicies } from "./validating-policies.ts";
export { admissionWebhooks } from "./webhooks.ts";
