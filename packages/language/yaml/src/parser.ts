import { setKey } from "@sluice/base/object";
import {
  COLON,
  DASH,
  HASH,
  isBlank,
  isPlainWord,
  keyCharacters,
  LF,
  QUESTION,
  SPACE,
  TAB,
} from "./characters.ts";
import { FlowReader } from "./flow-reader.ts";
import { emptyScalar, type MergeState, noProperties, type Properties, type ReadKey } from "./raw-scalar.ts";
import { resolveScalar } from "./resolve-scalar.ts";
import { decodeTag } from "./tag.ts";
import type { YamlMap, YamlNode } from "./yaml-scalar.ts";

const maxKeyLength = 1024;

/**
 * Reads the documents of a YAML text one by one. A recursive descent over character codes: it accepts and refuses
 * what libyaml's scanner does (simple keys on one line, indentation by column, tabs refused as indentation).
 */
export class YamlParser extends FlowReader {
  /** True once a document has begun: only then may one end. */
  private hasBegun = false;

  /**
   * The next document with the line its content starts on, or undefined at the end of the text. `only`: no other
   * will be asked for, and what stands behind it is not looked at, as go-yaml's Unmarshal does not.
   */
  next(only = false): { value: YamlNode; line: number } | undefined {
    this.anchors = new Map();
    this.tagHandles = new Map();
    let explicit = false;
    // A document begins as a line does: a tab is no indentation.
    this.crossedLine = true;
    for (;;) {
      this.skipToToken();
      if (this.pos >= this.end) return undefined;
      if (this.atMarker(46)) {
        if (!this.hasBegun) throw this.misplaced("did not find expected node content", 0);
        this.pos += 3;
      } else if (this.text.charCodeAt(this.pos) === 37 && this.column() === 0) {
        this.readDirective();
        explicit = true;
      } else {
        break;
      }
    }
    this.hasBegun = true;
    let canKey = true;
    if (this.atMarker(DASH)) {
      this.pos += 3;
      this.crossedLine = false;
      canKey = this.skipToToken();
    } else if (explicit) {
      throw this.misplaced("did not find expected <document start>", 0);
    }
    const line = this.lineAt(this.pos);
    if (this.pos >= this.end || this.atDocumentEnd()) return { value: null, line };
    const value = this.parseBlockNode(-1, canKey, false);
    if (!only) {
      this.skipToToken();
      if (this.pos < this.end && !this.atDocumentEnd()) {
        throw this.misplaced("did not find expected <document start>", 0);
      }
    }
    if (this.hasNullKeys) this.refuseNullKeys(value);
    return { value, line };
  }

  protected readDirective(): void {
    const stop = this.text.indexOf("\n", this.pos);
    const line = this.text.slice(this.pos, stop < 0 ? this.end : stop).replace(/\s+#.*$/, "");
    const [name, ...rest] = line.trim().split(/[ \t]+/);
    if (name === "%") throw this.syntax("could not find expected directive name");
    if (!/^%[0-9A-Za-z_-]+$/.test(name as string))
      throw this.syntax("found unexpected non-alphabetical character");
    if (name === "%YAML") {
      if (rest[0] !== "1.1" && !(rest[0] === "1.2" && !this.isV2))
        throw this.syntax("found incompatible YAML document");
    } else if (name === "%TAG" && rest.length === 2) {
      this.tagHandles.set(rest[0] as string, decodeTag(rest[1] as string));
    } else {
      throw this.syntax("found unknown directive name");
    }
    this.pos = stop < 0 ? this.end : stop;
  }

  /**
   * A node in block context. `indent` is the column of the enclosing collection, `canKey` tells whether a mapping
   * may start here, `dashesAtIndent` whether a sequence may start in the column of the enclosing mapping.
   */
  protected parseBlockNode(indent: number, canKey: boolean, dashesAtIndent: boolean): YamlNode {
    const start = this.pos;
    const startLine = this.lineStart;
    const startColumn = this.column();
    const code = this.text.charCodeAt(start);
    if (code === 38 || code === 33) return this.parseWithProperties(indent, canKey, dashesAtIndent);
    if (this.isBlankAt(start + 1)) {
      if (code === DASH) {
        if (!canKey) throw this.syntax("block sequence entries are not allowed in this context");
        return this.parseBlockSequence(startColumn, false);
      }
      if (code === QUESTION || code === COLON) {
        if (!canKey) {
          throw this.syntax(
            code === COLON
              ? "mapping values are not allowed in this context"
              : "mapping keys are not allowed in this context",
          );
        }
        return this.parseBlockMapping(startColumn, undefined);
      }
    }
    if (code === 124 || code === 62) return this.finishScalar(this.readBlockScalar(indent), undefined);
    const word = canKey ? this.readSimpleKey() : undefined;
    if (word !== undefined) return this.parseBlockMapping(startColumn, undefined, word);
    const content = this.readInline(indent);
    if (this.atMappingColon()) {
      if (startLine !== this.lineStart || this.pos - start > maxKeyLength || !canKey) {
        throw this.syntax("mapping values are not allowed in this context");
      }
      return this.parseBlockMapping(startColumn, { node: content, anchor: undefined, tag: undefined });
    }
    return this.settle(content, undefined);
  }

  /** Reads anchors and tags, then the node they belong to: the whole node, or only its first key. */
  protected parseWithProperties(indent: number, canKey: boolean, dashesAtIndent: boolean): YamlNode {
    const startColumn = this.column();
    const startLine = this.lineStart;
    const properties = this.readProperties();
    const crossed = this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) return this.emptyWith(properties);
    if (crossed) {
      const column = this.column();
      const isDash = this.text.charCodeAt(this.pos) === DASH && this.isBlankAt(this.pos + 1);
      if (column === indent && isDash && dashesAtIndent) {
        return this.anchored(properties, () => this.parseBlockSequence(column, true));
      }
      if (column <= indent) return this.emptyWith(properties);
      return this.anchored(properties, () => this.parseTagged(properties.tag, indent));
    }
    const code = this.text.charCodeAt(this.pos);
    if (this.isBlankAt(this.pos + 1) && (code === DASH || code === QUESTION)) {
      throw this.syntax("block sequence entries are not allowed in this context");
    }
    if (code === 124 || code === 62) {
      return this.remember(properties, this.finishScalar(this.readBlockScalar(indent), properties.tag));
    }
    if (code === COLON && this.isBlankAt(this.pos + 1) && canKey) {
      return this.parseBlockMapping(startColumn, { node: emptyScalar, ...properties });
    }
    const content = code === 42 ? undefined : this.readInline(indent);
    if (content === undefined) throw this.misplaced("did not find expected node content");
    if (this.atMappingColon()) {
      if (startLine !== this.lineStart || !canKey)
        throw this.syntax("mapping values are not allowed in this context");
      return this.parseBlockMapping(startColumn, { node: content, ...properties });
    }
    return this.remember(properties, this.settle(content, properties.tag));
  }

  /** The node after a line break that follows its properties; a tag counts where the node is a scalar. */
  protected parseTagged(tag: string | undefined, indent: number): YamlNode {
    if (tag === undefined) return this.parseBlockNode(indent, true, false);
    const code = this.text.charCodeAt(this.pos);
    if (code === 124 || code === 62) return this.finishScalar(this.readBlockScalar(indent), tag);
    const startColumn = this.column();
    const startLine = this.lineStart;
    const isIndicator = code === DASH || code === QUESTION || code === COLON;
    if (code === 38 || code === 33 || (isIndicator && this.isBlankAt(this.pos + 1)))
      return this.parseBlockNode(indent, true, false);
    const content = this.readInline(indent);
    if (!this.atMappingColon()) return this.settle(content, tag);
    if (startLine !== this.lineStart) throw this.syntax("mapping values are not allowed in this context");
    return this.parseBlockMapping(startColumn, { node: content, anchor: undefined, tag: undefined });
  }

  protected parseBlockSequence(column: number, shared: boolean): YamlNode[] {
    this.enter();
    this.nodeCount++;
    const outer = this.contextAt;
    this.contextAt = this.pos;
    const items: YamlNode[] = [];
    for (;;) {
      this.pos++;
      this.refuseTab();
      const crossed = this.skipToToken();
      if (this.pos >= this.end || this.atDocumentEnd()) {
        items.push(this.emptyValue());
        break;
      }
      const inner = this.column();
      if (crossed && inner <= column) {
        items.push(
          inner === column && this.atBlockScalar()
            ? this.finishScalar(this.readBlockScalar(column), undefined)
            : this.emptyValue(),
        );
      } else items.push(this.parseBlockNode(column, true, false));
      this.skipToToken();
      if (this.pos >= this.end || this.atDocumentEnd()) break;
      const next = this.column();
      if (next < column) break;
      const isDash = this.text.charCodeAt(this.pos) === DASH && this.isBlankAt(this.pos + 1);
      if (next === column && isDash) continue;
      // A sequence in its mapping's column is ended by the mapping's next key.
      if (next === column && shared) break;
      if (next === column) this.assertKey(column);
      throw this.misplaced("did not find expected '-' indicator");
    }
    this.depth--;
    this.contextAt = outer;
    return items;
  }

  protected parseBlockMapping(column: number, first: ReadKey | undefined, firstWord?: string): YamlNode {
    this.enter();
    this.nodeCount++;
    const outer = this.contextAt;
    this.contextAt = this.pos;
    const map: YamlMap = {};
    const merge: MergeState = { source: undefined };
    let pending = first;
    let word = firstWord;
    for (;;) {
      let key: ReadKey | undefined = pending;
      let hasValue = true;
      pending = undefined;
      if (key === undefined && word === undefined) word = this.readSimpleKey();
      if (word !== undefined) {
        this.putWord(map, word, column);
        word = undefined;
        this.skipToToken();
        if (this.pos >= this.end || this.atDocumentEnd()) break;
        const next = this.column();
        if (next < column) break;
        if (next > column) throw this.misplaced("did not find expected key");
        continue;
      }
      if (key === undefined) {
        const code = this.text.charCodeAt(this.pos);
        if (code === QUESTION && this.isBlankAt(this.pos + 1)) {
          key = { node: this.parseExplicitKey(column), anchor: undefined, tag: undefined };
          hasValue =
            this.pos < this.end &&
            this.column() === column &&
            this.text.charCodeAt(this.pos) === COLON &&
            this.isBlankAt(this.pos + 1);
        } else {
          key = this.readKey(column);
        }
      }
      const keyAt = this.pos;
      let value: YamlNode = null;
      if (hasValue) {
        this.pos++;
        value = this.parseMappingValue(column);
      } else {
        value = this.emptyValue();
      }
      this.put(map, key, value, merge, keyAt);
      this.skipToToken();
      if (this.pos >= this.end || this.atDocumentEnd()) break;
      const next = this.column();
      if (next < column) break;
      if (next > column) throw this.misplaced("did not find expected key");
    }
    this.depth--;
    this.contextAt = outer;
    return merge.source === undefined ? map : this.applyMerge(map, merge.source);
  }

  /** Reads the value of a key that is plain text, and stores both; the colon is at hand. */
  protected putWord(map: YamlMap, word: string, column: number): void {
    const at = this.pos;
    this.pos++;
    this.nodeCount++;
    let value = this.readSimpleValue(column);
    if (value === undefined) value = this.parseMappingValue(column);
    if (this.options.uniqueKeys && Object.hasOwn(map, word)) throw this.repeatedKey(word, at);
    if (word === "__proto__") setKey(map, word, value);
    else map[word] = value;
  }

  /**
   * The usual key: letters, digits and a few signs, ended by a colon and a blank. Leaves the place at the colon, or
   * untouched when the key is of another kind.
   */
  protected readSimpleKey(): string | undefined {
    const { text } = this;
    const start = this.pos;
    let at = start;
    let code = text.charCodeAt(at);
    if (code > 127 || keyCharacters[code] !== 2) return undefined;
    do code = text.charCodeAt(++at);
    while (code < 128 && keyCharacters[code] !== 0);
    if (code !== COLON) return undefined;
    const next = text.charCodeAt(at + 1);
    if (next !== SPACE && next !== LF) return undefined;
    const word = text.slice(start, at);
    if (!isPlainWord(word)) return undefined;
    this.pos = at;
    return word;
  }

  /**
   * The usual value: plain text on the line of its key, which the next line does not continue. Undefined, and
   * nothing read, for values of another kind.
   */
  protected readSimpleValue(column: number): YamlNode | undefined {
    const { text, end } = this;
    let at = this.pos;
    if (text.charCodeAt(at) !== SPACE) return undefined;
    const start = ++at;
    let code = text.charCodeAt(at);
    if (code > 127 || !(keyCharacters[code] as number)) return undefined;
    // A dash alone would be the start of a sequence.
    if (code === DASH && this.isBlankAt(at + 1)) return undefined;
    for (; at < end; at++) {
      code = text.charCodeAt(at);
      if (code === LF) break;
      if (code === COLON) {
        const next = text.charCodeAt(at + 1);
        if (next === SPACE || next === LF || next === TAB || at + 1 >= end) return undefined;
      } else if (code === HASH) {
        if (isBlank(text.charCodeAt(at - 1))) return undefined;
      } else if (code >= 0x2028 && code <= 0x2029) return undefined;
    }
    if (at < end) {
      if (isBlank(text.charCodeAt(at - 1))) return undefined;
      let next = at + 1;
      while (text.charCodeAt(next) === SPACE) next++;
      code = text.charCodeAt(next);
      if (next < end && (code === LF || code === TAB || next - at - 1 > column)) return undefined;
      this.lineStart = at + 1;
      this.pos = next;
      this.crossedLine = true;
    } else {
      if (isBlank(text.charCodeAt(at - 1))) return undefined;
      this.pos = at;
    }
    this.nodeCount++;
    const plain = text.slice(start, at);
    return isPlainWord(plain) ? plain : this.hold(resolveScalar(plain, this.options.flavour), plain);
  }

  /** What stands in the column of a collection must be a key before anything else is wrong with it. */
  protected assertKey(column: number): void {
    const { pos, lineStart } = this;
    this.readKey(column);
    this.pos = pos;
    this.lineStart = lineStart;
  }

  protected parseExplicitKey(column: number): YamlNode {
    this.pos++;
    this.refuseTab();
    const crossed = this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) return null;
    if (crossed && this.column() <= column) return null;
    const node = this.parseBlockNode(column, true, false);
    this.skipToToken();
    return node;
  }

  protected readKey(column: number): ReadKey {
    const code = this.text.charCodeAt(this.pos);
    const start = this.pos;
    const startLine = this.lineStart;
    let properties: Properties = noProperties;
    if (code === 38 || code === 33) {
      properties = this.readProperties();
      if (this.skipToToken()) throw this.syntax("could not find expected ':'");
    }
    if (this.text.charCodeAt(this.pos) === COLON && this.isBlankAt(this.pos + 1)) {
      return { node: emptyScalar, ...properties };
    }
    if (code === DASH && this.isBlankAt(this.pos + 1)) throw this.misplaced("did not find expected key");
    if (code === 124 || code === 62) throw this.syntax("could not find expected ':'");
    const node = this.readInline(column);
    if (!this.atMappingColon() || startLine !== this.lineStart || this.pos - start > maxKeyLength) {
      this.skipToToken();
      throw this.syntax("could not find expected ':'", this.pos, start);
    }
    return { node, anchor: properties.anchor, tag: properties.tag };
  }

  /** True at a `:` that makes what was read before it, on the same line, a key. */
  protected atMappingColon(): boolean {
    if (this.crossedLine) return false;
    const { text } = this;
    let { pos } = this;
    let code = text.charCodeAt(pos);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++pos);
    if (code !== COLON || !this.isBlankAt(pos + 1)) return false;
    this.pos = pos;
    return true;
  }

  protected parseMappingValue(column: number): YamlNode {
    const crossed = this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) return this.emptyValue();
    if (!crossed) return this.parseBlockNode(column, false, true);
    const inner = this.column();
    if (inner > column) return this.parseBlockNode(column, true, false);
    if (inner === column && this.text.charCodeAt(this.pos) === DASH && this.isBlankAt(this.pos + 1)) {
      return this.parseBlockSequence(column, true);
    }
    if (inner === column && this.atBlockScalar())
      return this.finishScalar(this.readBlockScalar(column), undefined);
    return this.emptyValue();
  }
}
