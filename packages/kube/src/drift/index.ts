/**
 * Sees at once when somebody else deletes or changes an object that we applied, and says whose it is. It watches
 * `metadata` only, of labelled objects only, one shared watch for each kind, open as long as an owner has objects
 * of that kind. It also knows which objects are still exactly as they were applied, so that a reconcile with
 * nothing new needs no request.
 */
export { DriftWatch, type DriftWatchOptions } from "./drift-watch.ts";
