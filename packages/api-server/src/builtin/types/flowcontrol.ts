/** Types of flowcontrol.apiserver.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const flowcontrolTypes = `
FlowSchema kind
  metadata +meta.ObjectMeta
  spec +FlowSchemaSpec
  status +FlowSchemaStatus
PriorityLevelConfiguration kind
  metadata +meta.ObjectMeta
  spec +PriorityLevelConfigurationSpec
  status +PriorityLevelConfigurationStatus
ExemptPriorityLevelConfiguration
  nominalConcurrencyShares *int32
  lendablePercent *int32
FlowDistinguisherMethod
  type! +string
FlowSchemaCondition
  type string
  status string
  lastTransitionTime +time
  reason string
  message string
FlowSchemaSpec
  priorityLevelConfiguration! +PriorityLevelConfigurationReference
  matchingPrecedence +int32
  distinguisherMethod *FlowDistinguisherMethod
  rules [atomic]PolicyRulesWithSubjects
FlowSchemaStatus
  conditions [map type]FlowSchemaCondition ~merge:type
GroupSubject
  name! +string
LimitResponse
  type! +string
  queuing *QueuingConfiguration
LimitedPriorityLevelConfiguration
  nominalConcurrencyShares *+int32
  limitResponse +LimitResponse
  lendablePercent *int32
  borrowingLimitPercent *int32
NonResourcePolicyRule
  verbs! +[set]string
  nonResourceURLs! +[set]string
PolicyRulesWithSubjects
  subjects! +[atomic]Subject
  resourceRules [atomic]ResourcePolicyRule
  nonResourceRules [atomic]NonResourcePolicyRule
PriorityLevelConfigurationCondition
  type string
  status string
  lastTransitionTime +time
  reason string
  message string
PriorityLevelConfigurationReference
  name! +string
PriorityLevelConfigurationSpec
  type! +string
  limited *LimitedPriorityLevelConfiguration
  exempt *ExemptPriorityLevelConfiguration
PriorityLevelConfigurationStatus
  conditions [map type]PriorityLevelConfigurationCondition ~merge:type
QueuingConfiguration
  queues +int32
  handSize +int32
  queueLengthLimit +int32
ResourcePolicyRule
  verbs! +[set]string
  apiGroups! +[set]string
  resources! +[set]string
  clusterScope bool
  namespaces +[set]string
ServiceAccountSubject
  namespace! +string
  name! +string
Subject
  kind! +string
  user *UserSubject
  group *GroupSubject
  serviceAccount *ServiceAccountSubject
UserSubject
  name! +string
`;
