/** Sentences for `kubectl explain`: `Type: …`, `Type.field: …`, or `.field: …` for a field of any type. */
export const kindDescriptions = `
Pod: Containers that run together on one node and share network and volumes.
PodTemplate: A stored template for Pods.
ReplicationController: Keeps a number of Pods running; ReplicaSets have taken its place.
Service: A stable name and address for a set of Pods.
Endpoints: The addresses behind a Service; EndpointSlices have taken its place.
Node: A machine that runs Pods.
Event: Something that happened to an object.
Namespace: A room for names, and the reach of roles and quotas.
Secret: Small confidential data.
ConfigMap: Configuration as keys and values.
ServiceAccount: The identity of what runs in Pods.
LimitRange: Default and allowed resource amounts in a namespace.
ResourceQuota: How much a namespace may use in all.
PersistentVolume: A piece of storage in the cluster.
PersistentVolumeClaim: A request for storage.
Binding: Ties a Pod to a node.
ComponentStatus: Health of a control-plane component; no longer kept up.
Deployment: Rolls Pods out through ReplicaSets and keeps them running.
ReplicaSet: Keeps a number of equal Pods running; usually made by a Deployment.
StatefulSet: Runs numbered Pods with stable names and volumes of their own.
DaemonSet: Runs one Pod on every node that fits.
ControllerRevision: A stored revision of a StatefulSet or DaemonSet.
Job: Runs Pods until enough of them have succeeded.
CronJob: Starts Jobs on a schedule.
HorizontalPodAutoscaler: Changes the number of Pods of a workload with its load.
Scale: How many Pods a workload should have and has.
Ingress: Rules by which HTTP traffic from outside reaches Services.
IngressClass: A kind of ingress controller.
NetworkPolicy: Which traffic Pods may send and receive.
IPAddress: An address that the cluster has given to an object.
ServiceCIDR: A range from which Services get their addresses.
PodDisruptionBudget: How many Pods of a set may be taken away at a time.
Eviction: Asks for a Pod to be taken away within its disruption budget.
Role: What may be done in a namespace.
ClusterRole: What may be done in the whole cluster, or in any namespace it is bound in.
RoleBinding: Gives a role to users, groups and service accounts in a namespace.
ClusterRoleBinding: Gives a cluster role to users, groups and service accounts everywhere.
StorageClass: A kind of storage and who provides it.
CSIDriver: A storage driver and what it can do.
CSINode: The storage drivers of a node.
CSIStorageCapacity: How much storage a driver has left somewhere.
VolumeAttachment: That a volume is, or shall be, attached to a node.
VolumeAttributesClass: Settings of volumes that can be changed later.
PriorityClass: How much a Pod matters compared with others.
Lease: A lock that has to be renewed.
EndpointSlice: A part of the addresses behind a Service.
CustomResourceDefinition: Adds a kind to the API.
MutatingWebhookConfiguration: Webhooks that may change objects before they are stored.
ValidatingWebhookConfiguration: Webhooks that may refuse objects.
ValidatingAdmissionPolicy: Expressions that objects must satisfy.
ValidatingAdmissionPolicyBinding: Where a validating policy holds, and with which parameters.
APIService: A group and version of the API and who serves it.
CertificateSigningRequest: A request for a certificate.
RuntimeClass: A way of running containers.
DeviceClass: A kind of device that Pods can ask for.
ResourceClaim: A request for devices.
ResourceClaimTemplate: Makes a claim for devices for each Pod.
ResourceSlice: The devices that a driver offers on a node.
FlowSchema: Which requests belong to which priority level.
PriorityLevelConfiguration: How many requests of a level may run and wait.
TokenReview: Asks who a token belongs to.
TokenRequest: Asks for a token of a service account.
SelfSubjectReview: Asks who one is.
SubjectAccessReview: Asks whether somebody may do something.
LocalSubjectAccessReview: Asks whether somebody may do something in a namespace.
SelfSubjectAccessReview: Asks whether one may do something.
SelfSubjectRulesReview: Asks what one may do in a namespace.

ObjectMeta: What every object has: name, namespace, labels and the server's records.
LabelSelector: Chooses objects by their labels; all parts must hold.
LabelSelectorRequirement: A key, an operator and values that a label must satisfy.
ObjectReference: Names another object.
LocalObjectReference: Names an object in the same namespace.
PodSpec: What a Pod runs and how.
PodStatus: What a Pod is up to.
PodTemplateSpec: The Pods that a workload makes.
Container: One program of a Pod, from an image.
ContainerPort: A port that a container listens on.
EnvVar: An environment variable.
EnvVarSource: Where the value of a variable comes from.
EnvFromSource: A ConfigMap or Secret whose keys become variables.
VolumeMount: A volume at a path of a container.
Volume: Storage that the containers of a Pod can mount.
Probe: A check that is repeated while a container runs.
ResourceRequirements: How much of each resource is reserved and allowed.
SecurityContext: Rights and identity of a container.
PodSecurityContext: Rights and identity of all containers of a Pod.
Toleration: A taint that a Pod puts up with.
Affinity: Where a Pod likes, or has, to run.
DeploymentSpec: How many Pods a Deployment has, and how it replaces them.
DeploymentStatus: How far a roll-out has come.
DeploymentStrategy: How old Pods are replaced by new ones.
RollingUpdateDeployment: How many Pods may be missing or too many during a roll-out.
StatefulSetSpec: How many numbered Pods there are, with which volumes.
DaemonSetSpec: The Pod that every node gets.
ReplicaSetSpec: How many Pods there are, of which template.
JobSpec: How often Pods have to succeed, and what happens when they fail.
CronJobSpec: When Jobs start, and how many are kept.
ServiceSpec: Which Pods a Service stands for, and how they are reached.
ServicePort: A port of a Service and where it leads.
IngressSpec: The rules of an Ingress.
IngressRule: Paths of one host.
HTTPIngressPath: A path and the Service behind it.
PolicyRule: Verbs on resources, or on URLs.
RoleRef: The role that is given.
Subject: Whom a role is given to.
PersistentVolumeClaimSpec: How much storage is asked for, and of which kind.
NetworkPolicySpec: Whose traffic is ruled, and what is let through.

.metadata: Name, namespace, labels, annotations and what the server records.
.spec: The wanted state.
.status: The state as last observed; written by the system.
.replicas: How many Pods there should be.
.selector: Labels of the objects that belong to this one.
.template: What new Pods look like.
.conditions: Latest observations, one for each aspect.
.observedGeneration: The generation of the spec that the status speaks of.
.readyReplicas: How many Pods are ready.
.availableReplicas: How many Pods have been ready for long enough.
.updatedReplicas: How many Pods have the present template.
.unavailableReplicas: How many Pods are missing to be available.
.minReadySeconds: How long a new Pod has to be ready before it counts as available.
.revisionHistoryLimit: How many old revisions are kept.
.progressDeadlineSeconds: How long a roll-out may stand still before it counts as failed.
.paused: True while changes of the template have to wait.
.strategy: How old Pods are replaced by new ones.
.updateStrategy: How Pods are replaced when the template changes.
.rollingUpdate: Limits of a rolling update.
.maxSurge: How many Pods above the wanted number there may be, as a number or a percentage.
.maxUnavailable: How many Pods may be missing, as a number or a percentage.
.minAvailable: How many Pods must stay, as a number or a percentage.
.partition: Pods with a lower number keep the old revision.
.containers: The containers of the Pod; at least one.
.initContainers: Containers that run to their end, in order, before the others start.
.ephemeralContainers: Containers added to a running Pod for looking into it.
.volumes: Volumes that containers can mount.
.volumeMounts: Where volumes appear in the container.
.volumeClaimTemplates: Claims that every Pod gets, with a volume of its own.
.serviceName: The headless Service that names the Pods.
.nodeSelector: Labels that the node must have.
.nodeName: The node that the Pod runs on.
.affinity: Where the Pod likes, or has, to run.
.tolerations: Taints that the Pod puts up with.
.topologySpreadConstraints: How Pods are spread over parts of the cluster.
.serviceAccountName: The identity that the containers have.
.automountServiceAccountToken: False keeps the token out of the containers.
.imagePullSecrets: Secrets for pulling images.
.restartPolicy: When ended containers start again.
.terminationGracePeriodSeconds: How long containers have for ending.
.dnsPolicy: How names are resolved.
.hostNetwork: True for the network of the node.
.priorityClassName: How much the Pod matters.
.securityContext: Rights and identity.
.image: The image to run.
.imagePullPolicy: When the image is pulled: Always, IfNotPresent or Never.
.command: What to run instead of the image's entry point.
.args: Arguments of the command.
.workingDir: The folder that the command starts in.
.env: Environment variables.
.envFrom: ConfigMaps and Secrets whose keys become variables.
.ports: Ports, with their names and protocols.
.containerPort: The port that the container listens on.
.hostPort: The port of the node that leads there.
.targetPort: Number or name of the port of the Pods.
.nodePort: The port that every node listens on.
.protocol: TCP, UDP or SCTP.
.resources: How much of each resource is reserved and allowed.
.requests: The amounts that are reserved.
.limits: The amounts that are not exceeded.
.livenessProbe: Restarts the container when it fails.
.readinessProbe: Takes the Pod out of its Services while it fails.
.startupProbe: Holds the other probes back until it succeeds.
.lifecycle: What happens after the start and before the end.
.completions: How many Pods have to succeed.
.parallelism: How many Pods run side by side.
.backoffLimit: How many Pods may fail.
.activeDeadlineSeconds: How long it may take in all.
.ttlSecondsAfterFinished: How long it is kept after its end.
.suspend: True keeps it from running.
.schedule: When to run, as a cron line.
.timeZone: The time zone of the schedule.
.concurrencyPolicy: What happens when the one before still runs: Allow, Forbid or Replace.
.clusterIP: The address inside the cluster; None for a headless Service.
.externalName: The name that it stands for, for the type ExternalName.
.sessionAffinity: ClientIP leads a client to the same Pod each time.
.loadBalancer: Addresses of the load balancer.
.ingressClassName: The class that decides which controller serves it.
.rules: The rules.
.tls: Hosts and the Secrets with their certificates.
.data: Keys and values.
.stringData: Values as plain text; written into data, never read back.
.binaryData: Keys and values in base64.
.immutable: True when the content can no longer change.
.accessModes: How the volume can be mounted.
.storageClassName: The kind of storage.
.volumeName: The volume that is bound.
.volumeMode: Filesystem or Block.
.roleRef: The role that is given; never changes.
.subjects: Whom it is given to.
.verbs: What may be done.
.apiGroups: Groups of the resources.
.resourceNames: Names that it is limited to.
.phase: Where it stands in its life, in one word.
.reason: Why, in one word for machines.
.message: Why, in a sentence for people.
.lastTransitionTime: When the status of the condition last changed.
.labels: Keys and values by which objects are chosen.
.annotations: Keys and values that say something about the object.
.name: The name.
.namespace: The namespace.
.generateName: The beginning of a name that the server completes.
.uid: Unique over time and space; set by the server.
.resourceVersion: Changes with every write.
.generation: Counts changes of the wanted state.
.creationTimestamp: When it was made.
.deletionTimestamp: When it will be gone, once its deletion has been asked for.
.finalizers: What has to be done before it can go.
.ownerReferences: The objects that it belongs to; it goes with the last of them.
.managedFields: Who set which fields.
.matchLabels: Labels with exactly these values.
.matchExpressions: Conditions on labels.
.scaleTargetRef: The workload that is scaled.
.minReplicas: The least number of Pods.
.maxReplicas: The greatest number of Pods.
.metrics: What decides the number of Pods.
.webhooks: The webhooks.
.failurePolicy: What happens when it cannot be asked: Fail or Ignore.
.timeoutSeconds: How long an answer may take.
.provisioner: Who provides the volumes.
.reclaimPolicy: What happens to a volume when its claim goes.
.parameters: Settings that are passed on.
`;
