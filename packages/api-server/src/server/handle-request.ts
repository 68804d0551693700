import type { Logger } from "@sluice/base/log";
import type { DiscoveryDocuments } from "../discovery/index.ts";
import type { Registry, RequestContext, UserInfo } from "../registry/index.ts";
import { badRequest, StatusError } from "../status/index.ts";
import { handleResource, type ResourceRequest } from "./handle-resource.ts";
import { parseRequestPath, type RequestPath } from "./request-path.ts";
import { respond, respondError, respondText } from "./respond.ts";
import type { WatchStream } from "./watch-response.ts";

/** A handler of one subresource, e.g. `serviceaccounts/token`; `*` stands for every resource. */
export type SubresourceHandler = (call: ResourceRequest) => Promise<Response>;

/** Answers paths outside of resources; undefined when it does not know the path. */
export type PathHandler = (
  path: string,
  request: Request,
  user: UserInfo,
) => Promise<Response> | Response | undefined;

/** What the request handler is made of. */
export interface RequestHandlerOptions {
  registry: Registry;
  log: Logger;
  subresources: ReadonlyMap<string, SubresourceHandler>;
  paths: readonly PathHandler[];
  /** Throws a 403 when the user may not do this. */
  authorize(user: UserInfo, verb: string, path: RequestPath): void;
  /** The user whom the headers ask to act as; the given one when they ask for nobody. */
  impersonate(user: UserInfo, request: Request): UserInfo;
  openWatches: Set<WatchStream>;
}

const collectionVerbs: Record<string, string> = {
  GET: "list",
  HEAD: "list",
  POST: "create",
  DELETE: "deletecollection",
};
const objectVerbs: Record<string, string> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** Makes the function that answers requests of a known user. */
export function createRequestHandler(
  options: RequestHandlerOptions,
): (request: Request, user: UserInfo) => Promise<Response> {
  const { registry } = options;
  return async (request, authenticated) => {
    const warnings: string[] = [];
    try {
      const url = request.url;
      const pathStart = url.indexOf("/", url.indexOf("//") + 2);
      const queryStart = url.indexOf("?", pathStart);
      const pathname = queryStart < 0 ? url.slice(pathStart) : url.slice(pathStart, queryStart);
      const query = new URLSearchParams(queryStart < 0 ? "" : url.slice(queryStart + 1));
      const path = parseRequestPath(pathname);
      const user = options.impersonate(authenticated, request);
      if (path.kind === "other") {
        options.authorize(user, request.method.toLowerCase(), path);
        return await answerPath(options, path.path, request, user);
      }
      const verb = verbOf(request.method, path, query);
      options.authorize(user, verb, path);
      const resource = registry.resources.find(path.group, path.version, path.resource);
      if (resource === undefined) return respondText(404, "404 page not found\n");
      if (path.namespace !== "" && !resource.definition.isNamespaced)
        return respondText(404, "404 page not found\n");
      if (resource.definition.isNamespaced && path.namespace === "" && path.name !== "") {
        return respondText(404, "404 page not found\n");
      }
      const context = readContext(request, query, user, warnings);
      const call: ResourceRequest = {
        registry,
        request,
        query,
        path,
        resource,
        verb,
        context,
        openWatches: options.openWatches,
      };
      if (path.subresource === "" || (path.subresource === "status" && resource.definition.hasStatus)) {
        return await handleResource(call);
      }
      const handler =
        options.subresources.get(`${path.resource}/${path.subresource}`) ??
        options.subresources.get(`*/${path.subresource}`);
      if (handler === undefined) return respondText(404, "404 page not found\n");
      return await handler(call);
    } catch (error) {
      if (!(error instanceof StatusError))
        options.log.error(error, "request failed unexpectedly", { path: request.url });
      return respondError(error, warnings);
    }
  };
}

function verbOf(method: string, path: RequestPath & { kind: "resource" }, query: URLSearchParams): string {
  const verb = (path.name === "" ? collectionVerbs : objectVerbs)[method];
  if (verb === undefined) {
    throw new StatusError({
      message: "the server does not allow this method on the requested resource",
      reason: "MethodNotAllowed",
      code: 405,
    });
  }
  const watches = path.isWatch || isTrue(query.get("watch"));
  if (watches && (verb === "list" || verb === "get"))
    return path.name === "" || path.isWatch ? "watch" : verb;
  return verb;
}

function isTrue(value: string | null): boolean {
  return value === "true" || value === "1" || value === "";
}

function readContext(
  request: Request,
  query: URLSearchParams,
  user: UserInfo,
  warnings: string[],
): RequestContext {
  const dryRun = query.getAll("dryRun");
  if (dryRun.some((value) => value !== "All" && value !== "")) {
    throw invalidDryRun(dryRun);
  }
  const validation = query.get("fieldValidation");
  if (
    validation !== null &&
    validation !== "" &&
    validation !== "Ignore" &&
    validation !== "Warn" &&
    validation !== "Strict"
  ) {
    throw badRequest(
      `invalid fieldValidation ${JSON.stringify(validation)}: supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  return {
    user,
    fieldManager: query.get("fieldManager") || managerOf(request.headers.get("user-agent")),
    isDryRun: dryRun.includes("All"),
    fieldValidation: (validation || "Warn") as RequestContext["fieldValidation"],
    warnings,
  };
}

function invalidDryRun(values: string[]): StatusError {
  const bad = values.find((value) => value !== "All") ?? "";
  return badRequest(`invalid dry run value ${JSON.stringify(bad)}: supported values: "All"`);
}

/** Without a field manager the name of the client is recorded. */
function managerOf(userAgent: string | null): string {
  return (userAgent ?? "").split("/")[0]!.slice(0, 128) || "unknown";
}

async function answerPath(
  options: RequestHandlerOptions,
  path: string,
  request: Request,
  user: UserInfo,
): Promise<Response> {
  for (const handler of options.paths) {
    const answer = await handler(path, request, user);
    if (answer !== undefined) return answer;
  }
  return respondText(404, "404 page not found\n");
}

/** Answers discovery and the server's own small pages. */
export function discoveryHandler(discovery: DiscoveryDocuments): PathHandler {
  return (path, request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const parts = path.replace(/\/$/, "").split("/").slice(1);
    const accept = request.headers.get("accept") ?? "";
    if (parts.length === 1 && (parts[0] === "api" || parts[0] === "apis")) {
      const isCore = parts[0] === "api";
      const version = /as=APIGroupDiscoveryList/.test(accept)
        ? /v=(v2(?:beta1)?)[;,]?/.exec(accept)?.[1]
        : undefined;
      if (version !== undefined && /g=apidiscovery\.k8s\.io/.test(accept)) {
        return new Response(JSON.stringify(discovery.aggregated(isCore, version)), {
          headers: {
            "content-type": `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
          },
        });
      }
      return answerJson(isCore ? discovery.coreVersions() : discovery.groups(), request);
    }
    if (parts[0] === "api" && parts.length === 2)
      return answerJson(discovery.groupVersion("", parts[1]!), request);
    if (parts[0] === "apis" && parts.length === 2) return answerJson(discovery.group(parts[1]!), request);
    if (parts[0] === "apis" && parts.length === 3)
      return answerJson(discovery.groupVersion(parts[1]!, parts[2]!), request);
    return undefined;
  };
}

/** JSON for a document; undefined where there is none. */
export function answerJson(document: unknown, request: Request): Response | Promise<Response> | undefined {
  if (document === undefined) return undefined;
  const acceptsGzip = request.headers.get("accept-encoding")?.includes("gzip") ?? false;
  return respond(200, JSON.stringify(document), { format: "json", acceptsGzip, warnings: [] });
}
