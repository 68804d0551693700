import type { JsonObject } from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";

const text = { type: "string", uniqueItems: true };

function query(name: string, description: string, schema: JsonObject = text): JsonObject {
  return { name, in: "query", description, schema };
}

const dryRun = query("dryRun", "With All nothing is stored.");
const fieldManager = query("fieldManager", "Who owns the fields that are set.");
const fieldValidation = query(
  "fieldValidation",
  "What becomes of unknown and duplicate fields: Ignore, Warn or Strict.",
);
const force = query("force", "Takes fields from other managers.", { type: "boolean", uniqueItems: true });
const listQueries = [
  query("allowWatchBookmarks", "Asks for bookmarks in a watch.", { type: "boolean", uniqueItems: true }),
  query("continue", "Goes on with a list after a chunk."),
  query("fieldSelector", "Restricts by fields."),
  query("labelSelector", "Restricts by labels."),
  query("limit", "Longest list to answer.", { type: "integer", uniqueItems: true }),
  query("resourceVersion", "Which state to answer from."),
  query("resourceVersionMatch", "How resourceVersion is meant."),
  query("sendInitialEvents", "Begins a watch with what there is.", { type: "boolean", uniqueItems: true }),
  query("timeoutSeconds", "How long a watch lasts.", { type: "integer", uniqueItems: true }),
  query("watch", "Answers changes instead of a list.", { type: "boolean", uniqueItems: true }),
];
const writeQueries = [dryRun, fieldManager, fieldValidation];

const patchTypes = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
];

/** The operations on resources, with the parameters from which clients see what the server can do. */
export function pathsOf(
  resources: readonly ServedResource[],
  nameOf: (resource: ServedResource) => string,
  refPrefix: string,
): JsonObject {
  const paths: JsonObject = {};
  for (const resource of resources) {
    const { definition, apiVersion } = resource;
    const base = definition.group === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
    const collection = definition.isNamespaced
      ? `${base}/namespaces/{namespace}/${definition.plural}`
      : `${base}/${definition.plural}`;
    const operation = operationMaker(resource, `${refPrefix}${nameOf(resource)}`);
    const verbs = new Set(definition.verbs);
    const onCollection: JsonObject = {};
    if (verbs.has("list")) onCollection["get"] = operation("list", listQueries);
    if (verbs.has("create")) onCollection["post"] = operation("post", writeQueries, true);
    if (verbs.has("deletecollection"))
      onCollection["delete"] = operation("deletecollection", [dryRun, ...listQueries]);
    paths[collection] = onCollection;
    if (definition.isNamespaced && verbs.has("list")) {
      paths[`${base}/${definition.plural}`] = { get: operation("list", listQueries) };
    }
    const onObject: JsonObject = {};
    if (verbs.has("get")) onObject["get"] = operation("get", []);
    if (verbs.has("update")) onObject["put"] = operation("put", writeQueries, true);
    if (verbs.has("patch")) onObject["patch"] = operation("patch", [...writeQueries, force]);
    if (verbs.has("delete")) onObject["delete"] = operation("delete", [dryRun]);
    if (Object.keys(onObject).length > 0) paths[`${collection}/{name}`] = onObject;
    if (definition.hasStatus) {
      paths[`${collection}/{name}/status`] = {
        get: operation("get", []),
        put: operation("put", writeQueries, true),
        patch: operation("patch", [...writeQueries, force]),
      };
    }
  }
  return paths;
}

/** Clients choose the kind of their patches from this list; strategic merge is for built-ins only. */
function patchTypesOf({ definition }: ServedResource): string[] {
  return definition.isCustom ? patchTypes.filter((type) => !type.includes("strategic")) : patchTypes;
}

function operationMaker(resource: ServedResource, ref: string) {
  const { group, version, kind } = resource.definition;
  const scope = resource.definition.isNamespaced ? "Namespaced" : "";
  return (action: string, parameters: JsonObject[], hasBody = false): JsonObject => {
    const content = { "application/json": { schema: { $ref: ref } } };
    return {
      operationId: `${action}${scope}${group.replaceAll(/[.-]/g, "_")}${version}${kind}`,
      parameters,
      ...(hasBody ? { requestBody: { content: { "*/*": { schema: { $ref: ref } } } } } : {}),
      ...(action === "patch"
        ? {
            requestBody: {
              content: Object.fromEntries(
                patchTypesOf(resource).map((type) => [type, { schema: { type: "object" } }]),
              ),
            },
          }
        : {}),
      responses: { "200": { description: "OK", content } },
      "x-kubernetes-action": action,
      "x-kubernetes-group-version-kind": { group, version, kind },
    };
  };
}
