import { isSluiceError } from "@sluice/base/errors";
import { applyJsonPatch, applyMergePatch, type JsonPatchOperation } from "@sluice/base/json-patch";
import {
  deepClone,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
} from "@sluice/base/object";
import { applyConfiguration, checkApplied } from "../managed-fields/index.ts";
import { applyStrategicMergePatch } from "../patch/index.ts";
import type { ServedResource } from "../resource/index.ts";
import { badRequest, conflict, notFound, StatusError, unsupportedMediaType } from "../status/index.ts";
import { asObject, decodeObject } from "./object-form.ts";
import { resetFields, statusResetFields } from "./object-rules.ts";
import type { ObjectAnswer, ObjectKey, Registry } from "./registry.ts";
import type { RequestContext } from "./request-context.ts";

export type PatchType = "json" | "merge" | "strategic" | "apply";

const maxOperations = 10_000;

/** Changes an object by a patch of one of the four kinds; `apply` creates it when it is missing. */
export async function patchObject(
  registry: Registry,
  resource: ServedResource,
  key: ObjectKey,
  subresource: string,
  patch: { type: PatchType; body: JsonValue; force: boolean },
  context: RequestContext,
): Promise<ObjectAnswer> {
  if (patch.type === "apply") return applyPatch(registry, resource, key, subresource, patch, context);
  const change = patchFunction(resource, patch.type, patch.body);
  return registry.update(
    resource,
    key,
    subresource,
    (live) => {
      const patched = asPatched(change(live as unknown as JsonObject), live);
      decodeObject(resource, patched, context);
      return patched;
    },
    context,
  );
}

function asPatched(value: JsonValue, live: KubeObject): KubeObject {
  const object = asObject(value);
  object.apiVersion = live.apiVersion;
  object.kind = live.kind;
  return object;
}

function patchFunction(
  resource: ServedResource,
  type: Exclude<PatchType, "apply">,
  body: JsonValue,
): (live: JsonObject) => JsonValue {
  switch (type) {
    case "json": {
      if (!Array.isArray(body))
        throw badRequest(
          "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch",
        );
      if (body.length > maxOperations) {
        throw new StatusError({
          message: `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${body.length}`,
          reason: "RequestEntityTooLarge",
          code: 413,
        });
      }
      return (live) => {
        try {
          return applyJsonPatch(live, body as unknown as JsonPatchOperation[]);
        } catch (error) {
          if (!isSluiceError(error)) throw error;
          throw new StatusError(
            error.code === "JSON_PATCH_INVALID"
              ? { message: error.message, reason: "BadRequest", code: 400 }
              : {
                  message: `the server rejected our request due to an error in our request: ${error.message}`,
                  reason: "Invalid",
                  code: 422,
                },
            error,
          );
        }
      };
    }
    case "merge":
      if (!isJsonObject(body)) throw badRequest("error decoding patch: the patch must be an object");
      return (live) => applyMergePatch(live, body);
    case "strategic":
      if (resource.definition.isCustom) {
        throw unsupportedMediaType([
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml",
        ]);
      }
      if (!isJsonObject(body)) throw badRequest("error decoding patch: the patch must be an object");
      return (live) => applyStrategicMergePatch(resource.node, live, body);
  }
}

async function applyPatch(
  registry: Registry,
  resource: ServedResource,
  key: ObjectKey,
  subresource: string,
  patch: { body: JsonValue; force: boolean },
  context: RequestContext,
): Promise<ObjectAnswer> {
  if (context.fieldManager === "") {
    throw new StatusError({
      message: `PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch`,
      reason: "Invalid",
      details: {
        group: "meta.k8s.io",
        kind: "PatchOptions",
        causes: [
          {
            reason: "FieldValueRequired",
            message: "Required value: is required for apply patch",
            field: "fieldManager",
          },
        ],
      },
      code: 422,
    });
  }
  const applied = readApplied(resource, key, patch.body);
  if (resource.definition.isNamespaced) applied.metadata.namespace ??= key.namespace;
  checkApplied(resource.node, applied);
  const { uid, resourceVersion } = applied.metadata;
  const request = {
    manager: context.fieldManager,
    apiVersion: resource.apiVersion,
    subresource,
    resetFields: subresource === "status" ? statusResetFields : resetFields(resource),
    force: patch.force,
  };
  const apply = (live: KubeObject | undefined): KubeObject => {
    // Defaults must not become part of what the manager applies: only the merged object is defaulted.
    const copy = deepClone(applied);
    const { object } = applyConfiguration(resource.node, live, copy, {
      ...request,
      now: registry.timestamp(),
    });
    const result = deepClone(object);
    const owners = result.metadata.managedFields;
    decodeObject(resource, result, context);
    if (owners !== undefined) result.metadata.managedFields = owners;
    return result;
  };

  for (let attempt = 0; attempt < 5; attempt++) {
    if (registry.entry(resource, key) !== undefined) {
      return registry.update(resource, key, subresource, apply, context, { tracksFields: false });
    }
    if (subresource !== "") throw notFound(resource.name, key.name);
    if (uid !== undefined && uid !== "") {
      throw conflict(
        resource.name,
        key.name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
    }
    if (resourceVersion !== undefined && resourceVersion !== "") throw notFound(resource.name, key.name);
    try {
      return await registry.create(resource, key.namespace, apply(undefined), context, false);
    } catch (error) {
      const isRace =
        error instanceof StatusError && error.status.reason === "AlreadyExists" && !context.isDryRun;
      if (!isRace) throw error;
    }
  }
  throw conflict(resource.name, key.name, "the object changed too often while it was applied");
}

function readApplied(resource: ServedResource, key: ObjectKey, body: JsonValue): KubeObject {
  const applied = asObject(body);
  if (typeof applied.apiVersion !== "string" || applied.apiVersion === "") {
    throw badRequest("Object 'apiVersion' is missing in the applied configuration");
  }
  if (typeof applied.kind !== "string" || applied.kind === "") {
    throw badRequest("Object 'Kind' is missing in the applied configuration");
  }
  if (applied.apiVersion !== resource.apiVersion) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${applied.apiVersion}, expected: ${resource.apiVersion}`,
    );
  }
  if (applied.kind !== resource.definition.kind) {
    throw badRequest(
      `the kind of the applied object (${applied.kind}) does not match ${resource.definition.kind}`,
    );
  }
  const { metadata } = applied;
  if (metadata.name === undefined || metadata.name === "") metadata.name = key.name;
  else if (metadata.name !== key.name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${key.name})`,
    );
  }
  if (metadata.managedFields !== undefined && metadata.managedFields !== null) {
    throw badRequest("metadata.managedFields must be nil");
  }
  delete metadata.managedFields;
  return applied;
}
