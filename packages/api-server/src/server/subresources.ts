import { applyJsonPatch, applyMergePatch, type JsonPatchOperation } from "@sluice/base/json-patch";
import {
  deepClone,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  stringifyJson,
} from "@sluice/base/object";
import { type ServiceAccountTokens, tokenIssuer } from "../authentication/index.ts";
import { asObject, deleteObject, type ObjectAnswer } from "../registry/index.ts";
import { labelSelectorTest } from "../selector/index.ts";
import {
  badRequest,
  conflict,
  invalid,
  methodNotAllowed,
  notFound,
  tooManyRequests,
  unsupportedMediaType,
} from "../status/index.ts";
import { mediaTypeOf, negotiate } from "../wire/negotiate.ts";
import { parseBody, readBody } from "../wire/read-body.ts";
import type { SubresourceHandler } from "./handle-request.ts";
import { answerObject, answerStatus, type ResourceRequest } from "./handle-resource.ts";
import { respond, respondText } from "./respond.ts";

/** The subresources that are not generic, by `resource/subresource`. */
export function createSubresources(tokens: ServiceAccountTokens): Map<string, SubresourceHandler> {
  return new Map<string, SubresourceHandler>([
    ["*/scale", handleScale],
    ["namespaces/finalize", handleFinalize],
    ["serviceaccounts/token", (call) => handleToken(call, tokens)],
    ["pods/eviction", handleEviction],
    ["pods/binding", handleBinding],
    ["pods/ephemeralcontainers", (call) => handleSpecPart(call)],
    ["pods/resize", (call) => handleSpecPart(call)],
    ["certificatesigningrequests/approval", (call) => handleStatusPart(call)],
    ["pods/log", handleLog],
  ]);
}

async function body(call: ResourceRequest): Promise<KubeObject> {
  const mediaType = mediaTypeOf(call.request.headers.get("content-type"));
  return asObject(parseBody(await readBody(call.request), mediaType, false).value);
}

function key(call: ResourceRequest): { namespace: string; name: string } {
  return { namespace: call.path.namespace, name: call.path.name };
}

function json(call: ResourceRequest, code: number, value: unknown): Response | Promise<Response> {
  const { format } = negotiate(call.request.headers.get("accept"));
  return respond(code, stringifyJson(value), { format, acceptsGzip: false, warnings: call.context.warnings });
}

function pathKeys(path: string): string[] {
  return path.split(".").filter((part) => part !== "");
}

function readPath(object: KubeObject, path: string): JsonValue | undefined {
  let value = object as unknown as JsonValue | undefined;
  for (const part of pathKeys(path)) {
    value = typeof value === "object" && value !== null && !Array.isArray(value) ? value[part] : undefined;
  }
  return value;
}

function scaleOf(call: ResourceRequest, object: KubeObject): JsonObject {
  const { scale, isCustom } = call.resource.definition;
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale!;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const status: JsonObject = { replicas: readPath(object, statusReplicasPath) ?? 0 };
  const selector = labelSelectorPath === undefined ? undefined : readPath(object, labelSelectorPath);
  const text =
    typeof selector === "string"
      ? selector
      : isCustom || selector === undefined
        ? ""
        : selectorText(selector as JsonObject);
  if (text !== "") status["selector"] = text;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      name: name!,
      namespace: namespace!,
      uid: uid!,
      resourceVersion: resourceVersion!,
      creationTimestamp: creationTimestamp!,
    },
    spec: { replicas: readPath(object, specReplicasPath) ?? 0 },
    status,
  };
}

/** A label selector in text form. */
function selectorText(selector: JsonObject): string {
  const labels = (selector["matchLabels"] ??
    (selector["matchExpressions"] === undefined ? selector : {})) as Record<string, string>;
  const parts = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${labels[label]}`);
  for (const expression of (selector["matchExpressions"] ?? []) as {
    key: string;
    operator: string;
    values?: string[];
  }[]) {
    const values = `(${(expression.values ?? []).join(",")})`;
    if (expression.operator === "In") parts.push(`${expression.key} in ${values}`);
    else if (expression.operator === "NotIn") parts.push(`${expression.key} notin ${values}`);
    else parts.push(expression.operator === "Exists" ? expression.key : `!${expression.key}`);
  }
  return parts.join(",");
}

const handleScale: SubresourceHandler = async (call) => {
  const { registry, resource, verb, context, request } = call;
  const { scale } = resource.definition;
  if (scale === undefined) return respondText(404, "404 page not found\n");
  if (verb === "get") return json(call, 200, scaleOf(call, registry.get(resource, key(call)).object));
  if (verb !== "update" && verb !== "patch") throw methodNotAllowed(resource.name, verb);
  const mediaType = mediaTypeOf(request.headers.get("content-type"));
  const { value } = parseBody(await readBody(request), mediaType, false);
  const answer = await registry.update(
    resource,
    key(call),
    "scale",
    (live) => {
      const current = scaleOf(call, live);
      const wanted = verb === "update" ? (value as JsonObject) : patchScale(current, value, mediaType);
      const replicas = ((wanted["spec"] ?? {}) as JsonObject)["replicas"] ?? 0;
      if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
        throw invalid({ group: "autoscaling", kind: "Scale" }, call.path.name, [
          {
            reason: "FieldValueInvalid",
            field: "spec.replicas",
            message: `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`,
          },
        ]);
      }
      const version = ((wanted["metadata"] ?? {}) as JsonObject)["resourceVersion"];
      if (verb === "update" && typeof version === "string") live.metadata.resourceVersion = version;
      setPath(live, scale.specReplicasPath, replicas);
      return live;
    },
    context,
  );
  return json(call, 200, scaleOf(call, answer.object));
};

function patchScale(current: JsonObject, patch: JsonValue, mediaType: string): JsonObject {
  switch (mediaType) {
    case "application/json-patch+json":
      return applyJsonPatch(current, patch as unknown as JsonPatchOperation[]) as JsonObject;
    case "application/merge-patch+json":
    case "application/strategic-merge-patch+json":
    case "application/apply-patch+yaml":
      return applyMergePatch(current, patch) as JsonObject;
    default:
      throw unsupportedMediaType(["application/json-patch+json", "application/merge-patch+json"]);
  }
}

function setPath(object: KubeObject, path: string, value: JsonValue): void {
  const parts = pathKeys(path);
  let at = object as unknown as JsonObject;
  for (const part of parts.slice(0, -1)) {
    if (typeof at[part] !== "object" || at[part] === null) at[part] = {};
    at = at[part] as JsonObject;
  }
  at[parts.at(-1)!] = value;
}

const handleFinalize: SubresourceHandler = async (call) => {
  const { registry, resource, context } = call;
  const wanted = await body(call);
  const entry = registry.entry(resource, key(call));
  if (entry === undefined) throw notFound(resource.name, call.path.name);
  const live = registry.views.object(resource, entry);
  const { resourceVersion } = wanted.metadata;
  if (resourceVersion && resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(
      resource.name,
      call.path.name,
      "the object has been modified; please apply your changes to the latest version and try again",
    );
  }
  const object = deepClone(live);
  const finalizers = ((wanted["spec"] ?? {}) as JsonObject)["finalizers"];
  object["spec"] = finalizers === undefined || (finalizers as string[]).length === 0 ? {} : { finalizers };
  const answer = await registry.replaceAsServer(resource, key(call), object, live, context);
  return answerObject(call, negotiate(call.request.headers.get("accept")), 200, answer);
};

async function handleToken(call: ResourceRequest, tokens: ServiceAccountTokens): Promise<Response> {
  const { registry, resource, path, verb } = call;
  if (verb !== "create") throw methodNotAllowed(resource.name, verb);
  const account = registry.get(resource, key(call)).object;
  const object = await body(call);
  const spec = (object["spec"] ?? {}) as JsonObject;
  const audiences = (spec["audiences"] ?? []) as string[];
  const seconds = spec["expirationSeconds"];
  const expirationSeconds = typeof seconds === "number" ? seconds : 3600;
  if (expirationSeconds < 600) {
    throw invalid({ group: "authentication.k8s.io", kind: "TokenRequest" }, path.name, [
      {
        reason: "FieldValueInvalid",
        field: "spec.expirationSeconds",
        message: `Invalid value: ${expirationSeconds}: may not specify a duration less than 10 minutes`,
      },
    ]);
  }
  const bound = spec["boundObjectRef"] as { kind?: string; name?: string; uid?: string } | undefined;
  const now = registry.now();
  const token = tokens.sign({
    namespace: path.namespace,
    name: path.name,
    uid: account.metadata.uid!,
    audiences: audiences.length > 0 ? audiences : [tokenIssuer],
    expirationSeconds,
    ...(bound?.kind === undefined
      ? {}
      : { boundObject: boundObject(call, bound as { kind: string; name: string; uid?: string }) }),
    now,
  });
  const expires = new Date(now.getTime() + expirationSeconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  return json(call, 201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name: path.name, namespace: path.namespace, creationTimestamp: registry.timestamp() },
    spec: {
      audiences: audiences.length > 0 ? audiences : [tokenIssuer],
      expirationSeconds,
      ...(bound === undefined ? {} : { boundObjectRef: bound }),
    },
    status: { token, expirationTimestamp: expires },
  });
}

function boundObject(call: ResourceRequest, bound: { kind: string; name: string; uid?: string }) {
  const { registry, path } = call;
  const resources: Record<string, string> = { Pod: "pods", Secret: "secrets", Node: "nodes" };
  const plural = resources[bound.kind];
  if (plural === undefined)
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(path.name)} to type ${bound.kind}`,
    );
  const resource = registry.resources.stored("", plural)!;
  const { object } = registry.get(resource, {
    namespace: plural === "nodes" ? "" : path.namespace,
    name: bound.name,
  });
  if (bound.uid !== undefined && bound.uid !== object.metadata.uid) {
    throw conflict(
      { group: "", resource: plural },
      bound.name,
      `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  return { kind: bound.kind, name: bound.name, uid: object.metadata.uid! };
}

/** Deletes a pod unless a disruption budget forbids it. */
const handleEviction: SubresourceHandler = async (call) => {
  const { registry, resource, context, path, verb } = call;
  if (verb !== "create") throw methodNotAllowed(resource.name, verb);
  const eviction = await body(call);
  const pod = registry.get(resource, key(call)).object;
  const budgets = registry.resources.stored("policy", "poddisruptionbudgets");
  if (budgets !== undefined) {
    const collection = registry.collection(budgets);
    const [first, end] = collection.range(path.namespace);
    for (let index = first; index < end; index++) {
      const budget = registry.storage.read(collection.at(index)!);
      const spec = (budget["spec"] ?? {}) as { selector?: Parameters<typeof labelSelectorTest>[0] };
      if (!labelSelectorTest(spec.selector)(pod.metadata.labels)) continue;
      const status = (budget["status"] ?? {}) as JsonObject;
      if (Number(status["disruptionsAllowed"] ?? 0) > 0) continue;
      const refusal = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 0);
      refusal.status.details = {
        causes: [
          {
            reason: "DisruptionBudget",
            message: `The disruption budget ${budget.metadata.name} needs ${Number(status["desiredHealthy"] ?? 0)} healthy pods and has ${Number(status["currentHealthy"] ?? 0)} currently`,
          },
        ],
      };
      throw refusal;
    }
  }
  const options = (eviction["deleteOptions"] ?? {}) as { gracePeriodSeconds?: number };
  await deleteObject(registry, resource, key(call), options, context);
  return answerStatus(call, negotiate(call.request.headers.get("accept")), success(201));
};

function success(code: number) {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code } as const;
}

const handleBinding: SubresourceHandler = async (call) => {
  const { registry, resource, context, verb } = call;
  if (verb !== "create") throw methodNotAllowed(resource.name, verb);
  const binding = await body(call);
  const target = (binding["target"] ?? {}) as { name?: string };
  await registry.update(
    resource,
    key(call),
    "binding",
    (pod) => {
      const spec = (pod["spec"] ?? {}) as JsonObject;
      if (spec["nodeName"]) {
        throw conflict(
          { group: "", resource: "pods/binding" },
          call.path.name,
          `pod ${call.path.name} is already assigned to node ${JSON.stringify(spec["nodeName"])}`,
        );
      }
      return { ...pod, spec: { ...spec, nodeName: target.name ?? "" } };
    },
    context,
  );
  return answerStatus(call, negotiate(call.request.headers.get("accept")), success(201));
};

/** Subresources that write a part of the spec of the same object. */
async function handleSpecPart(call: ResourceRequest): Promise<Response> {
  return replacePart(call, "spec");
}

/** Subresources that write the status of the same object. */
async function handleStatusPart(call: ResourceRequest): Promise<Response> {
  return replacePart(call, "status");
}

async function replacePart(call: ResourceRequest, part: "spec" | "status"): Promise<Response> {
  const { registry, resource, context, verb, request } = call;
  const form = negotiate(request.headers.get("accept"));
  if (verb === "get") return answerObject(call, form, 200, registry.get(resource, key(call)));
  if (verb !== "update" && verb !== "patch") throw methodNotAllowed(resource.name, verb);
  const mediaType = mediaTypeOf(request.headers.get("content-type"));
  const { value } = parseBody(await readBody(request), mediaType, false);
  const answer: ObjectAnswer = await registry.update(
    resource,
    key(call),
    part === "status" ? "status" : call.path.subresource,
    (live) => {
      const wanted =
        verb === "update"
          ? (value as JsonObject)
          : patchScale(live as unknown as JsonObject, value, mediaType);
      return { ...live, [part]: wanted[part] ?? live[part] };
    },
    context,
  );
  return answerObject(call, form, 200, answer);
}

interface LoggedPod {
  spec?: { containers?: { name: string }[]; initContainers?: { name: string }[] };
  status?: { [list: string]: { name: string; state?: { waiting?: { reason?: string } } }[] };
}

/** Nothing runs, so that the log of a container is one line that says so. */
const handleLog: SubresourceHandler = async (call) => {
  const { name: podName } = call.path;
  const pod = call.registry.get(call.resource, key(call)).object as LoggedPod;
  const names = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].map(
    ({ name }) => name,
  );
  const container = call.query.get("container") || names[0];
  if (!call.query.get("container") && names.length > 1) {
    throw badRequest(
      `a container name must be specified for pod ${podName}, choose one of: [${names.join(" ")}]`,
    );
  }
  if (container === undefined || !names.includes(container)) {
    throw badRequest(`container ${container} is not valid for pod ${podName}`);
  }
  const statuses = [
    ...(pod.status?.["initContainerStatuses"] ?? []),
    ...(pod.status?.["containerStatuses"] ?? []),
  ];
  const waiting = statuses.find(({ name }) => name === container)?.state?.waiting;
  if (waiting !== undefined) {
    throw badRequest(
      `container ${JSON.stringify(container)} in pod ${JSON.stringify(podName)} is waiting to start: ${waiting.reason ?? ""}`,
    );
  }
  const line = `container ${container} of pod ${podName} is simulated: nothing runs in it, and it writes no log\n`;
  return respondText(200, call.query.get("tailLines") === "0" ? "" : line);
};
