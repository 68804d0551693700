/** Who may do what: roles and bindings, aggregation, impersonation, access reviews, and the policy to begin with. */
export { createBootstrapPolicy } from "./bootstrap-policy.ts";
export { escalationGuard } from "./escalation-guard.ts";
export { impersonate } from "./impersonate.ts";
export { type AccessAttributes, RbacAuthorizer, refusalText } from "./rbac-authorizer.ts";
export { createReviews, type Review } from "./reviews.ts";
export { RoleAggregator } from "./role-aggregator.ts";
