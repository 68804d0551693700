import { SluiceError } from "@sluice/base/errors";
import type { YamlMap } from "@sluice/yaml";
import { kustomizeErrors } from "../errors.ts";
import { Resource } from "../resource.ts";

/** A Kubernetes service account bound to a Google service account. */
export function generateIamPolicy(config: Record<string, unknown>): Resource {
  if (config["cloud"] !== "gke") {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID,
      `cloud provider ${String(config["cloud"] ?? "")} not supported yet`,
      { fieldPath: "cloud" },
    );
  }
  const service = (config["kubernetesService"] ?? {}) as { namespace?: string; name?: string };
  const account = (config["serviceAccount"] ?? {}) as { name?: string; projectId?: string };
  const metadata: YamlMap = {
    annotations: {
      "iam.gke.io/gcp-service-account": `${account.name ?? ""}@${account.projectId ?? ""}.iam.gserviceaccount.com`,
    },
    name: service.name ?? "",
  };
  if (service.namespace) metadata["namespace"] = service.namespace;
  return new Resource({ apiVersion: "v1", kind: "ServiceAccount", metadata });
}
