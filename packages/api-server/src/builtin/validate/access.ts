import { deepEqual, type JsonObject } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { dns1123Subdomain, pathSegment } from "./names.ts";
import { type Problems, Verbatim } from "./problems.ts";
import { validateSelector } from "./selector.ts";
import type { ValidateKind } from "./workloads.ts";

const rbacGroup = "rbac.authorization.k8s.io";

/** Roles and cluster roles; only the latter may name URLs and aggregate. */
export function validateRole(isClusterRole: boolean): ValidateKind {
  return (problems, role) => {
    for (const [index, rule] of children(role, "rules").entries()) {
      validateRule(problems, `rules[${index}]`, rule, isClusterRole);
    }
    const aggregation = child(role, "aggregationRule");
    if (aggregation === undefined || !isClusterRole) return;
    const selectors = children(aggregation, "clusterRoleSelectors");
    if (selectors.length === 0) {
      problems.required(
        "aggregationRule.clusterRoleSelectors",
        "at least one clusterRoleSelector required if aggregationRule is non-nil",
      );
    }
    for (const [index, selector] of selectors.entries()) {
      validateSelector(problems, `aggregationRule.clusterRoleSelectors[${index}]`, selector);
    }
  };
}

function validateRule(problems: Problems, field: string, rule: JsonObject, isClusterRole: boolean): void {
  const has = (name: string): boolean => Array.isArray(rule[name]) && (rule[name] as unknown[]).length > 0;
  if (!has("verbs")) problems.required(`${field}.verbs`, "verbs must contain at least one value");
  if (has("nonResourceURLs")) {
    if (!isClusterRole) {
      problems.invalid(
        `${field}.nonResourceURLs`,
        rule["nonResourceURLs"],
        "namespaced rules cannot apply to non-resource URLs",
      );
    }
    if (has("apiGroups") || has("resources") || has("resourceNames")) {
      problems.invalid(
        `${field}.nonResourceURLs`,
        rule["nonResourceURLs"],
        "rules cannot apply to both regular resources and non-resource URLs",
      );
    }
    return;
  }
  if (!has("apiGroups"))
    problems.required(`${field}.apiGroups`, "resource rules must supply at least one api group");
  if (!has("resources"))
    problems.required(`${field}.resources`, "resource rules must supply at least one resource");
}

/** Bindings of roles; those in a namespace may bind roles and cluster roles. */
export function validateBinding(isClusterBinding: boolean): ValidateKind {
  return (problems, binding, old) => {
    const role = child(binding, "roleRef") ?? {};
    if (role["apiGroup"] !== rbacGroup)
      problems.notSupported("roleRef.apiGroup", role["apiGroup"], [rbacGroup]);
    const kinds = isClusterBinding ? ["ClusterRole"] : ["Role", "ClusterRole"];
    if (!kinds.includes(String(role["kind"]))) problems.notSupported("roleRef.kind", role["kind"], kinds);
    const name = String(role["name"] ?? "");
    if (name === "") problems.required("roleRef.name");
    else problems.invalidEach("roleRef.name", name, pathSegment(name));
    for (const [index, subject] of children(binding, "subjects").entries()) {
      validateSubject(problems, `subjects[${index}]`, subject, isClusterBinding);
    }
    if (old !== undefined && !deepEqual(role, old["roleRef"])) {
      const { apiGroup, kind, name: roleName } = role;
      const shape = `{"APIGroup":${JSON.stringify(apiGroup)},"Kind":${JSON.stringify(kind)},"Name":${JSON.stringify(roleName)}}`;
      problems.invalid("roleRef", new Verbatim(shape), "cannot change roleRef");
    }
  };
}

function validateSubject(
  problems: Problems,
  field: string,
  subject: JsonObject,
  isClusterBinding: boolean,
): void {
  const name = String(subject["name"] ?? "");
  if (name === "") problems.required(`${field}.name`);
  const group = subject["apiGroup"] ?? "";
  switch (subject["kind"]) {
    case "ServiceAccount":
      if (name !== "") problems.invalidEach(`${field}.name`, name, dns1123Subdomain(name));
      if (group !== "") problems.notSupported(`${field}.apiGroup`, group, [""]);
      // In a namespace the server fills the namespace in from the binding only for old clients, never in v1.
      if (isClusterBinding && !subject["namespace"]) problems.required(`${field}.namespace`);
      break;
    case "User":
    case "Group":
      if (group !== rbacGroup) problems.notSupported(`${field}.apiGroup`, group, [rbacGroup]);
      break;
    default:
      problems.notSupported(`${field}.kind`, subject["kind"], ["ServiceAccount", "User", "Group"]);
  }
}
