import { isJsonObject, type JsonObject, type KubeObject, stringifyJson } from "@sluice/base/object";
import {
  asObject,
  type DeleteOptions,
  decodeObject,
  deleteObject,
  type ListOptions,
  listObjects,
  type ObjectAnswer,
  openWatch,
  type PatchType,
  patchObject,
  type Registry,
  type RequestContext,
  requireVerb,
} from "../registry/index.ts";
import type { ServedResource } from "../resource/index.ts";
import {
  badRequest,
  isStatusError,
  methodNotAllowed,
  type Status,
  StatusError,
  unsupportedMediaType,
} from "../status/index.ts";
import { buildTable, type IncludeObject, metadataOnly } from "../table/index.ts";
import { type AnswerForm, mediaTypeOf, negotiate } from "../wire/negotiate.ts";
import { parseBody, readBody } from "../wire/read-body.ts";
import type { RequestPath } from "./request-path.ts";
import { respond } from "./respond.ts";
import { type WatchStream, watchResponse } from "./watch-response.ts";

/** A request to a resource, with what earlier steps found out. */
export interface ResourceRequest {
  registry: Registry;
  request: Request;
  query: URLSearchParams;
  path: RequestPath & { kind: "resource" };
  resource: ServedResource;
  verb: string;
  context: RequestContext;
  openWatches: Set<WatchStream>;
}

/** Answers a request to a resource or one of its generic subresources (none, `status`). */
export async function handleResource(call: ResourceRequest): Promise<Response> {
  const response = await answerVerb(call).catch(async (error) => {
    await call.registry.storage.settled();
    throw error;
  });
  // Watches are told of committed changes only; no other answer may show more than they.
  if (call.verb !== "watch") await call.registry.storage.settled();
  return response;
}

async function answerVerb(call: ResourceRequest): Promise<Response> {
  const { verb, resource, path } = call;
  const form = negotiate(call.request.headers.get("accept"));
  if (path.subresource === "") requireVerb(resource, verb);
  warnDeprecated(call);
  switch (verb) {
    case "get":
      return answerObject(call, form, 200, call.registry.get(resource, keyOf(call)));
    case "list":
      return answerList(call, form);
    case "watch":
      return answerWatch(call, form);
    case "create":
      return create(call, form);
    case "update":
      return update(call, form);
    case "patch":
      return patch(call, form);
    case "delete":
      return remove(call, form);
    case "deletecollection":
      return removeAll(call, form);
    default:
      throw methodNotAllowed(resource.name, verb);
  }
}

function warnDeprecated({ resource, context }: ResourceRequest): void {
  const { deprecationWarning } = resource.definition;
  if (deprecationWarning !== undefined) context.warnings.push(deprecationWarning);
}

function keyOf({ path }: ResourceRequest): { namespace: string; name: string } {
  return { namespace: path.namespace, name: path.name };
}

async function create(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, path, context } = call;
  if (
    resource.definition.isNamespaced &&
    path.namespace === "" &&
    !registry.reviews.has(resource.collection)
  ) {
    throw badRequest("an empty namespace may not be set during creation");
  }
  const object = await readObject(call);
  const answer = await registry.create(resource, path.namespace, object, context);
  return answerObject(call, form, 201, answer);
}

async function update(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, path, context } = call;
  const object = await readObject(call);
  decodeObject(resource, object, context);
  const requiresVersion = !(resource.definition.allowUnconditionalUpdate ?? true);
  try {
    const answer = await registry.update(
      resource,
      keyOf(call),
      path.subresource,
      () => structuredClone(object),
      context,
      { requiresVersion },
    );
    return answerObject(call, form, 200, answer);
  } catch (error) {
    const isMissing =
      isStatusError(error, 404) && resource.definition.allowCreateOnUpdate && path.subresource === "";
    if (!isMissing) throw error;
    const answer = await registry.create(resource, path.namespace, object, context);
    return answerObject(call, form, 201, answer);
  }
}

const patchTypes: Record<string, PatchType> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

async function patch(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, path, context, query } = call;
  const mediaType = mediaTypeOf(call.request.headers.get("content-type"));
  const type = patchTypes[mediaType];
  const isAllowed = type !== undefined && !(type === "strategic" && resource.definition.isCustom);
  if (!isAllowed) {
    throw unsupportedMediaType(
      Object.keys(patchTypes).filter(
        (name) => !resource.definition.isCustom || patchTypes[name] !== "strategic",
      ),
    );
  }
  const force = query.get("force") === "true";
  if (force && type !== "apply") {
    throw invalidOption("PatchOptions", "force", "Forbidden: may not be specified for non-apply patch");
  }
  const body = parseBody(await readBody(call.request), mediaType, context.fieldValidation !== "Ignore");
  context.bodyProblems = body.problems;
  const manager = query.get("fieldManager") ?? "";
  const answer = await patchObject(
    registry,
    resource,
    keyOf(call),
    path.subresource,
    { type, body: body.value, force },
    type === "apply" ? { ...context, fieldManager: manager } : context,
  );
  return answerObject(call, form, answer.isCreated ? 201 : 200, answer);
}

function invalidOption(kind: string, field: string, message: string): StatusError {
  return new StatusError({
    message: `${kind}.meta.k8s.io "" is invalid: ${field}: ${message}`,
    reason: "Invalid",
    details: { group: "meta.k8s.io", kind, causes: [{ reason: "FieldValueForbidden", message, field }] },
    code: 422,
  });
}

async function remove(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, context } = call;
  const options = await readDeleteOptions(call);
  const answer = await deleteObject(registry, resource, keyOf(call), options, context);
  return answer.isGone
    ? answerStatus(call, form, answer.status)
    : answerObject(call, form, 200, answer.answer);
}

async function removeAll(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, path, context } = call;
  const options = await readDeleteOptions(call);
  const list = await listObjects(registry, resource, path.namespace, listOptions(call.query));
  for (const entry of list.entries) {
    const slash = entry.key.indexOf("/");
    const key = { namespace: entry.key.slice(0, slash), name: entry.key.slice(slash + 1) };
    try {
      await deleteObject(registry, resource, key, options, context);
    } catch (error) {
      if (!isStatusError(error, 404)) throw error;
    }
  }
  const texts = list.entries.map((entry) => registry.views.text(resource, entry));
  return respond(
    200,
    listText(resource, texts, { resourceVersion: list.resourceVersion }),
    encodingOf(call, form),
  );
}

/** Delete options come as a body or in the query. */
async function readDeleteOptions(call: ResourceRequest): Promise<DeleteOptions> {
  const { query, request, context } = call;
  const options: DeleteOptions = {};
  const text = await readBody(request);
  if (typeof text !== "string" || text.trim() !== "") {
    const { value } = parseBody(text, mediaTypeOf(request.headers.get("content-type")), false);
    if (!isJsonObject(value)) throw badRequest("delete options must be an object");
    const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = value;
    if (typeof gracePeriodSeconds === "number") options.gracePeriodSeconds = gracePeriodSeconds;
    if (typeof propagationPolicy === "string") options.propagationPolicy = policyOf(propagationPolicy);
    if (typeof orphanDependents === "boolean") options.orphanDependents = orphanDependents;
    if (isJsonObject(preconditions)) options.preconditions = preconditions as DeleteOptions["preconditions"];
    if (Array.isArray(dryRun) && dryRun.includes("All")) context.isDryRun = true;
  }
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && /^-?\d+$/.test(grace)) options.gracePeriodSeconds = Number(grace);
  const policy = query.get("propagationPolicy");
  if (policy !== null) options.propagationPolicy = policyOf(policy);
  const orphan = query.get("orphanDependents");
  if (orphan !== null) options.orphanDependents = orphan === "true";
  if (options.gracePeriodSeconds !== undefined && options.gracePeriodSeconds < 0)
    options.gracePeriodSeconds = 1;
  return options;
}

function policyOf(text: string): DeleteOptions["propagationPolicy"] {
  if (text === "Background" || text === "Foreground" || text === "Orphan") return text;
  throw invalidOption(
    "DeleteOptions",
    "propagationPolicy",
    `Unsupported value: ${JSON.stringify(text)}: supported values: "Background", "Foreground", "Orphan"`,
  );
}

/** The object of the body, of the kind that the resource has. */
export async function readObject(call: ResourceRequest): Promise<KubeObject> {
  const { request, context, resource } = call;
  const mediaType = mediaTypeOf(request.headers.get("content-type"));
  const body = parseBody(await readBody(request), mediaType, context.fieldValidation !== "Ignore");
  context.bodyProblems = body.problems;
  return asObject(body.value, resource);
}

function encodingOf(call: ResourceRequest, form: AnswerForm) {
  return {
    format: form.format,
    acceptsGzip: call.request.headers.get("accept-encoding")?.includes("gzip") ?? false,
    warnings: call.context.warnings,
  };
}

/** Answers with one object in the form that the client asked for. */
export function answerObject(
  call: ResourceRequest,
  form: AnswerForm,
  code: number,
  answer: ObjectAnswer,
): Response | Promise<Response> {
  const encoding = encodingOf(call, form);
  if (form.as === "object") return respond(code, answer.text, encoding);
  const { object } = answer;
  const shown =
    form.as === "Table"
      ? buildTable(call.resource, [object], {
          metaVersion: form.metaVersion,
          includeObject: includeObject(call.query),
          metadata: { resourceVersion: object.metadata.resourceVersion ?? "" },
          now: call.registry.now(),
        })
      : metadataOnly(object, form.metaVersion);
  return respond(code, stringifyJson(shown), encoding);
}

/** Answers with a Status. */
export function answerStatus(
  call: ResourceRequest,
  form: AnswerForm,
  status: Status,
): Response | Promise<Response> {
  return respond(status.code ?? 200, JSON.stringify(status), encodingOf(call, form));
}

function includeObject(query: URLSearchParams): IncludeObject {
  const value = query.get("includeObject");
  return value === "None" || value === "Object" ? value : "Metadata";
}

/** The list options of a query. Throws a 400 for what is no number. */
export function listOptions(query: URLSearchParams): ListOptions {
  const limit = query.get("limit");
  if (limit !== null && limit !== "" && !/^-?\d+$/.test(limit)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`);
  }
  return {
    ...(limit ? { limit: Number(limit) } : {}),
    ...text(query, "labelSelector"),
    ...text(query, "fieldSelector"),
    ...text(query, "continue"),
    ...text(query, "resourceVersion"),
    ...text(query, "resourceVersionMatch"),
  };
}

function text(query: URLSearchParams, name: string): Record<string, string> {
  const value = query.get(name);
  return value === null || value === "" ? {} : { [name]: value };
}

async function answerList(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, path, query } = call;
  const list = await listObjects(registry, resource, path.namespace, listOptions(query));
  const metadata: JsonObject = { resourceVersion: list.resourceVersion };
  if (list.continue !== undefined) metadata["continue"] = list.continue;
  if (list.remainingItemCount !== undefined && list.remainingItemCount > 0) {
    metadata["remainingItemCount"] = list.remainingItemCount;
  }
  const encoding = encodingOf(call, form);
  if (form.as === "object") {
    const texts = list.entries.map((entry) => registry.views.text(resource, entry));
    return respond(200, listText(resource, texts, metadata), encoding);
  }
  const objects = list.entries.map((entry) => registry.views.object(resource, entry));
  if (form.as === "Table") {
    const table = buildTable(resource, objects, {
      metaVersion: form.metaVersion,
      includeObject: includeObject(query),
      metadata,
      now: registry.now(),
    });
    return respond(200, stringifyJson(table), encoding);
  }
  const items = objects.map((object) => metadataOnly(object, form.metaVersion));
  const apiVersion = `meta.k8s.io/${form.metaVersion}`;
  return respond(
    200,
    stringifyJson({ kind: "PartialObjectMetadataList", apiVersion, metadata, items }),
    encoding,
  );
}

function listText(resource: ServedResource, texts: readonly string[], metadata: JsonObject): string {
  const head = JSON.stringify({
    kind: resource.definition.listKind,
    apiVersion: resource.apiVersion,
    metadata,
  });
  return `${head.slice(0, -1)},"items":[${itemTexts(resource, texts).join(",")}]}`;
}

/** Items of built-in kinds do not say what they are, as a typed server prints them; the list says it for all. */
function itemTexts(resource: ServedResource, texts: readonly string[]): readonly string[] {
  const { isCustom, kind } = resource.definition;
  if (isCustom) return texts;
  const type = `{"apiVersion":${JSON.stringify(resource.apiVersion)},"kind":${JSON.stringify(kind)},`;
  return texts.map((text) => (text.startsWith(type) ? `{${text.slice(type.length)}` : text));
}

async function answerWatch(call: ResourceRequest, form: AnswerForm): Promise<Response> {
  const { registry, resource, path, query, request } = call;
  if (form.format === "yaml") throw badRequest("watches are answered as JSON only");
  const options = listOptions(query);
  const sendsInitialEvents = query.get("sendInitialEvents");
  if (sendsInitialEvents === "true" && options.resourceVersionMatch !== "NotOlderThan") {
    throw invalidOption(
      "ListOptions",
      "resourceVersionMatch",
      "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
    );
  }
  const selection =
    path.name === ""
      ? options
      : {
          ...options,
          fieldSelector: [options.fieldSelector, `metadata.name=${path.name}`].filter(Boolean).join(","),
        };
  const watch = openWatch(registry, resource, path.namespace, {
    ...selection,
    ...(sendsInitialEvents === null ? {} : { sendsInitialEvents: sendsInitialEvents === "true" }),
  });
  const seconds = Number(query.get("timeoutSeconds") ?? 0);
  return watchResponse({
    registry,
    resource,
    watch,
    form,
    includeObject: includeObject(query),
    sendsBookmarks: query.get("allowWatchBookmarks") === "true",
    timeoutMs: (seconds > 0 ? seconds : 1800 + Math.random() * 1800) * 1000,
    open: call.openWatches,
    signal: request.signal,
  });
}
