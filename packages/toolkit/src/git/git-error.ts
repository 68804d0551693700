import { maskUrlCredentials, SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";

/** What a failed git command said. */
export interface GitFailure {
  exitCode: number | null;
  stderr: string;
}

/**
 * The error for a failed git command. The message is the one that Flux's Git library has for the case, where there
 * is one; otherwise git's own last words with credentials masked.
 *
 * Codes: GIT_AUTH_FAILED, GIT_NOT_FOUND, GIT_UNREACHABLE, GIT_STORE_DAMAGED, GIT_FAILED.
 */
export function gitError(failure: GitFailure, url: string): SluiceError {
  const { stderr } = failure;
  const found = knownFailures.find(({ pattern }) => pattern.test(stderr));
  if (found !== undefined) {
    const match = found.pattern.exec(stderr);
    return new SluiceError(found.code, found.message(match, url), { hint: found.hint });
  }
  return new SluiceError(toolkitErrors.GIT_FAILED, lastWords(failure));
}

interface KnownFailure {
  pattern: RegExp;
  code: string;
  message(match: RegExpExecArray | null, url: string): string;
  hint?: string;
}

/** Git's texts with LC_ALL=C; the first that fits counts. */
const knownFailures: KnownFailure[] = [
  {
    pattern: /Authentication failed for|could not read (?:Username|Password)|HTTP 401|error: 401/,
    code: toolkitErrors.GIT_AUTH_FAILED,
    message: () => "authentication required",
    hint: "check username and password, or bearerToken, in the Secret of spec.secretRef",
  },
  {
    pattern: /HTTP 403|returned error: 403/,
    code: toolkitErrors.GIT_AUTH_FAILED,
    message: () => "authorization failed",
    hint: "the credentials are known to the server but may not read this repository",
  },
  {
    pattern: /repository '[^']*' not found|returned error: 404|HTTP 404/,
    code: toolkitErrors.GIT_NOT_FOUND,
    message: () => "repository not found",
    hint: "check spec.url; some servers hide private repositories from those who may not read them",
  },
  {
    pattern: /couldn't find remote ref (\S+)/,
    code: toolkitErrors.GIT_NOT_FOUND,
    message: (match) => `couldn't find remote ref "${match?.[1] ?? ""}"`,
    hint: "check spec.ref; without it the branch master is followed",
  },
  {
    pattern: /Could not resolve host: ?(\S*)/,
    code: toolkitErrors.GIT_UNREACHABLE,
    message: (match) => `could not resolve host: ${match?.[1] ?? ""}`,
    hint: "check the host name in spec.url",
  },
  {
    pattern: /Failed to connect to [^\n]*|Connection refused|Couldn't connect to server|Connection timed out/,
    code: toolkitErrors.GIT_UNREACHABLE,
    message: (match, url) => `unable to connect to ${hostOf(url)}: ${match?.[0] ?? ""}`,
    hint: "check that the server runs and may be reached from here",
  },
  {
    pattern: /returned error: (5\d\d)|HTTP (5\d\d)/,
    code: toolkitErrors.GIT_UNREACHABLE,
    message: (match) => `unexpected status code of the server: ${match?.[1] ?? match?.[2]}`,
  },
  {
    pattern: /SSL certificate problem[^\n]*|server certificate verification failed[^\n]*/,
    code: toolkitErrors.GIT_UNREACHABLE,
    message: (match) => `x509: ${match?.[0] ?? ""}`,
    hint: "put the certificate of the authority into the key ca.crt of the Secret",
  },
  {
    pattern: /unable to update url base from redirection/,
    code: toolkitErrors.GIT_UNREACHABLE,
    message: () => "the server redirects to another address",
    hint: "set spec.url to the address that the server redirects to",
  },
  {
    pattern:
      /early EOF|unexpected disconnect|fetch-pack: invalid index-pack output|index-pack failed|transfer closed|RPC failed|bad band|protocol error|the remote end hung up/,
    code: toolkitErrors.GIT_UNREACHABLE,
    message: () => "unexpected EOF: the server broke off the transfer",
  },
  {
    pattern:
      /object file .* is empty|loose object .* is corrupt|bad object|unable to read (?:tree|sha1|[0-9a-f]{40})|not a git repository|is corrupt|shallow file has changed|Unable to create '[^']*\.lock'|did not send all necessary objects|missing blob|missing tree/,
    code: toolkitErrors.GIT_STORE_DAMAGED,
    message: () => "the local copy of the repository is damaged",
  },
];

function lastWords({ exitCode, stderr }: GitFailure): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => /^(fatal|error|remote): /.test(line));
  const line = lines.findLast((text) => text.startsWith("fatal: ")) ?? lines.at(-1);
  const text = line?.replace(/^(fatal|error): /, "") ?? `git ended with exit code ${exitCode}`;
  return maskUrlCredentials(text).slice(0, 1000);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the server";
}
