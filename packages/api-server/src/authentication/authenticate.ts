import { timingSafeEqual } from "node:crypto";
import type { PeerCertificate } from "node:tls";
import type { Registry, UserInfo } from "../registry/index.ts";
import { unauthorized } from "../status/index.ts";
import type { Credentials } from "./credentials.ts";
import { type ServiceAccountTokens, tokenIssuer } from "./service-account-tokens.ts";

/** Who connects without saying who he is: he may ask for health only. */
export const anonymousUser: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };

/** The administrator of the generated kubeconfig. */
export const adminUser: UserInfo = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
};

/** Finds out who sends a request. */
export class Authenticator {
  readonly #credentials: Credentials;
  readonly #tokens: ServiceAccountTokens;
  readonly #registry: Registry;
  readonly #certificates = new WeakMap<object, UserInfo>();

  constructor(credentials: Credentials, tokens: ServiceAccountTokens, registry: Registry) {
    this.#credentials = credentials;
    this.#tokens = tokens;
    this.#registry = registry;
  }

  /**
   * The user of a bearer token or of a client certificate that TLS has accepted; `fallback` when the request shows
   * neither. Throws a 401 for a token that is not good.
   */
  authenticate(request: Request, certificate: PeerCertificate | undefined, fallback: UserInfo): UserInfo {
    const authorization = request.headers.get("authorization");
    if (authorization !== null) {
      const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
      const user = token === undefined ? undefined : this.userOfToken(token, [tokenIssuer]);
      if (user === undefined) throw unauthorized();
      return user;
    }
    if (certificate?.subject?.CN !== undefined) return this.#userOfCertificate(certificate);
    return fallback;
  }

  /** The user of a bearer token, or undefined. */
  userOfToken(token: string, audiences: readonly string[]): UserInfo | undefined {
    if (isSameText(token, this.#credentials.adminToken)) return adminUser;
    try {
      return this.#tokens.verify(token, this.#registry, audiences);
    } catch {
      // Whatever is wrong with a token that is not ours, the answer is the same.
      return undefined;
    }
  }

  #userOfCertificate(certificate: PeerCertificate): UserInfo {
    let user = this.#certificates.get(certificate);
    if (user === undefined) {
      const organizations = (certificate.subject as { O?: string | string[] }).O ?? [];
      const groups = typeof organizations === "string" ? [organizations] : organizations;
      user = { username: String(certificate.subject.CN), groups: [...groups, "system:authenticated"] };
      this.#certificates.set(certificate, user);
    }
    return user;
  }
}

function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
