import type { Artifact } from "@sluice/api/source";
import { type TarOptions, unpackTarGz } from "@sluice/base/archive";
import { type Clock, sleep, systemClock } from "@sluice/base/clock";
import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import type { FileTree } from "@sluice/base/file-tree";
import { LRUCache } from "lru-cache";
import { toolkitErrors } from "../errors.ts";
import { algorithmOf, createHasher } from "./hash.ts";

/** What is needed to fetch an artifact. */
export type ArtifactRef = Pick<Artifact, "url" | "digest">;

export interface ArtifactFetcherOptions {
  fetch?: (url: string, init: { signal?: AbortSignal }) => Promise<Response>;
  clock?: Clock;
  /** Further tries after a connection error or a 5xx answer: `--http-retry`. */
  retries?: number;
  /** Bytes that a download may have; counted as they come. */
  maxDownloadBytes?: number;
  /** Unpacked trees that are kept, in bytes of their archives; 0 keeps none. */
  cacheBytes?: number;
  unpack?: TarOptions;
  /** `host:port` in place of the one in the address, as the variable SOURCE_CONTROLLER_LOCALHOST gives it. */
  hostOverride?: (url: URL) => string | undefined;
}

const minDelayMs = 5_000;
const maxDelayMs = 30_000;
const defaultRetries = 9;

/**
 * Fetches artifacts as trees (AR-07): the digest is checked before anything is unpacked, links are left out. Equal
 * digests that are asked for at the same time are fetched once, and trees used lately are kept: a tree is immutable.
 *
 * Errors: ARTIFACT_NOT_FOUND, ARTIFACT_UNREACHABLE, ARTIFACT_DIGEST_MISMATCH, ARTIFACT_TOO_LARGE, ARCHIVE_INVALID,
 * ARCHIVE_TOO_LARGE, and the signal's reason.
 */
export class ArtifactFetcher {
  readonly #options: ArtifactFetcherOptions;
  readonly #trees: LRUCache<string, FileTree> | undefined;
  readonly #underWay = new Map<string, Promise<FileTree>>();

  constructor(options: ArtifactFetcherOptions = {}) {
    this.#options = options;
    const { cacheBytes = 64 * 1024 * 1024 } = options;
    if (cacheBytes > 0) this.#trees = new LRUCache({ maxSize: cacheBytes });
  }

  /** The files of an artifact. */
  async fetchTree(artifact: ArtifactRef, signal?: AbortSignal): Promise<FileTree> {
    const { digest } = artifact;
    const known = this.#trees?.get(digest);
    if (known !== undefined) return known;
    const running = this.#underWay.get(digest);
    if (running !== undefined) {
      try {
        return await withSignal(running, signal);
      } catch (error) {
        // The other one's failure, or its abort, is not ours: try for ourselves.
        signal?.throwIfAborted();
        if (isSluiceError(error)) throw error;
      }
    }
    const fetching = this.#fetchTree(artifact, signal);
    this.#underWay.set(digest, fetching);
    try {
      return await fetching;
    } finally {
      if (this.#underWay.get(digest) === fetching) this.#underWay.delete(digest);
    }
  }

  /** The bytes of an artifact, their digest checked. */
  async fetchBytes(artifact: ArtifactRef, signal?: AbortSignal): Promise<Uint8Array> {
    const { clock = systemClock, retries = defaultRetries } = this.#options;
    if (artifact.digest === "") {
      throw new SluiceError(toolkitErrors.ARTIFACT_DIGEST_MISMATCH, "artifact has no digest");
    }
    for (let failures = 0; ; failures++) {
      try {
        return await this.#download(artifact, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (failures >= retries || !isSluiceError(error, toolkitErrors.ARTIFACT_UNREACHABLE)) throw error;
        await sleep(clock, Math.min(minDelayMs * 2 ** failures, maxDelayMs), signal);
      }
    }
  }

  async #fetchTree(artifact: ArtifactRef, signal: AbortSignal | undefined): Promise<FileTree> {
    const bytes = await this.fetchBytes(artifact, signal);
    const tree = unpackTarGz(bytes, {
      links: "skip",
      limits: { maxBytes: Infinity },
      ...this.#options.unpack,
    });
    this.#trees?.set(artifact.digest, tree, { size: Math.max(bytes.length, 1) });
    return tree;
  }

  async #download(artifact: ArtifactRef, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const { fetch = globalThis.fetch, maxDownloadBytes = Infinity } = this.#options;
    const url = this.#addressOf(artifact.url);
    let response: Response;
    try {
      response = await fetch(url, { signal });
    } catch (cause) {
      throw unreachable(url, errorText((cause as Error).cause ?? cause), cause);
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      const text =
        `failed to download archive from ${url}, status: ${response.status} ${response.statusText}`.trim();
      if (response.status === 404)
        throw new SluiceError(toolkitErrors.ARTIFACT_NOT_FOUND, `${text}: file not found`);
      if (response.status >= 500) throw new SluiceError(toolkitErrors.ARTIFACT_UNREACHABLE, text);
      throw new SluiceError(toolkitErrors.ARTIFACT_NOT_FOUND, text);
    }
    const wanted = artifact.digest.includes(":") ? artifact.digest : `sha256:${artifact.digest}`;
    const hasher = createHasher(algorithmOf(wanted));
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of response.body ?? []) {
        size += piece.length;
        if (size > maxDownloadBytes) {
          throw new SluiceError(
            toolkitErrors.ARTIFACT_TOO_LARGE,
            `artifact is ${size} bytes greater than the max download size of ${maxDownloadBytes} bytes`,
          );
        }
        hasher.update(piece);
        pieces.push(piece);
      }
    } catch (cause) {
      if (isSluiceError(cause)) throw cause;
      throw unreachable(url, errorText(cause), cause);
    }
    const computed = hasher.digest();
    if (computed !== wanted) {
      throw new SluiceError(
        toolkitErrors.ARTIFACT_DIGEST_MISMATCH,
        `computed digest of '${url}' is ${computed}, not ${wanted}`,
        { hint: "the artifact was replaced while it was fetched, or altered on its way" },
      );
    }
    return Buffer.concat(pieces);
  }

  #addressOf(text: string): string {
    const url = new URL(text);
    const host = this.#options.hostOverride?.(url);
    if (host) url.host = host;
    return url.href;
  }
}

function unreachable(url: string, detail: string, cause: unknown): SluiceError {
  return new SluiceError(
    toolkitErrors.ARTIFACT_UNREACHABLE,
    `failed to download archive from ${url}: ${detail}`,
    {
      cause,
    },
  );
}

function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
