import type { KubeObject } from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";
import {
  type FieldRequirement,
  fieldTest,
  type LabelTest,
  parseFieldSelector,
  parseLabelSelector,
} from "../selector/index.ts";
import { badRequest, expired, StatusError } from "../status/index.ts";
import type { Collection, StoredEntry } from "../storage/index.ts";
import type { Registry } from "./registry.ts";

/** The query of a list or watch. */
export interface Selection {
  labelSelector?: string;
  fieldSelector?: string;
}

/** The query of a list. */
export interface ListOptions extends Selection {
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
}

/** A list, or one chunk of it. */
export interface ListAnswer {
  entries: StoredEntry[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

/** Tests objects against selectors; `name` is set when only one name can match. */
export interface ObjectFilter {
  test: ((object: KubeObject) => boolean) | undefined;
  name: string | undefined;
}

/** Compiles selectors. Throws a 400 for a broken one. */
export function compileFilter(resource: ServedResource, selection: Selection): ObjectFilter {
  const labels: LabelTest | undefined =
    selection.labelSelector === undefined ? undefined : parseLabelSelector(selection.labelSelector);
  const requirements: FieldRequirement[] =
    selection.fieldSelector === undefined ? [] : parseFieldSelector(selection.fieldSelector);
  const fields = fieldTest(resource.definition, requirements);
  const name = requirements.find(({ field, isEqual }) => field === "metadata.name" && isEqual)?.value;
  if (labels === undefined && fields === undefined) return { test: undefined, name };
  return {
    test: (object) =>
      (labels === undefined || labels(object.metadata.labels)) && (fields === undefined || fields(object)),
    name,
  };
}

interface ContinueToken {
  /** The revision of the first chunk. */
  revision: number;
  /** The last key that was answered. */
  after: string;
}

/** Lists the objects of a namespace (all when empty), in the order of namespace and name. */
export async function listObjects(
  registry: Registry,
  resource: ServedResource,
  namespace: string,
  options: ListOptions,
): Promise<ListAnswer> {
  const collection = registry.collection(resource);
  const filter = compileFilter(resource, options);
  const token = options.continue === undefined ? undefined : readToken(options.continue);
  const version = parseRevision(options.resourceVersion);
  checkMatch(options, version, token !== undefined);
  if (version > registry.storage.revision && !(await registry.storage.reached(version, 3000))) {
    throw new StatusError({
      message: `Too large resource version: ${version}, current: ${registry.storage.revision}`,
      reason: "Timeout",
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
      code: 504,
    });
  }
  const exact = token?.revision ?? (options.resourceVersionMatch === "Exact" ? version : undefined);
  const revision = exact ?? registry.storage.revision;
  const past = exact === undefined ? undefined : statesAt(collection, exact, token !== undefined);
  const select = selector(registry, resource, filter);

  if (filter.name !== undefined && namespace !== "" && past === undefined) {
    const entry = collection.get(`${namespace}/${filter.name}`);
    return {
      entries: entry !== undefined && select(entry) ? [entry] : [],
      resourceVersion: String(revision),
    };
  }
  const limit = options.limit !== undefined && options.limit > 0 ? options.limit : Number.POSITIVE_INFINITY;
  const entries: StoredEntry[] = [];
  let last = "";
  for (const entry of entriesAt(collection, namespace, past, token?.after)) {
    if (!select(entry)) continue;
    if (entries.length === limit) {
      const answer: ListAnswer = {
        entries,
        resourceVersion: String(revision),
        continue: writeToken({ revision, after: last }),
      };
      if (filter.test === undefined && past === undefined) {
        const [, end] = collection.range(namespace);
        answer.remainingItemCount = end - collection.position(`${last}\0`);
      }
      return answer;
    }
    entries.push(entry);
    last = entry.key;
  }
  return { entries, resourceVersion: String(revision) };
}

function selector(
  registry: Registry,
  resource: ServedResource,
  filter: ObjectFilter,
): (entry: StoredEntry) => boolean {
  const { test } = filter;
  if (test === undefined) return () => true;
  return (entry) => test(registry.views.object(resource, entry));
}

/** Walks the entries in key order; `past` holds what was different at the wanted revision. */
function* entriesAt(
  collection: Collection,
  namespace: string,
  past: Map<string, StoredEntry | undefined> | undefined,
  after: string | undefined,
): Generator<StoredEntry> {
  const [first, end] = collection.range(namespace);
  let index = after === undefined ? first : Math.max(first, collection.position(`${after}\0`));
  if (past === undefined || past.size === 0) {
    // The collection may change between chunks only: one list is read in one go.
    for (; index < end; index++) yield collection.at(index)!;
    return;
  }
  const isWanted = (key: string): boolean =>
    (namespace === "" || key.startsWith(`${namespace}/`)) && (after === undefined || key > after);
  const gone = [...past].filter(
    ([key, entry]) => entry !== undefined && collection.get(key) === undefined && isWanted(key),
  );
  gone.sort(([a], [b]) => (a < b ? -1 : 1));
  let nextGone = 0;
  for (; index < end; index++) {
    const entry = collection.at(index)!;
    while (nextGone < gone.length && gone[nextGone]![0] < entry.key) yield gone[nextGone++]![1]!;
    const then = past.has(entry.key) ? past.get(entry.key) : entry;
    if (then !== undefined) yield then;
  }
  while (nextGone < gone.length) yield gone[nextGone++]![1]!;
}

/** What differed from now at a revision: key to entry, or to undefined where there was none. */
function statesAt(
  collection: Collection,
  revision: number,
  isContinued: boolean,
): Map<string, StoredEntry | undefined> {
  if (revision < collection.compactedRevision) {
    throw expired(
      isContinued
        ? "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter."
        : `The resourceVersion for the provided list is too old.`,
    );
  }
  const states = new Map<string, StoredEntry | undefined>();
  for (const event of collection.eventsAfter(revision)) {
    if (!states.has(event.key)) states.set(event.key, event.previous);
  }
  return states;
}

/** A resourceVersion of a query; 0 when unset. Throws a 400. */
export function parseRevision(text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  if (!/^\d{1,16}$/.test(text)) {
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

function checkMatch(options: ListOptions, version: number, isContinued: boolean): void {
  const { resourceVersionMatch: match, resourceVersion } = options;
  if (match === undefined || match === "") {
    if (isContinued && version > 0) {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    return;
  }
  const refuse = (message: string): never => {
    throw new StatusError({
      message: `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: ${message}`,
      reason: "Invalid",
      details: {
        group: "meta.k8s.io",
        kind: "ListOptions",
        causes: [{ reason: "FieldValueForbidden", field: "resourceVersionMatch", message }],
      },
      code: 422,
    });
  };
  if (resourceVersion === undefined || resourceVersion === "") {
    refuse("Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
  }
  if (isContinued) refuse("Forbidden: resourceVersionMatch is forbidden when continue is provided");
  if (match !== "Exact" && match !== "NotOlderThan") {
    refuse(`Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan"`);
  }
  if (match === "Exact" && version === 0) {
    refuse('Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
}

function writeToken(token: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: "sluice/v1", rv: token.revision, after: token.after })).toString(
    "base64url",
  );
}

function readToken(text: string): ContinueToken {
  try {
    const token = JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;
    const { rv, after } = token;
    if (token["v"] === "sluice/v1" && typeof rv === "number" && typeof after === "string") {
      return { revision: rv, after };
    }
  } catch {
    // Falls through to the one answer for all that is not a token of ours.
  }
  throw badRequest("continue key is not valid: illegal base64 data or unknown version");
}
