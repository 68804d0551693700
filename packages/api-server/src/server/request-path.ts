import { badRequest } from "../status/index.ts";

/** What a URL path names. */
export type RequestPath =
  | {
      kind: "resource";
      group: string;
      version: string;
      namespace: string;
      resource: string;
      name: string;
      subresource: string;
      /** Below the subresource, as for proxies. */
      rest: string;
      /** The old form of watches, `/api/v1/watch/…`. */
      isWatch: boolean;
    }
  | { kind: "other"; path: string };

/** Splits a URL path as the API's conventions have it. Throws a 400 for broken escapes. */
export function parseRequestPath(pathname: string): RequestPath {
  const other = { kind: "other", path: pathname } as const;
  if (pathname.length > 8192) return other;
  let parts: string[];
  try {
    parts = pathname.split("/").slice(1).map(decodeURIComponent);
  } catch {
    throw badRequest("the request path is not valid");
  }
  if (parts.at(-1) === "") parts.pop();
  let group: string;
  let version: string;
  let rest: string[];
  if (parts[0] === "api" && parts.length >= 3) {
    group = "";
    version = parts[1]!;
    rest = parts.slice(2);
  } else if (parts[0] === "apis" && parts.length >= 4) {
    group = parts[1]!;
    version = parts[2]!;
    rest = parts.slice(3);
  } else {
    return other;
  }
  const isWatch = rest[0] === "watch" && rest.length > 1;
  if (isWatch) rest = rest.slice(1);
  let namespace = "";
  if (rest[0] === "namespaces" && rest.length >= 3 && !isNamespaceSubresource(rest, group)) {
    namespace = rest[1]!;
    rest = rest.slice(2);
  }
  const [resource, name = "", subresource = ""] = rest;
  if (
    rest.some(
      (part) => part === "" || part === "." || part === ".." || part.includes("/") || part.includes("\0"),
    )
  ) {
    return other;
  }
  return {
    kind: "resource",
    group,
    version,
    namespace,
    resource: resource!,
    name,
    subresource,
    rest: rest.slice(3).join("/"),
    isWatch,
  };
}

function isNamespaceSubresource(rest: string[], group: string): boolean {
  return group === "" && rest.length === 3 && (rest[2] === "status" || rest[2] === "finalize");
}
