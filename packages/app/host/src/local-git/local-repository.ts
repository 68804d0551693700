import { type FSWatcher, watch } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { SluiceError } from "@sluice/base/errors";
import type { Logger } from "@sluice/base/log";
import { hostErrors } from "../errors.ts";
import { runGit } from "./run-git.ts";
import { type GitHttpServer, serveGit } from "./serve-git.ts";

/** A local directory as a Git remote. */
export interface LocalRepository {
  url: string;
  branch: string;
  close(): Promise<void>;
}

/** Editors write a file in several steps; they are one change. */
const settleMs = 150;
/** File system events can be lost; looking is cheap. */
const lookMs = 2_000;
const author = ["-c", "user.name=sluice", "-c", "user.email=sluice@localhost"];

/**
 * Opens a directory. A Git repository (bare or not) is served as it is, and its commits are followed; the files of
 * any other directory are committed to a repository in `stateDirectory` whenever they change. `onChange` is told of
 * each new commit.
 */
export async function openLocalRepository(
  directory: string,
  options: { branch?: string; stateDirectory: string; log: Logger; onChange(): void },
): Promise<LocalRepository> {
  const path = resolve(directory);
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new SluiceError(hostErrors.HOST_NO_SUCH_DIRECTORY, `${path} is no directory`, {
      hint: "name a directory, a local repository or the URL of one",
    });
  }
  const gitDirectory = await findGitDirectory(path);
  const source =
    gitDirectory === undefined ? await snapshotsOf(path, options.stateDirectory) : commitsOf(gitDirectory);
  await source.update();
  const branch =
    options.branch ?? (await runGit(["symbolic-ref", "--short", "HEAD"], { cwd: source.gitDirectory }));
  const server = await serveGit(source.gitDirectory, basename(path).replace(/\.git$/, "") || "repository");
  return { url: server.url, branch, close: follow(source, branch, server, options) };
}

interface Source {
  gitDirectory: string;
  /** Where changes are to be seen. */
  watched: string;
  /** Brings the repository up to date with the directory. */
  update(): Promise<void>;
}

/** The git directory when `path` itself is the top of a repository. */
async function findGitDirectory(path: string): Promise<string | undefined> {
  for (const candidate of [join(path, ".git"), path]) {
    const isRepository = await stat(join(candidate, "HEAD")).then(
      () => true,
      () => false,
    );
    if (isRepository && (await stat(join(candidate, "objects")).catch(() => undefined))) return candidate;
  }
  // A worktree or submodule: its .git is a file that says where the repository is.
  if (!(await stat(join(path, ".git")).catch(() => undefined))?.isFile()) return undefined;
  return resolve(path, await runGit(["rev-parse", "--absolute-git-dir"], { cwd: path }));
}

const commitsOf = (gitDirectory: string): Source => ({
  gitDirectory,
  watched: gitDirectory,
  update: async () => {},
});

async function snapshotsOf(path: string, stateDirectory: string): Promise<Source> {
  const gitDirectory = join(stateDirectory, "directory.git");
  await mkdir(gitDirectory, { recursive: true });
  await runGit(["init", "--quiet", "--bare", "--initial-branch=main", gitDirectory]);
  const env = { GIT_DIR: gitDirectory, GIT_WORK_TREE: path };
  return {
    gitDirectory,
    watched: path,
    async update() {
      await runGit(["add", "--all", "."], { cwd: path, env });
      const isUnchanged = await runGit(["diff", "--cached", "--quiet", "HEAD"], { env }).then(
        () => true,
        () => false,
      );
      if (!isUnchanged)
        await runGit([...author, "commit", "--quiet", "--allow-empty", "--message", "directory changed"], {
          env,
        });
    },
  };
}

function follow(
  source: Source,
  branch: string,
  server: GitHttpServer,
  options: { log: Logger; onChange(): void },
): () => Promise<void> {
  let known: string | undefined;
  let pending: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      await source.update();
      const commit = await runGit(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`], {
        cwd: source.gitDirectory,
      });
      if (known !== undefined && commit !== known) options.onChange();
      known = commit;
    } catch (error) {
      options.log.error(error, "cannot read the local repository");
    }
  };
  const lookSoon = (): void => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      looking ??= look().finally(() => {
        looking = undefined;
      });
    }, settleMs);
  };
  const interval = setInterval(lookSoon, lookMs);
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(source.watched, { recursive: true }, lookSoon);
    watcher.on("error", () => {});
  } catch {
    // Without file system events the interval finds changes.
  }
  looking = look().finally(() => {
    looking = undefined;
  });
  return async () => {
    watcher?.close();
    clearInterval(interval);
    clearTimeout(pending);
    await looking;
    await server.close();
  };
}
