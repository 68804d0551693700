import { deepClone, type KubeObject } from "@sluice/base/object";
import type { ResourceDefinition } from "../resource/index.ts";
import { columnsOfKind } from "./columns/index.ts";
import { autoscalerFromV2, autoscalerToV2 } from "./convert-autoscaler.ts";
import { eventFromCore, eventToCore } from "./convert-event.ts";
import { normalizeObject, zeroStatus } from "./normalize-object.ts";
import { prepareOfKind, type ServiceAddresses } from "./prepare/index.ts";
import { selectableFieldsOf } from "./selectable-fields.ts";
import { validateBuiltin } from "./validate/index.ts";

import { warningsOf } from "./warnings.ts";

/** What a kind adds to its line in the resource table. */
export type KindBehaviour = Partial<ResourceDefinition>;

/** Kinds whose `metadata.generation` counts changes of the spec. */
const kindsWithGeneration = new Set([
  "/Pod",
  "/PodTemplate",
  "/ReplicationController",
  "apps/DaemonSet",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "batch/CronJob",
  "batch/Job",
  "networking.k8s.io/Ingress",
  "networking.k8s.io/IngressClass",
  "networking.k8s.io/NetworkPolicy",
  "policy/PodDisruptionBudget",
  "scheduling.k8s.io/PriorityClass",
  "discovery.k8s.io/EndpointSlice",
  "resource.k8s.io/DeviceClass",
  "resource.k8s.io/ResourceSlice",
  "flowcontrol.apiserver.k8s.io/FlowSchema",
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/CustomResourceDefinition",
]);

const deprecations: Record<string, string> = {
  "/ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
  "/Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
};

const defaultGraceSeconds = 30;

/** Hooks, columns and selectable fields of a kind. */
export function kindBehaviour(
  group: string,
  version: string,
  kind: string,
  typeName: string,
  hasStatus: boolean,
  addresses: ServiceAddresses,
): KindBehaviour {
  const prepare = prepareOfKind(group, kind, addresses);
  const behaviour: KindBehaviour = {
    hasGeneration: kindsWithGeneration.has(`${group}/${kind}`),
    printerColumns: columnsOfKind(group, kind),
    selectableFields: selectableFieldsOf(group, kind),
    applyDefaults(object: KubeObject) {
      normalizeObject(typeName, object);
    },
    prepare(object: KubeObject, old: KubeObject | undefined) {
      if (hasStatus && old === undefined) object["status"] = zeroStatus(typeName, object);
      prepare?.(object, old);
    },
  };
  behaviour.warnings = (object, old) => warningsOf(group, kind, object, old);
  const deprecation = deprecations[`${group}/${kind}`];
  if (deprecation !== undefined) behaviour.deprecationWarning = deprecation;
  behaviour.validate = (object, old) => validateBuiltin(group, kind, object, old);
  if (group === "events.k8s.io") {
    behaviour.storageGroup = "";
    behaviour.toStorage = eventToCore;
    behaviour.fromStorage = eventFromCore;
    behaviour.printerColumns = columnsOfKind("", kind).map((column) => ({
      ...column,
      cell: (object, now) => column.cell(eventToCore({ ...object }), now),
    }));
  }
  if (kind === "HorizontalPodAutoscaler" && version === "v1") {
    behaviour.storageVersion = "v2";
    behaviour.toStorage = (object) => {
      const stored = autoscalerToV2(object);
      normalizeObject("io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler", stored);
      return stored;
    };
    behaviour.fromStorage = autoscalerFromV2;
    behaviour.printerColumns = columnsOfKind(group, kind).map((column) => ({
      ...column,
      cell: (object, now) => column.cell(autoscalerToV2(deepClone(object)), now),
    }));
  }
  if (kind === "Pod") behaviour.gracePeriodSeconds = podGraceSeconds;
  if (kind === "ReplicationController") behaviour.defaultPropagation = "Orphan";
  return behaviour;
}

/** A Pod that runs nowhere or has ended goes at once; others get the time that they or the request ask for. */
function podGraceSeconds(pod: KubeObject, requested: number | undefined): number {
  const spec = pod["spec"] as { nodeName?: string; terminationGracePeriodSeconds?: number } | undefined;
  const phase = (pod["status"] as { phase?: string } | undefined)?.phase;
  if (!spec?.nodeName || phase === "Succeeded" || phase === "Failed") return 0;
  return requested ?? spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}
