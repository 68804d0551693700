/** Condition and event reasons that are shared by all kinds. */
export const SucceededReason = "Succeeded";
export const FailedReason = "Failed";
export const ProgressingReason = "Progressing";
export const ProgressingWithRetryReason = "ProgressingWithRetry";
export const SuspendedReason = "Suspended";
export const ReconciliationSucceededReason = "ReconciliationSucceeded";
export const ReconciliationFailedReason = "ReconciliationFailed";
export const DependencyNotReadyReason = "DependencyNotReady";
export const AccessDeniedReason = "AccessDenied";
export const FeatureGateDisabledReason = "FeatureGateDisabled";
export const InvalidCELExpressionReason = "InvalidCELExpression";
