import type { Schema } from "../resource/index.ts";
import { describe } from "./descriptions.ts";
import { namedScalars, parseTypes, refTo, schemaOfType, type TypeDefinition } from "./notation/index.ts";
import { admissionregistrationTypes } from "./types/admissionregistration.ts";
import { apiextensionsTypes } from "./types/apiextensions.ts";
import { apiregistrationTypes } from "./types/apiregistration.ts";
import { appsTypes } from "./types/apps.ts";
import { authenticationTypes } from "./types/authentication.ts";
import { authorizationTypes } from "./types/authorization.ts";
import { autoscalingV1Types } from "./types/autoscaling-v1.ts";
import { autoscalingV2Types } from "./types/autoscaling-v2.ts";
import { batchTypes } from "./types/batch.ts";
import { certificatesTypes } from "./types/certificates.ts";
import { coordinationTypes } from "./types/coordination.ts";
import { coreTypes } from "./types/core.ts";
import { discoveryTypes } from "./types/discovery.ts";
import { eventsTypes } from "./types/events.ts";
import { flowcontrolTypes } from "./types/flowcontrol.ts";
import { metaTypes } from "./types/meta.ts";
import { networkingTypes } from "./types/networking.ts";
import { nodeTypes } from "./types/node.ts";
import { policyTypes } from "./types/policy.ts";
import { rbacTypes } from "./types/rbac.ts";
import { resourceTypes } from "./types/resource.ts";
import { schedulingTypes } from "./types/scheduling.ts";
import { storageTypes } from "./types/storage.ts";

interface TypePackage {
  name: string;
  group: string;
  version: string;
  text: string;
}

const metaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1";

function apiPackage(area: string, group: string, text: string, version = "v1"): TypePackage {
  return { name: `io.k8s.api.${area}.${version}`, group, version, text };
}

const packages: TypePackage[] = [
  { name: metaPackage, group: "", version: "v1", text: metaTypes },
  apiPackage("core", "", coreTypes),
  apiPackage("apps", "apps", appsTypes),
  apiPackage("batch", "batch", batchTypes),
  apiPackage("autoscaling", "autoscaling", autoscalingV1Types),
  apiPackage("autoscaling", "autoscaling", autoscalingV2Types, "v2"),
  apiPackage("networking", "networking.k8s.io", networkingTypes),
  apiPackage("policy", "policy", policyTypes),
  apiPackage("rbac", "rbac.authorization.k8s.io", rbacTypes),
  apiPackage("storage", "storage.k8s.io", storageTypes),
  apiPackage("scheduling", "scheduling.k8s.io", schedulingTypes),
  apiPackage("coordination", "coordination.k8s.io", coordinationTypes),
  apiPackage("discovery", "discovery.k8s.io", discoveryTypes),
  apiPackage("events", "events.k8s.io", eventsTypes),
  apiPackage("admissionregistration", "admissionregistration.k8s.io", admissionregistrationTypes),
  apiPackage("certificates", "certificates.k8s.io", certificatesTypes),
  apiPackage("node", "node.k8s.io", nodeTypes),
  apiPackage("resource", "resource.k8s.io", resourceTypes),
  apiPackage("flowcontrol", "flowcontrol.apiserver.k8s.io", flowcontrolTypes),
  apiPackage("authentication", "authentication.k8s.io", authenticationTypes),
  apiPackage("authorization", "authorization.k8s.io", authorizationTypes),
  {
    name: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
    group: "apiextensions.k8s.io",
    version: "v1",
    text: apiextensionsTypes,
  },
  {
    name: "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
    group: "apiregistration.k8s.io",
    version: "v1",
    text: apiregistrationTypes,
  },
];

const packageByName = new Map(packages.map((item) => [item.name, item]));
const packageByGroupVersion = new Map(
  packages.slice(1).map((item) => [`${item.group}/${item.version}`, item]),
);
const parsedPackages = new Map<string, Map<string, TypeDefinition>>();
const schemas = new Map<string, Schema>();
const scalarSchemas = new Map(Object.values(namedScalars).map((scalar) => [scalar.name, scalar.schema]));

/** The name of a kind's type, e.g. `io.k8s.api.apps.v1.Deployment`; undefined outside of the built-in groups. */
export function typeNameOf(group: string, version: string, kind: string): string | undefined {
  const found = packageByGroupVersion.get(`${group}/${version}`);
  return found === undefined ? undefined : `${found.name}.${kind}`;
}

/** The definition of a named type; its package is parsed when it is first asked for. */
export function findType(name: string): TypeDefinition | undefined {
  return typesOf(packageOf(name))?.get(name);
}

/** The schema of a named type or of a list of a kind (`io.k8s.api.core.v1.PodList`). */
export function findSchema(name: string): Schema | undefined {
  const known = schemas.get(name) ?? scalarSchemas.get(name);
  if (known !== undefined) return known;
  const type = findType(name);
  const schema = type === undefined ? listSchema(name) : schemaOfNamedType(type);
  if (schema !== undefined) schemas.set(name, schema);
  return schema;
}

/** Resolves `#/components/schemas/NAME`. */
export function resolveBuiltinRef(ref: string): Schema | undefined {
  return findSchema(ref.slice(ref.lastIndexOf("/") + 1));
}

/** Names of all types of a group and version, lists included, as OpenAPI publishes them. */
export function typeNamesOf(group: string, version: string): string[] {
  const found = packageByGroupVersion.get(`${group}/${version}`);
  if (found === undefined) return [];
  const names: string[] = [];
  for (const type of typesOf(found.name)!.values()) {
    names.push(type.name);
    if (type.role === "kind") names.push(`${type.name}List`);
  }
  return names;
}

function typesOf(packageName: string): Map<string, TypeDefinition> | undefined {
  const known = parsedPackages.get(packageName);
  if (known !== undefined) return known;
  const found = packageByName.get(packageName);
  if (found === undefined) return undefined;
  const types = new Map(parseTypes(packageName, found.text).map((type) => [type.name, type]));
  parsedPackages.set(packageName, types);
  return types;
}

function packageOf(typeName: string): string {
  return typeName.slice(0, typeName.lastIndexOf("."));
}

function schemaOfNamedType(type: TypeDefinition): Schema {
  const found = packageByName.get(packageOf(type.name))!;
  const gvk = type.role === "struct" ? undefined : { group: found.group, version: found.version };
  return schemaOfType(type, gvk, describe);
}

function listSchema(name: string): Schema | undefined {
  if (!name.endsWith("List")) return undefined;
  const item = findType(name.slice(0, -4));
  if (item?.role !== "kind") return undefined;
  const { group, version } = packageByName.get(packageOf(name))!;
  const kind = name.slice(name.lastIndexOf(".") + 1);
  return {
    type: "object",
    description: `A list of ${kind.slice(0, -4)} objects.`,
    properties: {
      apiVersion: { type: "string", description: "The group and version of this object's schema." },
      kind: { type: "string", description: "The kind of this object." },
      metadata: { $ref: refTo(`${metaPackage}.ListMeta`) },
      items: { type: "array", items: { $ref: refTo(item.name) }, description: "The objects." },
    },
    required: ["items"],
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  };
}
