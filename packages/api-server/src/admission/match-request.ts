import type { KubeObject } from "@sluice/base/object";
import type { AdmissionRequest, Registry } from "../registry/index.ts";
import { labelSelectorTest } from "../selector/index.ts";

type LabelSelector = Parameters<typeof labelSelectorTest>[0];

/** Which requests a webhook or policy is about. */
export interface MatchRules {
  rules: readonly MatchRule[];
  excludeRules?: readonly MatchRule[];
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  /** `Exact`, or `Equivalent` for other versions of the same resource too. */
  matchPolicy?: string;
}

export interface MatchRule {
  operations?: string[];
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  resourceNames?: string[];
  scope?: string;
}

/** True when the rules and selectors fit a request. */
export function matchesRequest(registry: Registry, match: MatchRules, request: AdmissionRequest): boolean {
  const isEquivalent = match.matchPolicy !== "Exact";
  if (!match.rules.some((rule) => matchesRule(rule, request, isEquivalent))) return false;
  if (match.excludeRules?.some((rule) => matchesRule(rule, request, isEquivalent))) return false;
  if (!matchesNamespace(registry, match.namespaceSelector, request)) return false;
  if (match.objectSelector === undefined || match.objectSelector === null) return true;
  const test = labelSelectorTest(match.objectSelector);
  return [request.object, request.oldObject].some(
    (object) => object !== undefined && test(object.metadata.labels),
  );
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes("*") || list.includes(value));
}

function matchesRule(rule: MatchRule, request: AdmissionRequest, isEquivalent: boolean): boolean {
  const { definition } = request.resource;
  if (!has(rule.operations, request.operation)) return false;
  if (!has(rule.apiGroups, definition.group)) return false;
  if (!has(rule.apiVersions, definition.version) && !(isEquivalent && (rule.apiVersions ?? []).length > 0))
    return false;
  const full = request.subresource === "" ? definition.plural : `${definition.plural}/${request.subresource}`;
  const isResource = (rule.resources ?? []).some(
    (resource) =>
      resource === full ||
      (resource === "*" && request.subresource === "") ||
      resource === "*/*" ||
      (request.subresource !== "" && resource === `*/${request.subresource}`) ||
      resource === `${definition.plural}/*`,
  );
  if (!isResource) return false;
  if (
    rule.resourceNames !== undefined &&
    rule.resourceNames.length > 0 &&
    !rule.resourceNames.includes(request.name)
  )
    return false;
  return (
    rule.scope === undefined ||
    rule.scope === "*" ||
    (rule.scope === "Namespaced") === definition.isNamespaced
  );
}

/** Selectors look at the labels of the namespace; cluster-scoped objects other than namespaces always match. */
function matchesNamespace(registry: Registry, selector: LabelSelector, request: AdmissionRequest): boolean {
  if (selector === undefined || selector === null) return true;
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
  if (isEmpty) return true;
  if (request.resource.collection === "namespaces") {
    return labelSelectorTest(selector)((request.object ?? request.oldObject)?.metadata.labels);
  }
  if (!request.resource.definition.isNamespaced) return true;
  return labelSelectorTest(selector)(namespaceOf(registry, request.namespace)?.metadata.labels);
}

/** The namespace of a request as an object. */
export function namespaceOf(registry: Registry, name: string): KubeObject | undefined {
  const namespaces = registry.resources.stored("", "namespaces");
  const entry = namespaces === undefined ? undefined : registry.entry(namespaces, { namespace: "", name });
  return entry === undefined ? undefined : registry.storage.read(entry);
}

/** What admission itself is configured by is not subject to it, so that a mistake can be undone. */
export function isAdmissionConfiguration(request: AdmissionRequest): boolean {
  return request.resource.definition.group === "admissionregistration.k8s.io";
}

/** All objects of a resource, read when they are needed. */
export function configurations(registry: Registry, resource: string): KubeObject[] {
  const collection = registry.storage.collection(`${resource}.admissionregistration.k8s.io`);
  const [first, end] = collection.range("");
  const objects: KubeObject[] = [];
  for (let index = first; index < end; index++) objects.push(registry.storage.read(collection.at(index)!));
  return objects;
}

/** The `request` of an AdmissionReview, and the variable of that name in expressions. */
export function describeRequest(request: AdmissionRequest, uid: string): Record<string, unknown> {
  const { definition } = request.resource;
  const kind = { group: definition.group, version: definition.version, kind: definition.kind };
  const resource = { group: definition.group, version: definition.version, resource: definition.plural };
  const { user } = request.context;
  return {
    uid,
    kind,
    resource,
    ...(request.subresource === ""
      ? {}
      : { subResource: request.subresource, requestSubResource: request.subresource }),
    requestKind: kind,
    requestResource: resource,
    ...(request.name === "" ? {} : { name: request.name }),
    ...(request.namespace === "" ? {} : { namespace: request.namespace }),
    operation: request.operation,
    userInfo: {
      username: user.username,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    },
    dryRun: request.context.isDryRun,
  };
}
