import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import type { YamlMap, YamlNode } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import { splitPath } from "./field-spec.ts";
import { field, fieldOf, isList, isMap, isMissing, isScalar, textOf, withText } from "./node.ts";
import type { Resource } from "./resource.ts";
import { type Gvk, idText, isSelected, type ResourceId } from "./resource-id.ts";
import type { ResourceList } from "./resource-list.ts";
import type { NameReference } from "./transformer-config.ts";
import { visitField } from "./visit-field.ts";

interface Rule {
  target: Gvk;
  path: string;
  parts: readonly string[];
}

/** A resource that others may refer to, with what the choice among such resources needs. */
interface Candidate {
  resource: Resource;
  id: ResourceId;
  namespace: string;
  isClusterScoped: boolean;
}

/**
 * Writes the new names of renamed resources where others refer to them by the old ones, KE-93 to KE-98. Candidates
 * are found by former name in an index, so the work grows with the references, not with the square of the resources.
 * Throws KUSTOMIZE_REFERENCE_AMBIGUOUS.
 */
export function fixNameReferences(list: ResourceList, references: readonly NameReference[]): void {
  const byFormerName = indexByFormerName(list);
  if (byFormerName.size === 0) return;
  const rulesByKind = new Map<string, readonly Rule[]>();
  for (const referrer of list.all) {
    const original = referrer.originalId;
    const key = `${original.group}|${original.version}|${original.kind}|${referrer.apiVersion}|${referrer.kind}`;
    let rules = rulesByKind.get(key);
    if (rules === undefined) {
      rules = rulesFor(references, original, referrer.gvk);
      rulesByKind.set(key, rules);
    }
    if (rules.length > 0) new Referrer(list, referrer, byFormerName).apply(rules);
  }
  list.touch();
}

function rulesFor(references: readonly NameReference[], original: Gvk, current: Gvk): Rule[] {
  const rules: Rule[] = [];
  for (const reference of references) {
    for (const spec of reference.referrers) {
      if (!isSelected(original, spec)) continue;
      void current;
      rules.push({ target: reference, path: spec.path, parts: splitPath(spec.path) });
    }
  }
  return rules;
}

function indexByFormerName(list: ResourceList): Map<string, Candidate[]> {
  const index = new Map<string, Candidate[]>();
  for (const resource of list.all) {
    if (resource.previousIds.length === 0) continue;
    const id = resource.id;
    const candidate = {
      resource,
      id,
      namespace: list.namespaceOf(id),
      isClusterScoped: list.isClusterScoped(id),
    };
    for (const name of new Set(resource.previousIds.map((previous) => previous.name))) {
      const known = index.get(name);
      if (known === undefined) index.set(name, [candidate]);
      else known.push(candidate);
    }
  }
  return index;
}

class Referrer {
  private readonly list: ResourceList;
  private readonly resource: Resource;
  private readonly byFormerName: ReadonlyMap<string, Candidate[]>;
  private readonly id: ResourceId;
  private readonly namespace: string;
  private readonly isClusterScoped: boolean;
  private subjectNamespaces: Set<string> | undefined;

  constructor(list: ResourceList, resource: Resource, byFormerName: ReadonlyMap<string, Candidate[]>) {
    this.list = list;
    this.resource = resource;
    this.byFormerName = byFormerName;
    this.id = resource.id;
    this.namespace = list.namespaceOf(this.id);
    this.isClusterScoped = list.isClusterScoped(this.id);
  }

  apply(rules: readonly Rule[]): void {
    if (this.id.kind === "RoleBinding") this.subjectNamespaces = serviceAccountNamespaces(this.resource.node);
    for (const rule of rules) {
      try {
        visitField(this.resource.node, rule.parts, false, "none", (current) => this.update(current, rule));
      } catch (cause) {
        if (!(cause instanceof SluiceError)) throw cause;
        throw new SluiceError(
          cause.code,
          `updating name reference in '${rule.path}' field of '${idText(this.id)}': ${cause.message}`,
          {
            object: { kind: this.id.kind, name: this.id.name, namespace: this.id.namespace },
            fieldPath: rule.path.replaceAll("/", "."),
            cause,
          },
        );
      }
    }
  }

  private update(node: YamlNode | undefined, rule: Rule): YamlNode {
    if (isMissing(node)) return node ?? null;
    if (isScalar(node)) return this.updateScalar(node, rule);
    if (isMap(node)) {
      this.updateMap(node, rule);
      return node;
    }
    if (isList(node)) {
      for (let at = 0; at < node.length; at++) {
        const item = node[at] as YamlNode;
        if (isMissing(item)) continue;
        if (isMap(item)) this.updateMap(item, rule);
        else if (isScalar(item)) node[at] = this.updateScalar(item, rule);
      }
    }
    return node;
  }

  private updateScalar(node: YamlNode, rule: Rule): YamlNode {
    const old = textOf(node);
    const referral = this.choose(
      old,
      rule,
      () => true,
      (a, b) => a.name === b.name,
    );
    return referral === undefined || referral.name === old ? node : withText(node, referral.name);
  }

  /** A mapping with `name` and perhaps `namespace`: both are written. */
  private updateMap(map: YamlMap, rule: Rule): void {
    const name = field(map, "name");
    if (name === undefined) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
        "path config error; no 'name' field in node",
      );
    }
    const old = textOf(name);
    const referral = this.choose(
      old,
      rule,
      this.namespaceFilter(field(map, "namespace"), old),
      (a, b) => a.name === b.name && a.namespace === b.namespace,
    );
    if (referral === undefined) return;
    const { namespace } = referral;
    if (referral.name === old && namespace === "") return;
    setKey(map, "name", withText(name, referral.name));
    if (namespace !== "") setKey(map, "namespace", namespace);
  }

  /** Candidates whose original namespace is the one given; where the whole set has none such, whose current one is. */
  private namespaceFilter(node: YamlNode | undefined, _name: string): (candidate: Candidate) => boolean {
    if (node === undefined) return () => true;
    const namespace = textOf(node);
    const isOriginal = this.originalNamespaces().has(namespace);
    return (candidate) =>
      isOriginal
        ? this.list.namespaceOf(candidate.resource.originalId) === namespace
        : candidate.namespace === namespace;
  }

  private originalNamespaces(): ReadonlySet<string> {
    let known = originalNamespaces.get(this.list);
    if (known === undefined) {
      known = new Map();
      originalNamespaces.set(this.list, known);
    }
    const mark = this.isClusterScoped
      ? ""
      : `${this.namespace}|${[...(this.subjectNamespaces ?? [])].join(",")}`;
    let namespaces = known.get(mark);
    if (namespaces === undefined) {
      namespaces = new Set();
      for (const resource of this.list.all) {
        const id = resource.id;
        const candidate = {
          resource,
          id,
          namespace: this.list.namespaceOf(id),
          isClusterScoped: this.list.isClusterScoped(id),
        };
        if (this.sees(candidate)) namespaces.add(this.list.namespaceOf(resource.originalId));
      }
      known.set(mark, namespaces);
    }
    return namespaces;
  }

  /** KE-98: what a resource of this scope and namespace may refer to at all. */
  private sees(candidate: Candidate): boolean {
    return (
      this.isClusterScoped ||
      candidate.isClusterScoped ||
      candidate.namespace === this.namespace ||
      this.subjectNamespaces?.has(candidate.id.namespace) === true
    );
  }

  private choose(
    oldName: string,
    rule: Rule,
    accepts: (candidate: Candidate) => boolean,
    same: (a: Resource, b: Resource) => boolean,
  ): Resource | undefined {
    const named = this.byFormerName.get(oldName);
    if (named === undefined) return undefined;
    const roleRef = rule.path.endsWith("roleRef/name") ? roleRefOf(this.resource.node) : undefined;
    let candidates = named.filter(
      (candidate) =>
        this.sees(candidate) &&
        accepts(candidate) &&
        candidate.resource.formerIds().some((id) => isSelected(id, rule.target)) &&
        (roleRef === undefined || candidate.resource.formerIds().some((id) => isSelected(id, roleRef))) &&
        this.sharesNamespace(candidate),
    );
    if (candidates.length === 1) return (candidates[0] as Candidate).resource;
    candidates = candidates.filter(({ resource }) => affixesAgree(resource, this.resource, true));
    if (candidates.length > 1)
      candidates = candidates.filter(({ resource }) => affixesAgree(resource, this.resource, false));
    const first = candidates[0];
    if (first === undefined) return undefined;
    if (candidates.every(({ resource }) => same(resource, first.resource))) return first.resource;
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_REFERENCE_AMBIGUOUS,
      `found multiple possible referrals: ${candidates.map(({ id }) => idText(id)).join(", ")}`,
      { hint: "give the resources that are meant different names" },
    );
  }

  private sharesNamespace(candidate: Candidate): boolean {
    return (
      this.isClusterScoped ||
      candidate.isClusterScoped ||
      candidate.id.kind === "ServiceAccount" ||
      candidate.namespace === this.namespace
    );
  }
}

const originalNamespaces = new WeakMap<ResourceList, Map<string, Set<string>>>();

function serviceAccountNamespaces(node: YamlMap): Set<string> {
  const namespaces = new Set<string>();
  const subjects = field(node, "subjects");
  for (const subject of isList(subjects) ? subjects : []) {
    const namespace = fieldOf(subject, "namespace");
    if (textOf(fieldOf(subject, "kind")) === "ServiceAccount" && !isMissing(namespace))
      namespaces.add(textOf(namespace));
  }
  return namespaces;
}

function roleRefOf(node: YamlMap): { group: string; kind: string } | undefined {
  const roleRef = field(node, "roleRef");
  const group = fieldOf(roleRef, "apiGroup");
  const kind = fieldOf(roleRef, "kind");
  return group === undefined || kind === undefined ? undefined : { group: textOf(group), kind: textOf(kind) };
}

/** True when prefixes and suffixes of both end alike; with `allowEmpty`, also where one of them has none. */
function affixesAgree(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  return (
    ((allowEmpty && (a.prefixes.length === 0 || b.prefixes.length === 0)) ||
      endAlike(a.prefixes, b.prefixes)) &&
    ((allowEmpty && (a.suffixes.length === 0 || b.suffixes.length === 0)) || endAlike(a.suffixes, b.suffixes))
  );
}

function endAlike(a: readonly string[], b: readonly string[]): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  const offset = longer.length - shorter.length;
  if (shorter.length === 0) return offset === 0;
  return shorter.every((item, index) => item === longer[index + offset]);
}
