/**
 * Columns of `kubectl get` for built-in kinds, with the values that a real server prints. A kind without an entry
 * gets the name and the time of creation.
 */

import type { PrinterColumn } from "../../resource/index.ts";
import * as cluster from "./cluster-columns.ts";
import * as network from "./network-columns.ts";
import { podColumns } from "./pod-columns.ts";
import * as storage from "./storage-columns.ts";
import * as workload from "./workload-columns.ts";

const byKind: Record<string, PrinterColumn[]> = {
  "/Pod": podColumns,
  "/PodTemplate": workload.podTemplateColumns,
  "/ReplicationController": workload.replicationControllerColumns,
  "/Service": network.serviceColumns,
  "/Endpoints": network.endpointsColumns,
  "/Node": cluster.nodeColumns,
  "/Event": cluster.eventColumns,
  "/Namespace": cluster.namespaceColumns,
  "/Secret": cluster.secretColumns,
  "/ConfigMap": cluster.configMapColumns,
  "/ServiceAccount": cluster.nameAndAgeColumns,
  "/ResourceQuota": cluster.resourceQuotaColumns,
  "/PersistentVolume": storage.persistentVolumeColumns,
  "/PersistentVolumeClaim": storage.persistentVolumeClaimColumns,
  "apps/Deployment": workload.deploymentColumns,
  "apps/ReplicaSet": workload.replicaSetColumns,
  "apps/StatefulSet": workload.statefulSetColumns,
  "apps/DaemonSet": workload.daemonSetColumns,
  "apps/ControllerRevision": workload.controllerRevisionColumns,
  "batch/Job": workload.jobColumns,
  "batch/CronJob": workload.cronJobColumns,
  "policy/PodDisruptionBudget": workload.podDisruptionBudgetColumns,
  "autoscaling/HorizontalPodAutoscaler": cluster.horizontalPodAutoscalerColumns,
  "networking.k8s.io/Ingress": network.ingressColumns,
  "networking.k8s.io/IngressClass": network.ingressClassColumns,
  "networking.k8s.io/NetworkPolicy": network.networkPolicyColumns,
  "networking.k8s.io/ServiceCIDR": network.serviceCidrColumns,
  "networking.k8s.io/IPAddress": network.ipAddressColumns,
  "discovery.k8s.io/EndpointSlice": network.endpointSliceColumns,
  "rbac.authorization.k8s.io/RoleBinding": cluster.bindingColumns,
  "rbac.authorization.k8s.io/ClusterRoleBinding": cluster.bindingColumns,
  "coordination.k8s.io/Lease": cluster.leaseColumns,
  "scheduling.k8s.io/PriorityClass": cluster.priorityClassColumns,
  "node.k8s.io/RuntimeClass": cluster.runtimeClassColumns,
  "storage.k8s.io/StorageClass": storage.storageClassColumns,
  "storage.k8s.io/VolumeAttributesClass": storage.volumeAttributesClassColumns,
  "storage.k8s.io/VolumeAttachment": storage.volumeAttachmentColumns,
  "storage.k8s.io/CSIDriver": storage.csiDriverColumns,
  "storage.k8s.io/CSINode": storage.csiNodeColumns,
  "storage.k8s.io/CSIStorageCapacity": storage.csiStorageCapacityColumns,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": cluster.webhookColumns,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": cluster.webhookColumns,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": cluster.admissionPolicyColumns,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": cluster.admissionPolicyBindingColumns,
  "apiregistration.k8s.io/APIService": cluster.apiServiceColumns,
  "certificates.k8s.io/CertificateSigningRequest": cluster.certificateSigningRequestColumns,
  "flowcontrol.apiserver.k8s.io/FlowSchema": cluster.flowSchemaColumns,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": cluster.priorityLevelColumns,
  "resource.k8s.io/DeviceClass": cluster.nameAndAgeColumns,
  "resource.k8s.io/ResourceClaim": cluster.resourceClaimColumns,
  "resource.k8s.io/ResourceClaimTemplate": cluster.nameAndAgeColumns,
  "resource.k8s.io/ResourceSlice": cluster.resourceSliceColumns,
};

/** The columns of a kind; empty where the server has no others than for any object. */
export function columnsOfKind(group: string, kind: string): PrinterColumn[] {
  return byKind[`${group}/${kind}`] ?? [];
}
