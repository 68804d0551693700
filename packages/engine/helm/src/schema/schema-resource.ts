import { isJsonObject } from "@sluice/base/object";
import { GoError } from "@sluice/go-template";

/** A schema: an object of keywords, or true or false. */
export type Schema = boolean | Record<string, unknown>;

export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** A schema in its place: the document it belongs to gives references and draft their meaning. */
export interface PlacedSchema {
  readonly schema: Schema;
  readonly base: string;
  readonly draft: Draft;
}

const drafts: readonly (readonly [RegExp, Draft])[] = [
  [/draft-04/, 4],
  [/draft-06/, 6],
  [/draft-07/, 7],
  [/2019-09/, 2019],
  [/2020-12/, 2020],
];

/** Schema documents by address, with every `$id` and anchor inside them. */
export class SchemaResources {
  readonly #places = new Map<string, PlacedSchema>();
  readonly #documents: (url: string) => unknown;

  constructor(documents: (url: string) => unknown) {
    this.#documents = documents;
  }

  /** Adds a document; returns its root. Throws GoError for what is no schema. */
  add(url: string, document: unknown, fallback: Draft = 2020): PlacedSchema {
    const draft = draftOf(document) ?? fallback;
    this.#index(document, url, draft, 0);
    const place = { schema: asSchema(document), base: url, draft };
    this.#places.set(url, place);
    return place;
  }

  /** The schema that a reference means. Throws GoError where there is none. */
  resolve(reference: string, from: PlacedSchema): PlacedSchema {
    const url = resolveUrl(reference, from.base);
    const hash = url.indexOf("#");
    const address = hash < 0 ? url : url.slice(0, hash);
    const fragment = hash < 0 ? "" : decodeURIComponent(url.slice(hash + 1));
    const root = this.#places.get(address) ?? this.#load(address, from.draft);
    if (fragment === "") return root;
    if (!fragment.startsWith("/")) {
      const place = this.#places.get(`${address}#${fragment}`);
      if (place === undefined) throw new GoError(`${reference} not found`);
      return place;
    }
    let current: unknown = root.schema;
    let { base } = root;
    for (const token of fragment.slice(1).split("/")) {
      const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
      const next: unknown =
        Array.isArray(current) || isJsonObject(current)
          ? Object.hasOwn(current, key)
            ? (current as Record<string, unknown>)[key]
            : undefined
          : undefined;
      if (next === undefined) throw new GoError(`json-pointer in ${quotedUrl(url)} not found`);
      current = next;
      base = innerBase(current, base, root.draft);
    }
    return { schema: asSchema(current), base, draft: root.draft };
  }

  #load(address: string, draft: Draft): PlacedSchema {
    const isMeta = /^https?:\/\/json-schema\.org\//.test(address);
    const isUrn = address.startsWith("urn:");
    const document = this.#documents(address) ?? (isMeta || isUrn ? true : undefined);
    if (document === undefined)
      throw new GoError(`failing loading ${quotedUrl(address)}: it was not passed in`);
    return this.add(address, document, draft);
  }

  #index(value: unknown, base: string, draft: Draft, depth: number): void {
    if (depth > 500) throw new GoError("schema is nested too deeply");
    if (Array.isArray(value)) {
      for (const item of value) this.#index(item, base, draft, depth + 1);
      return;
    }
    if (!isJsonObject(value)) return;
    const own = innerBase(value, base, draft);
    if (own !== base) this.#places.set(own, { schema: value, base: own, draft });
    for (const key of ["$anchor", "$dynamicAnchor"]) {
      const anchor = value[key];
      if (typeof anchor === "string")
        this.#places.set(`${own}#${anchor}`, { schema: value, base: own, draft });
    }
    const id = value[draft === 4 ? "id" : "$id"];
    if (typeof id === "string" && id.startsWith("#"))
      this.#places.set(own + id, { schema: value, base: own, draft });
    for (const [key, item] of Object.entries(value)) {
      if (key !== "enum" && key !== "const" && key !== "default" && key !== "examples")
        this.#index(item, own, draft, depth + 1);
    }
  }
}

/** The base address below a schema: that of its `$id`, where it has one. */
export function innerBase(schema: unknown, base: string, draft: Draft): string {
  if (!isJsonObject(schema)) return base;
  const id = schema[draft === 4 ? "id" : "$id"];
  if (typeof id !== "string" || id === "" || id.startsWith("#")) return base;
  return resolveUrl(id, base).replace(/#.*$/, "");
}

function draftOf(document: unknown): Draft | undefined {
  if (!isJsonObject(document) || typeof document["$schema"] !== "string") return undefined;
  const url = document["$schema"];
  return drafts.find(([pattern]) => pattern.test(url))?.[1];
}

function asSchema(value: unknown): Schema {
  if (typeof value === "boolean" || isJsonObject(value)) return value;
  throw new GoError("invalid jsonType: a schema is an object or a boolean");
}

function resolveUrl(reference: string, base: string): string {
  if (reference.startsWith("#")) return base + reference;
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(reference)) return reference;
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

function quotedUrl(url: string): string {
  return JSON.stringify(url);
}
