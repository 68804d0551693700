import { errorText, SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { compareVersions, parseConstraint, satisfies, tryParseVersion } from "@sluice/base/semver";
import { parseYaml } from "@sluice/yaml";
import { type ChartMetadata, readMetadata } from "../chart/index.ts";
import { validateMetadata } from "../chart/metadata.ts";
import { helmErrors } from "../errors.ts";
import { locateEntries } from "./locate-entries.ts";

/** The bytes of an index: once from the front, then pieces of it again. */
export interface IndexSource {
  stream(): AsyncIterable<Uint8Array>;
  /** Bytes `start` to `end`, end not included. */
  read(start: number, end: number): Promise<Uint8Array> | Uint8Array;
}

/** One version of a chart. */
export interface IndexEntry {
  readonly metadata: ChartMetadata;
  readonly urls: readonly string[];
  /** RFC 3339, empty where it is not said. */
  readonly created: string;
  /** Bare hex SHA-256 of the archive, empty where it is not said. */
  readonly digest: string;
  readonly removed: boolean;
}

const decoder = new TextDecoder();

/** A repository's index; what was asked for once is kept. */
export class RepositoryIndex {
  readonly #source: IndexSource;
  readonly #places: ReadonlyMap<string, readonly [start: number, end: number]>;
  readonly #whole: Record<string, unknown> | undefined;
  readonly #versions = new Map<string, Promise<readonly IndexEntry[]>>();
  readonly #warn: (message: string) => void;
  readonly apiVersion: string;

  private constructor(
    source: IndexSource,
    places: ReadonlyMap<string, readonly [number, number]>,
    whole: Record<string, unknown> | undefined,
    apiVersion: string,
    warn: (message: string) => void,
  ) {
    this.#source = source;
    this.#places = places;
    this.#whole = whole;
    this.apiVersion = apiVersion;
    this.#warn = warn;
  }

  /** Reads an index through once. Throws INDEX_INVALID. */
  static async open(
    source: IndexSource,
    warn: (message: string) => void = () => {},
  ): Promise<RepositoryIndex> {
    const located = await locateEntries(source.stream());
    if (located.sizeBytes === 0) throw invalid("empty index.yaml file");
    const head =
      located.places === undefined ? await readWhole(source, located.sizeBytes) : parse(located.head);
    const apiVersion = head["apiVersion"];
    if (typeof apiVersion !== "string" || apiVersion === "") throw invalid("no API version specified");
    if (located.places !== undefined)
      return new RepositoryIndex(source, located.places, undefined, apiVersion, warn);
    const entries = isJsonObject(head["entries"]) ? head["entries"] : {};
    return new RepositoryIndex(source, new Map(), entries, apiVersion, warn);
  }

  /** Names of all charts, sorted. */
  names(): string[] {
    return (this.#whole === undefined ? [...this.#places.keys()] : Object.keys(this.#whole)).sort();
  }

  /** The versions of a chart, newest first; entries that are not valid are left out. Empty for an unknown chart. */
  versions(name: string): Promise<readonly IndexEntry[]> {
    let versions = this.#versions.get(name);
    if (versions === undefined) {
      versions = this.#readVersions(name);
      this.#versions.set(name, versions);
    }
    return versions;
  }

  /**
   * The version of a chart that is named exactly, or the newest that satisfies the constraint; none means any
   * release. Throws INDEX_VERSION_NOT_FOUND.
   */
  async find(name: string, version = ""): Promise<IndexEntry> {
    const versions = await this.versions(name);
    if (versions.length === 0)
      throw notFound(this.names().includes(name) ? "no chart version found" : "no chart name found", name);
    const exact = version === "" ? undefined : versions.find((entry) => entry.metadata.version === version);
    if (exact !== undefined) return exact;
    const constraint = parseConstraint(version === "" ? "*" : version);
    const fitting = versions.find((entry) => {
      const parsed = tryParseVersion(entry.metadata.version);
      return parsed !== undefined && satisfies(parsed, constraint);
    });
    if (fitting === undefined) throw notFound(`no chart version found for ${name}-${version}`, name);
    return fitting;
  }

  async #readVersions(name: string): Promise<readonly IndexEntry[]> {
    let list: unknown;
    if (this.#whole !== undefined) list = Object.hasOwn(this.#whole, name) ? this.#whole[name] : undefined;
    else {
      const place = this.#places.get(name);
      if (place === undefined) return [];
      const text = decoder.decode(await this.#source.read(place[0], place[1]));
      list = Object.values(parse(text))[0];
    }
    const entries: IndexEntry[] = [];
    for (const item of Array.isArray(list) ? list : []) {
      try {
        if (!isJsonObject(item)) throw invalid("empty entry");
        entries.push(readEntry(item));
      } catch (error) {
        this.#warn(`skipping loading invalid entry for chart ${JSON.stringify(name)}: ${errorText(error)}`);
      }
    }
    return sortNewestFirst(entries);
  }
}

function sortNewestFirst(entries: readonly IndexEntry[]): IndexEntry[] {
  const ranked = entries.map((entry) => ({ entry, version: tryParseVersion(entry.metadata.version) }));
  ranked.sort((a, b) => {
    if (a.version === undefined || b.version === undefined)
      return a.version === b.version ? 0 : a.version === undefined ? 1 : -1;
    return compareVersions(b.version, a.version);
  });
  return ranked.map(({ entry }) => entry);
}

function readEntry(item: Record<string, unknown>): IndexEntry {
  const metadata = readMetadata(item);
  validateMetadata(metadata);
  const text = (key: string) => (typeof item[key] === "string" ? (item[key] as string) : "");
  const urls = Array.isArray(item["urls"]) ? item["urls"].filter((url) => typeof url === "string") : [];
  return {
    metadata,
    urls,
    created: text("created"),
    digest: text("digest"),
    removed: item["removed"] === true,
  };
}

async function readWhole(source: IndexSource, sizeBytes: number): Promise<Record<string, unknown>> {
  return parse(decoder.decode(await source.read(0, sizeBytes)));
}

function parse(text: string): Record<string, unknown> {
  let data: unknown;
  try {
    data = text.trimStart().startsWith("{")
      ? JSON.parse(text)
      : parseYaml(text, { flavour: "v2", uniqueKeys: true, maxLength: 512 * 1024 * 1024 });
  } catch (error) {
    throw invalid(`error converting YAML to JSON: ${errorText(error)}`, error);
  }
  if (data === null) return {};
  if (!isJsonObject(data)) throw invalid("index is no map");
  return data;
}

function invalid(message: string, cause?: unknown): SluiceError {
  return new SluiceError(helmErrors.INDEX_INVALID, message, { location: { path: "index.yaml" }, cause });
}

function notFound(message: string, name: string): SluiceError {
  return new SluiceError(helmErrors.INDEX_VERSION_NOT_FOUND, message, {
    hint: `chart ${JSON.stringify(name)} in index.yaml`,
  });
}
