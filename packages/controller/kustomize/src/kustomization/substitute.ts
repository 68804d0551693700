import type { Kustomization } from "@sluice/api/kustomize";
import { errorText, SluiceError } from "@sluice/base/errors";
import {
  getKey,
  isJsonObject,
  type JsonObject,
  type KubeObject,
  objectName,
  setKey,
} from "@sluice/base/object";
import { substitute } from "@sluice/envsubst";
import { isNotFound, type KubeClient } from "@sluice/kube/client";
import { parseYaml, printYaml } from "@sluice/yaml";
import { kustomizeControllerErrors } from "../errors.ts";
import { policy } from "./names.ts";

export type Variables = ReadonlyMap<string, string>;

const variableName = /^[_A-Za-z][_A-Za-z0-9]*$/;

/**
 * The variables of spec.postBuild: substituteFrom in order, later ones winning, then substitute; without newlines
 * (KC-103). Undefined where nothing is to be substituted (KC-104).
 */
export async function collectVariables(
  kustomization: Kustomization,
  client: KubeClient,
  signal: AbortSignal,
): Promise<Variables | undefined> {
  const { postBuild } = kustomization.spec;
  if (postBuild === undefined) return undefined;
  const variables = new Map<string, string>();
  for (const { kind, name, optional } of postBuild.substituteFrom ?? []) {
    const key = { apiVersion: "v1", kind, name, namespace: kustomization.metadata.namespace };
    try {
      const { data } = await client.get<KubeObject & { data?: Record<string, string> }>(key, { signal });
      for (const [variable, value] of Object.entries(data ?? {})) {
        variables.set(variable, kind === "Secret" ? Buffer.from(value, "base64").toString("utf8") : value);
      }
    } catch (error) {
      if (optional && isNotFound(error)) continue;
      if (signal.aborted) throw error;
      throw failure(
        `substitute from '${kind}/${name}' error: ${errorText(error)}`,
        error,
        "spec.postBuild.substituteFrom",
      );
    }
  }
  for (const [variable, value] of Object.entries(postBuild.substitute ?? {})) variables.set(variable, value);
  for (const [variable, value] of variables) {
    if (!variableName.test(variable)) {
      throw failure(
        `'${variable}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`,
        undefined,
        "spec.postBuild",
      );
    }
    variables.set(variable, value.replaceAll("\n", ""));
  }
  return variables.size > 0 || postBuild.substituteStrategy === "Always" ? variables : undefined;
}

/** The object with its variables replaced, on its YAML text (KC-102, KC-107); objects may opt out. */
export function substituteObject(object: JsonObject, variables: Variables, isStrict: boolean): JsonObject {
  if (optsOut(object)) return object;
  const text = printYaml(object, { flavour: "v2" });
  // Reading back what was printed gives the same object, so without a dollar sign there is nothing to do.
  if (!text.includes("$")) return object;
  try {
    const substituted = parseYaml(substitute(text, variables, { strict: isStrict }), { flavour: "v2" });
    if (!isJsonObject(substituted)) throw new Error("the result is not an object");
    return substituted;
  } catch (error) {
    const { apiVersion, kind, metadata } = object as unknown as KubeObject;
    throw new SluiceError(
      kustomizeControllerErrors.KUSTOMIZATION_SUBSTITUTION_FAILED,
      `post build failed for '${objectName({ kind, metadata })}': ${errorText(error)}`,
      {
        reason: "BuildFailed",
        object: { apiVersion, kind, name: metadata.name, namespace: metadata.namespace },
        cause: error,
      },
    );
  }
}

function optsOut(object: JsonObject): boolean {
  const { metadata } = object;
  if (!isJsonObject(metadata)) return false;
  return [metadata["labels"], metadata["annotations"]].some(
    (map) => isJsonObject(map) && getKey(map, policy.substitute) === "disabled",
  );
}

function failure(message: string, cause: unknown, fieldPath: string): SluiceError {
  return new SluiceError(kustomizeControllerErrors.KUSTOMIZATION_SUBSTITUTION_FAILED, message, {
    reason: "BuildFailed",
    fieldPath,
    cause,
  });
}

/** Sets labels and annotations on an object, over what is there (KC-29). */
export function setMetadata(
  object: KubeObject,
  labels: Record<string, string>,
  annotations: Record<string, string> = {},
): void {
  for (const [field, entries] of [
    ["labels", labels],
    ["annotations", annotations],
  ] as const) {
    if (Object.keys(entries).length === 0) continue;
    object.metadata[field] ??= {};
    for (const [key, value] of Object.entries(entries))
      setKey(object.metadata[field] as Record<string, string>, key, value);
  }
}
