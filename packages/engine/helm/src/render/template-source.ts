import { type MapValue, type ParsedTemplates, parseTemplate } from "@sluice/go-template";

/** A template file of a chart and the data it is executed with. */
export interface TemplateSource {
  /** `<chart path>/templates/...`. */
  readonly name: string;
  readonly text: string;
  /** `<chart path>/templates`. */
  readonly basePath: string;
  /** What `.` is, without `.Template`. */
  readonly scope: MapValue;
}

const mostTexts = 5000;

/** Parsed templates, for texts that are rendered again and again. */
export class ParseCache {
  readonly #parsed = new Map<string, { text: string; templates: ParsedTemplates }>();

  /** Parses a text unless the same text was parsed under this key before. */
  parse(key: string, name: string, text: string, hasFunction: (name: string) => boolean): ParsedTemplates {
    const known = this.#parsed.get(key);
    if (known !== undefined && known.text === text) return known.templates;
    const templates = parseTemplate(name, text, hasFunction);
    if (this.#parsed.size >= mostTexts) this.#parsed.delete(this.#parsed.keys().next().value!);
    this.#parsed.set(key, { text, templates });
    return templates;
  }
}

const caches = new WeakMap<object, ParseCache>();

/** The cache that belongs to a chart (or another object): it lives as long as its owner. */
export function parseCacheOf(owner: object): ParseCache {
  let cache = caches.get(owner);
  if (cache === undefined) {
    cache = new ParseCache();
    caches.set(owner, cache);
  }
  return cache;
}
