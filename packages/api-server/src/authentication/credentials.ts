import { generateKeyPairSync, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorText, SluiceError } from "@sluice/base/errors";
import { apiServerErrors } from "../errors.ts";
import { createAuthority, type KeyPair } from "./certificate-authority.ts";

/** The secrets of a server: they outlive it when it has a folder, so that a kubeconfig stays good. */
export interface Credentials {
  authority: KeyPair;
  /** PKCS 8 key that signs service account tokens. */
  tokenKey: string;
  /** Bearer token of the administrator, for connections without TLS. */
  adminToken: string;
}

const fileName = "credentials.json";

/** Makes the credentials of a new server, or reads those of an earlier start from `folder`. */
export function loadCredentials(folder: string | undefined, now: Date): Credentials {
  if (folder === undefined) return createCredentials(now);
  const file = join(folder, fileName);
  try {
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Credentials;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const credentials = createCredentials(now);
    // Written aside and renamed: a half-written file must not lock its owner out.
    writeFileSync(`${file}.new`, JSON.stringify(credentials), { mode: 0o600 });
    chmodSync(`${file}.new`, 0o600);
    renameSync(`${file}.new`, file);
    return credentials;
  } catch (cause) {
    throw new SluiceError(
      apiServerErrors.API_STORAGE_FAILED,
      `cannot keep credentials in ${folder}: ${errorText(cause)}`,
      {
        hint: "check that the folder may be written; delete credentials.json to have new ones made",
        cause,
      },
    );
  }
}

function createCredentials(now: Date): Credentials {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    authority: createAuthority("sluice-api-server-ca", now),
    tokenKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    adminToken: randomBytes(32).toString("base64url"),
  };
}
