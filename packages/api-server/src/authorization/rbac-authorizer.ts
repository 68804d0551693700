import type { KubeObject } from "@sluice/base/object";
import type { Registry, UserInfo } from "../registry/index.ts";

/** A rule of a role. */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

/** What somebody wants to do. */
export type AccessAttributes =
  | {
      kind: "resource";
      verb: string;
      group: string;
      resource: string;
      subresource: string;
      namespace: string;
      name: string;
    }
  | { kind: "path"; verb: string; path: string };

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
  apiGroup?: string;
}

interface Binding {
  name: string;
  /** Empty for cluster-wide bindings. */
  namespace: string;
  subjects: Subject[];
  roleKind: string;
  roleName: string;
}

/** The answer, with the reason that a SubjectAccessReview shows. */
export interface AccessAnswer {
  isAllowed: boolean;
  reason: string;
}

const collections = [
  "roles.rbac.authorization.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
];

/** Decides by roles and bindings, as they are stored at the moment. Members of system:masters may do everything. */
export class RbacAuthorizer {
  readonly #registry: Registry;
  #bindings: Map<string, Binding[]> | undefined;
  readonly #rules = new Map<string, PolicyRule[] | undefined>();

  constructor(registry: Registry) {
    this.#registry = registry;
    for (const name of collections) {
      registry.storage.collection(name).listeners.add(() => {
        this.#bindings = undefined;
        this.#rules.clear();
      });
    }
  }

  decide(user: UserInfo, attributes: AccessAttributes): AccessAnswer {
    if (user.groups.includes("system:masters")) return { isAllowed: true, reason: "" };
    const problems: string[] = [];
    const namespace = attributes.kind === "resource" ? attributes.namespace : "";
    for (const [binding, subject] of this.#bindingsOf(user, namespace)) {
      const rules = this.#rulesOf(binding);
      if (rules === undefined) {
        const kind = binding.roleKind.toLowerCase();
        problems.push(`${kind}.rbac.authorization.k8s.io ${JSON.stringify(binding.roleName)} not found`);
        continue;
      }
      if (rules.some((rule) => allows(rule, attributes)))
        return { isAllowed: true, reason: reasonOf(binding, subject) };
    }
    return { isAllowed: false, reason: problems.length === 0 ? "" : `RBAC: ${problems.join(", ")}` };
  }

  /** All rules that hold for a user in a namespace. */
  rulesFor(user: UserInfo, namespace: string): PolicyRule[] {
    if (user.groups.includes("system:masters")) {
      return [
        { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
        { verbs: ["*"], nonResourceURLs: ["*"] },
      ];
    }
    const rules: PolicyRule[] = [];
    for (const [binding] of this.#bindingsOf(user, namespace)) {
      for (const rule of this.#rulesOf(binding) ?? []) {
        if (binding.namespace === "" || rule.nonResourceURLs === undefined) rules.push(rule);
      }
    }
    return rules;
  }

  /** True when the user's own rules cover every one of `rules`, so that granting them raises nobody. */
  covers(user: UserInfo, namespace: string, rules: readonly PolicyRule[]): PolicyRule[] {
    if (user.groups.includes("system:masters")) return [];
    const own = this.rulesFor(user, namespace);
    return rules
      .flatMap((rule) => splitRule(rule))
      .filter((part) => !own.some((rule) => includes(rule, part)));
  }

  *#bindingsOf(user: UserInfo, namespace: string): Generator<[Binding, Subject]> {
    const bindings = this.#readBindings();
    for (const scope of namespace === "" ? [""] : ["", namespace]) {
      for (const binding of bindings.get(scope) ?? []) {
        const subject = binding.subjects.find((candidate) => isSubject(candidate, user, binding.namespace));
        if (subject !== undefined) yield [binding, subject];
      }
    }
  }

  #readBindings(): Map<string, Binding[]> {
    if (this.#bindings !== undefined) return this.#bindings;
    const bindings = new Map<string, Binding[]>();
    for (const name of [collections[1]!, collections[3]!]) {
      for (const object of this.#objects(name)) {
        const roleRef = object["roleRef"] as { kind: string; name: string };
        const namespace = object.metadata.namespace ?? "";
        const list = bindings.get(namespace) ?? [];
        list.push({
          name: object.metadata.name!,
          namespace,
          subjects: (object["subjects"] ?? []) as Subject[],
          roleKind: roleRef.kind,
          roleName: roleRef.name,
        });
        bindings.set(namespace, list);
      }
    }
    this.#bindings = bindings;
    return bindings;
  }

  #objects(name: string): KubeObject[] {
    const collection = this.#registry.storage.collection(name);
    const [first, end] = collection.range("");
    const objects: KubeObject[] = [];
    for (let index = first; index < end; index++)
      objects.push(this.#registry.storage.read(collection.at(index)!));
    return objects;
  }

  #rulesOf({ roleKind, roleName, namespace }: Binding): PolicyRule[] | undefined {
    return this.roleRules(roleKind, roleName, namespace);
  }

  /** The rules of a role, or undefined when there is no such role. */
  roleRules(kind: string, name: string, namespace: string): PolicyRule[] | undefined {
    const isCluster = kind === "ClusterRole";
    const key = isCluster ? `/${name}` : `${namespace}/${name}`;
    const cacheKey = `${kind} ${key}`;
    if (this.#rules.has(cacheKey)) return this.#rules.get(cacheKey);
    const entry = this.#registry.storage.collection(collections[isCluster ? 2 : 0]!).get(key);
    const rules =
      entry === undefined ? undefined : ((this.#registry.storage.read(entry)["rules"] ?? []) as PolicyRule[]);
    this.#rules.set(cacheKey, rules);
    return rules;
  }
}

function reasonOf(binding: Binding, subject: Subject): string {
  const role = `${binding.roleKind} ${JSON.stringify(binding.roleName)}`;
  const who = `${subject.kind} ${JSON.stringify(subject.kind === "ServiceAccount" ? `${subject.name}/${subject.namespace ?? ""}` : subject.name)}`;
  return binding.namespace === ""
    ? `RBAC: allowed by ClusterRoleBinding ${JSON.stringify(binding.name)} of ${role} to ${who}`
    : `RBAC: allowed by RoleBinding ${JSON.stringify(`${binding.name}/${binding.namespace}`)} of ${role} to ${who}`;
}

function isSubject(subject: Subject, user: UserInfo, namespace: string): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.username;
    case "Group":
      return user.groups.includes(subject.name);
    case "ServiceAccount":
      return user.username === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`;
    default:
      return false;
  }
}

function matches(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes("*") || list.includes(value));
}

function allows(rule: PolicyRule, attributes: AccessAttributes): boolean {
  if (!matches(rule.verbs, attributes.verb)) return false;
  if (attributes.kind === "path") {
    return (rule.nonResourceURLs ?? []).some(
      (url) =>
        url === "*" ||
        url === attributes.path ||
        (url.endsWith("*") && attributes.path.startsWith(url.slice(0, -1))),
    );
  }
  if (!matches(rule.apiGroups, attributes.group)) return false;
  const { resource, subresource } = attributes;
  const full = subresource === "" ? resource : `${resource}/${subresource}`;
  const hasResource =
    matches(rule.resources, full) ||
    (subresource !== "" && rule.resources?.includes(`*/${subresource}`) === true);
  if (!hasResource) return false;
  const names = rule.resourceNames ?? [];
  return names.length === 0 || names.includes(attributes.name);
}

/** A rule as rules of one verb, group, resource and name each. */
function splitRule(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = [];
  for (const verb of rule.verbs) {
    for (const group of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const names = rule.resourceNames ?? [];
        const base = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (names.length === 0) parts.push(base);
        for (const name of names) parts.push({ ...base, resourceNames: [name] });
      }
    }
    for (const url of rule.nonResourceURLs ?? []) parts.push({ verbs: [verb], nonResourceURLs: [url] });
  }
  return parts;
}

function includes(own: PolicyRule, part: PolicyRule): boolean {
  if (!matches(own.verbs, part.verbs[0]!)) return false;
  const [url] = part.nonResourceURLs ?? [];
  if (url !== undefined) {
    return (own.nonResourceURLs ?? []).some(
      (mine) => mine === "*" || mine === url || (mine.endsWith("*") && url.startsWith(mine.slice(0, -1))),
    );
  }
  if (!matches(own.apiGroups, part.apiGroups![0]!)) return false;
  const [resource] = part.resources!;
  const slash = resource!.indexOf("/");
  const hasResource =
    matches(own.resources, resource!) ||
    (slash > 0 && own.resources?.includes(`*${resource!.slice(slash)}`) === true);
  if (!hasResource) return false;
  const mine = own.resourceNames ?? [];
  return mine.length === 0 || (part.resourceNames !== undefined && mine.includes(part.resourceNames[0]!));
}

/** The text of a refusal. */
export function refusalText(user: UserInfo, attributes: AccessAttributes, reason: string): string {
  const who = `User ${JSON.stringify(user.username)}`;
  const suffix = reason === "" ? "" : `: ${reason}`;
  if (attributes.kind === "path")
    return `${who} cannot ${attributes.verb} path ${JSON.stringify(attributes.path)}${suffix}`;
  const { verb, group, resource, subresource, namespace } = attributes;
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  const where = namespace === "" ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
  return `${who} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}${suffix}`;
}
