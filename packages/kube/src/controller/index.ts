/**
 * Runs a reconcile function over keys: one run a key at a time, several keys in parallel, errors retried with
 * back-off, and a plan to look again after success. It knows no kind; whoever watches tells it which keys changed.
 */
export {
  Controller,
  type ControllerOptions,
  type ReconcileContext,
  type ReconcileResult,
  shutdownReason,
  supersededReason,
} from "./controller.ts";
export { addJitter } from "./jitter.ts";
export { formatKey, parseKey } from "./key.ts";
