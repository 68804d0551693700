import { SluiceError } from "@sluice/base/errors";
import { parseApiVersion } from "@sluice/base/object";
import { kubeErrors } from "../errors.ts";

/** Names a kind. With `plural` and `isNamespaced` given (kinds that a program knows), no discovery is needed. */
export interface KindRef {
  apiVersion: string;
  kind: string;
  plural?: string;
  isNamespaced?: boolean;
}

/** How a kind is served. */
export interface ResourceInfo {
  apiVersion: string;
  kind: string;
  plural: string;
  isNamespaced: boolean;
  verbs: readonly string[];
}

interface ApiResource {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

/** Finds how kinds are served, by discovery, once for each group and version. */
export class ResourceFinder {
  readonly #fetchGroupVersion: (path: string) => Promise<{ resources?: ApiResource[] } | undefined>;
  readonly #known = new Map<string, Promise<Map<string, ResourceInfo>>>();

  /** `fetchGroupVersion` gets the document at a discovery path, or undefined where the server has none. */
  constructor(fetchGroupVersion: (path: string) => Promise<{ resources?: ApiResource[] } | undefined>) {
    this.#fetchGroupVersion = fetchGroupVersion;
  }

  /** Throws KUBE_NO_MATCH when the kind is not served, after asking anew, since a CRD may just have been installed. */
  async find(ref: KindRef): Promise<ResourceInfo> {
    if (ref.plural !== undefined && ref.isNamespaced !== undefined) {
      return {
        apiVersion: ref.apiVersion,
        kind: ref.kind,
        plural: ref.plural,
        isNamespaced: ref.isNamespaced,
        verbs: [],
      };
    }
    const cached = this.#known.get(ref.apiVersion);
    const found = cached && (await cached).get(ref.kind);
    if (found !== undefined) return found;
    const fresh = await this.#load(ref.apiVersion);
    const info = fresh.get(ref.kind);
    if (info === undefined) {
      throw new SluiceError(
        kubeErrors.KUBE_NO_MATCH,
        `no matches for kind "${ref.kind}" in version "${ref.apiVersion}"`,
        {
          object: { apiVersion: ref.apiVersion, kind: ref.kind },
          hint: "install the CustomResourceDefinition of this kind first, or let this object depend on what installs it",
        },
      );
    }
    return info;
  }

  /** Forgets a group and version, so that the next look-up asks again. */
  forget(apiVersion: string): void {
    this.#known.delete(apiVersion);
  }

  #load(apiVersion: string): Promise<Map<string, ResourceInfo>> {
    const { group, version } = parseApiVersion(apiVersion);
    const loading = this.#fetchGroupVersion(
      group === "" ? `/api/${version}` : `/apis/${group}/${version}`,
    ).then((document) => {
      const kinds = new Map<string, ResourceInfo>();
      for (const resource of document?.resources ?? []) {
        if (resource.name.includes("/")) continue;
        kinds.set(resource.kind, {
          apiVersion,
          kind: resource.kind,
          plural: resource.name,
          isNamespaced: resource.namespaced,
          verbs: resource.verbs,
        });
      }
      return kinds;
    });
    this.#known.set(apiVersion, loading);
    loading.catch(() => this.#known.delete(apiVersion));
    return loading;
  }
}

/** The path of a collection, or of one object and its subresource. */
export function resourcePath(
  info: ResourceInfo,
  namespace: string | undefined,
  name?: string,
  subresource?: string,
): string {
  const { group, version } = parseApiVersion(info.apiVersion);
  const parts = group === "" ? ["/api", version] : ["/apis", group, version];
  if (info.isNamespaced && namespace) parts.push("namespaces", encodeURIComponent(namespace));
  parts.push(info.plural);
  if (name !== undefined) parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(subresource);
  return parts.join("/");
}
