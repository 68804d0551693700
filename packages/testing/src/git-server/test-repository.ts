import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a commit changes: text or bytes, an executable, a link, or null for removal. */
export type FileChange = string | Uint8Array | { executable: string } | { link: string } | null;

/** A repository on disk that a test fills; time and author of commits are fixed, so that hashes are too. */
export class TestRepository {
  readonly directory: string;
  #seconds = Date.UTC(2026, 0, 1) / 1000;

  constructor(directory: string, branch = "main") {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
    this.git("init", "--quiet", `--initial-branch=${branch}`);
    // What `git http-backend` needs to serve commits by their name, as the big hosts do.
    this.git("config", "uploadpack.allowAnySHA1InWant", "true");
    this.git("config", "uploadpack.allowFilter", "true");
  }

  /** Runs git in the repository and returns what it printed, trimmed. */
  git(...args: string[]): string {
    const date = `${this.#seconds} +0000`;
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.directory,
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Test Author",
      GIT_AUTHOR_EMAIL: "author@example.com",
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: "Test Author",
      GIT_COMMITTER_EMAIL: "author@example.com",
      GIT_COMMITTER_DATE: date,
    };
    const options = {
      cwd: this.directory,
      env,
      encoding: "utf8",
      stdio: "pipe",
      maxBuffer: 2 ** 30,
    } as const;
    return execFileSync("git", args, options).trim();
  }

  /** Commits changes on the present branch, a second after the last commit; returns the hash. */
  commit(message: string, changes: Record<string, FileChange> = {}): string {
    this.#seconds++;
    for (const [path, change] of Object.entries(changes)) this.#write(path, change);
    this.git("add", "--all", "--force");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.head();
  }

  /** The commit of the present branch. */
  head(): string {
    return this.git("rev-parse", "HEAD");
  }

  /** Creates a branch here and stays on it. */
  branch(name: string): void {
    this.git("checkout", "--quiet", "-B", name);
  }

  checkout(name: string): void {
    this.git("checkout", "--quiet", name);
  }

  /** Tags the present commit; with a message the tag is an object of its own. */
  tag(name: string, message?: string): void {
    this.git("tag", ...(message === undefined ? [] : ["--annotate", "--message", message]), name);
  }

  #write(path: string, change: FileChange): void {
    const file = join(this.directory, path);
    rmSync(file, { recursive: true, force: true });
    if (change === null) return;
    mkdirSync(dirname(file), { recursive: true });
    if (typeof change === "string" || change instanceof Uint8Array) {
      writeFileSync(file, change);
    } else if ("link" in change) {
      symlinkSync(change.link, file);
    } else {
      writeFileSync(file, change.executable);
      chmodSync(file, 0o755);
    }
  }
}
