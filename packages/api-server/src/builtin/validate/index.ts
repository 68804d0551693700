/**
 * Validation of built-in kinds beyond their types, with the fields, reasons and texts of the real API server: names,
 * required values, selectors, references inside an object, and what must not change. One file per area.
 */

import type { JsonObject, KubeObject } from "@sluice/base/object";
import type { FieldProblem } from "../../resource/index.ts";
import { validateBinding, validateRole } from "./access.ts";
import { validateConfigMap, validateSecret } from "./configuration.ts";
import { validateCronJob, validateJob } from "./jobs.ts";
import { dns1035LabelRule, dns1123Label, dns1123Subdomain, type NameRule, pathSegment } from "./names.ts";
import {
  validateIngress,
  validateIngressClass,
  validateNetworkPolicy,
  validateServiceCidr,
} from "./networking.ts";
import {
  validateAutoscaler,
  validateDisruptionBudget,
  validateLease,
  validatePriorityClass,
  validateRuntimeClass,
  validateWebhooks,
} from "./policies.ts";
import { Problems } from "./problems.ts";
import { validateEndpointSlice, validateEndpoints, validateService } from "./services.ts";
import {
  validateCsiDriver,
  validatePersistentVolume,
  validatePersistentVolumeClaim,
  validateStorageClass,
} from "./storage.ts";
import {
  type ValidateKind,
  validateControllerRevision,
  validateDaemonSet,
  validateDeployment,
  validatePod,
  validatePodTemplateKind,
  validateReplicaSet,
  validateReplicationController,
  validateStatefulSet,
} from "./workloads.ts";

export { dns1123Label } from "./names.ts";

const nameRules: Record<string, NameRule> = {
  "/Namespace": dns1123Label,
  "/Service": dns1035LabelRule,
  "apps/StatefulSet": dns1123Label,
  "policy/PodDisruptionBudget": pathSegment,
  "rbac.authorization.k8s.io/Role": pathSegment,
  "rbac.authorization.k8s.io/ClusterRole": pathSegment,
  "rbac.authorization.k8s.io/RoleBinding": pathSegment,
  "rbac.authorization.k8s.io/ClusterRoleBinding": pathSegment,
  "flowcontrol.apiserver.k8s.io/FlowSchema": dns1123Subdomain,
  "networking.k8s.io/IPAddress": () => [],
  "certificates.k8s.io/CertificateSigningRequest": () => [],
  "apiregistration.k8s.io/APIService": pathSegment,
};

const kinds: Record<string, ValidateKind> = {
  "/Pod": validatePod,
  "/PodTemplate": validatePodTemplateKind,
  "/ReplicationController": validateReplicationController,
  "/Service": validateService,
  "/Endpoints": validateEndpoints,
  "/Secret": validateSecret,
  "/ConfigMap": validateConfigMap,
  "/PersistentVolume": validatePersistentVolume,
  "/PersistentVolumeClaim": validatePersistentVolumeClaim,
  "apps/Deployment": validateDeployment,
  "apps/ReplicaSet": validateReplicaSet,
  "apps/StatefulSet": validateStatefulSet,
  "apps/DaemonSet": validateDaemonSet,
  "apps/ControllerRevision": validateControllerRevision,
  "batch/Job": validateJob,
  "batch/CronJob": validateCronJob,
  "autoscaling/HorizontalPodAutoscaler": validateAutoscaler,
  "policy/PodDisruptionBudget": validateDisruptionBudget,
  "networking.k8s.io/Ingress": validateIngress,
  "networking.k8s.io/IngressClass": validateIngressClass,
  "networking.k8s.io/NetworkPolicy": validateNetworkPolicy,
  "networking.k8s.io/ServiceCIDR": validateServiceCidr,
  "discovery.k8s.io/EndpointSlice": validateEndpointSlice,
  "rbac.authorization.k8s.io/Role": validateRole(false),
  "rbac.authorization.k8s.io/ClusterRole": validateRole(true),
  "rbac.authorization.k8s.io/RoleBinding": validateBinding(false),
  "rbac.authorization.k8s.io/ClusterRoleBinding": validateBinding(true),
  "storage.k8s.io/StorageClass": validateStorageClass,
  "storage.k8s.io/CSIDriver": validateCsiDriver,
  "scheduling.k8s.io/PriorityClass": validatePriorityClass,
  "node.k8s.io/RuntimeClass": validateRuntimeClass,
  "coordination.k8s.io/Lease": validateLease,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": validateWebhooks(false),
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": validateWebhooks(true),
};

/** What is wrong with an object of a built-in kind; `old` is undefined on create. */
export function validateBuiltin(
  group: string,
  kind: string,
  object: KubeObject,
  old: KubeObject | undefined,
): FieldProblem[] {
  const problems = new Problems();
  const { name } = object.metadata;
  if (old === undefined && name !== undefined && name !== "") {
    const rule = nameRules[`${group}/${kind}`] ?? dns1123Subdomain;
    problems.invalidEach("metadata.name", name, rule(name));
  }
  kinds[`${group}/${kind}`]?.(
    problems,
    object as unknown as JsonObject,
    old as unknown as JsonObject | undefined,
  );
  return problems.list;
}
