/** Types of resource.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const resourceTypes = `
DeviceClass kind
  metadata +meta.ObjectMeta
  spec! +DeviceClassSpec
ResourceClaim kind
  metadata +meta.ObjectMeta
  spec! +ResourceClaimSpec
  status +ResourceClaimStatus
ResourceClaimTemplate kind
  metadata +meta.ObjectMeta
  spec! +ResourceClaimTemplateSpec
ResourceSlice kind
  metadata +meta.ObjectMeta
  spec! +ResourceSliceSpec
AllocatedDeviceStatus
  driver! +string
  pool! +string
  device! +string
  shareID *string
  conditions +[map type]meta.Condition
  data *raw
  networkData *NetworkDeviceData
AllocationResult
  devices +DeviceAllocationResult
  nodeSelector *core.NodeSelector
  allocationTimestamp *time
CELDeviceSelector
  expression! +string
CapacityRequestPolicy
  default *+quantity
  validValues [atomic]quantity
  validRange *CapacityRequestPolicyRange
CapacityRequestPolicyRange
  min! *quantity
  max *quantity
  step *quantity
CapacityRequirements
  requests {}quantity
Counter
  value! +quantity
CounterSet
  name! +string
  counters! {}Counter
Device
  name! +string
  attributes {}DeviceAttribute
  capacity {}DeviceCapacity
  consumesCounters [atomic]DeviceCounterConsumption
  nodeName *string
  nodeSelector *core.NodeSelector
  allNodes *bool
  taints [atomic]DeviceTaint
  bindsToNode *bool
  bindingConditions [atomic]string
  bindingFailureConditions [atomic]string
  allowMultipleAllocations *bool
DeviceAllocationConfiguration
  source! +string(FromClaim|FromClass)
  requests [atomic]string
  opaque *OpaqueDeviceConfiguration
DeviceAllocationResult
  results [atomic]DeviceRequestAllocationResult
  config [atomic]DeviceAllocationConfiguration
DeviceAttribute
  int *int64
  bool *bool
  string *string
  version *string
DeviceCapacity
  value! +quantity
  requestPolicy *CapacityRequestPolicy
DeviceClaim
  requests +[atomic]DeviceRequest
  constraints [atomic]DeviceConstraint
  config [atomic]DeviceClaimConfiguration
DeviceClaimConfiguration
  requests [atomic]string
  opaque *OpaqueDeviceConfiguration
DeviceClassConfiguration
  opaque *OpaqueDeviceConfiguration
DeviceClassSpec
  selectors [atomic]DeviceSelector
  config [atomic]DeviceClassConfiguration
  extendedResourceName *string
DeviceConstraint
  requests [atomic]string
  matchAttribute *string
  distinctAttribute *string
DeviceCounterConsumption
  counterSet! +string
  counters! {}Counter
DeviceRequest
  name! +string
  exactly *ExactDeviceRequest
  firstAvailable [atomic]DeviceSubRequest
DeviceRequestAllocationResult
  request! +string
  driver! +string
  pool! +string
  device! +string
  adminAccess *bool
  tolerations [atomic]DeviceToleration
  bindingConditions [atomic]string
  bindingFailureConditions [atomic]string
  shareID *string
  consumedCapacity {}quantity
DeviceSelector
  cel *CELDeviceSelector
DeviceSubRequest
  name! +string
  deviceClassName! +string
  selectors [atomic]DeviceSelector
  allocationMode string(All|ExactCount)
  count int64
  tolerations [atomic]DeviceToleration
  capacity *CapacityRequirements
DeviceTaint
  key! +string
  value string
  effect! +string(NoExecute|NoSchedule|None)
  timeAdded *time
DeviceToleration
  key string
  operator string(Equal|Exists) ="Equal"
  value string
  effect string(NoExecute|NoSchedule|None)
  tolerationSeconds *int64
ExactDeviceRequest
  deviceClassName! +string
  selectors [atomic]DeviceSelector
  allocationMode string(All|ExactCount)
  count int64
  adminAccess *bool
  tolerations [atomic]DeviceToleration
  capacity *CapacityRequirements
NetworkDeviceData
  interfaceName string
  ips [atomic]string
  hardwareAddress string
OpaqueDeviceConfiguration
  driver! +string
  parameters! +raw
ResourceClaimConsumerReference
  apiGroup string
  resource! +string
  name! +string
  uid! +string
ResourceClaimSpec
  devices +DeviceClaim
ResourceClaimStatus
  allocation *AllocationResult
  reservedFor [map uid]ResourceClaimConsumerReference ~merge:uid
  devices [map driver,device,pool,shareID]AllocatedDeviceStatus
ResourceClaimTemplateSpec
  metadata +meta.ObjectMeta
  spec! +ResourceClaimSpec
ResourcePool
  name! +string
  generation! +int64
  resourceSliceCount! +int64
ResourceSliceSpec
  driver! +string
  pool! +ResourcePool
  nodeName *string
  nodeSelector *core.NodeSelector
  allNodes *bool
  devices [atomic]Device
  perDeviceNodeSelection *bool
  sharedCounters [atomic]CounterSet
`;
