import { deepEqual } from "@sluice/base/object";
import type { AdmissionRequest, AdmissionStep } from "../registry/index.ts";
import { forbidden } from "../status/index.ts";
import type { PolicyRule, RbacAuthorizer } from "./rbac-authorizer.ts";

/** Nobody grants what he does not have: by role he needs `escalate`, by binding `bind`, or the rights themselves. */
export function escalationGuard(authorizer: RbacAuthorizer): AdmissionStep {
  return {
    isIdle: ({ resource, operation }) =>
      resource.definition.group !== "rbac.authorization.k8s.io" ||
      operation === "DELETE" ||
      operation === "CONNECT",
    validate(request) {
      const { kind } = request.resource.definition;
      if (kind === "Role" || kind === "ClusterRole") guardRole(authorizer, request);
      else guardBinding(authorizer, request);
      return undefined;
    },
  };
}

function guardRole(authorizer: RbacAuthorizer, request: AdmissionRequest): void {
  const { object, oldObject, context, resource, namespace, name } = request;
  if (oldObject !== undefined && deepEqual(oldObject["rules"], object!["rules"])) return;
  const rules = (object!["rules"] ?? []) as PolicyRule[];
  refuse(
    authorizer,
    request,
    rules,
    "escalate",
    resource.name.resource,
    name || object!.metadata.name!,
    namespace,
    context.user,
  );
}

function guardBinding(authorizer: RbacAuthorizer, request: AdmissionRequest): void {
  const { object, oldObject, context, namespace } = request;
  if (oldObject !== undefined && deepEqual(oldObject["subjects"], object!["subjects"])) return;
  const role = object!["roleRef"] as { kind: string; name: string };
  const rules = authorizer.roleRules(role.kind, role.name, namespace);
  if (rules === undefined && context.user.groups.includes("system:masters")) return;
  const resource = role.kind === "ClusterRole" ? "clusterroles" : "roles";
  refuse(
    authorizer,
    request,
    rules ?? [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
    "bind",
    resource,
    role.name,
    namespace,
    context.user,
  );
}

function refuse(
  authorizer: RbacAuthorizer,
  request: AdmissionRequest,
  rules: readonly PolicyRule[],
  verb: "escalate" | "bind",
  resource: string,
  name: string,
  namespace: string,
  user: AdmissionRequest["context"]["user"],
): void {
  const missing = authorizer.covers(user, namespace, rules);
  if (missing.length === 0) return;
  const attributes = {
    kind: "resource",
    verb,
    group: "rbac.authorization.k8s.io",
    resource,
    subresource: "",
    namespace,
    name,
  } as const;
  if (authorizer.decide(user, attributes).isAllowed) return;
  const groups = user.groups.map((group) => JSON.stringify(group)).join(" ");
  const lines = missing.map((rule) => showRule(rule)).join("\n");
  throw forbidden(
    request.resource.name,
    request.object!.metadata.name!,
    `user ${JSON.stringify(user.username)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${lines}`,
  );
}

function showRule(rule: PolicyRule): string {
  const list = (values: readonly string[] | undefined): string =>
    `[${(values ?? []).map((value) => JSON.stringify(value)).join(" ")}]`;
  if (rule.nonResourceURLs !== undefined)
    return `{NonResourceURLs:${list(rule.nonResourceURLs)}, Verbs:${list(rule.verbs)}}`;
  const names = rule.resourceNames === undefined ? "" : `, ResourceNames:${list(rule.resourceNames)}`;
  return `{APIGroups:${list(rule.apiGroups)}, Resources:${list(rule.resources)}${names}, Verbs:${list(rule.verbs)}}`;
}
