import type { DiscoveryDocuments } from "../discovery/index.ts";
import type { OpenApiDocuments } from "../openapi/index.ts";
import type { ObjectStorage } from "../storage/index.ts";
import { answerJson, discoveryHandler, type PathHandler } from "./handle-request.ts";
import { respond, respondText } from "./respond.ts";

const version = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.0+sluice",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "linux/amd64",
};

/** All paths that are not resources: discovery, schemas, version and health. */
export function createPathHandlers(
  discovery: DiscoveryDocuments,
  openApi: OpenApiDocuments,
  storage: ObjectStorage,
): PathHandler[] {
  return [discoveryHandler(discovery), openApiHandler(openApi), versionHandler, healthHandler(storage)];
}

const versionHandler: PathHandler = (path, request) =>
  path === "/version" || path === "/version/" ? answerJson(version, request) : undefined;

function openApiHandler(openApi: OpenApiDocuments): PathHandler {
  return (path, request) => {
    if (path === "/openapi/v3" || path === "/openapi/v3/") return answerJson(openApi.index(), request);
    const accept = request.headers.get("accept") ?? "";
    const wantsJson = accept === "" || /application\/json|application\/\*|\*\/\*/.test(accept);
    const text =
      path === "/openapi/v2"
        ? wantsJson
          ? openApi.legacyDocument()
          : undefined
        : path.startsWith("/openapi/v3/")
          ? openApi.document(path.slice("/openapi/v3/".length))
          : undefined;
    if (path === "/openapi/v2" && text === undefined) return respondText(406, "406 not acceptable\n");
    if (text === undefined) return undefined;
    const acceptsGzip = request.headers.get("accept-encoding")?.includes("gzip") ?? false;
    return respond(200, text, { format: "json", acceptsGzip, warnings: [] });
  };
}

const healthPaths = new Set(["healthz", "livez", "readyz"]);

function healthHandler(storage: ObjectStorage): PathHandler {
  return (path) => {
    const name = path.split("/")[1] ?? "";
    if (!healthPaths.has(name)) return undefined;
    if (storage.failure !== undefined && name !== "livez") return respondText(500, "[-]storage failed\n");
    return respondText(200, "ok");
  };
}
