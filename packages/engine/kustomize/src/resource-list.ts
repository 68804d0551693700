import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "./errors.ts";
import { isEmpty } from "./node.ts";
import type { Resource } from "./resource.ts";
import { effectiveNamespace, idKey, idText, type ResourceId, type ScopeTable } from "./resource-id.ts";

/**
 * The resources of a kustomization in order, with an index by identity. The index is made when it is needed and
 * dropped when a step changes identities, so that looking up costs the same in a set of ten or ten thousand.
 */
export class ResourceList {
  readonly scopes: ScopeTable;
  private list: Resource[] = [];
  private current: Map<string, Resource[]> | undefined;
  private former: Map<string, Resource[]> | undefined;
  private isUnchecked = false;

  constructor(scopes: ScopeTable) {
    this.scopes = scopes;
  }

  get all(): readonly Resource[] {
    return this.list;
  }

  /** Forgets the index: identities have changed. */
  touch(): void {
    this.current = undefined;
    this.former = undefined;
  }

  /** As `touch`, after a step that may have given two resources one identity. */
  touchUnchecked(): void {
    this.touch();
    this.isUnchecked = true;
  }

  /** The given resources and those that share an identity with one of them: kustomize patches by identity. */
  withTwins(selected: readonly Resource[]): readonly Resource[] {
    if (!this.isUnchecked || selected.length === 0) return selected;
    const keys = new Set(selected.map((resource) => JSON.stringify(resource.id)));
    return this.list.filter((resource) => keys.has(JSON.stringify(resource.id)));
  }

  /** Drops what patches have emptied and refuses resources of one identity, as kustomize does after such patches. */
  settle(): void {
    this.dropEmpty();
    if (!this.isUnchecked) return;
    const resources = this.list;
    this.list = [];
    this.touch();
    this.appendAll(resources);
    this.isUnchecked = false;
  }

  /** Adds a resource at the end. Throws KUSTOMIZE_ID_CONFLICT when its identity is taken. */
  append(resource: Resource): void {
    const index = this.currentIndex();
    const key = idKey(resource.id, this.scopes);
    if (index.has(key)) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_ID_CONFLICT,
        `may not add resource with an already registered id: ${idText(resource.id)}`,
        {
          object: { ...resource.id, apiVersion: resource.apiVersion },
          ...(resource.file === undefined ? {} : { location: { path: resource.file, line: resource.line } }),
          hint: "each resource may be listed once in a kustomization and all its bases",
        },
      );
    }
    index.set(key, [resource]);
    if (this.former !== undefined) this.indexFormer(this.former, resource);
    this.list.push(resource);
  }

  appendAll(resources: Iterable<Resource>): void {
    for (const resource of resources) this.append(resource);
  }

  /** Puts `next` where `old` stands. */
  replace(old: Resource, next: Resource): void {
    this.list[this.list.indexOf(old)] = next;
    this.touch();
  }

  /** Keeps the resources that pass. */
  retain(keep: (resource: Resource) => boolean): void {
    const kept = this.list.filter(keep);
    if (kept.length === this.list.length) return;
    this.list = kept;
    this.touch();
  }

  /** Replaces the order (and nothing else). */
  reorder(resources: Resource[]): void {
    this.list = resources;
  }

  dropEmpty(): void {
    this.retain((resource) => !isEmpty(resource.node));
  }

  /** How many resources have this identity now. */
  countOf(id: ResourceId): number {
    return this.currentIndex().get(idKey(id, this.scopes))?.length ?? 0;
  }

  /** The resources that have, or once had, an identity; in order. */
  matchingAnyId(id: ResourceId): Resource[] {
    const found = this.formerIndex().get(idKey(id, this.scopes)) ?? [];
    return found.filter((resource) => !isEmpty(resource.node));
  }

  /** The one resource that has or had an identity. Throws KUSTOMIZE_ID_NOT_FOUND for none and for several. */
  single(id: ResourceId): Resource {
    const found = this.matchingAnyId(id);
    if (found.length === 1) return found[0] as Resource;
    const what = found.length === 0 ? "no matches" : "multiple matches";
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_ID_NOT_FOUND,
      `${what} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`,
      { object: { kind: id.kind, name: id.name, namespace: id.namespace } },
    );
  }

  namespaceOf(id: ResourceId): string {
    return effectiveNamespace(id, this.scopes);
  }

  isClusterScoped(id: ResourceId): boolean {
    return this.scopes.isClusterScoped(id);
  }

  private currentIndex(): Map<string, Resource[]> {
    if (this.current === undefined) {
      this.current = new Map();
      for (const resource of this.list) add(this.current, idKey(resource.id, this.scopes), resource);
    }
    return this.current;
  }

  private formerIndex(): Map<string, Resource[]> {
    if (this.former === undefined) {
      this.former = new Map();
      for (const resource of this.list) this.indexFormer(this.former, resource);
    }
    return this.former;
  }

  private indexFormer(index: Map<string, Resource[]>, resource: Resource): void {
    const keys = new Set<string>();
    for (const id of resource.formerIds()) keys.add(idKey(id, this.scopes));
    keys.add(idKey(resource.id, this.scopes));
    for (const key of keys) add(index, key, resource);
  }
}

function add(index: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [resource]);
  else list.push(resource);
}
