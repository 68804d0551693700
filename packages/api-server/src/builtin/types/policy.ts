/** Types of policy/v1 in the notation of ../notation/type-definition.ts. */
export const policyTypes = `
Eviction typed
  metadata +meta.ObjectMeta
  deleteOptions *meta.DeleteOptions
PodDisruptionBudget kind
  metadata +meta.ObjectMeta
  spec +PodDisruptionBudgetSpec
  status +PodDisruptionBudgetStatus
PodDisruptionBudgetSpec
  minAvailable *intOrString
  selector *meta.LabelSelector ~replace
  maxUnavailable *intOrString
  unhealthyPodEvictionPolicy *string(AlwaysAllow|IfHealthyBudget)
PodDisruptionBudgetStatus
  observedGeneration int64
  disruptedPods {}time
  disruptionsAllowed! +int32
  currentHealthy! +int32
  desiredHealthy! +int32
  expectedPods! +int32
  conditions [map type]meta.Condition ~merge:type
`;
