/** Types of the shared meta types in the notation of ../notation/type-definition.ts. */
export const metaTypes = `
APIGroup
  name! +string
  versions! +[atomic]GroupVersionForDiscovery
  preferredVersion +GroupVersionForDiscovery
  serverAddressByClientCIDRs [atomic]ServerAddressByClientCIDR
APIGroupList
  groups! +[atomic]APIGroup
APIResource
  name! +string
  singularName! +string
  namespaced! +bool
  group string
  version string
  kind! +string
  verbs! +[]string
  shortNames [atomic]string
  categories [atomic]string
  storageVersionHash string
APIResourceList
  groupVersion! +string
  resources! +[atomic]APIResource
APIVersions
  versions! +[atomic]string
  serverAddressByClientCIDRs! +[atomic]ServerAddressByClientCIDR
Condition
  type! +string
  status! +string
  observedGeneration int64
  lastTransitionTime! +time
  reason! +string
  message! +string
DeleteOptions typed
  gracePeriodSeconds *int64
  preconditions *Preconditions
  orphanDependents *bool
  propagationPolicy *string
  dryRun [atomic]string
  ignoreStoreReadErrorWithClusterBreakingPotential *bool
FieldSelectorRequirement
  key! +string
  operator! +string
  values [atomic]string
GroupVersionForDiscovery
  groupVersion! +string
  version! +string
LabelSelector atomic
  matchLabels {}string
  matchExpressions [atomic]LabelSelectorRequirement
LabelSelectorRequirement
  key! +string
  operator! +string
  values [atomic]string
ListMeta
  selfLink string
  resourceVersion string
  continue string
  remainingItemCount *int64
ManagedFieldsEntry
  manager string
  operation string
  apiVersion string
  time *time
  fieldsType string
  fieldsV1 *fieldsV1
  subresource string
ObjectMeta
  name string
  generateName string
  namespace string
  selfLink string
  uid string
  resourceVersion string
  generation int64
  creationTimestamp time
  deletionTimestamp *time
  deletionGracePeriodSeconds *int64
  labels {}string
  annotations {}string
  ownerReferences [map uid]OwnerReference ~merge:uid
  finalizers [set]string ~merge
  managedFields [atomic]ManagedFieldsEntry
OwnerReference atomic
  apiVersion! +string
  kind! +string
  name! +string
  uid! +string
  controller *bool
  blockOwnerDeletion *bool
Preconditions
  uid *string
  resourceVersion *string
ServerAddressByClientCIDR
  clientCIDR! +string
  serverAddress! +string
Status typed
  metadata +ListMeta
  status string
  message string
  reason string
  details *StatusDetails
  code int32
StatusCause
  reason string
  message string
  field string
StatusDetails
  name string
  group string
  kind string
  uid string
  causes [atomic]StatusCause
  retryAfterSeconds int32
WatchEvent
  type! +string
  object! +raw
`;
