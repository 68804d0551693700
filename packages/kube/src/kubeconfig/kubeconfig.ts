import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/base/errors";
import { getPath, isJsonObject, type JsonObject, type JsonValue, parseJson } from "@sluice/base/object";
import { parseYaml } from "@sluice/yaml";
import type { Cluster } from "../client/index.ts";
import { kubeErrors } from "../errors.ts";

const serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The cluster of a kubeconfig file: `path`, else the first that exists of $KUBECONFIG, else ~/.kube/config, else
 * the pod's service account. Throws KUBECONFIG_INVALID.
 */
export async function loadKubeconfig(
  options: { path?: string; context?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Cluster> {
  const env = options.env ?? process.env;
  const named = options.path ? [options.path] : (env["KUBECONFIG"] ?? "").split(":").filter(Boolean);
  const candidates = named.length > 0 ? named : [join(homedir(), ".kube", "config")];
  for (const path of candidates) {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return parseKubeconfig(text, { path, context: options.context });
  }
  if (named.length === 0 && env["KUBERNETES_SERVICE_HOST"]) return inClusterConfig(env);
  throw new SluiceError(kubeErrors.KUBECONFIG_INVALID, `no kubeconfig found at ${candidates.join(", ")}`, {
    hint: "set KUBECONFIG, pass --kubeconfig, or start an API server with `sluice up`",
  });
}

/** Reads the text of a kubeconfig; relative file references resolve against `path`'s directory. */
export async function parseKubeconfig(
  text: string,
  options: { path?: string; context?: string } = {},
): Promise<Cluster> {
  const place = options.path ?? "kubeconfig";
  const config = parseYaml(text, { flavour: "v2" });
  if (!isJsonObject(config)) throw invalid(`${place} is not a kubeconfig`);
  const contextName = options.context ?? stringAt(config, "current-context");
  if (!contextName) throw invalid(`${place} has no current-context`);
  const context = entryOf(config, "contexts", "context", contextName, place);
  const cluster = entryOf(config, "clusters", "cluster", stringAt(context, "cluster") ?? "", place);
  const userName = stringAt(context, "user");
  const user = userName ? entryOf(config, "users", "user", userName, place) : {};
  const server = stringAt(cluster, "server");
  if (!server) throw invalid(`${place}: cluster of context "${contextName}" has no server`);
  const directory = options.path ? dirname(options.path) : process.cwd();
  const pem = (object: JsonObject, key: string): Promise<string | undefined> => pemOf(object, key, directory);
  return {
    server,
    ca: await pem(cluster, "certificate-authority"),
    tlsServerName: stringAt(cluster, "tls-server-name"),
    insecureSkipTlsVerify: cluster["insecure-skip-tls-verify"] === true,
    clientCertificate: await pem(user, "client-certificate"),
    clientKey: await pem(user, "client-key"),
    token: tokenOf(user, directory),
    namespace: stringAt(context, "namespace"),
  };
}

async function inClusterConfig(env: NodeJS.ProcessEnv): Promise<Cluster> {
  const host = env["KUBERNETES_SERVICE_HOST"] as string;
  const port = env["KUBERNETES_SERVICE_PORT"] ?? "443";
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    ca: await readFile(join(serviceAccountDirectory, "ca.crt"), "utf8"),
    namespace: (await readFile(join(serviceAccountDirectory, "namespace"), "utf8")).trim(),
    token: fileToken(join(serviceAccountDirectory, "token")),
  };
}

function entryOf(config: JsonObject, list: string, field: string, name: string, place: string): JsonObject {
  const entries = config[list];
  const entry = Array.isArray(entries)
    ? entries.find((item) => isJsonObject(item) && item["name"] === name)
    : undefined;
  const value = getPath(entry, field);
  if (!isJsonObject(value)) throw invalid(`${place}: ${list} has no entry named "${name}"`);
  return value;
}

function stringAt(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

async function pemOf(object: JsonObject, key: string, directory: string): Promise<string | undefined> {
  const inline = stringAt(object, `${key}-data`);
  if (inline) return Buffer.from(inline, "base64").toString("utf8");
  const path = stringAt(object, key);
  return path ? readFile(isAbsolute(path) ? path : join(directory, path), "utf8") : undefined;
}

function tokenOf(user: JsonObject, directory: string): Cluster["token"] {
  const token = stringAt(user, "token");
  if (token) return () => token;
  const file = stringAt(user, "tokenFile");
  if (file) return fileToken(isAbsolute(file) ? file : join(directory, file));
  return isJsonObject(user["exec"]) ? execToken(user["exec"]) : undefined;
}

/** Kubelet rotates token files; a minute is what client-go allows a token to be stale. */
function fileToken(path: string): () => Promise<string> {
  const maxAgeMs = 60_000;
  let token = "";
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - readAt > maxAgeMs) {
      token = (await readFile(path, "utf8")).trim();
      readAt = performance.now();
    }
    return token;
  };
}

/** A credential plugin: run without a shell, its answer kept until it expires. */
function execToken(exec: JsonObject): () => Promise<string> {
  let token = "";
  let expiresAt = 0;
  return async () => {
    if (token && Date.now() < expiresAt) return token;
    const command = stringAt(exec, "command") ?? "";
    const args = Array.isArray(exec["args"]) ? exec["args"].map(String) : [];
    const extra = Array.isArray(exec["env"]) ? exec["env"].filter(isJsonObject) : [];
    const execInfo = { apiVersion: exec["apiVersion"], kind: "ExecCredential", spec: { interactive: false } };
    const env = {
      ...process.env,
      ...Object.fromEntries(extra.map((item) => [String(item["name"]), String(item["value"])])),
      KUBERNETES_EXEC_INFO: JSON.stringify(execInfo),
    };
    const { stdout } = await promisify(execFile)(command, args, { env, timeout: 60_000 });
    const answer: JsonValue = parseJson(stdout);
    const status = getPath(answer, "status");
    token = isJsonObject(status) ? (stringAt(status, "token") ?? "") : "";
    if (!token) throw invalid(`credential plugin ${command} returned no token`);
    const expiry = getPath(status, "expirationTimestamp");
    expiresAt = typeof expiry === "string" ? Date.parse(expiry) - 30_000 : Number.POSITIVE_INFINITY;
    return token;
  };
}

function invalid(message: string): SluiceError {
  return new SluiceError(kubeErrors.KUBECONFIG_INVALID, message);
}
