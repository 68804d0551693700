/** Types of batch/v1 in the notation of ../notation/type-definition.ts. */
export const batchTypes = `
CronJob kind
  metadata +meta.ObjectMeta
  spec +CronJobSpec
  status +CronJobStatus
Job kind
  metadata +meta.ObjectMeta
  spec +JobSpec
  status +JobStatus
CronJobSpec
  schedule! +string
  timeZone *string
  startingDeadlineSeconds *int64
  concurrencyPolicy string(Allow|Forbid|Replace)
  suspend *bool
  jobTemplate! +JobTemplateSpec
  successfulJobsHistoryLimit *int32
  failedJobsHistoryLimit *int32
CronJobStatus
  active [atomic]core.ObjectReference
  lastScheduleTime *time
  lastSuccessfulTime *time
JobCondition
  type! +string
  status! +string
  lastProbeTime +time
  lastTransitionTime +time
  reason string
  message string
JobSpec
  parallelism *int32
  completions *int32
  activeDeadlineSeconds *int64
  podFailurePolicy *PodFailurePolicy
  successPolicy *SuccessPolicy
  backoffLimit *int32
  backoffLimitPerIndex *int32
  maxFailedIndexes *int32
  selector *meta.LabelSelector
  manualSelector *bool
  template! +core.PodTemplateSpec
  ttlSecondsAfterFinished *int32
  completionMode *string(Indexed|NonIndexed)
  suspend *bool
  podReplacementPolicy *string(Failed|TerminatingOrFailed)
  managedBy *string
JobStatus
  conditions [atomic]JobCondition ~merge:type
  startTime *time
  completionTime *time
  active int32
  succeeded int32
  failed int32
  terminating *int32
  completedIndexes string
  failedIndexes *string
  uncountedTerminatedPods *UncountedTerminatedPods
  ready *int32
JobTemplateSpec
  metadata +meta.ObjectMeta
  spec +JobSpec
PodFailurePolicy
  rules! +[atomic]PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement
  containerName *string
  operator! +string(In|NotIn)
  values! +[set]int32
PodFailurePolicyOnPodConditionsPattern
  type! +string
  status +string
PodFailurePolicyRule
  action! +string(Count|FailIndex|FailJob|Ignore)
  onExitCodes *PodFailurePolicyOnExitCodesRequirement
  onPodConditions [atomic]PodFailurePolicyOnPodConditionsPattern
SuccessPolicy
  rules! +[atomic]SuccessPolicyRule
SuccessPolicyRule
  succeededIndexes *string
  succeededCount *int32
UncountedTerminatedPods
  succeeded [set]string
  failed [set]string
`;
