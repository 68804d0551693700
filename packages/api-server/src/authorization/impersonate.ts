import type { UserInfo } from "../registry/index.ts";
import { badRequest, forbidden } from "../status/index.ts";
import { type RbacAuthorizer, refusalText } from "./rbac-authorizer.ts";

const prefix = "impersonate-";

/** The user that a request's headers ask to act as. Throws a 403 when the sender may not. */
export function impersonate(authorizer: RbacAuthorizer, user: UserInfo, request: Request): UserInfo {
  const { headers } = request;
  const name = headers.get("impersonate-user");
  if (name === null) {
    for (const header of headers.keys()) {
      if (header.startsWith(prefix)) {
        throw badRequest(`requested [] without impersonating a user`);
      }
    }
    return user;
  }
  const require = (
    group: string,
    resource: string,
    subresource: string,
    objectName: string,
    namespace = "",
  ): void => {
    const attributes = {
      kind: "resource" as const,
      verb: "impersonate",
      group,
      resource,
      subresource,
      namespace,
      name: objectName,
    };
    const answer = authorizer.decide(user, attributes);
    if (answer.isAllowed) return;
    throw forbidden({ group, resource }, objectName, refusalText(user, attributes, answer.reason));
  };
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  if (account !== null) require("", "serviceaccounts", "", account[2]!, account[1]!);
  else require("", "users", "", name);
  // Group names hold no commas in a header that came once, but the Headers class joins repeated ones with them.
  const groups = splitHeader(headers.get("impersonate-group"));
  for (const group of groups) require("", "groups", "", group);
  const uid = headers.get("impersonate-uid") ?? undefined;
  if (uid !== undefined) require("authentication.k8s.io", "uids", "", uid);
  const extra: Record<string, string[]> = {};
  for (const [header, value] of headers) {
    if (!header.startsWith("impersonate-extra-")) continue;
    const key = decodeURIComponent(header.slice("impersonate-extra-".length));
    extra[key] = splitHeader(value);
    for (const item of extra[key]!) require("authentication.k8s.io", "userextras", key, item);
  }
  const given =
    groups.length === 0 && account !== null
      ? ["system:serviceaccounts", `system:serviceaccounts:${account[1]}`]
      : groups;
  const automatic = name === "system:anonymous" ? "system:unauthenticated" : "system:authenticated";
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    groups:
      given.includes(automatic) || given.includes("system:unauthenticated") ? given : [...given, automatic],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function splitHeader(value: string | null): string[] {
  return value === null ? [] : value.split(", ").filter((part) => part !== "");
}
