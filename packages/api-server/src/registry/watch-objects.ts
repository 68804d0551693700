import { deepClone, type KubeObject } from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";
import { expired } from "../status/index.ts";
import type { StoredEntry, StoredEvent } from "../storage/index.ts";
import { compileFilter, parseRevision, type Selection } from "./list-objects.ts";
import { printObject } from "./object-form.ts";
import type { Registry } from "./registry.ts";

/** The query of a watch. */
export interface WatchOptions extends Selection {
  resourceVersion?: string;
  sendsInitialEvents?: boolean;
}

/** A change as a watcher sees it: what the selectors leave of it, in the version of the resource. */
export interface WatchEvent {
  type: "ADDED" | "MODIFIED" | "DELETED";
  revision: number;
  entry: StoredEntry;
  /** The JSON of the object. */
  text: string;
  object(): KubeObject;
  /** The stored change this stands for, where nothing had to be adapted for this watcher. */
  source: StoredEvent | undefined;
}

/** A watch that began; `initialRevision` is the revision up to which `initial` brings the client. */
export interface OpenWatch {
  initial: WatchEvent[];
  initialRevision: number;
  /** True when `initial` is to be followed by the bookmark that ends initial events. */
  endsInitialEvents: boolean;
  /** Starts the flow of changes after `initialRevision`. */
  start(onEvent: (event: WatchEvent) => void): void;
  stop(): void;
}

/**
 * Opens a watch on a namespace (all when empty). With resourceVersion unset or 0 it begins with what there is,
 * otherwise after that revision. Throws 410 when the revision is no longer in the history.
 */
export function openWatch(
  registry: Registry,
  resource: ServedResource,
  namespace: string,
  options: WatchOptions,
): OpenWatch {
  const collection = registry.collection(resource);
  const { test } = compileFilter(resource, options);
  const from = parseRevision(options.resourceVersion);
  const prefix = `${namespace}/`;
  const isInScope = (key: string): boolean => namespace === "" || key.startsWith(prefix);
  const adapt = (event: StoredEvent): WatchEvent | undefined => adaptEvent(registry, resource, event, test);

  const initial: WatchEvent[] = [];
  const startsWithState = options.sendsInitialEvents ?? from === 0;
  const initialRevision = startsWithState ? registry.storage.revision : from;
  if (startsWithState) {
    const [first, end] = collection.range(namespace);
    for (let index = first; index < end; index++) {
      const entry = collection.at(index)!;
      if (test === undefined || test(registry.views.object(resource, entry))) {
        initial.push(eventOf(registry, resource, "ADDED", entry, entry.revision, undefined));
      }
    }
  } else {
    if (from < collection.compactedRevision) {
      throw expired(`too old resource version: ${from} (${collection.compactedRevision})`);
    }
    for (const event of collection.eventsAfter(from)) {
      if (!isInScope(event.key)) continue;
      const adapted = adapt(event);
      if (adapted !== undefined) initial.push(adapted);
    }
  }
  let listener: ((event: StoredEvent) => void) | undefined;
  // Between the state above and `start` nothing may be missed: both run in the same turn of the event loop, and
  // events that are older than what was read (written, not yet committed) are known by their revision.
  const seen = new Set(
    startsWithState
      ? initial.filter((event) => event.revision > registry.storage.revision).map((event) => event.revision)
      : [],
  );
  return {
    initial,
    initialRevision,
    endsInitialEvents: options.sendsInitialEvents === true,
    start(onEvent) {
      listener = (event) => {
        if (!isInScope(event.key) || seen.delete(event.revision)) return;
        const adapted = adapt(event);
        if (adapted !== undefined) onEvent(adapted);
      };
      collection.listeners.add(listener);
    },
    stop() {
      if (listener !== undefined) collection.listeners.delete(listener);
    },
  };
}

function eventOf(
  registry: Registry,
  resource: ServedResource,
  type: WatchEvent["type"],
  entry: StoredEntry,
  revision: number,
  source: StoredEvent | undefined,
): WatchEvent {
  return {
    type,
    revision,
    entry,
    source,
    get text() {
      return registry.views.text(resource, entry);
    },
    object: () => registry.views.object(resource, entry),
  };
}

const sharedEvents = new WeakMap<StoredEvent, Map<ServedResource, WatchEvent>>();

/** The event of watchers without selectors: the same one for all of them. */
function sharedEvent(registry: Registry, resource: ServedResource, source: StoredEvent): WatchEvent {
  let events = sharedEvents.get(source);
  if (events === undefined) {
    events = new Map();
    sharedEvents.set(source, events);
  }
  let event = events.get(resource);
  if (event === undefined) {
    event = eventOf(registry, resource, source.type, source.entry, source.revision, source);
    events.set(resource, event);
  }
  return event;
}

/** An object that begins or ceases to match is added or deleted for the watcher. */
function adaptEvent(
  registry: Registry,
  resource: ServedResource,
  event: StoredEvent,
  test: ((object: KubeObject) => boolean) | undefined,
): WatchEvent | undefined {
  if (test === undefined) return sharedEvent(registry, resource, event);
  const { previous, entry } = event;
  const matched = previous !== undefined && test(registry.views.object(resource, previous));
  if (event.type === "DELETED") {
    return matched ? eventOf(registry, resource, "DELETED", entry, event.revision, event) : undefined;
  }
  const matches = test(registry.views.object(resource, entry));
  if (matches) {
    const type = matched ? "MODIFIED" : "ADDED";
    return eventOf(registry, resource, type, entry, event.revision, type === event.type ? event : undefined);
  }
  if (!matched) return undefined;
  const last = deepClone(registry.views.object(resource, previous));
  last.metadata.resourceVersion = String(event.revision);
  return {
    type: "DELETED",
    revision: event.revision,
    entry,
    source: undefined,
    get text() {
      return printObject(last);
    },
    object: () => last,
  };
}
