import type { KubeObject } from "@sluice/base/object";

type Stored = Readonly<KubeObject>;

/**
 * The objects of one resource as last seen in watch events and write answers, with look-ups by owner, namespace and
 * labels. The newest state wins, whichever way it came in, so that a controller sees its own writes at once.
 */
export class ObjectIndex {
  readonly #byKey = new Map<string, Stored>();
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #byNamespace = new Map<string, Set<string>>();
  readonly #byLabel = new Map<string, Set<string>>();
  /** Revisions at which objects were seen deleted, so that a late answer does not bring them back. */
  readonly #gone = new Map<string, number>();
  readonly #indexesLabels: boolean;

  constructor(options: { indexesLabels?: boolean } = {}) {
    this.#indexesLabels = options.indexesLabels ?? false;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(namespace: string, name: string): Stored | undefined {
    return this.#byKey.get(`${namespace}/${name}`);
  }

  /** All objects, or those of a namespace. */
  list(namespace?: string): Stored[] {
    return namespace === undefined
      ? [...this.#byKey.values()]
      : this.#objects(this.#byNamespace.get(namespace));
  }

  /** Objects whose controller has this uid. */
  ownedBy(uid: string): Stored[] {
    return this.#objects(this.#byOwner.get(uid));
  }

  /** Objects of a namespace that no controller owns. */
  orphans(namespace: string): Stored[] {
    return this.#objects(this.#byOwner.get(`/${namespace}`));
  }

  /** Objects of a namespace that carry all of the labels; none for an empty selector. */
  withLabels(namespace: string, labels: Record<string, string>): Stored[] {
    let smallest: Set<string> | undefined;
    for (const [key, value] of Object.entries(labels)) {
      const keys = this.#byLabel.get(labelKey(namespace, key, value));
      if (keys === undefined) return [];
      if (smallest === undefined || keys.size < smallest.size) smallest = keys;
    }
    const wanted = Object.entries(labels);
    return this.#objects(smallest).filter((object) =>
      wanted.every(([key, value]) => object.metadata.labels?.[key] === value),
    );
  }

  /** Takes in a state; false when a newer one is known. */
  put(object: Stored): boolean {
    const key = keyOf(object);
    const revision = Number(object.metadata.resourceVersion);
    const known = this.#byKey.get(key);
    if (known !== undefined && Number(known.metadata.resourceVersion) >= revision) return false;
    const goneAt = this.#gone.get(key);
    if (goneAt !== undefined) {
      if (goneAt >= revision) return false;
      this.#gone.delete(key);
    }
    if (known !== undefined) this.#unlink(key, known);
    this.#byKey.set(key, object);
    this.#link(key, object);
    return true;
  }

  /** Takes in a deletion; `object` is the last state. */
  remove(object: Stored): boolean {
    const key = keyOf(object);
    const known = this.#byKey.get(key);
    const revision = Number(object.metadata.resourceVersion);
    if (known === undefined) return false;
    if (Number(known.metadata.resourceVersion) > revision && known.metadata.uid !== object.metadata.uid)
      return false;
    this.#unlink(key, known);
    this.#byKey.delete(key);
    this.#gone.set(key, Math.max(revision, Number(known.metadata.resourceVersion)));
    if (this.#gone.size > 20_000) this.#gone.clear();
    return true;
  }

  #objects(keys: Set<string> | undefined): Stored[] {
    if (keys === undefined) return [];
    const objects: Stored[] = [];
    for (const key of keys) objects.push(this.#byKey.get(key)!);
    return objects;
  }

  #link(key: string, object: Stored): void {
    for (const [map, value] of this.#places(object)) {
      const keys = map.get(value);
      if (keys === undefined) map.set(value, new Set([key]));
      else keys.add(key);
    }
  }

  #unlink(key: string, object: Stored): void {
    for (const [map, value] of this.#places(object)) {
      const keys = map.get(value);
      keys?.delete(key);
      if (keys?.size === 0) map.delete(value);
    }
  }

  *#places(object: Stored): Generator<[Map<string, Set<string>>, string]> {
    const { namespace = "", labels, ownerReferences } = object.metadata;
    yield [this.#byNamespace, namespace];
    const controller = ownerReferences?.find((owner) => owner.controller);
    yield [this.#byOwner, controller?.uid ?? `/${namespace}`];
    if (!this.#indexesLabels || labels === undefined) return;
    for (const label of Object.keys(labels)) {
      yield [this.#byLabel, labelKey(namespace, label, labels[label]!)];
    }
  }
}

function keyOf(object: Stored): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

function labelKey(namespace: string, label: string, value: string): string {
  return `${namespace}/${label}=${value}`;
}
