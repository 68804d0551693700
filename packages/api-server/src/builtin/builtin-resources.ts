import type { ResourceDefinition } from "../resource/index.ts";
import { kindBehaviour } from "./kind-behaviour.ts";
import { parseResources, type ResourceLine, refTo } from "./notation/index.ts";
import { ServiceAddresses } from "./prepare/index.ts";
import { resourceTable } from "./resource-table.ts";
import { findSchema, resolveBuiltinRef, typeNameOf } from "./type-catalog.ts";

/** Groups in the order in which discovery lists them, which decides what a short name means to clients. */
export const builtinGroupOrder: readonly string[] = [
  "",
  "apiregistration.k8s.io",
  "apps",
  "events.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "storage.k8s.io",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "discovery.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "resource.k8s.io",
];

/**
 * All built-in resources in all served versions. Schemas and columns are made when first read. Services get their
 * addresses from `addresses`, which the simulated workloads keep up to date when they get the same one.
 */
export function builtinResources(addresses: ServiceAddresses = new ServiceAddresses()): ResourceDefinition[] {
  return parseResources(resourceTable).map((line) => defineResource(line, addresses));
}

function defineResource(line: ResourceLine, addresses: ServiceAddresses): ResourceDefinition {
  const typeName = typeNameOf(line.group, line.version, line.kind)!;
  const hasStatus = line.subresources.some((subresource) => subresource.name === "status");
  const hasScale = line.subresources.some((subresource) => subresource.name === "scale");
  const definition: ResourceDefinition = {
    group: line.group,
    version: line.version,
    kind: line.kind,
    listKind: `${line.kind}List`,
    plural: line.plural,
    singular: line.kind.toLowerCase(),
    shortNames: line.shortNames,
    categories: line.categories,
    isNamespaced: line.isNamespaced,
    verbs: line.verbs,
    hasStatus,
    storageVersion: line.version,
    schema: { $ref: refTo(typeName) },
    resolveRef: resolveBuiltinRef,
    printerColumns: [],
    selectableFields: {},
    isTypedOnly: true,
    subresources: line.subresources.filter(({ name }) => name !== "status" && name !== "scale"),
    ...kindBehaviour(line.group, line.version, line.kind, typeName, hasStatus, addresses),
  };
  if (hasScale) {
    definition.scale = {
      specReplicasPath: ".spec.replicas",
      statusReplicasPath: ".status.replicas",
      labelSelectorPath: ".spec.selector",
    };
  }
  // The schema is only built when it is read, so that starting the server does not parse every type.
  Object.defineProperty(definition, "schema", {
    get: () => findSchema(typeName)!,
    enumerable: true,
    configurable: true,
  });
  return definition;
}
