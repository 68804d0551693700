import { anonymousUser } from "../authentication/index.ts";
import { type AccessAttributes, type RbacAuthorizer, refusalText } from "../authorization/index.ts";
import type { UserInfo } from "../registry/index.ts";
import { forbidden, StatusError, unauthorized } from "../status/index.ts";
import type { RequestPath } from "./request-path.ts";

const openPaths = /^\/(?:healthz|livez|readyz|version)(?:\/|$)/;

/** Makes the check that every request goes through. Throws 401 and 403. */
export function createAuthorizeRequest(authorizer: RbacAuthorizer) {
  return (user: UserInfo, verb: string, path: RequestPath): void => {
    if (user.groups.includes("system:masters")) return;
    if (user.username === anonymousUser.username) {
      if (path.kind === "other" && openPaths.test(path.path)) return;
      throw unauthorized();
    }
    const attributes = attributesOf(verb, path);
    const answer = authorizer.decide(user, attributes);
    if (answer.isAllowed) return;
    const text = refusalText(user, attributes, answer.reason);
    if (attributes.kind === "path") {
      throw new StatusError({ message: `forbidden: ${text}`, reason: "Forbidden", details: {}, code: 403 });
    }
    throw forbidden({ group: attributes.group, resource: attributes.resource }, attributes.name, text);
  };
}

function attributesOf(verb: string, path: RequestPath): AccessAttributes {
  if (path.kind === "other") return { kind: "path", verb: verb === "head" ? "get" : verb, path: path.path };
  const { group, resource, subresource, namespace, name } = path;
  // A namespace is inside itself, so that a role in it can let its own object be read.
  const scope = group === "" && resource === "namespaces" && namespace === "" ? name : namespace;
  return { kind: "resource", verb, group, resource, subresource, namespace: scope, name };
}
