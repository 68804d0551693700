/** Types of scheduling.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const schedulingTypes = `
PriorityClass kind
  metadata +meta.ObjectMeta
  value! +int32
  globalDefault bool
  description string
  preemptionPolicy *string(Never|PreemptLowerPriority)
`;
