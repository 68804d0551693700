import { type Clock, sleep } from "@sluice/base/clock";
import type { Logger } from "@sluice/base/log";
import type { KubeObject } from "@sluice/base/object";
import {
  ApiStatusError,
  isExpired,
  isNotServed,
  type KindRef,
  type KubeClient,
  type ListOptions,
} from "../client/index.ts";
import { exponentialBackoff } from "../work-queue/index.ts";

export interface ReflectorOptions<T extends KubeObject> {
  client: KubeClient;
  kind: KindRef;
  list: Pick<ListOptions, "namespace" | "labelSelector" | "isMetadataOnly">;
  clock: Clock;
  log: Logger;
  /** The whole state, after a list. */
  replace(objects: T[]): void;
  put(object: T): void;
  remove(object: T): void;
}

/** A server sends a bookmark about every minute; a connection silent for longer than this is taken for dead. */
const silenceMs = 150_000;
/** Servers end watches after some minutes anyway; asking for it spreads the reconnects. */
const watchSeconds = 300;
/** A watch that ends sooner than this without an event did not really work. */
const uselessMs = 1000;
const backoff = { minMs: 500, maxMs: 30_000, jitter: 0.5 };
const initialEventsEnd = "k8s.io/initial-events-end";

/**
 * Lists and watches one kind for ever. The back-off grows with failures and starts anew with a connection that the
 * server accepted, not with the next event: a quiet kind must not be blind after a hiccup.
 */
export class Reflector<T extends KubeObject> {
  readonly #options: ReflectorOptions<T>;
  /** Where the watch goes on; undefined: list first. */
  #resourceVersion: string | undefined;
  #failures = 0;
  /** Set when the server refused to stream the initial state. */
  #mustList = false;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined && this.#mustList) await this.#list(signal);
        const startedAt = this.#options.clock.now();
        const hadEvents = await this.#watch(signal);
        if (!hadEvents && this.#options.clock.now() - startedAt < uselessMs) await this.#pause(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) {
          this.#resourceVersion = undefined;
          continue;
        }
        // A kind that is not served (yet) is looked for again, quietly: its CRD may come any time.
        if (isNotServed(error)) this.#options.log.debug("kind is not served");
        else this.#options.log.error(error, "watch failed");
        await this.#pause(signal);
      }
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    this.#failures++;
    await sleep(this.#options.clock, exponentialBackoff(this.#failures, backoff), signal).catch(() => {});
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, kind, list, replace } = this.#options;
    const { metadata, items } = await client.list<T>(kind, { ...list, signal });
    replace(items);
    this.#resourceVersion = metadata.resourceVersion ?? "";
    this.#failures = 0;
  }

  /** Watches until the connection ends; true when anything was heard, or the server wants a list first. */
  async #watch(outer: AbortSignal): Promise<boolean> {
    const { client, kind, list, clock } = this.#options;
    const connection = new AbortController();
    const onOuterAbort = (): void => connection.abort(outer.reason);
    outer.addEventListener("abort", onOuterAbort, { once: true });
    const hush = new SilenceTimer(clock, silenceMs, () =>
      connection.abort(new Error("the watch fell silent")),
    );
    const isInitial = this.#resourceVersion === undefined;
    const initial: T[] = [];
    let isStreamingInitial = isInitial;
    let hadEvents = false;
    try {
      const options = {
        ...list,
        timeoutSeconds: watchSeconds,
        signal: connection.signal,
        resourceVersion: this.#resourceVersion,
        sendInitialEvents: isInitial,
      };
      for await (const event of client.watch<T>(kind, options, () => this.#onOpen(hush))) {
        hush.reset();
        hadEvents = true;
        const { resourceVersion, annotations } = event.object.metadata;
        if (event.type === "BOOKMARK") {
          if (isStreamingInitial && annotations?.[initialEventsEnd] === "true") {
            isStreamingInitial = false;
            this.#options.replace(initial.splice(0));
          }
        } else if (isStreamingInitial) {
          initial.push(event.object);
        } else if (event.type === "DELETED") {
          this.#options.remove(event.object);
        } else {
          this.#options.put(event.object);
        }
        if (!isStreamingInitial) this.#resourceVersion = resourceVersion;
      }
      return hadEvents;
    } catch (error) {
      if (isInitial && isStreamingInitial && !outer.aborted && refusesInitialEvents(error)) {
        this.#mustList = true;
        return true;
      }
      throw connection.signal.aborted ? connection.signal.reason : error;
    } finally {
      hush.stop();
      outer.removeEventListener("abort", onOuterAbort);
    }
  }

  #onOpen(hush: SilenceTimer): void {
    hush.reset();
    // Only a connection that lasts ends a series of failures; one that is cut at once belongs to it.
    this.#options.clock.after(uselessMs, () => {
      if (!hush.isStopped) this.#failures = 0;
    });
  }
}

/** Servers before 1.34, or with the feature off, refuse the parameters of a streamed list. */
function refusesInitialEvents(error: unknown): boolean {
  return error instanceof ApiStatusError && (error.status === 400 || error.status === 422);
}

/** Calls back when nothing was heard for some time. Checks now and then instead of arming a timer for each event. */
class SilenceTimer {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onSilence: () => void;
  #heardAt: number;
  #cancel: () => void = () => {};
  isStopped = false;

  constructor(clock: Clock, limitMs: number, onSilence: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onSilence = onSilence;
    this.#heardAt = clock.now();
    this.#arm(limitMs);
  }

  reset(): void {
    this.#heardAt = this.#clock.now();
  }

  stop(): void {
    this.isStopped = true;
    this.#cancel();
  }

  #arm(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      const silentMs = this.#clock.now() - this.#heardAt;
      if (silentMs >= this.#limitMs) this.#onSilence();
      else this.#arm(this.#limitMs - silentMs);
    });
  }
}
