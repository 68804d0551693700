import { createHash, createPrivateKey, createPublicKey, randomUUID, sign, verify } from "node:crypto";
import type { JsonObject } from "@sluice/base/object";
import type { Registry, UserInfo } from "../registry/index.ts";

/** The issuer in the tokens, and their audience unless a request names another. */
export const tokenIssuer = "https://kubernetes.default.svc.cluster.local";

/** What a token is made for. */
export interface TokenRequest {
  namespace: string;
  name: string;
  uid: string;
  audiences: readonly string[];
  expirationSeconds: number;
  /** The object whose deletion ends the token. */
  boundObject?: { kind: string; name: string; uid: string };
  now: Date;
}

/** Signs and checks tokens of service accounts. */
export class ServiceAccountTokens {
  readonly #key: ReturnType<typeof createPrivateKey>;
  readonly #publicKey: ReturnType<typeof createPublicKey>;
  readonly #keyId: string;

  constructor(key: string) {
    this.#key = createPrivateKey(key);
    this.#publicKey = createPublicKey(this.#key);
    const der = this.#publicKey.export({ type: "spki", format: "der" });
    this.#keyId = createHash("sha256").update(der).digest("base64url");
  }

  sign(request: TokenRequest): string {
    const iat = Math.floor(request.now.getTime() / 1000);
    const { boundObject } = request;
    const claims = {
      aud: request.audiences,
      exp: iat + request.expirationSeconds,
      iat,
      iss: tokenIssuer,
      jti: randomUUID(),
      "kubernetes.io": {
        namespace: request.namespace,
        ...(boundObject === undefined
          ? {}
          : { [boundObject.kind.toLowerCase()]: { name: boundObject.name, uid: boundObject.uid } }),
        serviceaccount: { name: request.name, uid: request.uid },
      },
      nbf: iat,
      sub: `system:serviceaccount:${request.namespace}:${request.name}`,
    };
    const head = encode({ alg: "ES256", kid: this.#keyId });
    const text = `${head}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key: this.#key, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  }

  /** The user of a token that is genuine, in its time, and whose account still exists. */
  verify(token: string, registry: Registry, audiences: readonly string[]): UserInfo | undefined {
    const parts = token.split(".");
    if (parts.length !== 3) return undefined;
    const [head, body, signature] = parts as [string, string, string];
    const isGenuine = verify(
      "sha256",
      Buffer.from(`${head}.${body}`),
      { key: this.#publicKey, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    if (!isGenuine) return undefined;
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as JsonObject;
    const now = registry.now().getTime() / 1000;
    if (Number(claims["exp"]) <= now || Number(claims["nbf"]) > now + 60) return undefined;
    const allowed = claims["aud"] as string[];
    if (!audiences.some((audience) => allowed.includes(audience))) return undefined;
    return accountOf(claims["kubernetes.io"] as JsonObject, registry);
  }
}

function accountOf(claims: JsonObject, registry: Registry): UserInfo | undefined {
  const namespace = String(claims["namespace"]);
  const { name, uid } = claims["serviceaccount"] as { name: string; uid: string };
  const accounts = registry.resources.stored("", "serviceaccounts");
  const entry = accounts === undefined ? undefined : registry.entry(accounts, { namespace, name });
  if (entry === undefined || registry.storage.read(entry).metadata.uid !== uid) return undefined;
  for (const [kind, resource] of [
    ["pod", "pods"],
    ["secret", "secrets"],
    ["node", "nodes"],
  ] as const) {
    const bound = claims[kind] as { name: string; uid: string } | undefined;
    if (bound === undefined) continue;
    const served = registry.resources.stored("", resource)!;
    const found = registry.entry(served, { namespace: kind === "node" ? "" : namespace, name: bound.name });
    if (found === undefined || registry.storage.read(found).metadata.uid !== bound.uid) return undefined;
  }
  return serviceAccountUser(namespace, name, uid);
}

/** A service account as a user with its groups. */
export function serviceAccountUser(namespace: string, name: string, uid: string | undefined): UserInfo {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    ...(uid === undefined ? {} : { uid }),
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
