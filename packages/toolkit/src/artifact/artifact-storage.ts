import { constants, existsSync, realpathSync, statSync } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Artifact, DirectoryCreationFailedReason } from "@sluice/api/source";
import { type Clock, systemClock } from "@sluice/base/clock";
import { errorText, SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";
import { chooseGarbage, type StoredFile } from "./garbage.ts";
import { algorithmOf, createHasher, type DigestAlgorithm, hashFile } from "./hash.ts";
import { type ArtifactOwner, artifactDirectory, artifactPath, placeInStorage } from "./storage-path.ts";

export interface ArtifactStorageOptions {
  /** Must exist (ST-01). */
  root: string;
  /** Host and port under which artifacts are served, or a whole prefix with http:// or https:// (ST-04). */
  advertisedAddress: string;
  digestAlgorithm?: DigestAlgorithm;
  /** How long a superseded artifact is kept: `--artifact-retention-ttl`. */
  retentionMs?: number;
  /** How many are kept that are younger: `--artifact-retention-records`. */
  retentionRecords?: number;
  clock?: Clock;
}

/** An artifact that is not yet written. */
export type ArtifactPlan = Pick<Artifact, "path" | "url" | "revision">;

/** What `verify` found. */
export type ArtifactState = { kind: "stored" } | { kind: "missing" } | { kind: "damaged"; message: string };

/** Ending of files that are being written. They are never served, and removed at the next start. */
export const unfinishedSuffix = ".unfinished";

const lockSuffix = ".lock";
const maxFilesLookedAt = 1000;
const collectionBudgetMs = 5_000;

/**
 * Artifacts on disk, as source-controller lays them out. A file appears under its name only when it is whole and on
 * disk, so that a process may be killed at any moment. One owner's files are written by one reconcile at a time.
 *
 * Errors: ARTIFACT_STORAGE_FAILED, ARTIFACT_PATH_INVALID.
 */
export class ArtifactStorage {
  readonly root: string;
  readonly #options: Required<ArtifactStorageOptions>;
  readonly #verified = new Map<string, string>();

  constructor(options: ArtifactStorageOptions) {
    if (!statSync(options.root, { throwIfNoEntry: false })?.isDirectory()) {
      throw new SluiceError(toolkitErrors.ARTIFACT_STORAGE_FAILED, `invalid dir path: ${options.root}`, {
        hint: "create the directory of --storage-path",
      });
    }
    this.root = realpathSync(options.root);
    this.#options = {
      digestAlgorithm: "sha256",
      retentionMs: 60_000,
      retentionRecords: 2,
      clock: systemClock,
      ...options,
    };
  }

  /** Removes what a process that was killed has left unfinished. To be called before anything is written. */
  async recover(): Promise<number> {
    let removed = 0;
    for (const entry of await readdir(this.root, { recursive: true })) {
      if (!entry.endsWith(unfinishedSuffix)) continue;
      await rm(join(this.root, entry), { force: true });
      removed++;
    }
    return removed;
  }

  /** Path and address of an artifact to be written. */
  plan(owner: ArtifactOwner, revision: string, fileName: string): ArtifactPlan {
    const path = artifactPath(owner, fileName);
    return { path, url: this.urlOf(path), revision };
  }

  /** The address of a path under the present advertised address. */
  urlOf(path: string): string {
    const { advertisedAddress } = this.#options;
    const prefix = /^https?:\/\//.test(advertisedAddress) ? advertisedAddress : `http://${advertisedAddress}`;
    return `${prefix.replace(/\/+$/, "")}/${path}`;
  }

  /** Where a path lies on this machine. */
  localPath(path: string): string {
    return placeInStorage(this.root, path);
  }

  /**
   * Writes an artifact piece by piece (ST-07): digest, size and time are of what has been written. A file of that
   * name is replaced at once or, when anything fails, not at all.
   */
  async write(plan: ArtifactPlan, pieces: AsyncIterable<Uint8Array>): Promise<Artifact> {
    const place = this.localPath(plan.path);
    const unfinished = `${place}.${process.pid}-${crypto.randomUUID().slice(0, 8)}${unfinishedSuffix}`;
    const hasher = createHasher(this.#options.digestAlgorithm);
    let size = 0;
    await attempt(
      "failed to create artifact directory",
      () => mkdir(dirname(place), { recursive: true, mode: 0o700 }),
      DirectoryCreationFailedReason,
    );
    try {
      const file = await attempt("failed to create artifact file", () =>
        open(unfinished, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600),
      );
      try {
        for await (const piece of pieces) {
          hasher.update(piece);
          size += piece.length;
          await attempt("failed to write artifact", () => writeFully(file, piece));
        }
        await attempt("failed to write artifact", () => file.sync());
      } finally {
        await file.close();
      }
      await attempt("failed to move artifact into place", () => rename(unfinished, place));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    this.#verified.delete(plan.path);
    const digest = hasher.digest();
    const lastUpdateTime = new Date(this.#options.clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    return { ...plan, digest, size, lastUpdateTime };
  }

  /**
   * Whether an artifact is there and has the digest that it states (RC-20). A file that has not been touched since
   * its digest was last computed is not read again.
   */
  async verify(artifact: Artifact): Promise<ArtifactState> {
    let place: string;
    try {
      place = this.localPath(artifact.path);
    } catch {
      return { kind: "missing" };
    }
    const stats = await lstat(place, { bigint: true }).catch(() => undefined);
    if (stats === undefined || !stats.isFile()) return { kind: "missing" };
    const mark = `${artifact.digest} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
    if (this.#verified.get(artifact.path) === mark) return { kind: "stored" };
    try {
      const computed = await hashFile(place, algorithmOf(artifact.digest));
      if (computed !== artifact.digest) {
        return { kind: "damaged", message: `computed digest doesn't match '${artifact.digest}'` };
      }
    } catch (error) {
      return { kind: "damaged", message: errorText(error) };
    }
    this.#verified.set(artifact.path, mark);
    return { kind: "stored" };
  }

  /** Removes one artifact; one that is not there is no error. */
  async remove(artifact: Pick<Artifact, "path">): Promise<void> {
    this.#verified.delete(artifact.path);
    const place = this.localPath(artifact.path);
    await attempt("failed to remove artifact", () => rm(place, { force: true }));
  }

  /** Removes all that an owner has; true when there was something. */
  async removeAll(owner: ArtifactOwner): Promise<boolean> {
    const directory = this.localPath(artifactDirectory(owner));
    for (const path of this.#verified.keys()) {
      if (path.startsWith(`${artifactDirectory(owner)}/`)) this.#verified.delete(path);
    }
    if (!existsSync(directory)) return false;
    await attempt("failed to remove artifacts", () => rm(directory, { recursive: true, force: true }));
    return true;
  }

  /** Removes superseded artifacts beside the current one (ST-10); returns their number. */
  async collectGarbage(current: Pick<Artifact, "path">): Promise<number> {
    const { clock, retentionMs, retentionRecords } = this.#options;
    const place = this.localPath(current.path);
    const directory = dirname(place);
    const deadlineMs = Date.now() + collectionBudgetMs;
    const files: StoredFile[] = [];
    const names = await readdir(directory).catch(() => []);
    for (const name of names) {
      if (files.length >= maxFilesLookedAt || Date.now() > deadlineMs) break;
      if (name.endsWith(lockSuffix) || name.endsWith(unfinishedSuffix)) continue;
      const stats = await lstat(join(directory, name)).catch(() => undefined);
      if (stats?.isFile()) files.push({ name, writtenAtMs: stats.mtimeMs });
    }
    const garbage = chooseGarbage(files, {
      current: basename(place),
      nowMs: clock.now(),
      retentionMs,
      retentionRecords,
    });
    for (const name of garbage) {
      await attempt("failed to remove artifact", () => rm(join(directory, name), { force: true }));
      await rm(join(directory, name + lockSuffix), { force: true });
    }
    return garbage.length;
  }

  /** Lets `linkName` beside the artifact lead to it (ST-03); returns the address of the link. */
  async link(artifact: Pick<Artifact, "path">, linkName: string): Promise<string> {
    const path = `${dirname(artifact.path)}/${linkName}`;
    const place = this.localPath(path);
    await attempt("failed to update symlink", async () => {
      await rm(`${place}.tmp`, { force: true });
      await symlink(this.localPath(artifact.path), `${place}.tmp`);
      await rename(`${place}.tmp`, place);
    });
    return this.urlOf(path);
  }
}

async function writeFully(file: import("node:fs/promises").FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    const { bytesWritten } = await file.write(piece, at);
    at += bytesWritten;
  }
}

async function attempt<T>(what: string, action: () => Promise<T>, reason?: string): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const isFull = (cause as NodeJS.ErrnoException).code === "ENOSPC";
    throw new SluiceError(toolkitErrors.ARTIFACT_STORAGE_FAILED, `${what}: ${errorText(cause)}`, {
      cause,
      reason,
      hint: isFull ? "the disk of --storage-path is full: give it more room, or remove sources" : undefined,
    });
  }
}
