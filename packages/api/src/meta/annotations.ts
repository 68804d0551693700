/** Its value changes to ask for a reconcile now; copied to `status.lastHandledReconcileAt` when done. */
export const reconcileRequestAnnotation = "reconcile.fluxcd.io/requestedAt";

/** Asks, with the same value as the request, for a reconcile that does not rely on what was done before. */
export const forceRequestAnnotation = "reconcile.fluxcd.io/forceAt";

/** Asks, with the same value as the request, for a reset of failure counts. */
export const resetRequestAnnotation = "reconcile.fluxcd.io/resetAt";

/** Annotations with this prefix are added to the metadata of each event of the object. */
export const eventAnnotationPrefix = "event.toolkit.fluxcd.io/";

/** Finalizer of the kinds that the toolkit's controllers clean up after. */
export const finalizerName = "finalizers.fluxcd.io";

/** Label that shards objects over instances of a controller. */
export const shardLabel = "sharding.fluxcd.io/key";
