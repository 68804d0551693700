/** Types of core/v1 in the notation of ../notation/type-definition.ts. */
export const coreTypes = `
Binding typed
  metadata +meta.ObjectMeta
  target! +ObjectReference
ComponentStatus kind
  metadata +meta.ObjectMeta
  conditions [map type]ComponentCondition ~merge:type
ConfigMap kind
  metadata +meta.ObjectMeta
  immutable *bool
  data {}string
  binaryData {}bytes
Endpoints kind
  metadata +meta.ObjectMeta
  subsets [atomic]EndpointSubset
Event kind
  metadata! +meta.ObjectMeta
  involvedObject! +ObjectReference
  reason string
  message string
  source +EventSource
  firstTimestamp +time
  lastTimestamp +time
  count int32
  type string
  eventTime +microTime
  series *EventSeries
  action string
  related *ObjectReference
  reportingComponent +string
  reportingInstance +string
LimitRange kind
  metadata +meta.ObjectMeta
  spec +LimitRangeSpec
Namespace kind
  metadata +meta.ObjectMeta
  spec +NamespaceSpec
  status +NamespaceStatus
Node kind
  metadata +meta.ObjectMeta
  spec +NodeSpec
  status +NodeStatus
PersistentVolume kind
  metadata +meta.ObjectMeta
  spec +PersistentVolumeSpec
  status +PersistentVolumeStatus
PersistentVolumeClaim kind
  metadata +meta.ObjectMeta
  spec +PersistentVolumeClaimSpec
  status +PersistentVolumeClaimStatus
Pod kind
  metadata +meta.ObjectMeta
  spec +PodSpec
  status +PodStatus
PodTemplate kind
  metadata +meta.ObjectMeta
  template +PodTemplateSpec
ReplicationController kind
  metadata +meta.ObjectMeta
  spec +ReplicationControllerSpec
  status +ReplicationControllerStatus
ResourceQuota kind
  metadata +meta.ObjectMeta
  spec +ResourceQuotaSpec
  status +ResourceQuotaStatus
Secret kind
  metadata +meta.ObjectMeta
  immutable *bool
  data {}bytes
  stringData {}string
  type string
Service kind
  metadata +meta.ObjectMeta
  spec +ServiceSpec
  status +ServiceStatus
ServiceAccount kind
  metadata +meta.ObjectMeta
  secrets [map name]ObjectReference ~merge:name
  imagePullSecrets [atomic]LocalObjectReference
  automountServiceAccountToken *bool
AWSElasticBlockStoreVolumeSource
  volumeID! +string
  fsType string
  partition int32
  readOnly bool
Affinity
  nodeAffinity *NodeAffinity
  podAffinity *PodAffinity
  podAntiAffinity *PodAntiAffinity
AppArmorProfile
  type! +string(Localhost|RuntimeDefault|Unconfined)
  localhostProfile *string
AttachedVolume
  name! +string
  devicePath! +string
AzureDiskVolumeSource
  diskName! +string
  diskURI! +string
  cachingMode *string(None|ReadOnly|ReadWrite) ="ReadWrite"
  fsType *string ="ext4"
  readOnly *bool =false
  kind *string(Dedicated|Managed|Shared) ="Shared"
AzureFilePersistentVolumeSource
  secretName! +string
  shareName! +string
  readOnly bool
  secretNamespace *+string
AzureFileVolumeSource
  secretName! +string
  shareName! +string
  readOnly bool
CSIPersistentVolumeSource
  driver! +string
  volumeHandle! +string
  readOnly bool
  fsType string
  volumeAttributes {}string
  controllerPublishSecretRef *SecretReference
  nodeStageSecretRef *SecretReference
  nodePublishSecretRef *SecretReference
  controllerExpandSecretRef *SecretReference
  nodeExpandSecretRef *SecretReference
CSIVolumeSource
  driver! +string
  readOnly *bool
  fsType *string
  volumeAttributes {}string
  nodePublishSecretRef *LocalObjectReference
Capabilities
  add [atomic]string
  drop [atomic]string
CephFSPersistentVolumeSource
  monitors! +[atomic]string
  path string
  user string
  secretFile string
  secretRef *SecretReference
  readOnly bool
CephFSVolumeSource
  monitors! +[atomic]string
  path string
  user string
  secretFile string
  secretRef *LocalObjectReference
  readOnly bool
CinderPersistentVolumeSource
  volumeID! +string
  fsType string
  readOnly bool
  secretRef *SecretReference
CinderVolumeSource
  volumeID! +string
  fsType string
  readOnly bool
  secretRef *LocalObjectReference
ClientIPConfig
  timeoutSeconds *int32
ClusterTrustBundleProjection
  name *string
  signerName *string
  labelSelector *meta.LabelSelector
  optional *bool
  path! +string
ComponentCondition
  type! +string
  status! +string
  message string
  error string
ConfigMapEnvSource
  name string
  optional *bool
ConfigMapKeySelector atomic
  name string
  key! +string
  optional *bool
ConfigMapNodeConfigSource
  namespace! +string
  name! +string
  uid string
  resourceVersion string
  kubeletConfigKey! +string
ConfigMapProjection
  name string
  items [atomic]KeyToPath
  optional *bool
ConfigMapVolumeSource
  name string
  items [atomic]KeyToPath
  defaultMode *int32
  optional *bool
Container
  name! +string
  image string
  command [atomic]string
  args [atomic]string
  workingDir string
  ports [map containerPort,protocol]ContainerPort ~merge:containerPort
  envFrom [atomic]EnvFromSource
  env [map name]EnvVar ~merge:name
  resources +ResourceRequirements
  resizePolicy [atomic]ContainerResizePolicy
  restartPolicy *string
  restartPolicyRules [atomic]ContainerRestartRule
  volumeMounts [map mountPath]VolumeMount ~merge:mountPath
  volumeDevices [map devicePath]VolumeDevice ~merge:devicePath
  livenessProbe *Probe
  readinessProbe *Probe
  startupProbe *Probe
  lifecycle *Lifecycle
  terminationMessagePath string
  terminationMessagePolicy string(FallbackToLogsOnError|File)
  imagePullPolicy string(Always|IfNotPresent|Never)
  securityContext *SecurityContext
  stdin bool
  stdinOnce bool
  tty bool
ContainerExtendedResourceRequest
  containerName! +string
  resourceName! +string
  requestName! +string
ContainerImage
  names +[atomic]string
  sizeBytes int64
ContainerPort
  name string
  hostPort int32
  containerPort! +int32
  protocol string(SCTP|TCP|UDP) ="TCP"
  hostIP string
ContainerResizePolicy
  resourceName! +string
  restartPolicy! +string
ContainerRestartRule
  action! string
  exitCodes *ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes
  operator! string
  values [set]int32
ContainerState
  waiting *ContainerStateWaiting
  running *ContainerStateRunning
  terminated *ContainerStateTerminated
ContainerStateRunning
  startedAt +time
ContainerStateTerminated
  exitCode! +int32
  signal int32
  reason string
  message string
  startedAt +time
  finishedAt +time
  containerID string
ContainerStateWaiting
  reason string
  message string
ContainerStatus
  name! +string
  state +ContainerState
  lastState +ContainerState
  ready! +bool
  restartCount! +int32
  image! +string
  imageID! +string
  containerID string
  started *bool
  allocatedResources {}quantity
  resources *ResourceRequirements
  volumeMounts [map mountPath]VolumeMountStatus ~merge:mountPath
  user *ContainerUser
  allocatedResourcesStatus [map name]ResourceStatus ~merge:name
  stopSignal *string(SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ)
ContainerUser
  linux *LinuxContainerUser
DaemonEndpoint
  Port! +int32
DownwardAPIProjection
  items [atomic]DownwardAPIVolumeFile
DownwardAPIVolumeFile
  path! +string
  fieldRef *ObjectFieldSelector
  resourceFieldRef *ResourceFieldSelector
  mode *int32
DownwardAPIVolumeSource
  items [atomic]DownwardAPIVolumeFile
  defaultMode *int32
EmptyDirVolumeSource
  medium string
  sizeLimit *quantity
EndpointAddress atomic
  ip! +string
  hostname string
  nodeName *string
  targetRef *ObjectReference
EndpointPort atomic
  name string
  port! +int32
  protocol string(SCTP|TCP|UDP)
  appProtocol *string
EndpointSubset
  addresses [atomic]EndpointAddress
  notReadyAddresses [atomic]EndpointAddress
  ports [atomic]EndpointPort
EnvFromSource
  prefix string
  configMapRef *ConfigMapEnvSource
  secretRef *SecretEnvSource
EnvVar
  name! +string
  value string
  valueFrom *EnvVarSource
EnvVarSource
  fieldRef *ObjectFieldSelector
  resourceFieldRef *ResourceFieldSelector
  configMapKeyRef *ConfigMapKeySelector
  secretKeyRef *SecretKeySelector
  fileKeyRef *FileKeySelector
EphemeralContainer
  name! +string
  image string
  command [atomic]string
  args [atomic]string
  workingDir string
  ports [map containerPort,protocol]ContainerPort ~merge:containerPort
  envFrom [atomic]EnvFromSource
  env [map name]EnvVar ~merge:name
  resources +ResourceRequirements
  resizePolicy [atomic]ContainerResizePolicy
  restartPolicy *string
  restartPolicyRules [atomic]ContainerRestartRule
  volumeMounts [map mountPath]VolumeMount ~merge:mountPath
  volumeDevices [map devicePath]VolumeDevice ~merge:devicePath
  livenessProbe *Probe
  readinessProbe *Probe
  startupProbe *Probe
  lifecycle *Lifecycle
  terminationMessagePath string
  terminationMessagePolicy string(FallbackToLogsOnError|File)
  imagePullPolicy string(Always|IfNotPresent|Never)
  securityContext *SecurityContext
  stdin bool
  stdinOnce bool
  tty bool
  targetContainerName string
EphemeralVolumeSource
  volumeClaimTemplate *PersistentVolumeClaimTemplate
EventSeries
  count int32
  lastObservedTime +microTime
EventSource
  component string
  host string
ExecAction
  command [atomic]string
FCVolumeSource
  targetWWNs [atomic]string
  lun *int32
  fsType string
  readOnly bool
  wwids [atomic]string
FileKeySelector atomic
  volumeName! +string
  path! +string
  key! +string
  optional *bool =false
FlexPersistentVolumeSource
  driver! +string
  fsType string
  secretRef *SecretReference
  readOnly bool
  options {}string
FlexVolumeSource
  driver! +string
  fsType string
  secretRef *LocalObjectReference
  readOnly bool
  options {}string
FlockerVolumeSource
  datasetName string
  datasetUUID string
GCEPersistentDiskVolumeSource
  pdName! +string
  fsType string
  partition int32
  readOnly bool
GRPCAction
  port! +int32
  service *+string =""
GitRepoVolumeSource
  repository! +string
  revision string
  directory string
GlusterfsPersistentVolumeSource
  endpoints! +string
  path! +string
  readOnly bool
  endpointsNamespace *string
GlusterfsVolumeSource
  endpoints! +string
  path! +string
  readOnly bool
HTTPGetAction
  path string
  port! +intOrString
  host string
  scheme string(HTTP|HTTPS)
  httpHeaders [atomic]HTTPHeader
HTTPHeader
  name! +string
  value! +string
HostAlias
  ip! +string
  hostnames [atomic]string
HostIP
  ip! +string
HostPathVolumeSource
  path! +string
  type *string(|BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket)
ISCSIPersistentVolumeSource
  targetPortal! +string
  iqn! +string
  lun! +int32
  iscsiInterface string ="default"
  fsType string
  readOnly bool
  portals [atomic]string
  chapAuthDiscovery bool
  chapAuthSession bool
  secretRef *SecretReference
  initiatorName *string
ISCSIVolumeSource
  targetPortal! +string
  iqn! +string
  lun! +int32
  iscsiInterface string ="default"
  fsType string
  readOnly bool
  portals [atomic]string
  chapAuthDiscovery bool
  chapAuthSession bool
  secretRef *LocalObjectReference
  initiatorName *string
ImageVolumeSource
  reference string
  pullPolicy string(Always|IfNotPresent|Never)
KeyToPath
  key! +string
  path! +string
  mode *int32
Lifecycle
  postStart *LifecycleHandler
  preStop *LifecycleHandler
  stopSignal *string(SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ)
LifecycleHandler
  exec *ExecAction
  httpGet *HTTPGetAction
  tcpSocket *TCPSocketAction
  sleep *SleepAction
LimitRangeItem
  type! +string
  max {}quantity
  min {}quantity
  default {}quantity
  defaultRequest {}quantity
  maxLimitRequestRatio {}quantity
LimitRangeSpec
  limits! +[atomic]LimitRangeItem
LinuxContainerUser
  uid! +int64
  gid! +int64
  supplementalGroups [atomic]int64
LoadBalancerIngress
  ip string
  hostname string
  ipMode *string
  ports [atomic]PortStatus
LoadBalancerStatus
  ingress [atomic]LoadBalancerIngress
LocalObjectReference atomic
  name string
LocalVolumeSource
  path! +string
  fsType *string
ModifyVolumeStatus
  targetVolumeAttributesClassName string
  status! +string(InProgress|Infeasible|Pending)
NFSVolumeSource
  server! +string
  path! +string
  readOnly bool
NamespaceCondition
  type! +string
  status! +string
  lastTransitionTime +time
  reason string
  message string
NamespaceSpec
  finalizers [atomic]string
NamespaceStatus
  phase string(Active|Terminating)
  conditions [map type]NamespaceCondition ~merge:type
NodeAddress
  type! +string
  address! +string
NodeAffinity
  requiredDuringSchedulingIgnoredDuringExecution *NodeSelector
  preferredDuringSchedulingIgnoredDuringExecution [atomic]PreferredSchedulingTerm
NodeCondition
  type! +string
  status! +string
  lastHeartbeatTime +time
  lastTransitionTime +time
  reason string
  message string
NodeConfigSource
  configMap *ConfigMapNodeConfigSource
NodeConfigStatus
  assigned *NodeConfigSource
  active *NodeConfigSource
  lastKnownGood *NodeConfigSource
  error string
NodeDaemonEndpoints
  kubeletEndpoint +DaemonEndpoint
NodeFeatures
  supplementalGroupsPolicy *bool
NodeRuntimeHandler
  name +string
  features *NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures
  recursiveReadOnlyMounts *bool
  userNamespaces *bool
NodeSelector atomic
  nodeSelectorTerms! +[atomic]NodeSelectorTerm
NodeSelectorRequirement
  key! +string
  operator! +string(DoesNotExist|Exists|Gt|In|Lt|NotIn)
  values [atomic]string
NodeSelectorTerm atomic
  matchExpressions [atomic]NodeSelectorRequirement
  matchFields [atomic]NodeSelectorRequirement
NodeSpec
  podCIDR string
  podCIDRs [set]string ~merge
  providerID string
  unschedulable bool
  taints [atomic]Taint
  configSource *NodeConfigSource
  externalID string
NodeStatus
  capacity {}quantity
  allocatable {}quantity
  phase string(Pending|Running|Terminated)
  conditions [map type]NodeCondition ~merge:type
  addresses [map type]NodeAddress ~merge:type
  daemonEndpoints +NodeDaemonEndpoints
  nodeInfo +NodeSystemInfo
  images [atomic]ContainerImage
  volumesInUse [atomic]string
  volumesAttached [atomic]AttachedVolume
  config *NodeConfigStatus
  runtimeHandlers [atomic]NodeRuntimeHandler
  features *NodeFeatures
  declaredFeatures [atomic]string
NodeSwapStatus
  capacity *int64
NodeSystemInfo
  machineID! +string
  systemUUID! +string
  bootID! +string
  kernelVersion! +string
  osImage! +string
  containerRuntimeVersion! +string
  kubeletVersion! +string
  kubeProxyVersion! +string
  operatingSystem! +string
  architecture! +string
  swap *NodeSwapStatus
ObjectFieldSelector atomic
  apiVersion string
  fieldPath! +string
ObjectReference atomic
  kind string
  namespace string
  name string
  uid string
  apiVersion string
  resourceVersion string
  fieldPath string
PersistentVolumeClaimCondition
  type! +string
  status! +string
  lastProbeTime +time
  lastTransitionTime +time
  reason string
  message string
PersistentVolumeClaimSpec
  accessModes [atomic]string(ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod)
  selector *meta.LabelSelector
  resources +VolumeResourceRequirements
  volumeName string
  storageClassName *string
  volumeMode *string(Block|Filesystem)
  dataSource *TypedLocalObjectReference
  dataSourceRef *TypedObjectReference
  volumeAttributesClassName *string
PersistentVolumeClaimStatus
  phase string(Bound|Lost|Pending)
  accessModes [atomic]string(ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod)
  capacity {}quantity
  conditions [map type]PersistentVolumeClaimCondition ~merge:type
  allocatedResources {}quantity
  allocatedResourceStatuses {granular}string(ControllerResizeInProgress|ControllerResizeInfeasible|NodeResizeInProgress|NodeResizeInfeasible|NodeResizePending)
  currentVolumeAttributesClassName *string
  modifyVolumeStatus *ModifyVolumeStatus
PersistentVolumeClaimTemplate
  metadata +meta.ObjectMeta
  spec! +PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource
  claimName! +string
  readOnly bool
PersistentVolumeSpec
  capacity {}quantity
  gcePersistentDisk *GCEPersistentDiskVolumeSource
  awsElasticBlockStore *AWSElasticBlockStoreVolumeSource
  hostPath *HostPathVolumeSource
  glusterfs *GlusterfsPersistentVolumeSource
  nfs *NFSVolumeSource
  rbd *RBDPersistentVolumeSource
  iscsi *ISCSIPersistentVolumeSource
  cinder *CinderPersistentVolumeSource
  cephfs *CephFSPersistentVolumeSource
  fc *FCVolumeSource
  flocker *FlockerVolumeSource
  flexVolume *FlexPersistentVolumeSource
  azureFile *AzureFilePersistentVolumeSource
  vsphereVolume *VsphereVirtualDiskVolumeSource
  quobyte *QuobyteVolumeSource
  azureDisk *AzureDiskVolumeSource
  photonPersistentDisk *PhotonPersistentDiskVolumeSource
  portworxVolume *PortworxVolumeSource
  scaleIO *ScaleIOPersistentVolumeSource
  local *LocalVolumeSource
  storageos *StorageOSPersistentVolumeSource
  csi *CSIPersistentVolumeSource
  accessModes [atomic]string(ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod)
  claimRef *ObjectReference
  persistentVolumeReclaimPolicy string(Delete|Recycle|Retain)
  storageClassName string
  mountOptions [atomic]string
  volumeMode *string(Block|Filesystem)
  nodeAffinity *VolumeNodeAffinity
  volumeAttributesClassName *string
PersistentVolumeStatus
  phase string(Available|Bound|Failed|Pending|Released)
  message string
  reason string
  lastPhaseTransitionTime *time
PhotonPersistentDiskVolumeSource
  pdID! +string
  fsType string
PodAffinity
  requiredDuringSchedulingIgnoredDuringExecution [atomic]PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution [atomic]WeightedPodAffinityTerm
PodAffinityTerm
  labelSelector *meta.LabelSelector
  namespaces [atomic]string
  topologyKey! +string
  namespaceSelector *meta.LabelSelector
  matchLabelKeys [atomic]string
  mismatchLabelKeys [atomic]string
PodAntiAffinity
  requiredDuringSchedulingIgnoredDuringExecution [atomic]PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution [atomic]WeightedPodAffinityTerm
PodCertificateProjection
  signerName! string
  keyType! string
  maxExpirationSeconds *int32
  credentialBundlePath string
  keyPath string
  certificateChainPath string
  userAnnotations {}string
PodCondition
  type! +string
  observedGeneration int64
  status! +string
  lastProbeTime +time
  lastTransitionTime +time
  reason string
  message string
PodDNSConfig
  nameservers [atomic]string
  searches [atomic]string
  options [atomic]PodDNSConfigOption
PodDNSConfigOption
  name string
  value *string
PodExtendedResourceClaimStatus
  requestMappings! +[atomic]ContainerExtendedResourceRequest
  resourceClaimName! +string
PodIP
  ip! +string
PodOS
  name! +string
PodReadinessGate
  conditionType! +string
PodResourceClaim
  name! +string
  resourceClaimName *string
  resourceClaimTemplateName *string
PodResourceClaimStatus
  name! +string
  resourceClaimName *string
PodSchedulingGate
  name! +string
PodSecurityContext
  seLinuxOptions *SELinuxOptions
  windowsOptions *WindowsSecurityContextOptions
  runAsUser *int64
  runAsGroup *int64
  runAsNonRoot *bool
  supplementalGroups [atomic]int64
  supplementalGroupsPolicy *string(Merge|Strict)
  fsGroup *int64
  sysctls [atomic]Sysctl
  fsGroupChangePolicy *string(Always|OnRootMismatch)
  seccompProfile *SeccompProfile
  appArmorProfile *AppArmorProfile
  seLinuxChangePolicy *string
PodSpec
  volumes [map name]Volume ~merge,retainKeys:name
  initContainers [map name]Container ~merge:name
  containers! +[map name]Container ~merge:name
  ephemeralContainers [map name]EphemeralContainer ~merge:name
  restartPolicy string(Always|Never|OnFailure)
  terminationGracePeriodSeconds *int64
  activeDeadlineSeconds *int64
  dnsPolicy string(ClusterFirst|ClusterFirstWithHostNet|Default|None)
  nodeSelector {atomic}string
  serviceAccountName string
  serviceAccount string
  automountServiceAccountToken *bool
  nodeName string
  hostNetwork bool
  hostPID bool
  hostIPC bool
  shareProcessNamespace *bool
  securityContext *PodSecurityContext
  imagePullSecrets [map name]LocalObjectReference ~merge:name
  hostname string
  subdomain string
  affinity *Affinity
  schedulerName string
  tolerations [atomic]Toleration
  hostAliases [map ip]HostAlias ~merge:ip
  priorityClassName string
  priority *int32
  dnsConfig *PodDNSConfig
  readinessGates [atomic]PodReadinessGate
  runtimeClassName *string
  enableServiceLinks *bool
  preemptionPolicy *string(Never|PreemptLowerPriority)
  overhead {}quantity
  topologySpreadConstraints [map topologyKey,whenUnsatisfiable]TopologySpreadConstraint ~merge:topologyKey
  setHostnameAsFQDN *bool
  os *PodOS
  hostUsers *bool
  schedulingGates [map name]PodSchedulingGate ~merge:name
  resourceClaims [map name]PodResourceClaim ~merge,retainKeys:name
  resources *ResourceRequirements
  hostnameOverride *string
  workloadRef *WorkloadReference
PodStatus
  observedGeneration int64
  phase string(Failed|Pending|Running|Succeeded|Unknown)
  conditions [map type]PodCondition ~merge:type
  message string
  reason string
  nominatedNodeName string
  hostIP string
  hostIPs [atomic]HostIP ~merge:ip
  podIP string
  podIPs [map ip]PodIP ~merge:ip
  startTime *time
  initContainerStatuses [atomic]ContainerStatus
  containerStatuses [atomic]ContainerStatus
  qosClass string(BestEffort|Burstable|Guaranteed)
  ephemeralContainerStatuses [atomic]ContainerStatus
  resize string
  resourceClaimStatuses [map name]PodResourceClaimStatus ~merge,retainKeys:name
  extendedResourceClaimStatus *PodExtendedResourceClaimStatus
  allocatedResources {}quantity
  resources *ResourceRequirements
PodTemplateSpec
  metadata +meta.ObjectMeta
  spec +PodSpec
PortStatus
  port! +int32
  protocol! +string(SCTP|TCP|UDP)
  error *string
PortworxVolumeSource
  volumeID! +string
  fsType string
  readOnly bool
PreferredSchedulingTerm
  weight! +int32
  preference! +NodeSelectorTerm
Probe
  exec *ExecAction
  httpGet *HTTPGetAction
  tcpSocket *TCPSocketAction
  grpc *GRPCAction
  initialDelaySeconds int32
  timeoutSeconds int32
  periodSeconds int32
  successThreshold int32
  failureThreshold int32
  terminationGracePeriodSeconds *int64
ProjectedVolumeSource
  sources +[atomic]VolumeProjection
  defaultMode *int32
QuobyteVolumeSource
  registry! +string
  volume! +string
  readOnly bool
  user string
  group string
  tenant string
RBDPersistentVolumeSource
  monitors! +[atomic]string
  image! +string
  fsType string
  pool string ="rbd"
  user string ="admin"
  keyring string ="/etc/ceph/keyring"
  secretRef *SecretReference
  readOnly bool
RBDVolumeSource
  monitors! +[atomic]string
  image! +string
  fsType string
  pool string ="rbd"
  user string ="admin"
  keyring string ="/etc/ceph/keyring"
  secretRef *LocalObjectReference
  readOnly bool
ReplicationControllerCondition
  type! +string
  status! +string
  lastTransitionTime +time
  reason string
  message string
ReplicationControllerSpec
  replicas *int32 =1
  minReadySeconds int32
  selector {atomic}string
  template *PodTemplateSpec
ReplicationControllerStatus
  replicas! +int32
  fullyLabeledReplicas int32
  readyReplicas int32
  availableReplicas int32
  observedGeneration int64
  conditions [map type]ReplicationControllerCondition ~merge:type
ResourceClaim
  name! +string
  request string
ResourceFieldSelector atomic
  containerName string
  resource! +string
  divisor +quantity
ResourceHealth
  resourceID! +string
  health string
ResourceQuotaSpec
  hard {}quantity
  scopes [atomic]string(BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass)
  scopeSelector *ScopeSelector
ResourceQuotaStatus
  hard {}quantity
  used {}quantity
ResourceRequirements
  limits {}quantity
  requests {}quantity
  claims [map name]ResourceClaim
ResourceStatus
  name! +string
  resources [map resourceID]ResourceHealth
SELinuxOptions
  user string
  role string
  type string
  level string
ScaleIOPersistentVolumeSource
  gateway! +string
  system! +string
  secretRef! *+SecretReference
  sslEnabled bool
  protectionDomain string
  storagePool string
  storageMode string ="ThinProvisioned"
  volumeName string
  fsType string ="xfs"
  readOnly bool
ScaleIOVolumeSource
  gateway! +string
  system! +string
  secretRef! *+LocalObjectReference
  sslEnabled bool
  protectionDomain string
  storagePool string
  storageMode string ="ThinProvisioned"
  volumeName string
  fsType string ="xfs"
  readOnly bool
ScopeSelector atomic
  matchExpressions [atomic]ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement
  scopeName! +string(BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass)
  operator! +string(DoesNotExist|Exists|In|NotIn)
  values [atomic]string
SeccompProfile
  type! +string(Localhost|RuntimeDefault|Unconfined)
  localhostProfile *string
SecretEnvSource
  name string
  optional *bool
SecretKeySelector atomic
  name string
  key! +string
  optional *bool
SecretProjection
  name string
  items [atomic]KeyToPath
  optional *bool
SecretReference atomic
  name string
  namespace string
SecretVolumeSource
  secretName string
  items [atomic]KeyToPath
  defaultMode *int32
  optional *bool
SecurityContext
  capabilities *Capabilities
  privileged *bool
  seLinuxOptions *SELinuxOptions
  windowsOptions *WindowsSecurityContextOptions
  runAsUser *int64
  runAsGroup *int64
  runAsNonRoot *bool
  readOnlyRootFilesystem *bool
  allowPrivilegeEscalation *bool
  procMount *string(Default|Unmasked)
  seccompProfile *SeccompProfile
  appArmorProfile *AppArmorProfile
ServiceAccountTokenProjection
  audience string
  expirationSeconds *int64
  path! +string
ServicePort
  name string
  protocol string(SCTP|TCP|UDP) ="TCP"
  appProtocol *string
  port! +int32
  targetPort +intOrString
  nodePort int32
ServiceSpec
  ports [map port,protocol]ServicePort ~merge:port
  selector {atomic}string
  clusterIP string
  clusterIPs [atomic]string
  type string(ClusterIP|ExternalName|LoadBalancer|NodePort)
  externalIPs [atomic]string
  sessionAffinity string(ClientIP|None)
  loadBalancerIP string
  loadBalancerSourceRanges [atomic]string
  externalName string
  externalTrafficPolicy string(Cluster|Local)
  healthCheckNodePort int32
  publishNotReadyAddresses bool
  sessionAffinityConfig *SessionAffinityConfig
  ipFamilies [atomic]string(|IPv4|IPv6)
  ipFamilyPolicy *string(PreferDualStack|RequireDualStack|SingleStack)
  allocateLoadBalancerNodePorts *bool
  loadBalancerClass *string
  internalTrafficPolicy *string(Cluster|Local)
  trafficDistribution *string
ServiceStatus
  loadBalancer +LoadBalancerStatus
  conditions [map type]meta.Condition ~merge:type
SessionAffinityConfig
  clientIP *ClientIPConfig
SleepAction
  seconds! +int64
StorageOSPersistentVolumeSource
  volumeName string
  volumeNamespace string
  fsType string
  readOnly bool
  secretRef *ObjectReference
StorageOSVolumeSource
  volumeName string
  volumeNamespace string
  fsType string
  readOnly bool
  secretRef *LocalObjectReference
Sysctl
  name! +string
  value! +string
TCPSocketAction
  port! +intOrString
  host string
Taint
  key! +string
  value string
  effect! +string(NoExecute|NoSchedule|PreferNoSchedule)
  timeAdded *time
Toleration
  key string
  operator string(Equal|Exists|Gt|Lt)
  value string
  effect string(NoExecute|NoSchedule|PreferNoSchedule)
  tolerationSeconds *int64
TopologySelectorLabelRequirement
  key! +string
  values! +[atomic]string
TopologySelectorTerm atomic
  matchLabelExpressions [atomic]TopologySelectorLabelRequirement
TopologySpreadConstraint
  maxSkew! +int32
  topologyKey! +string
  whenUnsatisfiable! +string(DoNotSchedule|ScheduleAnyway)
  labelSelector *meta.LabelSelector
  minDomains *int32
  nodeAffinityPolicy *string(Honor|Ignore)
  nodeTaintsPolicy *string(Honor|Ignore)
  matchLabelKeys [atomic]string
TypedLocalObjectReference atomic
  apiGroup *+string
  kind! +string
  name! +string
TypedObjectReference
  apiGroup *+string
  kind! +string
  name! +string
  namespace *string
Volume
  name! +string
  hostPath *HostPathVolumeSource
  emptyDir *EmptyDirVolumeSource
  gcePersistentDisk *GCEPersistentDiskVolumeSource
  awsElasticBlockStore *AWSElasticBlockStoreVolumeSource
  gitRepo *GitRepoVolumeSource
  secret *SecretVolumeSource
  nfs *NFSVolumeSource
  iscsi *ISCSIVolumeSource
  glusterfs *GlusterfsVolumeSource
  persistentVolumeClaim *PersistentVolumeClaimVolumeSource
  rbd *RBDVolumeSource
  flexVolume *FlexVolumeSource
  cinder *CinderVolumeSource
  cephfs *CephFSVolumeSource
  flocker *FlockerVolumeSource
  downwardAPI *DownwardAPIVolumeSource
  fc *FCVolumeSource
  azureFile *AzureFileVolumeSource
  configMap *ConfigMapVolumeSource
  vsphereVolume *VsphereVirtualDiskVolumeSource
  quobyte *QuobyteVolumeSource
  azureDisk *AzureDiskVolumeSource
  photonPersistentDisk *PhotonPersistentDiskVolumeSource
  projected *ProjectedVolumeSource
  portworxVolume *PortworxVolumeSource
  scaleIO *ScaleIOVolumeSource
  storageos *StorageOSVolumeSource
  csi *CSIVolumeSource
  ephemeral *EphemeralVolumeSource
  image *ImageVolumeSource
VolumeDevice
  name! +string
  devicePath! +string
VolumeMount
  name! +string
  readOnly bool
  recursiveReadOnly *string
  mountPath! +string
  subPath string
  mountPropagation *string(Bidirectional|HostToContainer|None)
  subPathExpr string
VolumeMountStatus
  name! +string
  mountPath! +string
  readOnly bool
  recursiveReadOnly *string
VolumeNodeAffinity
  required *NodeSelector
VolumeProjection
  secret *SecretProjection
  downwardAPI *DownwardAPIProjection
  configMap *ConfigMapProjection
  serviceAccountToken *ServiceAccountTokenProjection
  clusterTrustBundle *ClusterTrustBundleProjection
  podCertificate *PodCertificateProjection
VolumeResourceRequirements
  limits {}quantity
  requests {}quantity
VsphereVirtualDiskVolumeSource
  volumePath! +string
  fsType string
  storagePolicyName string
  storagePolicyID string
WeightedPodAffinityTerm
  weight! +int32
  podAffinityTerm! +PodAffinityTerm
WindowsSecurityContextOptions
  gmsaCredentialSpecName *string
  gmsaCredentialSpec *string
  runAsUserName *string
  hostProcess *bool
WorkloadReference
  name! +string
  podGroup! +string
  podGroupReplicaKey string
`;
