/** The built-in resources of Kubernetes 1.35 in the notation of notation/parse-resources.ts, GA versions as a cluster serves them by default. */
export const resourceTable = `
core/v1
  bindings Binding verbs=create
  componentstatuses ComponentStatus short=cs cluster verbs=get,list
  configmaps ConfigMap short=cm
  endpoints Endpoints short=ep
  events Event short=ev
  limitranges LimitRange short=limits
  namespaces Namespace short=ns cluster verbs=create,delete,get,list,patch,update,watch /finalize(update) /status
  nodes Node short=no cluster /proxy(NodeProxyOptions create,delete,get,patch,update) /status
  persistentvolumeclaims PersistentVolumeClaim short=pvc /status
  persistentvolumes PersistentVolume short=pv cluster /status
  pods Pod short=po categories=all /attach(PodAttachOptions create,get) /binding(Binding create) /ephemeralcontainers /eviction(policy/v1.Eviction create) /exec(PodExecOptions create,get) /log(get) /portforward(PodPortForwardOptions create,get) /proxy(PodProxyOptions create,delete,get,patch,update) /resize /status
  podtemplates PodTemplate
  replicationcontrollers ReplicationController short=rc categories=all /scale(autoscaling/v1.Scale) /status
  resourcequotas ResourceQuota short=quota /status
  secrets Secret
  serviceaccounts ServiceAccount short=sa /token(authentication.k8s.io/v1.TokenRequest create)
  services Service short=svc categories=all /proxy(ServiceProxyOptions create,delete,get,patch,update) /status
apps/v1
  controllerrevisions ControllerRevision
  daemonsets DaemonSet short=ds categories=all /status
  deployments Deployment short=deploy categories=all /scale(autoscaling/v1.Scale) /status
  replicasets ReplicaSet short=rs categories=all /scale(autoscaling/v1.Scale) /status
  statefulsets StatefulSet short=sts categories=all /scale(autoscaling/v1.Scale) /status
batch/v1
  cronjobs CronJob short=cj categories=all /status
  jobs Job categories=all /status
autoscaling/v1
  horizontalpodautoscalers HorizontalPodAutoscaler short=hpa categories=all /status
autoscaling/v2
  horizontalpodautoscalers HorizontalPodAutoscaler short=hpa categories=all /status
networking.k8s.io/v1
  ingressclasses IngressClass cluster
  ingresses Ingress short=ing /status
  ipaddresses IPAddress short=ip cluster
  networkpolicies NetworkPolicy short=netpol
  servicecidrs ServiceCIDR cluster /status
policy/v1
  poddisruptionbudgets PodDisruptionBudget short=pdb /status
rbac.authorization.k8s.io/v1
  clusterrolebindings ClusterRoleBinding cluster
  clusterroles ClusterRole cluster
  rolebindings RoleBinding
  roles Role
storage.k8s.io/v1
  csidrivers CSIDriver cluster
  csinodes CSINode cluster
  csistoragecapacities CSIStorageCapacity
  storageclasses StorageClass short=sc cluster
  volumeattachments VolumeAttachment cluster /status
  volumeattributesclasses VolumeAttributesClass short=vac cluster
scheduling.k8s.io/v1
  priorityclasses PriorityClass short=pc cluster
coordination.k8s.io/v1
  leases Lease
discovery.k8s.io/v1
  endpointslices EndpointSlice
events.k8s.io/v1
  events Event short=ev
apiextensions.k8s.io/v1
  customresourcedefinitions CustomResourceDefinition short=crd,crds categories=api-extensions cluster /status
admissionregistration.k8s.io/v1
  mutatingwebhookconfigurations MutatingWebhookConfiguration categories=api-extensions cluster
  validatingadmissionpolicies ValidatingAdmissionPolicy categories=api-extensions cluster /status
  validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding categories=api-extensions cluster
  validatingwebhookconfigurations ValidatingWebhookConfiguration categories=api-extensions cluster
apiregistration.k8s.io/v1
  apiservices APIService categories=api-extensions cluster /status
certificates.k8s.io/v1
  certificatesigningrequests CertificateSigningRequest short=csr cluster /approval /status
node.k8s.io/v1
  runtimeclasses RuntimeClass cluster
resource.k8s.io/v1
  deviceclasses DeviceClass cluster
  resourceclaims ResourceClaim /status
  resourceclaimtemplates ResourceClaimTemplate
  resourceslices ResourceSlice cluster
flowcontrol.apiserver.k8s.io/v1
  flowschemas FlowSchema cluster /status
  prioritylevelconfigurations PriorityLevelConfiguration cluster /status
authentication.k8s.io/v1
  selfsubjectreviews SelfSubjectReview cluster verbs=create
  tokenreviews TokenReview cluster verbs=create
authorization.k8s.io/v1
  localsubjectaccessreviews LocalSubjectAccessReview verbs=create
  selfsubjectaccessreviews SelfSubjectAccessReview cluster verbs=create
  selfsubjectrulesreviews SelfSubjectRulesReview cluster verbs=create
  subjectaccessreviews SubjectAccessReview cluster verbs=create
`;
