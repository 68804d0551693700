/** Types of autoscaling/v1 in the notation of ../notation/type-definition.ts. */
export const autoscalingV1Types = `
HorizontalPodAutoscaler kind
  metadata +meta.ObjectMeta
  spec +HorizontalPodAutoscalerSpec
  status +HorizontalPodAutoscalerStatus
Scale typed
  metadata +meta.ObjectMeta
  spec +ScaleSpec
  status +ScaleStatus
CrossVersionObjectReference atomic
  kind! +string
  name! +string
  apiVersion string
HorizontalPodAutoscalerSpec
  scaleTargetRef! +CrossVersionObjectReference
  minReplicas *int32
  maxReplicas! +int32
  targetCPUUtilizationPercentage *int32
HorizontalPodAutoscalerStatus
  observedGeneration *int64
  lastScaleTime *time
  currentReplicas! +int32
  desiredReplicas! +int32
  currentCPUUtilizationPercentage *int32
ScaleSpec
  replicas int32
ScaleStatus
  replicas! +int32
  selector string
`;
