import { errorText, SluiceError } from "@sluice/base/errors";
import { type FileTree, joinPath, parentPath } from "@sluice/base/file-tree";
import { kustomizeErrors } from "./errors.ts";
import { isFileUrl, parseRepositoryUrl, type RepositoryUrl } from "./repository-url.ts";
import type { Session } from "./session.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The directory of a kustomization and the way it was reached: what is loaded there is loaded through it. */
export class Loader {
  readonly tree: FileTree;
  readonly directory: string;
  private readonly session: Session;
  private readonly parent: Loader | undefined;
  private readonly repository: RepositoryUrl | undefined;
  readonly depth: number;

  private constructor(
    session: Session,
    tree: FileTree,
    directory: string,
    parent: Loader | undefined,
    repository: RepositoryUrl | undefined,
  ) {
    this.session = session;
    this.tree = tree;
    this.directory = directory;
    this.parent = parent;
    this.repository = repository;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    if (this.depth > session.limits.depth) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_LIMIT,
        `kustomizations are nested deeper than ${session.limits.depth} levels at '${this.describe("")}'`,
        { location: { path: directory } },
      );
    }
  }

  /** The loader of the outermost kustomization: a directory of the tree, or a repository's URL. */
  static open(session: Session, tree: FileTree, path: string): Loader {
    const url = parseRepositoryUrl(path);
    if (url !== undefined) return Loader.clone(session, url, undefined);
    const entry = tree.stat(path);
    if (entry?.kind !== "directory") {
      const place = display(session, path);
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_LOAD_FAILED,
        entry === undefined
          ? `must build at directory: not a valid directory: evalsymlink failure on '${place}' : lstat ${place}: no such file or directory`
          : `must build at directory: not a valid directory: '${place}' is not a directory`,
        { location: { path } },
      );
    }
    return new Loader(session, tree, entry.path, undefined, undefined);
  }

  /** The path as messages show it. */
  describe(path: string): string {
    const inner = path === "" ? this.directory : this.directory === "" ? path : `${this.directory}/${path}`;
    return display(this.session, inner);
  }

  /** A loader for a directory or repository named here. Throws for cycles, absolute paths and what is no directory. */
  enter(path: string): Loader {
    if (path === "") throw failed("new root cannot be empty", this.directory);
    const url = parseRepositoryUrl(path);
    if (url !== undefined) {
      this.refuseRepositoryCycle(url);
      return Loader.clone(this.session, url, this);
    }
    if (path.startsWith("/")) throw failed(`new root '${path}' cannot be absolute`, this.directory);
    const target = joinPath(this.directory, path);
    const entry = this.tree.stat(target);
    const place = display(this.session, target);
    if (entry === undefined) {
      throw failed(
        `must build at directory: not a valid directory: evalsymlink failure on '${place}' : lstat ${place}: no such file or directory`,
        target,
      );
    }
    if (entry.kind !== "directory") {
      throw failed(`must build at directory: not a valid directory: '${place}' is not a directory`, target);
    }
    for (let above: Loader | undefined = this; above !== undefined; above = above.parent) {
      if (above.tree === this.tree && isWithin(above.directory, entry.path)) {
        throw new SluiceError(
          kustomizeErrors.KUSTOMIZE_CYCLE,
          `cycle detected: candidate root '${place}' contains visited root '${above.describe("")}'`,
          { location: { path: entry.path } },
        );
      }
    }
    return new Loader(this.session, this.tree, entry.path, this, undefined);
  }

  /** The bytes of a file named here, or of a URL. */
  bytes(path: string): Uint8Array {
    if (isFileUrl(path)) return this.fetch(path);
    const target = path.startsWith("/") ? joinPath("", path) : joinPath(this.directory, path);
    const entry = this.tree.stat(target);
    const place = display(this.session, target);
    if (entry === undefined) {
      throw failed(`evalsymlink failure on '${place}' : lstat ${place}: no such file or directory`, target);
    }
    if (entry.kind !== "file") throw failed(`'${place}' must resolve to a file`, target);
    // Within a clone, files are always held to the directory that names them.
    const restricted = this.session.options.loadRestriction !== "none" || this.isInClone();
    if (restricted && !isWithin(parentPath(entry.path), this.directory)) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_LOAD_RESTRICTED,
        `security; file '${place}' is not in or below '${this.describe("")}'`,
        {
          location: { path: target },
          hint: "move the file, or allow it with --load-restrictor LoadRestrictionsNone",
        },
      );
    }
    this.count(entry.sizeBytes, place);
    return this.tree.read(entry.path);
  }

  /** True for a path that names a directory of the tree. */
  isDirectory(path: string): boolean {
    if (path === "" || path.startsWith("/") || path.includes(":")) return false;
    try {
      return this.tree.stat(joinPath(this.directory, path))?.kind === "directory";
    } catch {
      return false;
    }
  }

  /** The error for a directory that is read as a file. */
  notAFile(path: string): SluiceError {
    const target = joinPath(this.directory, path);
    return failed(`'${display(this.session, target)}' must resolve to a file`, target);
  }

  /** The text of a file named here; bytes that are not UTF-8 become U+FFFD. */
  text(path: string): string {
    return utf8.decode(this.bytes(path));
  }

  /** The kustomization file of this directory: its name and text. */
  kustomizationFile(): { name: string; text: string } {
    const found: string[] = [];
    for (const name of ["kustomization.yaml", "kustomization.yml", "Kustomization"]) {
      if (this.isFile(name)) found.push(name);
    }
    if (found.length === 0) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_FILE_MISSING,
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${this.describe("")}'`,
        { location: { path: this.directory } },
      );
    }
    if (found.length > 1) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_FILE_MISSING,
        `Found multiple kustomization files under: ${this.describe("")}`,
        { location: { path: this.directory }, hint: `keep one of ${found.join(", ")}` },
      );
    }
    if (++this.session.kustomizations > this.session.limits.kustomizations) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_LIMIT,
        `the build takes in more than ${this.session.limits.kustomizations} kustomizations`,
        { location: { path: this.directory } },
      );
    }
    const name = found[0] as string;
    return { name, text: this.text(name) };
  }

  /** True for a file of this directory, whose own path is resolved already; links that lead nowhere are no files. */
  private isFile(name: string): boolean {
    const path = this.directory === "" ? name : `${this.directory}/${name}`;
    const node = this.tree.node(path);
    if (node?.kind !== "link") return node?.kind === "file";
    try {
      return this.tree.stat(path)?.kind === "file";
    } catch {
      return false;
    }
  }

  private count(size: number, place: string): void {
    const { limits } = this.session;
    this.session.bytes += size;
    if (size > limits.fileBytes || this.session.bytes > limits.totalBytes) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_LIMIT,
        size > limits.fileBytes
          ? `file '${place}' is larger than ${limits.fileBytes} bytes`
          : `the build reads more than ${limits.totalBytes} bytes`,
        { location: { path: place } },
      );
    }
  }

  private isInClone(): boolean {
    for (let above: Loader | undefined = this; above !== undefined; above = above.parent) {
      if (above.repository !== undefined) return true;
    }
    return false;
  }

  private refuseRepositoryCycle(url: RepositoryUrl): void {
    for (let above: Loader | undefined = this; above !== undefined; above = above.parent) {
      if (above.repository?.raw.startsWith(url.raw)) {
        throw new SluiceError(
          kustomizeErrors.KUSTOMIZE_CYCLE,
          `cycle detected: URI '${url.raw}' referenced by previous URI '${above.repository.raw}'`,
        );
      }
    }
  }

  private fetch(url: string): Uint8Array {
    const { remote } = this.session.options;
    const fetchFile = remote?.file;
    if (fetchFile === undefined) throw refused(url);
    const answer = this.session.answers.get(`file ${url}`, () => fetchFile.call(remote, url));
    if (answer instanceof Uint8Array) {
      this.count(answer.byteLength, url);
      return answer;
    }
    if (parseRepositoryUrl(url) !== undefined) throw failed("URL is a git repository", url);
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_REMOTE_FAILED,
      `HTTP Error: status code ${answer.status} (${statusText(answer.status)})`,
      { location: { path: url } },
    );
  }

  private static clone(session: Session, url: RepositoryUrl, parent: Loader | undefined): Loader {
    const { remote } = session.options;
    const fetchRepository = remote?.repository;
    if (fetchRepository === undefined) throw refused(url.raw);
    const tree = session.answers.get(`repository ${url.raw}`, () => fetchRepository.call(remote, url));
    const entry = tree.stat(url.path);
    if (entry?.kind !== "directory") {
      throw failed(
        entry === undefined
          ? `evalsymlink failure on '${url.path}' : no such file or directory in ${url.cloneUrl}`
          : `'${url.path}' refers to file '${url.path}'; expecting directory`,
        url.raw,
      );
    }
    return new Loader(session, tree, entry.path, parent, url);
  }
}

/** True when `path` is `directory` or below it. */
function isWithin(path: string, directory: string): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}

function display(session: Session, path: string): string {
  const root = session.options.displayRoot;
  if (root === undefined) return path === "" ? "." : path;
  return path === "" ? root : `${root.replace(/\/$/, "")}/${path}`;
}

function failed(message: string, path: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_LOAD_FAILED, message, { location: { path } });
}

function refused(url: string): SluiceError {
  return new SluiceError(
    kustomizeErrors.KUSTOMIZE_REMOTE_REFUSED,
    `remote resource '${url}' is not allowed: this build fetches nothing`,
    { location: { path: url }, hint: "vendor the resource into the repository, or allow remote bases" },
  );
}

const statusTexts: Record<number, string> = {
  301: "Moved Permanently",
  302: "Found",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  410: "Gone",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function statusText(status: number): string {
  return statusTexts[status] ?? "";
}

/** True for an error that ends the build whatever else could be tried: limits, and answers of a server. */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof SluiceError &&
    (error.code === kustomizeErrors.KUSTOMIZE_LIMIT ||
      (error.code === kustomizeErrors.KUSTOMIZE_REMOTE_FAILED && errorText(error).startsWith("HTTP Error:")))
  );
}
