import { errorText, SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";

/** How to log in to a Git server over HTTP; PEM texts for TLS. */
export interface GitCredentials {
  username?: string;
  password?: string;
  bearerToken?: string;
  caCertificate?: string;
  clientCertificate?: string;
  clientKey?: string;
}

/** The values of a Secret as text. */
export type SecretData = Readonly<Record<string, string>>;

/** Parses an address of a repository. Errors: GIT_URL_INVALID (terminal). */
export function parseGitUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new SluiceError(
      toolkitErrors.GIT_URL_INVALID,
      `failed to parse url '${text}': ${errorText(cause)}`,
      {
        cause,
        terminal: true,
        reason: "URLInvalid",
        fieldPath: "spec.url",
      },
    );
  }
}

/**
 * Credentials for `url` out of a Secret (GA-02, GA-03): a bearer token beats username and password; the user info
 * of the address fills in what is missing. Errors: GIT_CREDENTIALS_INVALID.
 */
export function gitCredentialsOf(url: URL, secret: SecretData = {}): GitCredentials {
  const credentials: GitCredentials = {
    caCertificate: secret["ca.crt"] || secret["caFile"] || undefined,
    clientCertificate: secret["tls.crt"] || undefined,
    clientKey: secret["tls.key"] || undefined,
  };
  if (Object.hasOwn(secret, "bearerToken")) {
    credentials.bearerToken = secret["bearerToken"];
  } else {
    credentials.username = secret["username"] || undefined;
    credentials.password = secret["password"] || undefined;
  }
  credentials.username ??= decodeURIComponent(url.username) || undefined;
  credentials.password ??= decodeURIComponent(url.password) || undefined;
  if (credentials.username === undefined && credentials.password !== undefined) {
    throw invalid(
      `invalid '${url.protocol.slice(0, -1)}' auth option: 'password' requires 'username' to be set`,
    );
  }
  if (credentials.bearerToken && (credentials.username || credentials.password)) {
    throw invalid("basic auth and bearer token cannot be set at the same time");
  }
  for (const value of [credentials.username, credentials.password, credentials.bearerToken]) {
    if (value !== undefined && /[\0\r\n]/.test(value)) {
      throw invalid("credentials must not hold line breaks");
    }
  }
  return credentials;
}

/** The address without user info, as git gets it. */
export function withoutUserInfo(url: URL): string {
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  return plain.href;
}

function invalid(message: string): SluiceError {
  return new SluiceError(toolkitErrors.GIT_CREDENTIALS_INVALID, message, {
    hint: "correct the Secret of spec.secretRef",
  });
}
