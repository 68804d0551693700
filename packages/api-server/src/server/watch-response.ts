import { type JsonObject, stringifyJson } from "@sluice/base/object";
import type { OpenWatch, Registry, WatchEvent } from "../registry/index.ts";
import type { ServedResource } from "../resource/index.ts";
import { StatusError } from "../status/index.ts";
import { buildTable, type IncludeObject, metadataOnly } from "../table/index.ts";
import type { AnswerForm } from "../wire/negotiate.ts";

/** What a watch stream needs to know. */
export interface WatchStreamOptions {
  registry: Registry;
  resource: ServedResource;
  watch: OpenWatch;
  form: AnswerForm;
  includeObject: IncludeObject;
  sendsBookmarks: boolean;
  timeoutMs: number;
  /** All open streams, so that the server can end them. */
  open: Set<WatchStream>;
  signal: AbortSignal;
}

/** An open watch that can be ended from outside. */
export interface WatchStream {
  /** What it watches, e.g. `widgets.example.com`. */
  readonly collection: string;
  end(): void;
}

const bookmarkEveryMs = 60_000;
const maxBacklogBytes = 64 * 1024 * 1024;
const encoder = new TextEncoder();

/** The chunk of an event that all watchers of the same version and form share. */
const sharedChunks = new WeakMap<object, Map<string, Uint8Array>>();

/** A response that streams events, one JSON document a line, until the time-out, the client's end or the server's. */
export function watchResponse(options: WatchStreamOptions): Response {
  const { watch, registry, resource } = options;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let isEnded = false;
  let pending: Uint8Array[] = [];
  let isScheduled = false;
  let isFirstTableRow = true;

  const encode = (event: WatchEvent): Uint8Array => {
    if (options.form.as === "object") return encodeShared(resource, event);
    const object = event.object();
    const metadata = { resourceVersion: object.metadata.resourceVersion ?? "" };
    let shown: JsonObject;
    if (options.form.as === "Table") {
      shown = buildTable(resource, [object], {
        metaVersion: options.form.metaVersion,
        includeObject: options.includeObject,
        metadata,
        now: registry.now(),
        omitsColumns: !isFirstTableRow,
      });
      isFirstTableRow = false;
    } else shown = metadataOnly(object, options.form.metaVersion);
    return encoder.encode(`{"type":"${event.type}","object":${stringifyJson(shown)}}\n`);
  };
  const flush = (): void => {
    isScheduled = false;
    if (isEnded || pending.length === 0) return;
    const chunk = joinShared(pending);
    pending = [];
    try {
      controller.enqueue(chunk);
    } catch {
      // The stream has failed on the client's side. This runs in a timer, where nobody could catch it.
      stream.end();
      return;
    }
    // A client that does not read must not hold the server's memory: it can resume from where it was.
    if ((controller.desiredSize ?? 0) < -maxBacklogBytes) stream.end();
  };
  const send = (chunk: Uint8Array): void => {
    if (isEnded) return;
    pending.push(chunk);
    if (isScheduled) return;
    isScheduled = true;
    schedule(flush, options.open.size);
  };
  const bookmark = (revision: number, endsInitialEvents: boolean): void => {
    const object: JsonObject = {
      kind: resource.definition.kind,
      apiVersion: resource.apiVersion,
      metadata: {
        resourceVersion: String(revision),
        creationTimestamp: null,
        ...(endsInitialEvents ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
      },
    };
    const shown = options.form.as === "object" ? object : bookmarkIn(options, object);
    send(encoder.encode(`{"type":"BOOKMARK","object":${JSON.stringify(shown)}}\n`));
  };
  const onAbort = (): void => stream.end();
  const stream: WatchStream = {
    collection: resource.collection,
    end() {
      if (isEnded) return;
      flush();
      isEnded = true;
      clearTimeout(timeout);
      clearInterval(bookmarks);
      watch.stop();
      options.open.delete(stream);
      options.signal.removeEventListener("abort", onAbort);
      try {
        controller.close();
      } catch {
        // The client has gone already.
      }
    },
  };
  const timeout = setTimeout(() => {
    if (options.sendsBookmarks) bookmark(registry.storage.revision, false);
    stream.end();
  }, options.timeoutMs);
  timeout.unref();
  const bookmarks = options.sendsBookmarks
    ? setInterval(() => bookmark(registry.storage.revision, false), bookmarkEveryMs)
    : undefined;
  bookmarks?.unref();

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        options.open.add(stream);
        options.signal.addEventListener("abort", onAbort);
        for (const event of watch.initial) send(encode(event));
        if (watch.endsInitialEvents) bookmark(watch.initialRevision, true);
        flush();
        watch.start((event) => {
          try {
            send(encode(event));
          } catch (error) {
            send(errorChunk(error));
            stream.end();
          }
        });
      },
      cancel() {
        // Nobody reads any more, and the controller takes nothing more.
        pending = [];
        stream.end();
      },
    },
    { highWaterMark: 0, size: (chunk) => chunk.byteLength },
  );
  return new Response(body, {
    headers: { "content-type": "application/json", "cache-control": "no-cache, private" },
  });
}

let lastJoined: { parts: readonly Uint8Array[]; joined: Uint8Array } = {
  parts: [],
  joined: new Uint8Array(),
};

/** One chunk of many; watchers that have the same events to send share it. */
function joinShared(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const isSame =
    lastJoined.parts.length === parts.length &&
    parts.every((part, index) => part === lastJoined.parts[index]);
  if (!isSame) lastJoined = { parts, joined: new Uint8Array(Buffer.concat(parts)) };
  return lastJoined.joined;
}

/** Few watchers are told at once; with many, events of a short while share one write to each. */
function schedule(flush: () => void, openStreams: number): void {
  if (openStreams < 50) {
    setImmediate(flush);
    return;
  }
  if (waiting.push(flush) > 1) return;
  setTimeout(flushWaiting, Math.min(100, openStreams / 10));
}

let waiting: (() => void)[] = [];

function flushWaiting(): void {
  const flushes = waiting;
  waiting = [];
  for (const flush of flushes) flush();
}

function encodeShared(resource: ServedResource, event: WatchEvent): Uint8Array {
  if (event.source === undefined) return encodeEvent(event);
  let chunks = sharedChunks.get(event.source);
  if (chunks === undefined) {
    chunks = new Map();
    sharedChunks.set(event.source, chunks);
  }
  let chunk = chunks.get(resource.apiVersion);
  if (chunk === undefined) {
    chunk = encodeEvent(event);
    chunks.set(resource.apiVersion, chunk);
  }
  return chunk;
}

function encodeEvent(event: WatchEvent): Uint8Array {
  return encoder.encode(`{"type":"${event.type}","object":${event.text}}\n`);
}

function bookmarkIn(options: WatchStreamOptions, object: JsonObject): JsonObject {
  const apiVersion = `meta.k8s.io/${options.form.metaVersion}`;
  if (options.form.as === "Table") {
    return {
      kind: "Table",
      apiVersion,
      metadata: { resourceVersion: (object["metadata"] as JsonObject)["resourceVersion"]! },
      columnDefinitions: [],
      rows: [],
    };
  }
  return { kind: "PartialObjectMetadata", apiVersion, metadata: object["metadata"]! };
}

function errorChunk(error: unknown): Uint8Array {
  const status =
    error instanceof StatusError
      ? error.status
      : { kind: "Status", apiVersion: "v1", status: "Failure", reason: "InternalError", code: 500 };
  return encoder.encode(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`);
}
