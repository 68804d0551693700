import { compareBytewise, type PackEntry } from "@sluice/base/archive";
import { SluiceError } from "@sluice/base/errors";
import { type FileContent, type FileTree, memoryTree } from "@sluice/base/file-tree";
import type { IgnoreMatcher } from "@sluice/base/ignore";
import { toolkitErrors } from "../errors.ts";
import type { GitRemote, GitStore } from "./git-store.ts";
import { repositoryTooLarge } from "./limits.ts";
import { readBlobs } from "./read-blobs.ts";
import { type GitRun, runGit } from "./run-git.ts";

/** One entry of a commit; a submodule is a commit of another repository. */
export interface ListedEntry {
  kind: "file" | "link" | "submodule";
  path: string;
  executable: boolean;
  objectName: string;
  sizeBytes: number;
}

/** A commit whose files can be read, without a checkout. Used within `GitStore.use`. */
export class CommitReader {
  readonly #run: GitRun;
  readonly entries: readonly ListedEntry[];

  constructor(run: GitRun, entries: readonly ListedEntry[]) {
    this.#run = run;
    this.entries = entries;
  }

  /** The contents of the files that a rule picks, in the order of the entries. */
  async *read(isWanted: (entry: ListedEntry) => boolean): AsyncGenerator<[ListedEntry, Uint8Array]> {
    const wanted = this.entries.filter((entry) => entry.kind !== "submodule" && isWanted(entry));
    let index = 0;
    for await (const bytes of readBlobs(
      this.#run,
      wanted.map((entry) => entry.objectName),
    )) {
      yield [wanted[index++] as ListedEntry, bytes];
    }
  }

  /** What an artifact packs: see `treeEntries` in base/archive. Submodules that are not fetched are empty directories. */
  async *pack(ignores: IgnoreMatcher): AsyncGenerator<PackEntry> {
    const contents = this.read((entry) => entry.kind === "file" && !ignores(entry.path, false));
    for (const entry of withDirectories(this.entries)) {
      if (typeof entry === "string") {
        if (!ignores(entry, true)) yield { kind: "directory", path: entry };
      } else if (entry.kind === "file" && !ignores(entry.path, false)) {
        const next = await contents.next();
        if (next.done) return;
        const [{ path, executable }, bytes] = next.value;
        yield { kind: "file", path, executable, bytes };
      }
    }
  }

  /** The whole commit in memory, symbolic links included. */
  async tree(): Promise<FileTree> {
    const files: [string, FileContent][] = [];
    for (const entry of this.entries) if (entry.kind === "submodule") files.push([`${entry.path}/`, ""]);
    for await (const [entry, bytes] of this.read(() => true)) {
      const { path, executable } = entry;
      files.push([
        path,
        entry.kind === "link" ? { link: Buffer.from(bytes).toString() } : { bytes, executable },
      ]);
    }
    return memoryTree(files);
  }
}

/**
 * Opens a commit of the local copy for reading while `work` runs. Contents are those of the repository, byte for
 * byte: no attribute of it (filters, line ends, export-ignore) counts.
 *
 * Errors: GIT_TOO_LARGE, GIT_TREE_INVALID for names that are not UTF-8 or would leave the tree.
 */
export function openCommit<T>(
  store: GitStore,
  remote: GitRemote,
  commit: string,
  work: (reader: CommitReader) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return store.use(
    remote,
    async (run) => {
      const args = ["ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", commit];
      // A line takes some 55 bytes besides its path.
      const maxOutputBytes = store.limits.maxFiles * 1024;
      const entries = parseListing(await runGit(args, { ...run, maxOutputBytes }), store.limits);
      return work(new CommitReader(run, entries));
    },
    signal,
  );
}

function parseListing(output: Buffer, limits: { maxFiles: number; maxTreeBytes: number }): ListedEntry[] {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const entries: ListedEntry[] = [];
  let total = 0;
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0, at);
    const tab = output.indexOf(9, at);
    const [mode = "", , objectName = "", size = ""] = output.toString("latin1", at, tab).split(/ +/);
    const entry: ListedEntry = {
      kind: mode === "160000" ? "submodule" : mode === "120000" ? "link" : "file",
      path: decodePath(decoder, output.subarray(tab + 1, end)),
      executable: mode === "100755",
      objectName,
      sizeBytes: size === "-" ? 0 : Number(size),
    };
    total += entry.sizeBytes;
    if (total > limits.maxTreeBytes) throw repositoryTooLarge("bytes in all files", limits.maxTreeBytes);
    if (entries.length >= limits.maxFiles) throw repositoryTooLarge("files", limits.maxFiles);
    entries.push(entry);
    at = end + 1;
  }
  return sortDepthFirst(entries);
}

function decodePath(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    const path = decoder.decode(bytes);
    if (!path.split("/").some((segment) => segment === "" || segment === "." || segment === ".."))
      return path;
  } catch {
    // Reported below, with what can be shown of the name.
  }
  const shown = JSON.stringify(Buffer.from(bytes).toString("utf8"));
  throw new SluiceError(
    toolkitErrors.GIT_TREE_INVALID,
    `commit holds the file name ${shown}, which is refused`,
    {
      hint: "file names must be UTF-8 and stay inside the repository",
    },
  );
}

/** The order of a walk: git sorts `a.b` before what is in `a`, a walk comes to `a` first. */
function sortDepthFirst(entries: ListedEntry[]): ListedEntry[] {
  return entries
    .map((entry) => ({ entry, key: entry.path.replaceAll("/", "\0") }))
    .sort((left, right) => compareBytewise(left.key, right.key))
    .map(({ entry }) => entry);
}

/** The entries with the directories that they are in, each before what it holds. */
function* withDirectories(entries: readonly ListedEntry[]): Generator<ListedEntry | string> {
  let open: string[] = [];
  for (const entry of entries) {
    const segments = entry.path.split("/");
    const directories = entry.kind === "submodule" ? segments : segments.slice(0, -1);
    let shared = 0;
    while (shared < open.length && shared < directories.length && open[shared] === directories[shared])
      shared++;
    for (let depth = shared + 1; depth <= directories.length; depth++)
      yield directories.slice(0, depth).join("/");
    open = directories;
    yield entry;
  }
}
