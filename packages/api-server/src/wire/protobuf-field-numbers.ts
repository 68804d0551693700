/**
 * Numbers of the fields of built-in types in Kubernetes' protobuf encoding, one type a line. Types that are not
 * listed number their fields in the order of the type table, from 1. `2.1` is field 1 of an embedded message that is
 * field 2.
 */
export const protobufFieldNumbers = `
io.k8s.api.admissionregistration.v1.ExpressionWarning fieldRef=2 warning=3
io.k8s.api.admissionregistration.v1.MatchResources namespaceSelector=1 objectSelector=2 resourceRules=3 excludeResourceRules=4 matchPolicy=7
io.k8s.api.admissionregistration.v1.MutatingWebhook name=1 clientConfig=2 rules=3 failurePolicy=4 matchPolicy=9 namespaceSelector=5 objectSelector=11 sideEffects=6 timeoutSeconds=7 admissionReviewVersions=8 reinvocationPolicy=10 matchConditions=12
io.k8s.api.admissionregistration.v1.NamedRuleWithOperations resourceNames=1 operations=2.1 apiGroups=2.2.1 apiVersions=2.2.2 resources=2.2.3 scope=2.2.4
io.k8s.api.admissionregistration.v1.RuleWithOperations operations=1 apiGroups=2.1 apiVersions=2.2 resources=2.3 scope=2.4
io.k8s.api.admissionregistration.v1.ValidatingWebhook name=1 clientConfig=2 rules=3 failurePolicy=4 matchPolicy=9 namespaceSelector=5 objectSelector=10 sideEffects=6 timeoutSeconds=7 admissionReviewVersions=8 matchConditions=11
io.k8s.api.admissionregistration.v1.WebhookClientConfig url=3 service=1 caBundle=2
io.k8s.api.apps.v1.DaemonSetSpec selector=1 template=2 updateStrategy=3 minReadySeconds=4 revisionHistoryLimit=6
io.k8s.api.apps.v1.DeploymentCondition type=1 status=2 lastUpdateTime=6 lastTransitionTime=7 reason=4 message=5
io.k8s.api.apps.v1.DeploymentSpec replicas=1 selector=2 template=3 strategy=4 minReadySeconds=5 revisionHistoryLimit=6 paused=7 progressDeadlineSeconds=9
io.k8s.api.apps.v1.DeploymentStatus observedGeneration=1 replicas=2 updatedReplicas=3 readyReplicas=7 availableReplicas=4 unavailableReplicas=5 terminatingReplicas=9 conditions=6 collisionCount=8
io.k8s.api.apps.v1.ReplicaSetSpec replicas=1 minReadySeconds=4 selector=2 template=3
io.k8s.api.apps.v1.ReplicaSetStatus replicas=1 fullyLabeledReplicas=2 readyReplicas=4 availableReplicas=5 terminatingReplicas=7 observedGeneration=3 conditions=6
io.k8s.api.apps.v1.StatefulSetStatus observedGeneration=1 replicas=2 readyReplicas=3 currentReplicas=4 updatedReplicas=5 currentRevision=6 updateRevision=7 collisionCount=9 conditions=10 availableReplicas=11
io.k8s.api.authentication.v1.TokenRequestSpec audiences=1 expirationSeconds=4 boundObjectRef=3
io.k8s.api.authentication.v1.TokenReviewStatus authenticated=1 user=2 audiences=4 error=3
io.k8s.api.authorization.v1.SubjectAccessReviewStatus allowed=1 denied=4 reason=2 evaluationError=3
io.k8s.api.autoscaling.v2.HPAScalingRules stabilizationWindowSeconds=3 selectPolicy=1 policies=2 tolerance=4
io.k8s.api.autoscaling.v2.MetricSpec type=1 object=2 pods=3 resource=4 containerResource=7 external=5
io.k8s.api.autoscaling.v2.MetricStatus type=1 object=2 pods=3 resource=4 containerResource=7 external=5
io.k8s.api.batch.v1.CronJobSpec schedule=1 timeZone=8 startingDeadlineSeconds=2 concurrencyPolicy=3 suspend=4 jobTemplate=5 successfulJobsHistoryLimit=6 failedJobsHistoryLimit=7
io.k8s.api.batch.v1.CronJobStatus active=1 lastScheduleTime=4 lastSuccessfulTime=5
io.k8s.api.batch.v1.JobSpec parallelism=1 completions=2 activeDeadlineSeconds=3 podFailurePolicy=11 successPolicy=16 backoffLimit=7 backoffLimitPerIndex=12 maxFailedIndexes=13 selector=4 manualSelector=5 template=6 ttlSecondsAfterFinished=8 completionMode=9 suspend=10 podReplacementPolicy=14 managedBy=15
io.k8s.api.batch.v1.JobStatus conditions=1 startTime=2 completionTime=3 active=4 succeeded=5 failed=6 terminating=11 completedIndexes=7 failedIndexes=10 uncountedTerminatedPods=8 ready=9
io.k8s.api.certificates.v1.CertificateSigningRequestCondition type=1 status=6 reason=2 message=3 lastUpdateTime=4 lastTransitionTime=5
io.k8s.api.certificates.v1.CertificateSigningRequestSpec request=1 signerName=7 expirationSeconds=8 usages=5 username=2 uid=3 groups=4 extra=6
io.k8s.api.core.v1.ClusterTrustBundleProjection name=1 signerName=2 labelSelector=3 optional=5 path=4
io.k8s.api.core.v1.ConfigMap metadata=1 immutable=4 data=2 binaryData=3
io.k8s.api.core.v1.ConfigMapEnvSource name=1.1 optional=2
io.k8s.api.core.v1.ConfigMapKeySelector name=1.1 key=2 optional=3
io.k8s.api.core.v1.ConfigMapProjection name=1.1 items=2 optional=4
io.k8s.api.core.v1.ConfigMapVolumeSource name=1.1 items=2 defaultMode=3 optional=4
io.k8s.api.core.v1.Container name=1 image=2 command=3 args=4 workingDir=5 ports=6 envFrom=19 env=7 resources=8 resizePolicy=23 restartPolicy=24 restartPolicyRules=25 volumeMounts=9 volumeDevices=21 livenessProbe=10 readinessProbe=11 startupProbe=22 lifecycle=12 terminationMessagePath=13 terminationMessagePolicy=20 imagePullPolicy=14 securityContext=15 stdin=16 stdinOnce=17 tty=18
io.k8s.api.core.v1.EndpointAddress ip=1 hostname=3 nodeName=4 targetRef=2
io.k8s.api.core.v1.EphemeralContainer name=1.1 image=1.2 command=1.3 args=1.4 workingDir=1.5 ports=1.6 envFrom=1.19 env=1.7 resources=1.8 resizePolicy=1.23 restartPolicy=1.24 restartPolicyRules=1.25 volumeMounts=1.9 volumeDevices=1.21 livenessProbe=1.10 readinessProbe=1.11 startupProbe=1.22 lifecycle=1.12 terminationMessagePath=1.13 terminationMessagePolicy=1.20 imagePullPolicy=1.14 securityContext=1.15 stdin=1.16 stdinOnce=1.17 tty=1.18 targetContainerName=2
io.k8s.api.core.v1.ISCSIPersistentVolumeSource targetPortal=1 iqn=2 lun=3 iscsiInterface=4 fsType=5 readOnly=6 portals=7 chapAuthDiscovery=8 chapAuthSession=11 secretRef=10 initiatorName=12
io.k8s.api.core.v1.ISCSIVolumeSource targetPortal=1 iqn=2 lun=3 iscsiInterface=4 fsType=5 readOnly=6 portals=7 chapAuthDiscovery=8 chapAuthSession=11 secretRef=10 initiatorName=12
io.k8s.api.core.v1.NamespaceCondition type=1 status=2 lastTransitionTime=4 reason=5 message=6
io.k8s.api.core.v1.NodeConfigSource configMap=2
io.k8s.api.core.v1.NodeSpec podCIDR=1 podCIDRs=7 providerID=3 unschedulable=4 taints=5 configSource=6 externalID=2
io.k8s.api.core.v1.PersistentVolumeClaimSpec accessModes=1 selector=4 resources=2 volumeName=3 storageClassName=5 volumeMode=6 dataSource=7 dataSourceRef=8 volumeAttributesClassName=9
io.k8s.api.core.v1.PersistentVolumeClaimStatus phase=1 accessModes=2 capacity=3 conditions=4 allocatedResources=5 allocatedResourceStatuses=7 currentVolumeAttributesClassName=8 modifyVolumeStatus=9
io.k8s.api.core.v1.PersistentVolumeSpec capacity=1 gcePersistentDisk=2.1 awsElasticBlockStore=2.2 hostPath=2.3 glusterfs=2.4 nfs=2.5 rbd=2.6 iscsi=2.7 cinder=2.8 cephfs=2.9 fc=2.10 flocker=2.11 flexVolume=2.12 azureFile=2.13 vsphereVolume=2.14 quobyte=2.15 azureDisk=2.16 photonPersistentDisk=2.17 portworxVolume=2.18 scaleIO=2.19 local=2.20 storageos=2.21 csi=2.22 accessModes=3 claimRef=4 persistentVolumeReclaimPolicy=5 storageClassName=6 mountOptions=7 volumeMode=8 nodeAffinity=9 volumeAttributesClassName=10
io.k8s.api.core.v1.PodCondition type=1 observedGeneration=7 status=2 lastProbeTime=3 lastTransitionTime=4 reason=5 message=6
io.k8s.api.core.v1.PodResourceClaim name=1 resourceClaimName=3 resourceClaimTemplateName=4
io.k8s.api.core.v1.PodSecurityContext seLinuxOptions=1 windowsOptions=8 runAsUser=2 runAsGroup=6 runAsNonRoot=3 supplementalGroups=4 supplementalGroupsPolicy=12 fsGroup=5 sysctls=7 fsGroupChangePolicy=9 seccompProfile=10 appArmorProfile=11 seLinuxChangePolicy=13
io.k8s.api.core.v1.PodSpec volumes=1 initContainers=20 containers=2 ephemeralContainers=34 restartPolicy=3 terminationGracePeriodSeconds=4 activeDeadlineSeconds=5 dnsPolicy=6 nodeSelector=7 serviceAccountName=8 serviceAccount=9 automountServiceAccountToken=21 nodeName=10 hostNetwork=11 hostPID=12 hostIPC=13 shareProcessNamespace=27 securityContext=14 imagePullSecrets=15 hostname=16 subdomain=17 affinity=18 schedulerName=19 tolerations=22 hostAliases=23 priorityClassName=24 priority=25 dnsConfig=26 readinessGates=28 runtimeClassName=29 enableServiceLinks=30 preemptionPolicy=31 overhead=32 topologySpreadConstraints=33 setHostnameAsFQDN=35 os=36 hostUsers=37 schedulingGates=38 resourceClaims=39 resources=40 hostnameOverride=41
io.k8s.api.core.v1.PodStatus observedGeneration=17 phase=1 conditions=2 message=3 reason=4 nominatedNodeName=11 hostIP=5 hostIPs=16 podIP=6 podIPs=12 startTime=7 initContainerStatuses=10 containerStatuses=8 qosClass=9 ephemeralContainerStatuses=13 resize=14 resourceClaimStatuses=15 extendedResourceClaimStatus=18 allocatedResources=19 resources=20
io.k8s.api.core.v1.Probe exec=1.1 httpGet=1.2 tcpSocket=1.3 grpc=1.4 initialDelaySeconds=2 timeoutSeconds=3 periodSeconds=4 successThreshold=5 failureThreshold=6 terminationGracePeriodSeconds=7
io.k8s.api.core.v1.ReplicationControllerSpec replicas=1 minReadySeconds=4 selector=2 template=3
io.k8s.api.core.v1.ReplicationControllerStatus replicas=1 fullyLabeledReplicas=2 readyReplicas=4 availableReplicas=5 observedGeneration=3 conditions=6
io.k8s.api.core.v1.Secret metadata=1 immutable=5 data=2 stringData=4 type=3
io.k8s.api.core.v1.SecretEnvSource name=1.1 optional=2
io.k8s.api.core.v1.SecretKeySelector name=1.1 key=2 optional=3
io.k8s.api.core.v1.SecretProjection name=1.1 items=2 optional=4
io.k8s.api.core.v1.SecurityContext capabilities=1 privileged=2 seLinuxOptions=3 windowsOptions=10 runAsUser=4 runAsGroup=8 runAsNonRoot=5 readOnlyRootFilesystem=6 allowPrivilegeEscalation=7 procMount=9 seccompProfile=11 appArmorProfile=12
io.k8s.api.core.v1.ServicePort name=1 protocol=2 appProtocol=6 port=3 targetPort=4 nodePort=5
io.k8s.api.core.v1.ServiceSpec ports=1 selector=2 clusterIP=3 clusterIPs=18 type=4 externalIPs=5 sessionAffinity=7 loadBalancerIP=8 loadBalancerSourceRanges=9 externalName=10 externalTrafficPolicy=11 healthCheckNodePort=12 publishNotReadyAddresses=13 sessionAffinityConfig=14 ipFamilies=19 ipFamilyPolicy=17 allocateLoadBalancerNodePorts=20 loadBalancerClass=21 internalTrafficPolicy=22 trafficDistribution=23
io.k8s.api.core.v1.Volume name=1 hostPath=2.1 emptyDir=2.2 gcePersistentDisk=2.3 awsElasticBlockStore=2.4 gitRepo=2.5 secret=2.6 nfs=2.7 iscsi=2.8 glusterfs=2.9 persistentVolumeClaim=2.10 rbd=2.11 flexVolume=2.12 cinder=2.13 cephfs=2.14 flocker=2.15 downwardAPI=2.16 fc=2.17 azureFile=2.18 configMap=2.19 vsphereVolume=2.20 quobyte=2.21 azureDisk=2.22 photonPersistentDisk=2.23 projected=2.26 portworxVolume=2.24 scaleIO=2.25 storageos=2.27 csi=2.28 ephemeral=2.29 image=2.30
io.k8s.api.core.v1.VolumeMount name=1 readOnly=2 recursiveReadOnly=7 mountPath=3 subPath=4 mountPropagation=5 subPathExpr=6
io.k8s.api.discovery.v1.EndpointSlice metadata=1 addressType=4 endpoints=2 ports=3
io.k8s.api.flowcontrol.v1.NonResourcePolicyRule verbs=1 nonResourceURLs=6
io.k8s.api.networking.v1.HTTPIngressPath path=1 pathType=3 backend=2
io.k8s.api.networking.v1.IngressBackend service=4 resource=3
io.k8s.api.networking.v1.IngressLoadBalancerIngress ip=1 hostname=2 ports=4
io.k8s.api.networking.v1.IngressRule host=1 http=2.1
io.k8s.api.networking.v1.IngressSpec ingressClassName=4 defaultBackend=1 tls=2 rules=3
io.k8s.api.resource.v1.AllocatedDeviceStatus driver=1 pool=2 device=3 shareID=7 conditions=4 data=5 networkData=6
io.k8s.api.resource.v1.AllocationResult devices=1 nodeSelector=3 allocationTimestamp=5
io.k8s.api.resource.v1.CapacityRequestPolicy default=1 validValues=3 validRange=4
io.k8s.api.resource.v1.DeviceAllocationConfiguration source=1 requests=2 opaque=3.1
io.k8s.api.resource.v1.DeviceAttribute int=2 bool=3 string=4 version=5
io.k8s.api.resource.v1.DeviceClaimConfiguration requests=1 opaque=2.1
io.k8s.api.resource.v1.DeviceClassConfiguration opaque=1.1
io.k8s.api.resource.v1.DeviceClassSpec selectors=1 config=2 extendedResourceName=4
io.k8s.api.resource.v1.ResourceClaimConsumerReference apiGroup=1 resource=3 name=4 uid=5
io.k8s.api.resource.v1.ResourceClaimStatus allocation=1 reservedFor=2 devices=4
io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec group=1 names=3 scope=4 versions=7 conversion=9 preserveUnknownFields=10
io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion name=1 served=2 storage=3 deprecated=7 deprecationWarning=8 schema=4 subresources=5 additionalPrinterColumns=6 selectableFields=9
io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig url=3 service=1 caBundle=2
io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion clientConfig=2 conversionReviewVersions=3
io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry manager=1 operation=2 apiVersion=3 time=4 fieldsType=6 fieldsV1=7 subresource=8
io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta name=1 generateName=2 namespace=3 selfLink=4 uid=5 resourceVersion=6 generation=7 creationTimestamp=8 deletionTimestamp=9 deletionGracePeriodSeconds=10 labels=11 annotations=12 ownerReferences=13 finalizers=14 managedFields=17
io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference apiVersion=5 kind=1 name=3 uid=4 controller=6 blockOwnerDeletion=7
io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec service=1 group=2 version=3 insecureSkipTLSVerify=4 caBundle=5 groupPriorityMinimum=7 versionPriority=8
`;
