/**
 * Whether objects have become what they should be: kstatus' rules with Flux's changes, and waiting until they are.
 * A wait is woken by changes where somebody watches, and looks now and then where nobody does.
 */
export { computeStatus, type HealthState, type ObjectStatus } from "./status.ts";
export { type HealthCheckTarget, type HealthReport, type ObjectReader, waitForHealth } from "./wait.ts";
