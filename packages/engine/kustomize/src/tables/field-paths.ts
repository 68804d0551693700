import type { CompactSpecs } from "../field-spec.ts";

/**
 * Where kustomize's transformers write by default: path, whether it is created, and the kinds it belongs to as
 * `group/version/Kind` (empty parts match all, `*` is any object). Facts of kustomize v5.8.1; rows KE-92 to KE-125.
 */
export const namePrefixPaths: CompactSpecs = [["metadata/name", false, "*"]];

export const labelAndSelectorPaths: CompactSpecs = [
  ["spec/selector", true, "/v1/Service /v1/ReplicationController"],
  ["spec/selector/matchLabels", true, "//Deployment //ReplicaSet //DaemonSet apps//StatefulSet"],
  [
    "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    false,
    "apps//Deployment apps//StatefulSet",
  ],
  [
    "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    false,
    "apps//Deployment apps//StatefulSet",
  ],
  [
    "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    false,
    "apps//Deployment apps//StatefulSet",
  ],
  [
    "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    false,
    "apps//Deployment apps//StatefulSet",
  ],
  [
    "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels",
    false,
    "apps//Deployment apps//StatefulSet",
  ],
  ["spec/selector/matchLabels", false, "batch//Job policy//PodDisruptionBudget"],
  ["spec/jobTemplate/spec/selector/matchLabels", false, "batch//CronJob"],
  ["spec/podSelector/matchLabels", false, "networking.k8s.io//NetworkPolicy"],
  ["spec/ingress/from/podSelector/matchLabels", false, "networking.k8s.io//NetworkPolicy"],
  ["spec/egress/to/podSelector/matchLabels", false, "networking.k8s.io//NetworkPolicy"],
  ["metadata/labels", true, "*"],
  [
    "spec/template/metadata/labels",
    true,
    "/v1/ReplicationController //Deployment //ReplicaSet //DaemonSet apps//StatefulSet batch//Job",
  ],
  ["spec/volumeClaimTemplates[]/metadata/labels", true, "apps//StatefulSet"],
  ["spec/jobTemplate/metadata/labels", true, "batch//CronJob"],
  ["spec/jobTemplate/spec/template/metadata/labels", true, "batch//CronJob"],
];

export const templateLabelPaths: CompactSpecs = [
  ["metadata/labels", true, "*"],
  [
    "spec/template/metadata/labels",
    true,
    "/v1/ReplicationController //Deployment //ReplicaSet //DaemonSet apps//StatefulSet batch//Job",
  ],
  ["spec/volumeClaimTemplates[]/metadata/labels", true, "apps//StatefulSet"],
  ["spec/jobTemplate/metadata/labels", true, "batch//CronJob"],
  ["spec/jobTemplate/spec/template/metadata/labels", true, "batch//CronJob"],
];

export const annotationPaths: CompactSpecs = [
  ["metadata/annotations", true, "*"],
  [
    "spec/template/metadata/annotations",
    true,
    "/v1/ReplicationController //Deployment //ReplicaSet //DaemonSet //StatefulSet batch//Job",
  ],
  ["spec/jobTemplate/metadata/annotations", true, "batch//CronJob"],
  ["spec/jobTemplate/spec/template/metadata/annotations", true, "batch//CronJob"],
];

export const namespacePaths: CompactSpecs = [
  ["metadata/name", true, "//Namespace"],
  ["spec/service/namespace", true, "apiregistration.k8s.io//APIService"],
  [
    "spec/conversion/webhook/clientConfig/service/namespace",
    false,
    "apiextensions.k8s.io//CustomResourceDefinition",
  ],
];

export const variablePaths: CompactSpecs = [
  ["spec/jobTemplate/spec/template/spec/containers/args", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/containers/command", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/containers/env/value", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/containers/volumeMounts/mountPath", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/initContainers/args", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/initContainers/command", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/initContainers/env/value", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/spec/initContainers/volumeMounts/mountPath", false, "//CronJob"],
  ["spec/jobTemplate/spec/template/volumes/nfs/server", false, "//CronJob"],
  ["spec/template/spec/containers/args", false, "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet"],
  [
    "spec/template/spec/containers/command",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  [
    "spec/template/spec/containers/env/value",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  [
    "spec/template/spec/containers/volumeMounts/mountPath",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  [
    "spec/template/spec/initContainers/args",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  [
    "spec/template/spec/initContainers/command",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  [
    "spec/template/spec/initContainers/env/value",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  [
    "spec/template/spec/initContainers/volumeMounts/mountPath",
    false,
    "//DaemonSet //Deployment //Job //ReplicaSet //StatefulSet",
  ],
  ["spec/template/spec/volumes/nfs/server", false, "//DaemonSet //Deployment //Job //ReplicaSet"],
  ["spec/template/metadata/annotations", false, "//Deployment"],
  ["spec/rules/host", false, "//Ingress"],
  ["spec/tls/hosts", false, "//Ingress"],
  ["spec/tls/secretName", false, "//Ingress"],
  ["spec/containers/args", false, "//Pod"],
  ["spec/containers/command", false, "//Pod"],
  ["spec/containers/env/value", false, "//Pod"],
  ["spec/containers/volumeMounts/mountPath", false, "//Pod"],
  ["spec/initContainers/args", false, "//Pod"],
  ["spec/initContainers/command", false, "//Pod"],
  ["spec/initContainers/env/value", false, "//Pod"],
  ["spec/initContainers/volumeMounts/mountPath", false, "//Pod"],
  ["spec/volumes/nfs/server", false, "//Pod"],
  ["spec/ports/port", false, "//Service"],
  ["spec/ports/targetPort", false, "//Service"],
  ["spec/volumeClaimTemplates/spec/nfs/server", false, "//StatefulSet"],
  ["spec/nfs/server", false, "//PersistentVolume"],
  ["metadata/labels", false, "*"],
  ["metadata/annotations", false, "*"],
];

export const imagePaths: CompactSpecs = [
  ["spec/containers[]/image", true, "*"],
  ["spec/initContainers[]/image", true, "*"],
  ["spec/volumes[]/image/reference", true, "*"],
  ["spec/template/spec/containers[]/image", true, "*"],
  ["spec/template/spec/initContainers[]/image", true, "*"],
  ["spec/template/spec/volumes[]/image/reference", true, "*"],
];

export const replicaPaths: CompactSpecs = [
  ["spec/replicas", true, "//Deployment //ReplicationController //ReplicaSet //StatefulSet"],
];

/** Who refers to whom by name: the kind referred to, and where its referrers hold the name. */
export const nameReferences: readonly (readonly [target: string, referrers: CompactSpecs])[] = [
  ["//Deployment", [["spec/scaleTargetRef/name", false, "//HorizontalPodAutoscaler"]]],
  ["//ReplicationController", [["spec/scaleTargetRef/name", false, "//HorizontalPodAutoscaler"]]],
  ["//ReplicaSet", [["spec/scaleTargetRef/name", false, "//HorizontalPodAutoscaler"]]],
  ["//StatefulSet", [["spec/scaleTargetRef/name", false, "//HorizontalPodAutoscaler"]]],
  [
    "/v1/ConfigMap",
    [
      ["spec/volumes/configMap/name", false, "/v1/Pod"],
      ["spec/containers/env/valueFrom/configMapKeyRef/name", false, "/v1/Pod"],
      ["spec/initContainers/env/valueFrom/configMapKeyRef/name", false, "/v1/Pod"],
      ["spec/containers/envFrom/configMapRef/name", false, "/v1/Pod"],
      ["spec/initContainers/envFrom/configMapRef/name", false, "/v1/Pod"],
      ["spec/volumes/projected/sources/configMap/name", false, "/v1/Pod"],
      ["template/spec/volumes/configMap/name", false, "//PodTemplate"],
      ["template/spec/containers/env/valueFrom/configMapKeyRef/name", false, "//PodTemplate"],
      ["template/spec/initContainers/env/valueFrom/configMapKeyRef/name", false, "//PodTemplate"],
      ["template/spec/containers/envFrom/configMapRef/name", false, "//PodTemplate"],
      ["template/spec/initContainers/envFrom/configMapRef/name", false, "//PodTemplate"],
      ["template/spec/volumes/projected/sources/configMap/name", false, "//PodTemplate"],
      [
        "spec/template/spec/volumes/configMap/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/containers/env/valueFrom/configMapKeyRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/containers/envFrom/configMapRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/initContainers/envFrom/configMapRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/volumes/projected/sources/configMap/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      ["spec/jobTemplate/spec/template/spec/volumes/configMap/name", false, "//CronJob"],
      ["spec/jobTemplate/spec/template/spec/volumes/projected/sources/configMap/name", false, "//CronJob"],
      [
        "spec/jobTemplate/spec/template/spec/containers/env/valueFrom/configMapKeyRef/name",
        false,
        "//CronJob",
      ],
      [
        "spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name",
        false,
        "//CronJob",
      ],
      ["spec/jobTemplate/spec/template/spec/containers/envFrom/configMapRef/name", false, "//CronJob"],
      ["spec/jobTemplate/spec/template/spec/initContainers/envFrom/configMapRef/name", false, "//CronJob"],
      ["spec/configSource/configMap", false, "//Node"],
      ["rules/resourceNames", false, "//Role //ClusterRole"],
      ["metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", false, "//Ingress"],
    ],
  ],
  [
    "/v1/Secret",
    [
      ["spec/volumes/secret/secretName", false, "/v1/Pod"],
      ["spec/containers/env/valueFrom/secretKeyRef/name", false, "/v1/Pod"],
      ["spec/initContainers/env/valueFrom/secretKeyRef/name", false, "/v1/Pod"],
      ["spec/containers/envFrom/secretRef/name", false, "/v1/Pod"],
      ["spec/initContainers/envFrom/secretRef/name", false, "/v1/Pod"],
      ["spec/imagePullSecrets/name", false, "/v1/Pod"],
      ["spec/volumes/projected/sources/secret/name", false, "/v1/Pod"],
      ["template/spec/volumes/secret/secretName", false, "//PodTemplate"],
      ["template/spec/containers/env/valueFrom/secretKeyRef/name", false, "//PodTemplate"],
      ["template/spec/initContainers/env/valueFrom/secretKeyRef/name", false, "//PodTemplate"],
      ["template/spec/containers/envFrom/secretRef/name", false, "//PodTemplate"],
      ["template/spec/initContainers/envFrom/secretRef/name", false, "//PodTemplate"],
      ["template/spec/imagePullSecrets/name", false, "//PodTemplate"],
      ["template/spec/volumes/projected/sources/secret/name", false, "//PodTemplate"],
      [
        "spec/template/spec/volumes/secret/secretName",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job serving.knative.dev/v1/Service",
      ],
      [
        "spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/containers/envFrom/secretRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/initContainers/envFrom/secretRef/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/imagePullSecrets/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      [
        "spec/template/spec/volumes/projected/sources/secret/name",
        false,
        "//Deployment //ReplicaSet //DaemonSet //StatefulSet //Job",
      ],
      ["spec/jobTemplate/spec/template/spec/volumes/secret/secretName", false, "//CronJob"],
      ["spec/jobTemplate/spec/template/spec/volumes/projected/sources/secret/name", false, "//CronJob"],
      ["spec/jobTemplate/spec/template/spec/containers/env/valueFrom/secretKeyRef/name", false, "//CronJob"],
      [
        "spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name",
        false,
        "//CronJob",
      ],
      ["spec/jobTemplate/spec/template/spec/containers/envFrom/secretRef/name", false, "//CronJob"],
      ["spec/jobTemplate/spec/template/spec/initContainers/envFrom/secretRef/name", false, "//CronJob"],
      ["spec/jobTemplate/spec/template/spec/imagePullSecrets/name", false, "//CronJob"],
      ["spec/tls/secretName", false, "//Ingress //Ingress"],
      ["metadata/annotations/ingress.kubernetes.io\\/auth-secret", false, "//Ingress"],
      ["metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", false, "//Ingress"],
      ["metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", false, "//Ingress"],
      ["imagePullSecrets/name", false, "//ServiceAccount"],
      ["parameters/secretName", false, "//StorageClass"],
      ["parameters/adminSecretName", false, "//StorageClass"],
      ["parameters/userSecretName", false, "//StorageClass"],
      ["parameters/secretRef", false, "//StorageClass"],
      ["rules/resourceNames", false, "//Role //ClusterRole"],
      ["spec/azureFile/secretName", false, "//PersistentVolume"],
    ],
  ],
  [
    "/v1/Service",
    [
      ["spec/serviceName", false, "apps//StatefulSet"],
      ["spec/rules/http/paths/backend/serviceName", false, "//Ingress"],
      ["spec/backend/serviceName", false, "//Ingress"],
      ["spec/rules/http/paths/backend/service/name", false, "//Ingress"],
      ["spec/defaultBackend/service/name", false, "//Ingress"],
      ["spec/service/name", false, "apiregistration.k8s.io//APIService"],
      [
        "webhooks/clientConfig/service",
        false,
        "admissionregistration.k8s.io//ValidatingWebhookConfiguration admissionregistration.k8s.io//MutatingWebhookConfiguration",
      ],
    ],
  ],
  ["rbac.authorization.k8s.io//Role", [["roleRef/name", false, "rbac.authorization.k8s.io//RoleBinding"]]],
  [
    "rbac.authorization.k8s.io//ClusterRole",
    [
      [
        "roleRef/name",
        false,
        "rbac.authorization.k8s.io//RoleBinding rbac.authorization.k8s.io//ClusterRoleBinding",
      ],
    ],
  ],
  [
    "/v1/ServiceAccount",
    [
      [
        "subjects",
        false,
        "rbac.authorization.k8s.io//RoleBinding rbac.authorization.k8s.io//ClusterRoleBinding",
      ],
      ["spec/serviceAccountName", false, "//Pod"],
      [
        "spec/template/spec/serviceAccountName",
        false,
        "//StatefulSet //Deployment //ReplicationController //Job //DaemonSet",
      ],
      ["spec/jobTemplate/spec/template/spec/serviceAccountName", false, "//CronJob"],
    ],
  ],
  [
    "/v1/PersistentVolumeClaim",
    [
      ["spec/volumes/persistentVolumeClaim/claimName", false, "//Pod"],
      [
        "spec/template/spec/volumes/persistentVolumeClaim/claimName",
        false,
        "//StatefulSet //Deployment //ReplicationController //Job //DaemonSet",
      ],
      ["spec/jobTemplate/spec/template/spec/volumes/persistentVolumeClaim/claimName", false, "//CronJob"],
    ],
  ],
  [
    "/v1/PersistentVolume",
    [
      ["spec/volumeName", false, "//PersistentVolumeClaim"],
      ["rules/resourceNames", false, "//ClusterRole"],
    ],
  ],
  [
    "storage.k8s.io/v1/StorageClass",
    [
      ["spec/storageClassName", false, "//PersistentVolume //PersistentVolumeClaim"],
      ["spec/volumeClaimTemplates/spec/storageClassName", false, "//StatefulSet"],
    ],
  ],
  [
    "scheduling.k8s.io/v1/PriorityClass",
    [
      ["spec/priorityClassName", false, "//Pod"],
      [
        "spec/template/spec/priorityClassName",
        false,
        "//StatefulSet //Deployment //ReplicationController //Job //DaemonSet",
      ],
      ["spec/jobTemplate/spec/template/spec/priorityClassName", false, "//CronJob"],
    ],
  ],
  ["networking.k8s.io/v1/v1/IngressClass", [["spec/ingressClassName", false, "//Ingress"]]],
  [
    "admissionregistration.k8s.io//ValidatingAdmissionPolicy",
    [["spec/policyName", false, "admissionregistration.k8s.io//ValidatingAdmissionPolicyBinding"]],
  ],
];
