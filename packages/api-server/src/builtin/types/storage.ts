/** Types of storage.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const storageTypes = `
CSIDriver kind
  metadata +meta.ObjectMeta
  spec! +CSIDriverSpec
CSINode kind
  metadata +meta.ObjectMeta
  spec! +CSINodeSpec
CSIStorageCapacity kind
  metadata +meta.ObjectMeta
  nodeTopology *meta.LabelSelector
  storageClassName! +string
  capacity *quantity
  maximumVolumeSize *quantity
StorageClass kind
  metadata +meta.ObjectMeta
  provisioner! +string
  parameters {}string
  reclaimPolicy *string(Delete|Recycle|Retain)
  mountOptions [atomic]string
  allowVolumeExpansion *bool
  volumeBindingMode *string(Immediate|WaitForFirstConsumer)
  allowedTopologies [atomic]core.TopologySelectorTerm
VolumeAttachment kind
  metadata +meta.ObjectMeta
  spec! +VolumeAttachmentSpec
  status +VolumeAttachmentStatus
VolumeAttributesClass kind
  metadata +meta.ObjectMeta
  driverName! +string
  parameters {}string
CSIDriverSpec
  attachRequired *bool
  podInfoOnMount *bool
  volumeLifecycleModes [set]string
  storageCapacity *bool
  fsGroupPolicy *string
  tokenRequests [atomic]TokenRequest
  requiresRepublish *bool
  seLinuxMount *bool
  nodeAllocatableUpdatePeriodSeconds *int64
  serviceAccountTokenInSecrets *bool
CSINodeDriver
  name! +string
  nodeID! +string
  topologyKeys +[atomic]string
  allocatable *VolumeNodeResources
CSINodeSpec
  drivers! +[map name]CSINodeDriver ~merge:name
TokenRequest
  audience! +string
  expirationSeconds *int64
VolumeAttachmentSource
  persistentVolumeName *string
  inlineVolumeSpec *core.PersistentVolumeSpec
VolumeAttachmentSpec
  attacher! +string
  source! +VolumeAttachmentSource
  nodeName! +string
VolumeAttachmentStatus
  attached! +bool
  attachmentMetadata {}string
  attachError *VolumeError
  detachError *VolumeError
VolumeError
  time +time
  message string
  errorCode *int32
VolumeNodeResources
  count *int32
`;
