import { sha256Hex } from "@sluice/base/digest";
import type { JsonObject } from "@sluice/base/object";
import type { ResourceTable, ServedResource } from "../resource/index.ts";

/** Discovery: which groups, versions and resources there are. Computed once for each state of the table. */
export class DiscoveryDocuments {
  readonly #resources: ResourceTable;
  readonly #groupOrder: readonly string[];
  #cache = new Map<string, JsonObject | undefined>();

  constructor(resources: ResourceTable, groupOrder: readonly string[]) {
    this.#resources = resources;
    this.#groupOrder = groupOrder;
    resources.onChange(() => {
      this.#cache = new Map();
    });
  }

  /** `GET /api`. */
  coreVersions(): JsonObject {
    return {
      kind: "APIVersions",
      versions: ["v1"],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: "" }],
    };
  }

  /** `GET /apis`. */
  groups(): JsonObject {
    return this.#cached("groups", () => ({
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: this.groupNames()
        .filter((group) => group !== "")
        .map((group) => this.#groupOf(group)),
    }))!;
  }

  /** `GET /apis/GROUP`. */
  group(group: string): JsonObject | undefined {
    if (group === "" || !this.groupNames().includes(group)) return undefined;
    return { kind: "APIGroup", apiVersion: "v1", ...this.#groupOf(group) };
  }

  /** `GET /api/v1` and `GET /apis/GROUP/VERSION`. */
  groupVersion(group: string, version: string): JsonObject | undefined {
    return this.#cached(`version ${group}/${version}`, () => {
      const resources = this.#resourcesOf(group, version);
      if (resources.length === 0) return undefined;
      return {
        kind: "APIResourceList",
        ...(group === "" ? {} : { apiVersion: "v1" }),
        groupVersion: resources[0]!.apiVersion,
        resources: resources.flatMap((resource) => listResource(resource)),
      };
    });
  }

  /** `GET /api` and `GET /apis` for clients that ask for `APIGroupDiscoveryList`. */
  aggregated(isCore: boolean, version: string): JsonObject {
    return this.#cached(`aggregated ${isCore} ${version}`, () => ({
      kind: "APIGroupDiscoveryList",
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: this.groupNames()
        .filter((group) => (group === "") === isCore)
        .map((group) => ({
          metadata: { name: group, creationTimestamp: null },
          versions: this.versions(group).map((name) => ({
            version: name,
            resources: this.#resourcesOf(group, name).map((resource) => discoverResource(resource)),
            freshness: "Current",
          })),
        })),
    }))!;
  }

  /** All groups, built-ins in their fixed order, others by name. */
  groupNames(): string[] {
    const names = new Set([...this.#resources.all()].map(({ definition }) => definition.group));
    const position = (group: string): number => {
      const index = this.#groupOrder.indexOf(group);
      return index < 0 ? this.#groupOrder.length : index;
    };
    return [...names].sort((a, b) => position(a) - position(b) || (a < b ? -1 : 1));
  }

  /** The versions of a group, preferred first. */
  versions(group: string): string[] {
    const priorities = new Map<string, number>();
    for (const { definition } of this.#resources.all()) {
      if (definition.group !== group) continue;
      const { version } = definition;
      priorities.set(version, Math.max(priorities.get(version) ?? 0, definition.versionPriority ?? 0));
    }
    return [...priorities.keys()].sort(
      (a, b) => priorities.get(b)! - priorities.get(a)! || compareVersions(b, a),
    );
  }

  #groupOf(group: string): JsonObject {
    const versions = this.versions(group).map((version) => ({
      groupVersion: `${group}/${version}`,
      version,
    }));
    return { name: group, versions, preferredVersion: versions[0]! };
  }

  #resourcesOf(group: string, version: string): ServedResource[] {
    return [...this.#resources.all()]
      .filter(({ definition }) => definition.group === group && definition.version === version)
      .sort((a, b) => (a.definition.plural < b.definition.plural ? -1 : 1));
  }

  #cached(key: string, make: () => JsonObject | undefined): JsonObject | undefined {
    if (!this.#cache.has(key)) this.#cache.set(key, make());
    return this.#cache.get(key);
  }
}

interface Subresource {
  name: string;
  group?: string;
  version?: string;
  kind?: string;
  verbs: string[];
}

function subresourcesOf({ definition }: ServedResource): Subresource[] {
  const list: Subresource[] = [...(definition.subresources ?? [])];
  if (definition.hasStatus) list.push({ name: "status", verbs: ["get", "patch", "update"] });
  if (definition.scale !== undefined) {
    list.push({
      name: "scale",
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: ["get", "patch", "update"],
    });
  }
  return list.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function sortedVerbs(verbs: readonly string[]): string[] {
  return [...verbs].sort();
}

function listResource(resource: ServedResource): JsonObject[] {
  const { definition } = resource;
  const main: JsonObject = {
    name: definition.plural,
    singularName: definition.singular,
    namespaced: definition.isNamespaced,
    kind: definition.kind,
    verbs: sortedVerbs(definition.verbs),
  };
  if (definition.shortNames.length > 0) main["shortNames"] = definition.shortNames;
  if (definition.categories.length > 0) main["categories"] = definition.categories;
  if (definition.verbs.includes("list")) main["storageVersionHash"] = storageVersionHash(resource);
  return [
    main,
    ...subresourcesOf(resource).map((subresource) => ({
      name: `${definition.plural}/${subresource.name}`,
      singularName: "",
      namespaced: definition.isNamespaced,
      ...(subresource.group === undefined ? {} : { group: subresource.group }),
      ...(subresource.version === undefined ? {} : { version: subresource.version }),
      kind: subresource.kind ?? definition.kind,
      verbs: sortedVerbs(subresource.verbs),
    })),
  ];
}

function storageVersionHash(resource: ServedResource): string {
  const { group, plural, kind } = { ...resource.name, ...resource.definition };
  return Buffer.from(sha256Hex(`${group}/${resource.storageApiVersion}/${kind}/${plural}`), "hex")
    .subarray(0, 8)
    .toString("base64");
}

function discoverResource(resource: ServedResource): JsonObject {
  const { definition } = resource;
  const item: JsonObject = {
    resource: definition.plural,
    responseKind: { group: definition.group, version: definition.version, kind: definition.kind },
    scope: definition.isNamespaced ? "Namespaced" : "Cluster",
    singularResource: definition.singular,
    verbs: sortedVerbs(definition.verbs),
  };
  if (definition.shortNames.length > 0) item["shortNames"] = definition.shortNames;
  if (definition.categories.length > 0) item["categories"] = definition.categories;
  const subresources = subresourcesOf(resource);
  if (subresources.length > 0) {
    item["subresources"] = subresources.map((subresource) => ({
      subresource: subresource.name,
      responseKind: {
        group: subresource.kind === undefined ? definition.group : (subresource.group ?? ""),
        version:
          subresource.kind === undefined ? definition.version : (subresource.version ?? definition.version),
        kind: subresource.kind ?? definition.kind,
      },
      verbs: sortedVerbs(subresource.verbs),
    }));
  }
  return item;
}

/** Kubernetes' order of versions: GA above beta above alpha, higher numbers first, other names last. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined) {
    if (left === undefined && right === undefined) return a < b ? 1 : a > b ? -1 : 0;
    return left === undefined ? -1 : 1;
  }
  for (let index = 0; index < 3; index++) {
    if (left[index] !== right[index]) return left[index]! - right[index]!;
  }
  return 0;
}

function parseVersion(version: string): [number, number, number] | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return undefined;
  const stability = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}
