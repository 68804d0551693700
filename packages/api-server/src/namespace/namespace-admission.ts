import type { AdmissionRequest, AdmissionStep, Registry } from "../registry/index.ts";
import type { ServedResource } from "../resource/index.ts";
import { forbidden, notFound, StatusError } from "../status/index.ts";

/** Namespaces that are never deleted. */
const immortal = new Set(["default", "kube-system", "kube-public"]);

/**
 * Objects are created in namespaces that exist and are not going away, and the namespaces that the cluster lives by
 * cannot be deleted.
 */
export function namespaceAdmission(registry: Registry): AdmissionStep {
  let namespaces: ServedResource | undefined;
  return {
    isIdle: (request) => request.operation === "UPDATE",
    mutate(request) {
      namespaces ??= registry.resources.stored("", "namespaces")!;
      if (request.operation === "DELETE") refuseImmortal(request);
      else if (request.operation === "CREATE") requireNamespace(registry, namespaces, request);
      return undefined;
    },
  };
}

function refuseImmortal({ resource, name, subresource }: AdmissionRequest): void {
  if (resource.collection === "namespaces" && subresource === "" && immortal.has(name)) {
    throw forbidden(resource.name, name, "this namespace may not be deleted");
  }
}

function requireNamespace(registry: Registry, namespaces: ServedResource, request: AdmissionRequest): void {
  const { resource, namespace } = request;
  if (!resource.definition.isNamespaced) return;
  const entry = registry.entry(namespaces, { namespace: "", name: namespace });
  if (entry === undefined) throw notFound(namespaces.name, namespace);
  if (!entry.text.includes('"deletionTimestamp"')) return;
  const object = registry.views.object(namespaces, entry);
  if (object.metadata.deletionTimestamp === undefined) return;
  const refusal = forbidden(
    resource.name,
    request.name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  throw new StatusError({
    ...refusal.status,
    details: {
      ...refusal.status.details,
      causes: [
        {
          reason: "NamespaceTerminating",
          message: `namespace ${namespace} is being terminated`,
          field: "metadata.namespace",
        },
      ],
    },
  });
}
