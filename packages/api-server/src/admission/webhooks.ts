import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { errorText } from "@sluice/base/errors";
import { applyJsonPatch, type JsonPatchOperation } from "@sluice/base/json-patch";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseJson,
  stringifyJson,
} from "@sluice/base/object";
import { compileCel } from "@sluice/cel";
import type { AdmissionRequest, AdmissionStep, Registry } from "../registry/index.ts";
import { internalError, StatusError } from "../status/index.ts";
import {
  configurations,
  describeRequest,
  isAdmissionConfiguration,
  type MatchRule,
  type MatchRules,
  matchesRequest,
} from "./match-request.ts";

interface Webhook extends Omit<MatchRules, "rules"> {
  name: string;
  clientConfig: { url?: string; service?: { namespace: string; name: string }; caBundle?: string };
  rules?: MatchRule[];
  failurePolicy?: string;
  timeoutSeconds?: number;
  sideEffects?: string;
  matchConditions?: { name: string; expression: string }[];
}

const maxAnswerBytes = 4 * 1024 * 1024;

/** Calls webhooks that name a URL. Those that name a Service cannot answer, since nothing runs: a warning says so. */
export function admissionWebhooks(registry: Registry): AdmissionStep {
  const mutating = registry.storage.collection("mutatingwebhookconfigurations.admissionregistration.k8s.io");
  const validating = registry.storage.collection(
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
  );
  return {
    isIdle: (request) => (mutating.size === 0 && validating.size === 0) || isAdmissionConfiguration(request),
    mutate(request) {
      const hooks = hooksFor(registry, "mutatingwebhookconfigurations", request);
      return hooks.length === 0 ? undefined : callAll(hooks, request, true);
    },
    validate(request) {
      const hooks = hooksFor(registry, "validatingwebhookconfigurations", request);
      return hooks.length === 0 ? undefined : callAll(hooks, request, false);
    },
  };
}

function hooksFor(registry: Registry, resource: string, request: AdmissionRequest): Webhook[] {
  const found: Webhook[] = [];
  for (const configuration of configurations(registry, resource)) {
    for (const hook of (configuration["webhooks"] ?? []) as Webhook[]) {
      if (!matchesRequest(registry, { ...hook, rules: hook.rules ?? [] }, request)) continue;
      if (hook.clientConfig.url === undefined) {
        const { namespace, name } = hook.clientConfig.service ?? { namespace: "", name: "" };
        request.context.warnings.push(
          `admission webhook ${JSON.stringify(hook.name)} was skipped: its service ${namespace}/${name} is simulated and cannot answer`,
        );
        continue;
      }
      if (meetsConditions(hook, request)) found.push(hook);
    }
  }
  return found;
}

function meetsConditions(hook: Webhook, request: AdmissionRequest): boolean {
  const variables = {
    object: request.object ?? null,
    oldObject: request.oldObject ?? null,
    request: describeRequest(request, ""),
  };
  try {
    return (hook.matchConditions ?? []).every(
      ({ expression }) =>
        compileCel(expression, {
          variables: { object: "dyn", oldObject: "dyn", request: "dyn", authorizer: "dyn" },
          environment: "kubernetes",
        }).evaluate(variables) === true,
    );
  } catch (error) {
    if (hook.failurePolicy === "Ignore") return false;
    throw internalError(`failed calling webhook ${JSON.stringify(hook.name)}: ${errorText(error)}`, error);
  }
}

async function callAll(hooks: Webhook[], request: AdmissionRequest, canMutate: boolean): Promise<void> {
  for (const hook of hooks) {
    const hasSideEffects = hook.sideEffects !== "None" && hook.sideEffects !== "NoneOnDryRun";
    if (request.context.isDryRun && hasSideEffects) {
      throw new StatusError({
        message: `admission webhook ${JSON.stringify(hook.name)} does not support dry run`,
        reason: "BadRequest",
        code: 400,
      });
    }
    let answer: JsonObject;
    const uid = randomUUID();
    try {
      answer = await call(hook, request, uid);
      if (answer["uid"] !== uid)
        throw new Error(
          `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(answer["uid"] ?? "")}`,
        );
    } catch (error) {
      if (hook.failurePolicy === "Ignore") continue;
      throw internalError(
        `failed calling webhook ${JSON.stringify(hook.name)}: failed to call webhook: ${errorText(error)}`,
        error,
      );
    }
    for (const warning of (answer["warnings"] ?? []) as string[]) request.context.warnings.push(warning);
    if (answer["allowed"] !== true) throw denial(hook, answer);
    if (canMutate && typeof answer["patch"] === "string" && request.object !== undefined)
      applyPatch(request.object, answer["patch"]);
  }
}

function denial(hook: Webhook, answer: JsonObject): StatusError {
  const status = isJsonObject(answer["status"]) ? answer["status"] : {};
  const text =
    typeof status["message"] === "string" && status["message"] !== "" ? status["message"] : status["reason"];
  const why =
    typeof text === "string" && text !== ""
      ? `denied the request: ${text}`
      : "denied the request without explanation";
  const code = typeof status["code"] === "number" && status["code"] >= 400 ? status["code"] : 400;
  return new StatusError({
    message: `admission webhook ${JSON.stringify(hook.name)} ${why}`,
    ...(typeof status["reason"] === "string"
      ? { reason: status["reason"] }
      : code === 403
        ? { reason: "Forbidden" }
        : {}),
    code,
  });
}

/** Changes the object in place: the request and the caller share it. */
function applyPatch(object: KubeObject, patch: string): void {
  const operations = parseJson(Buffer.from(patch, "base64").toString()) as unknown as JsonPatchOperation[];
  const patched = applyJsonPatch(object as unknown as JsonValue, operations) as unknown as KubeObject;
  for (const key of Object.keys(object)) delete object[key];
  Object.assign(object, patched);
}

function call(hook: Webhook, request: AdmissionRequest, uid: string): Promise<JsonObject> {
  const url = new URL(hook.clientConfig.url!);
  const timeoutMs = (hook.timeoutSeconds ?? 10) * 1000;
  const body = stringifyJson({
    kind: "AdmissionReview",
    apiVersion: "admission.k8s.io/v1",
    request: {
      ...describeRequest(request, uid),
      object: request.object ?? null,
      oldObject: request.oldObject ?? null,
      options: null,
    },
  });
  const { caBundle } = hook.clientConfig;
  return new Promise((resolve, reject) => {
    const send = url.protocol === "http:" ? httpRequest : httpsRequest;
    const outgoing = send(
      url,
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          "content-length": Buffer.byteLength(body),
        },
        signal: AbortSignal.timeout(timeoutMs),
        ...(caBundle === undefined ? {} : { ca: Buffer.from(caBundle, "base64") }),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxAnswerBytes) incoming.destroy(new Error("the answer is too large"));
          else chunks.push(chunk);
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          try {
            if (incoming.statusCode !== 200) throw new Error(`the server answered ${incoming.statusCode}`);
            const review = parseJson(Buffer.concat(chunks).toString());
            const response = isJsonObject(review) ? review["response"] : undefined;
            if (!isJsonObject(response)) throw new Error("the answer has no response");
            resolve(response);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      },
    );
    outgoing.on("error", (error) => {
      reject(
        error.name === "TimeoutError" || error.name === "AbortError"
          ? new Error(`Post ${JSON.stringify(url.href)}: context deadline exceeded`)
          : error,
      );
    });
    outgoing.end(body);
  });
}
