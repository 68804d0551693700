import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "@sluice/base/digest";
import { isSluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";
import { type GitCredentials, withoutUserInfo } from "./credentials.ts";
import { type GitLogin, logIn, prepareAskPass } from "./git-login.ts";
import { defaultGitLimits, type GitLimits } from "./limits.ts";
import { type GitRun, runGit } from "./run-git.ts";

/** A repository on a server, as one object sees it. */
export interface GitRemote {
  url: URL;
  credentials: GitCredentials;
  /**
   * Who the credentials belong to, e.g. namespace and name of the Secret. Objects share a local copy only when this
   * and the address are equal, so that nobody reads what only others may fetch.
   */
  owner: string;
}

export interface GitStoreOptions {
  /** Directory for the local copies; made when absent. */
  directory: string;
  limits?: Partial<GitLimits>;
  /** Local copies together may take about this much; the longest unused go first. */
  maxBytes?: number;
}

const defaultMaxBytes = 10 * 1024 ** 3;

/**
 * Bare local copies of remotes, one directory each, so that a new commit transfers only what is new. A copy may be
 * lost at any time: it is made anew. Work on one copy is done one after the other; different copies in parallel.
 */
export class GitStore {
  readonly limits: GitLimits;
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #opened = new Set<string>();
  #askPass: Promise<string> | undefined;

  constructor(options: GitStoreOptions) {
    this.#directory = options.directory;
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes;
    this.limits = { ...defaultGitLimits, ...options.limits };
  }

  /**
   * Runs `work` with the local copy of a remote and the login for it, alone. When the copy turns out to be damaged
   * it is thrown away and the work is done once more.
   */
  async use<T>(remote: GitRemote, work: (run: GitRun) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const key = sha256Hex(`${remote.owner}\0${withoutUserInfo(remote.url)}`).slice(0, 40);
    const previous = this.#busy.get(key) ?? Promise.resolve();
    const turn = previous.catch(() => {}).then(() => this.#work(key, remote, work, signal));
    this.#busy.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#busy.get(key) === turn) this.#busy.delete(key);
    }
  }

  /** Runs `work` with the login for a remote and without a local copy; nothing has to be waited for. */
  async ask<T>(remote: GitRemote, work: (run: GitRun) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const { environment, config, dispose } = await this.#logIn(remote);
    try {
      return await work({ url: withoutUserInfo(remote.url), environment, config, signal });
    } finally {
      await dispose();
    }
  }

  /** Removes the copies that have not been used for longest until the rest is within the bound. */
  async trim(): Promise<void> {
    const copies: { path: string; key: string; sizeBytes: number; usedAtMs: number }[] = [];
    for (const key of await readdir(this.#directory).catch(() => [])) {
      const path = join(this.#directory, key);
      if (!key.endsWith(".git")) continue;
      const { mtimeMs } = await stat(path);
      copies.push({ path, key: key.slice(0, -4), sizeBytes: await sizeOf(path), usedAtMs: mtimeMs });
    }
    let total = copies.reduce((sum, copy) => sum + copy.sizeBytes, 0);
    for (const copy of copies.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (total <= this.#maxBytes) return;
      if (this.#busy.has(copy.key)) continue;
      await discard(copy.path);
      this.#opened.delete(copy.key);
      total -= copy.sizeBytes;
    }
  }

  async #work<T>(
    key: string,
    remote: GitRemote,
    work: (run: GitRun) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    signal?.throwIfAborted();
    const login = await this.#logIn(remote);
    try {
      for (let attempt = 1; ; attempt++) {
        const gitDirectory = await this.#open(key);
        try {
          return await work({
            gitDirectory,
            url: withoutUserInfo(remote.url),
            environment: login.environment,
            config: login.config,
            signal,
          });
        } catch (error) {
          if (attempt > 1 || !isSluiceError(error, toolkitErrors.GIT_STORE_DAMAGED)) throw error;
          this.#opened.delete(key);
          await discard(gitDirectory);
        }
      }
    } finally {
      await login.dispose();
    }
  }

  async #logIn(remote: GitRemote): Promise<GitLogin> {
    this.#askPass ??= prepareAskPass(this.#directory);
    const askPass = await this.#askPass;
    return logIn(remote.url, remote.credentials, { askPass, directory: this.#directory });
  }

  async #open(key: string): Promise<string> {
    const path = join(this.#directory, `${key}.git`);
    if (!this.#opened.has(key) || !existsSync(join(path, "HEAD"))) {
      if (existsSync(join(path, "HEAD"))) await removeLeftovers(path);
      else await createBare(path);
      this.#opened.add(key);
    }
    const now = new Date();
    await utimes(path, now, now);
    return path;
  }
}

/** Made aside and renamed, so that a copy is either whole or not there. */
async function createBare(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  const making = `${path}.${process.pid}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  await runGit(["init", "--quiet", "--bare", "--template=", "--initial-branch=none", making]);
  await rename(making, path);
}

/** What a process that was killed has left behind: locks, and packs that were not complete. */
async function removeLeftovers(path: string): Promise<void> {
  for (const entry of await readdir(path, { recursive: true })) {
    if (/\.lock$|(?:^|\/)tmp_(?:pack|idx|rev|obj)_[^/]*$|\.keep$/.test(entry)) {
      await rm(join(path, entry), { force: true });
    }
  }
}

/** Renamed first, so that a half-deleted copy is never taken for a whole one. */
async function discard(path: string): Promise<void> {
  const doomed = `${path}.${process.pid}.doomed`;
  await rename(path, doomed).catch(() => {});
  await rm(doomed, { recursive: true, force: true });
}

/** Bytes of the files in a directory and below. */
export async function sizeOf(directory: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const stats = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
    total += stats?.size ?? 0;
  }
  return total;
}
