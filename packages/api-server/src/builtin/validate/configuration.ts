import { deepEqual, getKey, type JsonObject } from "@sluice/base/object";
import { child } from "../defaults/set-default.ts";
import { configMapKey } from "./names.ts";
import type { Problems } from "./problems.ts";
import type { ValidateKind } from "./workloads.ts";

const largest = 1024 * 1024;
const immutableText = "field is immutable when `immutable` is set";

/** Keys that a Secret of a type must have. */
const requiredKeys: Record<string, string[]> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

export const validateSecret: ValidateKind = (problems, secret, old) => {
  if (old !== undefined) {
    problems.immutable("type", secret["type"] === old["type"], secret["type"]);
    keepImmutable(problems, secret, old, ["data"]);
  }
  const data = child(secret, "data") ?? {};
  let size = 0;
  for (const key of Object.keys(data).sort()) {
    problems.invalidEach(`data[${key}]`, key, configMapKey(key));
    const text = String(data[key] ?? "");
    size += Math.floor((text.length * 3) / 4);
  }
  if (size > largest) problems.tooLong("data", largest);
  validateSecretType(problems, secret, data);
};

function validateSecretType(problems: Problems, secret: JsonObject, data: JsonObject): void {
  const type = String(secret["type"] ?? "");
  if (type === "kubernetes.io/service-account-token") {
    const name = child(child(secret, "metadata"), "annotations")?.["kubernetes.io/service-account.name"];
    if (!name) problems.required("metadata.annotations[kubernetes.io/service-account.name]");
    return;
  }
  if (type === "kubernetes.io/basic-auth") {
    if (!Object.hasOwn(data, "username") && !Object.hasOwn(data, "password")) {
      problems.required("data[username]");
      problems.required("data[password]");
    }
    return;
  }
  for (const key of getKey(requiredKeys, type) ?? []) {
    if (!Object.hasOwn(data, key)) problems.required(`data[${key}]`);
    else if (key.startsWith(".docker") && !isJsonText(String(data[key]))) {
      problems.invalid(`data[${key}]`, "<secret contents redacted>", "invalid character in JSON");
    }
  }
}

function isJsonText(base64: string): boolean {
  try {
    JSON.parse(atob(base64));
    return true;
  } catch {
    return false;
  }
}

export const validateConfigMap: ValidateKind = (problems, configMap, old) => {
  if (old !== undefined) keepImmutable(problems, configMap, old, ["data", "binaryData"]);
  const data = child(configMap, "data") ?? {};
  const binary = child(configMap, "binaryData") ?? {};
  let size = 0;
  for (const key of Object.keys(data).sort()) {
    problems.invalidEach(`data[${key}]`, key, configMapKey(key));
    if (Object.hasOwn(binary, key))
      problems.invalid(`data[${key}]`, key, "duplicate of key present in binaryData");
    size += byteLength(String(data[key] ?? ""), largest - size);
  }
  for (const key of Object.keys(binary).sort()) {
    problems.invalidEach(`binaryData[${key}]`, key, configMapKey(key));
    size += Math.floor((String(binary[key] ?? "").length * 3) / 4);
  }
  if (size > largest) problems.tooLong("", largest);
};

/** Bytes in UTF-8; not counted exactly where the limit cannot be reached. */
function byteLength(text: string, left: number): number {
  return text.length * 3 <= left ? text.length : new TextEncoder().encode(text).length;
}

function keepImmutable(problems: Problems, object: JsonObject, old: JsonObject, fields: string[]): void {
  if (old["immutable"] !== true) return;
  if (object["immutable"] !== true) problems.forbidden("immutable", immutableText);
  for (const field of fields) {
    if (!deepEqual(object[field] ?? {}, old[field] ?? {})) problems.forbidden(field, immutableText);
  }
}
