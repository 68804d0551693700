import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitCredentials } from "./credentials.ts";

/** Environment and configuration that make git log in. */
export interface GitLogin {
  environment: Record<string, string>;
  config: [string, string][];
  /** Removes what was written for it. */
  dispose(): Promise<void>;
}

/**
 * Answers git's questions for user name and password from the environment, and only for the host that the
 * credentials are meant for: after a redirect to another host the question names that host and stays unanswered.
 */
const askPassScript = `#!/bin/sh
case "$1" in
"Username for '$SLUICE_GIT_SCHEME://$SLUICE_GIT_HOST': ") printf '%s\\n' "$SLUICE_GIT_USERNAME" ;;
"Password for '$SLUICE_GIT_SCHEME://"*"@$SLUICE_GIT_HOST': ") printf '%s\\n' "$SLUICE_GIT_PASSWORD" ;;
*) exit 1 ;;
esac
`;

/** Where the script lies; `prepareAskPass` writes it once for a process. */
export async function prepareAskPass(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const script = join(directory, "askpass");
  await writeFile(script, askPassScript, { mode: 0o700 });
  await chmod(script, 0o700);
  return script;
}

/**
 * Prepares git for credentials. They go through the environment, never through arguments; TLS material, which git
 * takes as files only, goes into a private directory that `dispose` removes.
 */
export async function logIn(
  url: URL,
  credentials: GitCredentials,
  options: { askPass: string; directory: string },
): Promise<GitLogin> {
  const environment: Record<string, string> = {};
  const config: [string, string][] = [];
  if (credentials.username !== undefined) {
    Object.assign(environment, {
      GIT_ASKPASS: options.askPass,
      SLUICE_GIT_SCHEME: url.protocol.slice(0, -1),
      SLUICE_GIT_HOST: url.host,
      SLUICE_GIT_USERNAME: credentials.username,
      SLUICE_GIT_PASSWORD: credentials.password ?? "",
    });
  }
  if (credentials.bearerToken) {
    // Git sends this header to whatever host it talks to, so it must not be led to another one.
    config.push(["http.followRedirects", "false"]);
    config.push(["http.extraHeader", `Authorization: Bearer ${credentials.bearerToken}`]);
  }
  const pems: [string, string | undefined][] = [
    ["http.sslCAInfo", credentials.caCertificate],
    ["http.sslCert", credentials.clientCertificate],
    ["http.sslKey", credentials.clientKey],
  ];
  if (!pems.some(([, text]) => text !== undefined)) {
    return { environment, config, dispose: async () => {} };
  }
  const directory = await mkdtemp(join(options.directory, "tls-"));
  for (const [key, text] of pems) {
    if (text === undefined) continue;
    const file = join(directory, key);
    await writeFile(file, text, { mode: 0o600 });
    config.push([key, file]);
  }
  return { environment, config, dispose: () => rm(directory, { recursive: true, force: true }) };
}
