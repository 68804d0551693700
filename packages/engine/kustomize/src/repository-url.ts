/** A Git repository that a resource or component names, and the directory in it. */
export interface RepositoryUrl {
  /** As it was written. */
  raw: string;
  /** What `git clone` takes: scheme, host and path of the repository. */
  cloneUrl: string;
  /** The directory of the kustomization in the repository; empty for its root. */
  path: string;
  /** Branch, tag or commit; empty for the default branch. */
  ref: string;
  timeoutMs: number;
  submodules: boolean;
}

const schemes = ["ssh://", "https://", "http://", "file://"] as const;
const defaultTimeoutMs = 27_000;

/** Reads a URL in one of kustomize's forms, KE-140; undefined when it is none (a local path, for example). */
export function parseRepositoryUrl(text: string): RepositoryUrl | undefined {
  if (text.startsWith("/")) return undefined;
  const mark = text.indexOf("?");
  const address = mark < 0 ? text : text.slice(0, mark);
  const host = splitHost(address);
  if (host === undefined) return undefined;
  const parts = splitRepository(host.rest, host.host.startsWith("file://"));
  if (parts === undefined || parts.repository === "") return undefined;
  const path = parts.path.replace(/^\//, "");
  if (/^(?:\.\/)*\.\.(?:\/|$)/.test(cleaned(path))) return undefined;
  return {
    raw: text,
    cloneUrl: host.host + parts.repository,
    path: cleaned(path),
    ...readQuery(mark < 0 ? "" : text.slice(mark + 1)),
  };
}

function cleaned(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else segments.push(segment);
  }
  return segments.join("/");
}

function splitHost(address: string): { host: string; rest: string } | undefined {
  let rest = /^git::/i.test(address) ? address.slice(5) : address;
  const found = schemes.find((candidate) => rest.toLowerCase().startsWith(candidate));
  let scheme: string = found ?? "";
  rest = rest.slice(scheme.length);
  let user = /^[a-zA-Z][a-zA-Z0-9-]*@/.exec(rest)?.[0] ?? "";
  rest = rest.slice(user.length);
  const isGithub = /^github\.com[/:]/i.test(rest);
  const isScp = scheme === "" && (user !== "" || isGithub);
  if (scheme === "" && !isScp) return undefined;
  if (scheme === "file://") return { host: scheme, rest: user + rest };
  let end = rest.indexOf("/");
  if (isScp) {
    const colon = rest.indexOf(":");
    if (end === -1 || (colon > 0 && colon < end)) end = colon;
  }
  let host = end < 0 ? rest : rest.slice(0, end + 1);
  const path = end < 0 ? "" : rest.slice(end + 1);
  if (isGithub) {
    if (scheme === "ssh://" || user !== "") [scheme, host] = ["", "github.com:"];
    else [scheme, user, host] = ["https://", "", "github.com/"];
  }
  return host === "" ? undefined : { host: scheme + user + host, rest: path };
}

function splitRepository(rest: string, isFile: boolean): { repository: string; path: string } | undefined {
  const azure = rest.indexOf("_git/");
  if (azure >= 0) {
    const [name, ...inner] = rest.slice(azure + 5).split("/") as [string, ...string[]];
    return { repository: rest.slice(0, azure + 5) + name, path: inner.join("/") };
  }
  const double = rest.indexOf("//");
  if (double >= 0) return { repository: rest.slice(0, double), path: rest.slice(double + 2) };
  const suffix = rest.indexOf(".git");
  if (suffix >= 0) return { repository: rest.slice(0, suffix + 4), path: rest.slice(suffix + 4) };
  if (isFile) return { repository: rest, path: "" };
  const segments = rest.split("/");
  if (segments.length < 2) return undefined;
  return { repository: segments.slice(0, 2).join("/"), path: segments.slice(2).join("/") };
}

function readQuery(query: string): Pick<RepositoryUrl, "ref" | "timeoutMs" | "submodules"> {
  const values = new URLSearchParams(query);
  const timeout = values.get("timeout") ?? "";
  const submodules = values.get("submodules") ?? "";
  return {
    ref: values.get("ref") || values.get("version") || "",
    timeoutMs: readTimeout(timeout),
    submodules: !/^(?:0|f|F|false|FALSE|False)$/.test(submodules),
  };
}

function readTimeout(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) > 0 ? Number(text) * 1000 : defaultTimeoutMs;
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return defaultTimeoutMs;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (units[unit as string] as number);
  }
  return total > 0 ? total : defaultTimeoutMs;
}

/** True for an address that is fetched as a file. */
export function isFileUrl(text: string): boolean {
  return /^https?:/i.test(text);
}
