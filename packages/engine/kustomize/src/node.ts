import { setKey } from "@sluice/base/object";
import { resolveScalar, type ScalarTag, type YamlMap, type YamlNode, YamlScalar } from "@sluice/yaml";

/**
 * A text that stands in several places of one object: kustomize writes a label with one and the same node wherever
 * it was missing, so that a later change in one place shows in all. Users see the results, so they are part of the
 * behaviour. A copy of the object parts the places.
 */
export class SharedText extends YamlScalar {
  private current: string;

  constructor(text: string) {
    super("!!str", text, text);
    this.current = text;
  }

  override get text(): string {
    return this.current;
  }

  override get value(): string {
    return this.current;
  }

  /** Changes the text in every place. */
  assign(text: string): void {
    this.current = text;
  }
}

/** True for a mapping. */
export function isMap(node: YamlNode | undefined): node is YamlMap {
  return typeof node === "object" && node !== null && !Array.isArray(node) && !(node instanceof YamlScalar);
}

/** True for a sequence. */
export function isList(node: YamlNode | undefined): node is YamlNode[] {
  return Array.isArray(node);
}

/** True for a value that is neither mapping nor sequence; null is one. */
export function isScalar(node: YamlNode | undefined): boolean {
  return node !== undefined && (typeof node !== "object" || node === null || node instanceof YamlScalar);
}

/** True for what is absent or null. */
export function isMissing(node: YamlNode | undefined): node is undefined | null {
  return node === undefined || node === null || (node instanceof YamlScalar && node.tag === "!!null");
}

/** True for what is absent, null, or a collection without entries. */
export function isEmpty(node: YamlNode | undefined): boolean {
  if (isMissing(node)) return true;
  if (isList(node)) return node.length === 0;
  if (!isMap(node)) return false;
  for (const _ in node) return false;
  return true;
}

/** The value of an own key. */
export function field(map: YamlMap, key: string): YamlNode | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The value of an own key of what may be a mapping. */
export function fieldOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return isMap(node) ? field(node, key) : undefined;
}

/** The text of a scalar as it stands in the source; empty for collections. */
export function textOf(node: YamlNode | undefined): string {
  if (typeof node === "string") return node;
  if (node === undefined) return "";
  if (node instanceof YamlScalar) return node.text;
  return typeof node === "object" && node !== null ? "" : String(node);
}

/** The tag of a scalar. */
export function tagOf(node: YamlNode): ScalarTag {
  switch (typeof node) {
    case "string":
      return "!!str";
    case "boolean":
      return "!!bool";
    case "bigint":
      return "!!int";
    case "number":
      return Number.isInteger(node) ? "!!int" : "!!float";
    default:
      return node === null ? "!!null" : node instanceof YamlScalar ? node.tag : "!!str";
  }
}

/**
 * A scalar with another text, whose type is then open, as after kustomize's setters: it is decided when the object
 * is printed. Only what must have been quoted to be a text stays one.
 */
export function withText(old: YamlNode | undefined, text: string): YamlNode {
  if (old instanceof SharedText) {
    old.assign(text);
    return old;
  }
  if (old === undefined) return text;
  if (typeof old === "string" && resolveScalar(old, "v3").tag !== "!!str") return text;
  return untyped(text);
}

/** A scalar whose type its text decides. */
export function untyped(text: string): YamlScalar {
  return new YamlScalar("", text, resolvedValue(text));
}

function resolvedValue(text: string): YamlScalar["value"] {
  return resolveScalar(text, "v3").value ?? text;
}

/**
 * A scalar of a given tag and text. Returns undefined where the text does not fit the tag: kustomize fails when it
 * prints such a value.
 */
export function taggedScalar(tag: ScalarTag, text: string): YamlNode | undefined {
  if (tag === "!!str") return text;
  if (tag === "") return untyped(text);
  const resolved = resolveScalar(text, "v3");
  if (resolved.value === undefined) return undefined;
  if (resolved.tag !== tag && !(tag === "!!float" && resolved.tag === "!!int")) return undefined;
  return new YamlScalar(tag, text, resolved.value);
}

/** A deep copy; texts and typed scalars are shared, for they never change. */
export function copyNode<T extends YamlNode>(node: T): T {
  if (Array.isArray(node)) return node.map((item) => copyNode(item)) as T;
  if (node instanceof SharedText) return node.text as T;
  if (!isMap(node)) return node;
  const source: YamlMap = node;
  // The spread defines own properties, so that no key reaches the prototype; the loop only replaces collections.
  const copy: YamlMap = { ...source };
  for (const key of Object.keys(copy)) {
    const item = copy[key] as YamlNode;
    if (typeof item === "object" && item !== null) setKey(copy, key, copyNode(item));
  }
  return copy as T;
}

/** What a node is called in messages. */
export function kindName(node: YamlNode | undefined): string {
  return isMap(node) ? "MappingNode" : isList(node) ? "SequenceNode" : "ScalarNode";
}
