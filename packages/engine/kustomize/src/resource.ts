import { setKey } from "@sluice/base/object";
import type { YamlMap } from "@sluice/yaml";
import { copyNode, field, fieldOf, isMap, isMissing, textOf, withText } from "./node.ts";
import { type Gvk, type ResourceId, splitApiVersion } from "./resource-id.ts";

/** A name, namespace and kind that a resource once had; the namespace is the effective one. */
export interface PreviousId {
  name: string;
  namespace: string;
  kind: string;
}

/** How a generated resource joins those that are there. */
export type Behavior = "create" | "merge" | "replace";

/**
 * A resource on its way through a build: its node, and what the build must remember of it. kustomize keeps the
 * latter in annotations of the object; here it never mingles with the data.
 */
export class Resource {
  node: YamlMap;
  previousIds: readonly PreviousId[] = [];
  prefixes: readonly string[] = [];
  suffixes: readonly string[] = [];
  behavior: Behavior = "create";
  needsHash = false;
  allowNameChange = false;
  allowKindChange = false;
  /** Names of the variables that take a value from here. */
  variables: readonly string[] = [];
  isHelmGenerated = false;
  /** True for what a ConfigMap or Secret generator has made. */
  isGenerated = false;
  /** The file it came from and its line there, for messages. */
  readonly file: string | undefined;
  readonly line: number | undefined;

  constructor(node: YamlMap, file?: string, line?: number) {
    this.node = node;
    this.file = file;
    this.line = line;
  }

  get apiVersion(): string {
    const value = field(this.node, "apiVersion");
    return isMissing(value) ? "" : textOf(value);
  }

  get kind(): string {
    const value = field(this.node, "kind");
    return isMissing(value) ? "" : textOf(value);
  }

  get name(): string {
    return this.metadataText("name");
  }

  get namespace(): string {
    return this.metadataText("namespace");
  }

  get gvk(): Gvk {
    return { ...splitApiVersion(this.apiVersion), kind: this.kind };
  }

  /** The identity it has now. */
  get id(): ResourceId {
    return {
      ...splitApiVersion(this.apiVersion),
      kind: this.kind,
      name: this.name,
      namespace: this.namespace,
    };
  }

  /** The identity it began with; group and version are today's. */
  get originalId(): ResourceId {
    const first = this.previousIds[0];
    return first === undefined ? this.id : { ...splitApiVersion(this.apiVersion), ...first };
  }

  /** Former identities, oldest first. */
  formerIds(): ResourceId[] {
    if (this.previousIds.length === 0) return [];
    const version = splitApiVersion(this.apiVersion);
    return this.previousIds.map((previous) => ({ ...version, ...previous }));
  }

  /** The metadata mapping, made when there is none. */
  metadata(): YamlMap {
    const existing = field(this.node, "metadata");
    if (isMap(existing)) return existing;
    const made: YamlMap = {};
    setKey(this.node, "metadata", made);
    return made;
  }

  setName(name: string): void {
    const metadata = this.metadata();
    setKey(metadata, "name", withText(field(metadata, "name"), name));
  }

  setNamespace(namespace: string): void {
    if (namespace !== "") {
      const metadata = this.metadata();
      setKey(metadata, "namespace", withText(field(metadata, "namespace"), namespace));
    } else {
      const metadata = field(this.node, "metadata");
      if (isMap(metadata)) delete metadata["namespace"];
    }
  }

  setKind(kind: string): void {
    setKey(this.node, "kind", kind);
  }

  /** `metadata.labels` or `metadata.annotations` as texts. */
  texts(which: "labels" | "annotations"): Map<string, string> {
    const map = fieldOf(field(this.node, "metadata"), which);
    const texts = new Map<string, string>();
    if (isMap(map)) for (const key of Object.keys(map)) texts.set(key, textOf(map[key]));
    return texts;
  }

  /** Replaces `metadata.labels` or `metadata.annotations`; an empty map takes the field away. */
  setTexts(which: "labels" | "annotations", texts: ReadonlyMap<string, string>): void {
    const metadata = this.metadata();
    delete metadata[which];
    if (texts.size === 0) return;
    const map: YamlMap = {};
    for (const [key, text] of texts) setKey(map, key, text);
    metadata[which] = map;
  }

  /**
   * Makes sure that there are annotations where kustomize would hold marks of its own in them: JSON patches may add
   * to a mapping that the user never wrote. An empty one is taken out at the end.
   */
  exposeMarks(): void {
    const isMarked =
      this.previousIds.length > 0 || this.prefixes.length > 0 || this.suffixes.length > 0 || this.isGenerated;
    if (isMarked && isMissing(fieldOf(field(this.node, "metadata"), "annotations"))) {
      this.metadata()["annotations"] = {};
    }
  }

  setAnnotation(key: string, text: string): void {
    const annotations = field(this.metadata(), "annotations");
    if (isMap(annotations)) setKey(annotations, key, text);
    else this.setTexts("annotations", new Map([[key, text]]));
  }

  copy(): Resource {
    const twin = new Resource(copyNode(this.node), this.file, this.line);
    twin.previousIds = this.previousIds;
    twin.prefixes = this.prefixes;
    twin.suffixes = this.suffixes;
    twin.behavior = this.behavior;
    twin.needsHash = this.needsHash;
    twin.allowNameChange = this.allowNameChange;
    twin.allowKindChange = this.allowKindChange;
    twin.variables = this.variables;
    twin.isHelmGenerated = this.isHelmGenerated;
    twin.isGenerated = this.isGenerated;
    return twin;
  }

  private metadataText(name: string): string {
    const value = fieldOf(field(this.node, "metadata"), name);
    return isMissing(value) ? "" : textOf(value);
  }
}
