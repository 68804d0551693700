import { SluiceError } from "@sluice/base/errors";
import { deepClone, type JsonValue, setKey } from "@sluice/base/object";
import { isBlank, isPlainWord } from "./characters.ts";
import { yamlErrors } from "./errors.ts";
import { goSyntax } from "./go-syntax.ts";
import {
  emptyScalar,
  isRaw,
  type MergeState,
  type Properties,
  type RawScalar,
  type ReadKey,
} from "./raw-scalar.ts";
import { parseTimestamp, type ResolvedScalar, resolveScalar } from "./resolve-scalar.ts";
import { ScalarReader } from "./scalar-reader.ts";
import { decodeTag, longTagPrefix, shortTag } from "./tag.ts";
import { type YamlMap, type YamlNode, YamlScalar } from "./yaml-scalar.ts";

const aliasRatioLow = 400_000;
const aliasRatioHigh = 4_000_000;

/** Makes nodes of what is read: resolves scalars, keeps anchors, fills mappings, applies merges. */
export class NodeBuilder extends ScalarReader {
  protected anchors: Map<string, YamlNode> = new Map();

  protected open: Set<string> = new Set();

  protected tagHandles: Map<string, string> = new Map();

  protected hasNullKeys = false;

  protected nodeCount = 0;

  protected aliasCount = 0;

  protected readProperties(): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const code = this.text.charCodeAt(this.pos);
      if (code === 38 && anchor === undefined) {
        anchor = this.readName();
        // Until its node is read, the anchor stands for nothing, not even for what bore the name before.
        this.anchors.delete(anchor);
        this.open.add(anchor);
      } else if (code === 33 && tag === undefined) tag = this.readTag();
      else break;
      while (isBlank(this.text.charCodeAt(this.pos))) this.pos++;
    }
    return { anchor, tag };
  }

  protected readName(): string {
    const name = /[0-9A-Za-z_-]*/y;
    name.lastIndex = this.pos + 1;
    const text = name.exec(this.text)?.[0] ?? "";
    const next = this.pos + 1 + text.length;
    if (text === "" || !(this.isBlankAt(next) || "?:,]}%@`".includes(this.text[next] as string))) {
      throw this.syntax("did not find expected alphabetic or numeric character");
    }
    this.pos = next;
    return text;
  }

  protected readTag(): string {
    const form = /!(?:<([^\s>]*)>|([0-9A-Za-z_-]*!)?([^\s,[\]{}]*))/y;
    form.lastIndex = this.pos;
    const match = form.exec(this.text);
    if (match === null) throw this.syntax("did not find expected tag URI");
    this.pos = form.lastIndex;
    if (match[1] !== undefined) return shortTag(decodeTag(match[1]));
    const suffix = decodeTag(match[3] ?? "");
    if (match[2] === undefined) return this.prefixed("!", "!", suffix);
    if (suffix === "") throw this.syntax("did not find expected tag URI");
    const handle = `!${match[2]}`;
    if (handle === "!!") return this.prefixed("!!", longTagPrefix, suffix);
    const prefix = this.tagHandles.get(handle);
    if (prefix === undefined) throw this.syntax("found undefined tag handle");
    return shortTag(prefix + suffix);
  }

  protected prefixed(handle: string, standard: string, suffix: string): string {
    return shortTag((this.tagHandles.get(handle) ?? standard) + suffix);
  }

  protected readAlias(): YamlNode {
    const name = this.readName();
    const node = this.anchors.get(name);
    if (node === undefined) {
      throw this.failure(
        yamlErrors.YAML_SYNTAX,
        this.open.has(name)
          ? `anchor '${name}' value contains itself`
          : `unknown anchor '${name}' referenced`,
      );
    }
    return this.copy(node);
  }

  /** A copy of an anchored node; copies are counted, and too many of them are refused as go-yaml does. */
  protected copy(node: YamlNode): YamlNode {
    this.nodeCount++;
    this.aliasCount++;
    if (this.aliasCount > 100 && this.nodeCount > 1000) {
      const share = Math.min(
        1,
        Math.max(0, (this.nodeCount - aliasRatioLow) / (aliasRatioHigh - aliasRatioLow)),
      );
      if (this.aliasCount / this.nodeCount > 0.99 - 0.89 * share) {
        throw this.failure(yamlErrors.YAML_LIMIT, "document contains excessive aliasing");
      }
    }
    if (Array.isArray(node)) return node.map((item) => this.copy(item));
    if (typeof node !== "object" || node === null || node instanceof YamlScalar) return node;
    const map: YamlMap = {};
    for (const key of Object.keys(node)) setKey(map, key, this.copy(node[key] as YamlNode));
    return map;
  }

  protected anchored(properties: Properties, parse: () => YamlNode): YamlNode {
    const { anchor } = properties;
    if (anchor === undefined) return parse();
    this.anchors.delete(anchor);
    this.open.add(anchor);
    const value = parse();
    this.open.delete(anchor);
    this.anchors.set(anchor, value);
    return value;
  }

  protected remember({ anchor }: Properties, value: YamlNode): YamlNode {
    if (anchor !== undefined) {
      this.open.delete(anchor);
      this.anchors.set(anchor, value);
    }
    return value;
  }

  protected emptyWith(properties: Properties): YamlNode {
    return this.remember(properties, this.finishScalar(emptyScalar, properties.tag));
  }

  protected emptyValue(): YamlNode {
    return this.finishScalar(emptyScalar, undefined);
  }

  protected finishScalar(scalar: RawScalar, tag: string | undefined): YamlNode {
    this.nodeCount++;
    const { text } = scalar;
    if (tag === undefined) {
      if (!scalar.plain) return text;
      if (isPlainWord(text)) return text;
      return this.hold(resolveScalar(text, this.options.flavour), text);
    }
    return this.finishTagged(text, tag);
  }

  protected finishTagged(text: string, tag: string): YamlNode {
    if (tag === "!!binary") return this.decodeBinary(text);
    if (!resolvableTags.has(tag)) return text;
    if (tag === "!!str") return text;
    const resolved =
      tag === "!!timestamp"
        ? { tag: "!!timestamp" as const, value: parseTimestamp(text) }
        : resolveScalar(text, this.options.flavour);
    if (tag === "!!float" && resolved.tag === "!!int")
      return this.hold({ tag: "!!float", value: resolved.value }, text);
    if (resolved.tag !== tag || (tag === "!!timestamp" && resolved.value === undefined)) {
      const actual = tag === "!!timestamp" ? "!!str" : resolved.tag;
      throw this.failure(yamlErrors.YAML_VALUE, `cannot decode ${actual} \`${text}\` as a ${tag}`);
    }
    return this.hold(resolved, text);
  }

  protected hold(resolved: ResolvedScalar, text: string): YamlNode {
    const { tag, value } = resolved;
    if (value === undefined) {
      const name =
        text.includes("n") || text.includes("N")
          ? /inf/i.test(text)
            ? text.startsWith("-")
              ? "-Inf"
              : "+Inf"
            : "NaN"
          : "NaN";
      throw this.failure(yamlErrors.YAML_VALUE, `json: unsupported value: ${name}`);
    }
    // sigs.k8s.io/yaml keeps dates as the text they were.
    if (tag === "!!timestamp" && this.isV2) return text;
    if (!this.options.keepText || tag === "!!str") return value;
    if (value === null ? text === "null" : String(value) === text) return value;
    return new YamlScalar(tag, text, value);
  }

  protected decodeBinary(text: string): YamlNode {
    const packed = text.replace(/[\r\n]/g, "");
    if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
      throw this.failure(yamlErrors.YAML_VALUE, "!!binary value contains invalid base64 data");
    }
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const value = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return this.options.keepText ? new YamlScalar("!!binary", text, value) : value;
  }

  protected put(map: YamlMap, key: ReadKey, value: YamlNode, merge: MergeState, at: number): void {
    const { node } = key;
    if (isRaw(node) && node.plain && node.text === "<<" && (key.tag === undefined || key.tag === "!!merge")) {
      this.assertMergeable(value, at);
      if (this.isV2) this.mergeInPlace(map, value);
      else merge.source = value;
      return;
    }
    if (this.isV2 && this.isNullKey(key)) {
      // Reported at the end, with the value that is left: a later key may replace it or what holds it.
      Object.defineProperty(map, nullKey, { value, configurable: true });
      this.hasNullKeys = true;
      return;
    }
    const name = this.keyText(key, at);
    if (this.options.uniqueKeys && Object.hasOwn(map, name)) throw this.repeatedKey(name, at);
    setKey(map, name, value);
  }

  protected repeatedKey(name: string, at: number): SluiceError {
    const problem = this.isV2 ? "already set in map" : "already defined";
    const subject = this.isV2 ? "key" : "mapping key";
    return new SluiceError(
      yamlErrors.YAML_KEY,
      `yaml: unmarshal errors:\n  line ${this.lineAt(at)}: ${subject} ${JSON.stringify(name)} ${problem}`,
      { location: this.location(at), fieldPath: name },
    );
  }

  protected isNullKey(key: ReadKey): boolean {
    const { node } = key;
    if (!isRaw(node)) return node === null;
    return node.plain && key.tag === undefined && (node.text === "" || node.text.length < 5)
      ? resolveScalar(node.text, "v2").tag === "!!null"
      : key.tag === "!!null";
  }

  protected refuseNullKeys(node: YamlNode): void {
    if (typeof node !== "object" || node === null || node instanceof YamlScalar) return;
    if (Object.hasOwn(node, nullKey)) {
      const value = (node as unknown as { [nullKey]: JsonValue })[nullKey];
      throw this.failure(
        yamlErrors.YAML_KEY,
        `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${value === null ? "<nil>" : goSyntax(value)}`,
      );
    }
    for (const item of Object.values(node)) this.refuseNullKeys(item);
  }

  protected keyText(key: ReadKey, at: number): string {
    const { node } = key;
    if (isRaw(node)) {
      if (key.anchor !== undefined) this.remember(key, this.finishScalar(node, key.tag));
      if (key.tag === undefined && (!node.plain || isPlainWord(node.text))) {
        this.nodeCount++;
        return node.text;
      }
    }
    const value = isRaw(node) ? this.finishScalar(node, key.tag) : node;
    const plain = value instanceof YamlScalar ? value.value : value;
    if (typeof plain === "string") {
      const isDate = !this.isV2 && this.depth > 1 && isRaw(node) && node.plain && plain !== node.text;
      if (!isDate) return plain;
      throw this.failure(yamlErrors.YAML_KEY, "json: unsupported type: map[interface {}]interface {}", at);
    }
    if (typeof plain === "object" && plain !== null) {
      throw this.failure(yamlErrors.YAML_KEY, `invalid map key: ${goSyntax(plain as JsonValue)}`, at);
    }
    if (plain === null) {
      throw this.failure(yamlErrors.YAML_KEY, "json: unsupported type: map[interface {}]interface {}", at);
    }
    if (this.isV2) return String(plain);
    // kyaml decodes the outermost mapping into text keys; a mapping below it has no JSON form.
    if (this.depth <= 1) return isRaw(node) ? node.text : String(plain);
    throw this.failure(yamlErrors.YAML_KEY, "json: unsupported type: map[interface {}]interface {}", at);
  }

  protected assertMergeable(value: YamlNode, at: number): void {
    const sources = Array.isArray(value) ? value : [value];
    for (const source of sources) {
      if (!isMap(source)) {
        throw this.failure(
          yamlErrors.YAML_VALUE,
          "map merge requires map or sequence of maps as the value",
          at,
        );
      }
    }
  }

  /** go-yaml v2: the merged keys are written where `<<` stands, over what came before; earlier maps of a list win. */
  protected mergeInPlace(map: YamlMap, value: YamlNode): void {
    const sources = Array.isArray(value) ? [...value].reverse() : [value];
    for (const source of sources as YamlMap[]) {
      for (const key of Object.keys(source)) setKey(map, key, source[key] as YamlNode);
    }
  }

  /** go-yaml v3: explicit keys win wherever `<<` stands; earlier maps of a list win over later ones. */
  protected applyMerge(map: YamlMap, value: YamlNode): YamlMap {
    const sources = (Array.isArray(value) ? value : [value]) as YamlMap[];
    for (const source of sources) {
      for (const key of Object.keys(source)) {
        if (!Object.hasOwn(map, key)) setKey(map, key, deepClone(source[key] as YamlNode));
      }
    }
    return map;
  }

  protected settle(content: RawScalar | YamlNode, tag: string | undefined): YamlNode {
    return isRaw(content) ? this.finishScalar(content, tag) : content;
  }
}

const nullKey = Symbol("null key");
const resolvableTags = new Set(["!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp"]);

function isMap(value: YamlNode): value is YamlMap {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof YamlScalar)
  );
}
