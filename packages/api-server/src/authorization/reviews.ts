import { isJsonObject, type JsonObject, type KubeObject } from "@sluice/base/object";
import type { Authenticator } from "../authentication/index.ts";
import { tokenIssuer } from "../authentication/index.ts";
import type { RequestContext, UserInfo } from "../registry/index.ts";
import { badRequest } from "../status/index.ts";
import type { AccessAttributes, RbacAuthorizer } from "./rbac-authorizer.ts";

/** Answers an object that is asked and not stored; returns it with its status. */
export type Review = (object: KubeObject, namespace: string, context: RequestContext) => KubeObject;

/** The reviews of authentication and authorization, by collection. */
export function createReviews(authorizer: RbacAuthorizer, authenticator: Authenticator): Map<string, Review> {
  const access = (object: KubeObject, user: UserInfo, namespace?: string): KubeObject => {
    const spec = (object["spec"] ?? {}) as JsonObject;
    const answer = authorizer.decide(user, attributesOf(spec, namespace));
    const status: JsonObject = { allowed: answer.isAllowed };
    if (answer.reason !== "") status["reason"] = answer.reason;
    return { ...object, status };
  };
  return new Map<string, Review>([
    [
      "selfsubjectaccessreviews.authorization.k8s.io",
      (object, _namespace, context) => access(object, context.user),
    ],
    ["subjectaccessreviews.authorization.k8s.io", (object) => access(object, userOf(object))],
    [
      "localsubjectaccessreviews.authorization.k8s.io",
      (object, namespace) => access(object, userOf(object), namespace),
    ],
    [
      "selfsubjectrulesreviews.authorization.k8s.io",
      (object, _namespace, context) => rulesReview(authorizer, object, context),
    ],
    [
      "selfsubjectreviews.authentication.k8s.io",
      (object, _namespace, context) => ({ ...object, status: { userInfo: shownUser(context.user) } }),
    ],
    ["tokenreviews.authentication.k8s.io", (object) => tokenReview(authenticator, object)],
  ]);
}

function attributesOf(spec: JsonObject, onlyNamespace: string | undefined): AccessAttributes {
  const resource = spec["resourceAttributes"];
  const path = spec["nonResourceAttributes"];
  if (isJsonObject(resource)) {
    const namespace = text(resource, "namespace");
    if (onlyNamespace !== undefined && namespace !== onlyNamespace) {
      throw badRequest("spec.resourceAttributes.namespace must match the namespace of the review");
    }
    return {
      kind: "resource",
      verb: text(resource, "verb"),
      group: text(resource, "group"),
      resource: text(resource, "resource"),
      subresource: text(resource, "subresource"),
      namespace,
      name: text(resource, "name"),
    };
  }
  if (isJsonObject(path)) return { kind: "path", verb: text(path, "verb"), path: text(path, "path") };
  throw badRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified");
}

function text(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}

function userOf(object: KubeObject): UserInfo {
  const spec = (object["spec"] ?? {}) as JsonObject;
  const groups = (spec["groups"] ?? []) as string[];
  if (text(spec, "user") === "" && groups.length === 0)
    throw badRequest("at least one of user or group must be specified");
  return { username: text(spec, "user"), groups };
}

function rulesReview(authorizer: RbacAuthorizer, object: KubeObject, context: RequestContext): KubeObject {
  const namespace = text((object["spec"] ?? {}) as JsonObject, "namespace");
  if (namespace === "") throw badRequest("no namespace on request");
  const rules = authorizer.rulesFor(context.user, namespace);
  return {
    ...object,
    status: {
      resourceRules: rules
        .filter((rule) => rule.nonResourceURLs === undefined)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          apiGroups: apiGroups ?? [],
          resources: resources ?? [],
          ...(resourceNames === undefined ? {} : { resourceNames }),
        })),
      nonResourceRules: rules
        .filter((rule) => rule.nonResourceURLs !== undefined)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs: nonResourceURLs! })),
      incomplete: false,
    },
  };
}

function shownUser(user: UserInfo): JsonObject {
  return {
    username: user.username,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
}

function tokenReview(authenticator: Authenticator, object: KubeObject): KubeObject {
  const spec = (object["spec"] ?? {}) as JsonObject;
  const audiences = (spec["audiences"] ?? [tokenIssuer]) as string[];
  const user = authenticator.userOfToken(text(spec, "token"), audiences);
  if (user === undefined) return { ...object, status: { user: {}, error: "invalid bearer token" } };
  return { ...object, status: { authenticated: true, user: shownUser(user), audiences } };
}
