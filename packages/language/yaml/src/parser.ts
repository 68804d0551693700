import { SluiceError } from "@sluice/base/errors";
import { deepClone, type JsonValue, setKey } from "@sluice/base/object";
import { yamlErrors } from "./errors.ts";
import { formatNumber } from "./format-number.ts";
import { parseTimestamp, type ResolvedScalar, resolveScalar, type YamlFlavour } from "./resolve-scalar.ts";
import { canBeBlock } from "./scalar-style.ts";
import { type YamlMap, type YamlNode, YamlScalar } from "./yaml-scalar.ts";

/** How a text is read. */
export interface ParserOptions {
  flavour: YamlFlavour;
  /** Keep the text of scalars where it says more than their value (`YamlScalar`). */
  keepText: boolean;
  /** Refuse a key that occurs twice; otherwise the last one wins. */
  uniqueKeys: boolean;
  /** Deepest nesting of collections. */
  maxDepth: number;
  /** Named in errors. */
  file: string | undefined;
}

interface Properties {
  anchor: string | undefined;
  tag: string | undefined;
}

/** A scalar that was read but not yet resolved: keys are made of these, and only values pay for resolution. */
class RawScalar {
  readonly text: string;
  readonly plain: boolean;

  constructor(text: string, plain: boolean) {
    this.text = text;
    this.plain = plain;
  }
}

interface MergeState {
  /** Node handed to `<<`, applied at the end (v3). */
  source: YamlNode | undefined;
}

const LF = 10;
const SPACE = 32;
const TAB = 9;
const COLON = 58;
const DASH = 45;
const HASH = 35;
const QUESTION = 63;

// What go-yaml's reader refuses: control characters, a byte order mark inside the text, lone surrogates aside.
const forbidden = /[^\t\n\r\x20-\x7e\x85\xa0-\ufefe\uff00-\ufffd]/;
// An expression is interpreted once before it is compiled; that once should not be a whole file.
forbidden.test("");
const aliasRatioLow = 400_000;
const aliasRatioHigh = 4_000_000;
const maxKeyLength = 1024;

/**
 * Reads the documents of a YAML text one by one. A recursive descent over character codes: it accepts and refuses
 * what libyaml's scanner does (simple keys on one line, indentation by column, tabs refused as indentation).
 */
export class YamlParser {
  private readonly text: string;
  private readonly end: number;
  private readonly options: ParserOptions;
  private readonly isV2: boolean;
  private pos = 0;
  private lineStart = 0;
  private depth = 0;
  private flowDepth = 0;
  private anchors: Map<string, YamlNode> = new Map();
  private open: Set<string> = new Set();
  private tagHandles: Map<string, string> = new Map();
  /** Where the innermost open collection began: go-yaml's parser names that line in its errors. */
  private contextAt = 0;
  private hasNullKeys = false;
  private nodeCount = 0;
  private aliasCount = 0;
  /** True when the scalar read last ended on a later line than it began, or its line ended after it. */
  private crossedLine = false;

  constructor(text: string, options: ParserOptions) {
    const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    this.text =
      unmarked.includes("\r") || unmarked.includes("\x85") ? unmarked.replace(/\r\n?|\x85/g, "\n") : unmarked;
    this.end = this.text.length;
    this.options = options;
    this.isV2 = options.flavour === "v2";
    const bad = this.text.search(forbidden);
    if (bad >= 0) {
      this.pos = bad;
      throw this.syntax("control characters are not allowed");
    }
  }

  /** The next document with the line its content starts on, or undefined at the end of the text. */
  next(): { value: YamlNode; line: number } | undefined {
    this.anchors = new Map();
    this.tagHandles = new Map();
    let explicit = false;
    for (;;) {
      this.skipToToken();
      if (this.pos >= this.end) return undefined;
      if (this.atMarker(46)) {
        this.pos += 3;
      } else if (this.text.charCodeAt(this.pos) === 37 && this.column() === 0) {
        this.readDirective();
        explicit = true;
      } else {
        break;
      }
    }
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
    this.skipToToken();
    if (this.pos < this.end && !this.atDocumentEnd()) {
      throw this.misplaced("did not find expected <document start>", 0);
    }
    if (this.hasNullKeys) this.refuseNullKeys(value);
    return { value, line };
  }

  // ---- places ----

  private column(): number {
    return this.pos - this.lineStart;
  }

  private lineAt(position: number): number {
    let line = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < position; at = this.text.indexOf("\n", at + 1))
      line++;
    return line;
  }

  private isBlankAt(position: number): boolean {
    if (position >= this.end) return true;
    const code = this.text.charCodeAt(position);
    return code === SPACE || code === LF || code === TAB || code === 0x2028 || code === 0x2029;
  }

  /** `---` (or `...`, given its character) alone at the start of a line. */
  private atMarker(code: number): boolean {
    const { text, pos } = this;
    return (
      text.charCodeAt(pos) === code &&
      pos === this.lineStart &&
      text.charCodeAt(pos + 1) === code &&
      text.charCodeAt(pos + 2) === code &&
      this.isBlankAt(pos + 3)
    );
  }

  private atDocumentEnd(): boolean {
    return this.pos === this.lineStart && (this.atMarker(DASH) || this.atMarker(46));
  }

  /** Skips blanks, comments and line breaks; true when a line break was among them. */
  private skipToToken(): boolean {
    const { text, end } = this;
    let { pos } = this;
    let crossed = this.crossedLine;
    this.crossedLine = false;
    for (; pos < end; ) {
      const code = text.charCodeAt(pos);
      if (code === SPACE) pos++;
      else if (code === LF) {
        pos++;
        this.lineStart = pos;
        crossed = true;
      } else if (code === HASH) {
        const next = text.indexOf("\n", pos);
        pos = next < 0 ? end : next;
      } else if (code === TAB && (!crossed || this.flowDepth > 0 || this.isBlankLine(pos))) pos++;
      else break;
    }
    this.pos = pos;
    return crossed;
  }

  /** True when nothing but blanks follow on the line: tabs are harmless there. */
  private isBlankLine(position: number): boolean {
    let at = position;
    while (this.text.charCodeAt(at) === TAB || this.text.charCodeAt(at) === SPACE) at++;
    return at >= this.end || this.text.charCodeAt(at) === LF;
  }

  // ---- block structure ----

  private enter(): void {
    if (++this.depth > this.options.maxDepth) {
      throw this.failure(yamlErrors.YAML_LIMIT, `exceeded max depth of ${this.options.maxDepth}`);
    }
  }

  /**
   * A node in block context. `indent` is the column of the enclosing collection, `canKey` tells whether a mapping
   * may start here, `dashesAtIndent` whether a sequence may start in the column of the enclosing mapping.
   */
  private parseBlockNode(indent: number, canKey: boolean, dashesAtIndent: boolean): YamlNode {
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
  private parseWithProperties(indent: number, canKey: boolean, dashesAtIndent: boolean): YamlNode {
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
  private parseTagged(tag: string | undefined, indent: number): YamlNode {
    if (tag === undefined) return this.parseBlockNode(indent, true, false);
    const code = this.text.charCodeAt(this.pos);
    if (code === 124 || code === 62) return this.finishScalar(this.readBlockScalar(indent), tag);
    const startColumn = this.column();
    const startLine = this.lineStart;
    if (code === 38 || code === 33 || this.isBlankAt(this.pos + 1))
      return this.parseBlockNode(indent, true, false);
    const content = this.readInline(indent);
    if (!this.atMappingColon()) return this.settle(content, tag);
    if (startLine !== this.lineStart) throw this.syntax("mapping values are not allowed in this context");
    return this.parseBlockMapping(startColumn, { node: content, anchor: undefined, tag: undefined });
  }

  private parseBlockSequence(column: number, shared: boolean): YamlNode[] {
    this.enter();
    this.nodeCount++;
    const outer = this.contextAt;
    this.contextAt = this.pos;
    const items: YamlNode[] = [];
    for (;;) {
      this.pos++;
      const crossed = this.skipToToken();
      if (this.pos >= this.end || this.atDocumentEnd()) {
        items.push(this.emptyValue());
        break;
      }
      const inner = this.column();
      if (crossed && inner <= column) items.push(this.emptyValue());
      else items.push(this.parseBlockNode(column, true, false));
      this.skipToToken();
      if (this.pos >= this.end || this.atDocumentEnd()) break;
      const next = this.column();
      if (next < column) break;
      const isDash = this.text.charCodeAt(this.pos) === DASH && this.isBlankAt(this.pos + 1);
      if (next === column && isDash) continue;
      // A sequence in its mapping's column is ended by the mapping's next key.
      if (next === column && shared) break;
      throw this.misplaced("did not find expected '-' indicator");
    }
    this.depth--;
    this.contextAt = outer;
    return items;
  }

  private parseBlockMapping(
    column: number,
    first: (Properties & { node: RawScalar | YamlNode }) | undefined,
    firstWord?: string,
  ): YamlNode {
    this.enter();
    this.nodeCount++;
    const outer = this.contextAt;
    this.contextAt = this.pos;
    const map: YamlMap = {};
    const merge: MergeState = { source: undefined };
    let pending = first;
    let word = firstWord;
    for (;;) {
      let key: (Properties & { node: RawScalar | YamlNode }) | undefined = pending;
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
  private putWord(map: YamlMap, word: string, column: number): void {
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
  private readSimpleKey(): string | undefined {
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
  private readSimpleValue(column: number): YamlNode | undefined {
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

  private parseExplicitKey(column: number): YamlNode {
    this.pos++;
    const crossed = this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) return null;
    if (crossed && this.column() <= column) return null;
    const node = this.parseBlockNode(column, true, false);
    this.skipToToken();
    return node;
  }

  private readKey(column: number): Properties & { node: RawScalar | YamlNode } {
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
      throw this.syntax("could not find expected ':'", this.pos, start);
    }
    return { node, anchor: properties.anchor, tag: properties.tag };
  }

  /** True at a `:` that makes what was read before it, on the same line, a key. */
  private atMappingColon(): boolean {
    if (this.crossedLine) return false;
    const { text } = this;
    let { pos } = this;
    let code = text.charCodeAt(pos);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++pos);
    if (code !== COLON || !this.isBlankAt(pos + 1)) return false;
    this.pos = pos;
    return true;
  }

  private parseMappingValue(column: number): YamlNode {
    const crossed = this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) return this.emptyValue();
    if (!crossed) return this.parseBlockNode(column, false, true);
    const inner = this.column();
    if (inner > column) return this.parseBlockNode(column, true, false);
    if (inner === column && this.text.charCodeAt(this.pos) === DASH && this.isBlankAt(this.pos + 1)) {
      return this.parseBlockSequence(column, true);
    }
    return this.emptyValue();
  }

  // ---- inline content ----

  /** A quoted or plain scalar, an alias or a flow collection; scalars come back unresolved. */
  private readInline(indent: number): RawScalar | YamlNode {
    switch (this.text.charCodeAt(this.pos)) {
      case 34:
        return new RawScalar(this.readDoubleQuoted(), false);
      case 39:
        return new RawScalar(this.readSingleQuoted(), false);
      case 42:
        return this.readAlias();
      case 91:
        return this.parseFlowSequence();
      case 123:
        return this.parseFlowMapping();
      default:
        return new RawScalar(this.readPlain(indent), true);
    }
  }

  private settle(content: RawScalar | YamlNode, tag: string | undefined): YamlNode {
    return isRaw(content) ? this.finishScalar(content, tag) : content;
  }

  private readPlain(indent: number): string {
    const { text, end } = this;
    const start = this.pos;
    const first = text.charCodeAt(start);
    if (
      cannotStartPlain(first) ||
      ((first === DASH || first === QUESTION || first === COLON) && this.isBlankAt(start + 1))
    ) {
      throw this.syntax("found character that cannot start any token");
    }
    const isFlow = this.flowDepth > 0;
    let result = "";
    let at = start;
    let from = start;
    let stop = start;
    for (;;) {
      // One line: up to `: `, ` #`, a flow indicator or the end of the line.
      for (; at < end; at++) {
        const code = text.charCodeAt(at);
        if (code === COLON) {
          if (this.isBlankAt(at + 1)) break;
        } else if (code === LF) break;
        else if (code === HASH) {
          if (at > from && isBlank(text.charCodeAt(at - 1))) break;
        } else if (
          isFlow &&
          (code === 44 || code === QUESTION || code === 91 || code === 93 || code === 123 || code === 125)
        )
          break;
        else if (code === 0x2028 || code === 0x2029) break;
      }
      stop = at;
      while (stop > from && isBlank(text.charCodeAt(stop - 1))) stop--;
      result += text.slice(from, stop);
      if (at >= end || text.charCodeAt(at) !== LF) {
        this.pos = at < end && text.charCodeAt(at) === HASH ? at : stop;
        break;
      }
      // Lines further in than the enclosing collection continue the scalar.
      let breaks = 0;
      while (at < end) {
        const code = text.charCodeAt(at);
        if (code === LF) {
          breaks++;
          this.lineStart = at + 1;
        } else if (code === TAB) {
          if (!isFlow && at - this.lineStart <= indent && !this.isBlankLine(at)) {
            this.pos = at;
            throw this.syntax("found a tab character that violates indentation");
          }
        } else if (code !== SPACE) break;
        at++;
      }
      this.pos = at;
      this.crossedLine = true;
      if (at >= end || text.charCodeAt(at) === HASH) break;
      if (!isFlow && at - this.lineStart <= indent) break;
      if (this.atDocumentEnd()) break;
      const code = text.charCodeAt(at);
      // In flow context, and before a colon, the scalar may end here: nothing is left to join.
      if (code === COLON && this.isBlankAt(at + 1)) break;
      if (
        isFlow &&
        (code === 44 || code === QUESTION || code === 91 || code === 93 || code === 123 || code === 125)
      )
        break;
      result += breaks === 1 ? " " : "\n".repeat(breaks - 1);
      this.crossedLine = false;
      from = at;
    }
    if (
      this.pos < end &&
      this.crossedLine &&
      text.charCodeAt(this.pos) === COLON &&
      !isFlow &&
      this.isBlankAt(this.pos + 1)
    ) {
      if (this.column() > indent) throw this.syntax("mapping values are not allowed in this context");
    }
    return result;
  }

  private readSingleQuoted(): string {
    const { text } = this;
    let from = this.pos + 1;
    let result = "";
    for (;;) {
      const quote = text.indexOf("'", from);
      if (quote < 0) throw this.syntax("found unexpected end of stream", this.end);
      result += text.slice(from, quote);
      from = quote + 1;
      if (text.charCodeAt(from) !== 39) break;
      result += "'";
      from++;
    }
    const lastBreak = text.lastIndexOf("\n", from - 1);
    if (lastBreak >= this.pos) {
      this.refuseMarkersWithin(this.pos, from);
      result = foldLines(result);
      this.lineStart = lastBreak + 1;
    }
    this.pos = from;
    return result;
  }

  private refuseMarkersWithin(start: number, stop: number): void {
    const marker = /\n(?:---|\.\.\.)(?=[ \t\n])/g;
    marker.lastIndex = start;
    const match = marker.exec(this.text);
    if (match !== null && match.index < stop)
      throw this.syntax("found unexpected document indicator", match.index + 1);
  }

  private readDoubleQuoted(): string {
    const { text, end } = this;
    const start = this.pos;
    let at = start + 1;
    let from = at;
    let result = "";
    for (;;) {
      if (at >= end) throw this.syntax("found unexpected end of stream", end);
      const code = text.charCodeAt(at);
      if (code === 34) break;
      if (code === 92) {
        result += text.slice(from, at);
        at = this.readEscape(at + 1, (piece) => {
          result += piece;
        });
        from = at;
      } else if (code === LF) {
        let stop = at;
        while (stop > from && isBlank(text.charCodeAt(stop - 1))) stop--;
        result += text.slice(from, stop);
        let breaks = 0;
        while (at < end && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === LF)) {
          if (text.charCodeAt(at) === LF) {
            breaks++;
            this.lineStart = at + 1;
          }
          at++;
        }
        result += breaks === 1 ? " " : "\n".repeat(breaks - 1);
        from = at;
      } else at++;
    }
    result += text.slice(from, at);
    if (this.lineStart > start) this.refuseMarkersWithin(start, at);
    this.pos = at + 1;
    return result;
  }

  /** Reads the escape whose letter stands at `at`; returns the place after it. */
  private readEscape(at: number, emit: (piece: string) => void): number {
    const { text } = this;
    const letter = text[at] ?? "";
    const simple = escapes.get(letter);
    if (simple !== undefined) {
      emit(simple);
      return at + 1;
    }
    if (letter === "\n") {
      // A continued line: leading blanks of the next one do not count, empty lines do.
      let next = at + 1;
      this.lineStart = next;
      for (; next < this.end; next++) {
        const code = text.charCodeAt(next);
        if (code === LF) {
          emit("\n");
          this.lineStart = next + 1;
        } else if (!isBlank(code)) break;
      }
      return next;
    }
    const digits = letter === "x" ? 2 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
    if (digits === 0) throw this.syntax("found unknown escape character", at);
    const hex = text.slice(at + 1, at + 1 + digits);
    if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) {
      throw this.syntax("did not find expected hexdecimal number", at);
    }
    const point = Number.parseInt(hex, 16);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw this.syntax("found invalid Unicode character escape code", at);
    }
    emit(String.fromCodePoint(point));
    return at + 1 + digits;
  }

  private readBlockScalar(parentIndent: number): RawScalar {
    const { text, end } = this;
    const isLiteral = text.charCodeAt(this.pos) === 124;
    let at = this.pos + 1;
    let chomp = 0;
    let explicit = 0;
    for (let round = 0; round < 2; round++) {
      const code = text.charCodeAt(at);
      if (code === 43 && chomp === 0) chomp = 1;
      else if (code === DASH && chomp === 0) chomp = -1;
      else if (code >= 48 && code <= 57 && explicit === 0) {
        if (code === 48) throw this.syntax("found an indentation indicator equal to 0", at);
        explicit = code - 48;
      } else break;
      at++;
    }
    while (isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === HASH) while (at < end && text.charCodeAt(at) !== LF) at++;
    if (at < end && text.charCodeAt(at) !== LF) {
      throw this.syntax("did not find expected comment or line break", at);
    }
    at = Math.min(at + 1, end);
    let indent = explicit === 0 ? 0 : parentIndent >= 0 ? parentIndent + explicit : explicit;
    let lineStart = at;
    let result = "";
    let breaks = 0;
    let isFirst = true;
    let wasIndented = false;
    let widest = 0;
    let lastBreak = "";
    for (;;) {
      // Indentation and empty lines before the next content line.
      let cursor = lineStart;
      while (
        cursor < end &&
        text.charCodeAt(cursor) === SPACE &&
        (indent === 0 || cursor - lineStart < indent)
      )
        cursor++;
      if (text.charCodeAt(cursor) === TAB && (indent === 0 || cursor - lineStart < indent) && cursor < end) {
        throw this.syntax("found a tab character where an indentation space is expected", cursor);
      }
      if (cursor - lineStart > widest) widest = cursor - lineStart;
      if (cursor < end && text.charCodeAt(cursor) === LF) {
        breaks++;
        lineStart = cursor + 1;
        continue;
      }
      if (indent === 0) indent = Math.max(widest, parentIndent + 1, 1);
      if (cursor >= end || cursor - lineStart < indent) {
        this.pos = cursor;
        break;
      }
      const isIndented = isBlank(text.charCodeAt(cursor));
      if (!isFirst) {
        if (!isLiteral && !wasIndented && !isIndented && lastBreak !== "") {
          if (breaks === 0) result += " ";
        } else result += lastBreak;
      }
      result += breaks > 0 ? "\n".repeat(breaks) : "";
      breaks = 0;
      wasIndented = isIndented;
      isFirst = false;
      let stop = text.indexOf("\n", cursor);
      lastBreak = stop < 0 ? "" : "\n";
      if (stop < 0) stop = end;
      result += text.slice(cursor, stop);
      lineStart = Math.min(stop + 1, end);
      if (stop >= end) {
        this.pos = end;
        break;
      }
    }
    if (chomp !== -1) result += lastBreak;
    if (chomp === 1) result += "\n".repeat(breaks);
    this.lineStart = lineStart;
    this.crossedLine = true;
    return new RawScalar(isLiteral || this.isV2 ? result : refold(result), false);
  }

  // ---- flow collections ----

  private parseFlowSequence(): YamlNode[] {
    this.enter();
    this.nodeCount++;
    this.flowDepth++;
    const outer = this.contextAt;
    this.contextAt = this.pos;
    const items: YamlNode[] = [];
    this.pos++;
    for (;;) {
      this.skipFlow("did not find expected ',' or ']'");
      const code = this.text.charCodeAt(this.pos);
      if (code === 93) break;
      let item: YamlNode;
      if (code === QUESTION || code === COLON) {
        const map: YamlMap = {};
        const merge: MergeState = { source: undefined };
        this.parseFlowPair(map, merge, "]");
        item = merge.source === undefined ? map : this.applyMerge(map, merge.source);
      } else {
        const lineStart = this.lineStart;
        const key = this.readFlowNode();
        this.skipFlow("did not find expected ',' or ']'");
        if (this.text.charCodeAt(this.pos) === COLON && lineStart === this.lineStart) {
          const map: YamlMap = {};
          const merge: MergeState = { source: undefined };
          this.pos++;
          this.put(map, key, this.readFlowValue(), merge, this.pos);
          item = merge.source === undefined ? map : this.applyMerge(map, merge.source);
        } else item = this.remember(key, this.settle(key.node, key.tag));
      }
      items.push(item);
      this.skipFlow("did not find expected ',' or ']'");
      const after = this.text.charCodeAt(this.pos);
      if (after === 93) break;
      if (after !== 44) throw this.misplaced("did not find expected ',' or ']'");
      this.pos++;
    }
    this.pos++;
    this.flowDepth--;
    this.contextAt = outer;
    this.depth--;
    return items;
  }

  private parseFlowMapping(): YamlNode {
    this.enter();
    this.nodeCount++;
    this.flowDepth++;
    const outer = this.contextAt;
    this.contextAt = this.pos;
    const map: YamlMap = {};
    const merge: MergeState = { source: undefined };
    this.pos++;
    for (;;) {
      this.skipFlow("did not find expected ',' or '}'");
      if (this.text.charCodeAt(this.pos) === 125) break;
      this.parseFlowPair(map, merge, "}");
      this.skipFlow("did not find expected ',' or '}'");
      const after = this.text.charCodeAt(this.pos);
      if (after === 125) break;
      if (after !== 44) throw this.misplaced("did not find expected ',' or '}'");
      this.pos++;
    }
    this.pos++;
    this.flowDepth--;
    this.contextAt = outer;
    this.depth--;
    return merge.source === undefined ? map : this.applyMerge(map, merge.source);
  }

  private parseFlowPair(map: YamlMap, merge: MergeState, closer: string): void {
    let key: Properties & { node: RawScalar | YamlNode } = { node: null, ...noProperties };
    const explicit = this.text.charCodeAt(this.pos) === QUESTION;
    if (explicit) {
      this.pos++;
      this.skipFlow(`did not find expected ',' or '${closer}'`);
    }
    const lineStart = this.lineStart;
    if (this.text.charCodeAt(this.pos) !== COLON) key = this.readFlowNode();
    this.skipFlow(`did not find expected ',' or '${closer}'`);
    const keyAt = this.pos;
    let value: YamlNode = null;
    if (this.text.charCodeAt(this.pos) === COLON) {
      if (!explicit && lineStart !== this.lineStart)
        throw this.misplaced(`did not find expected ',' or '${closer}'`);
      this.pos++;
      value = this.readFlowValue();
    } else value = this.emptyValue();
    this.put(map, key, value, merge, keyAt);
  }

  private readFlowValue(): YamlNode {
    this.skipFlow("did not find expected ',' or '}'");
    const code = this.text.charCodeAt(this.pos);
    if (code === 44 || code === 125 || code === 93) return this.emptyValue();
    const value = this.readFlowNode();
    return this.remember(value, this.settle(value.node, value.tag));
  }

  private readFlowNode(): Properties & { node: RawScalar | YamlNode } {
    const code = this.text.charCodeAt(this.pos);
    let properties = noProperties;
    if (code === 38 || code === 33) {
      properties = this.readProperties();
      this.skipFlow("did not find expected node content");
      const next = this.text.charCodeAt(this.pos);
      if (next === 44 || next === 125 || next === 93 || next === COLON) {
        return { node: emptyScalar, ...properties };
      }
    }
    const start = this.text.charCodeAt(this.pos);
    if (start === 44 || start === 125 || start === 93 || start === COLON) {
      throw this.misplaced("did not find expected node content");
    }
    if (start === DASH && this.isBlankAt(this.pos + 1)) {
      throw this.syntax("block sequence entries are not allowed in this context");
    }
    return { node: this.readInline(-1), anchor: properties.anchor, tag: properties.tag };
  }

  private skipFlow(problem: string): void {
    this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) throw this.misplaced(problem);
    if (this.pos === this.lineStart && this.text.charCodeAt(this.pos) === 37) throw this.misplaced(problem);
  }

  // ---- properties, aliases, directives ----

  private readProperties(): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const code = this.text.charCodeAt(this.pos);
      if (code === 38 && anchor === undefined) anchor = this.readName();
      else if (code === 33 && tag === undefined) tag = this.readTag();
      else break;
      while (isBlank(this.text.charCodeAt(this.pos))) this.pos++;
    }
    return { anchor, tag };
  }

  private readName(): string {
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

  private readTag(): string {
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

  private prefixed(handle: string, standard: string, suffix: string): string {
    return shortTag((this.tagHandles.get(handle) ?? standard) + suffix);
  }

  private readAlias(): YamlNode {
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
  private copy(node: YamlNode): YamlNode {
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

  private anchored(properties: Properties, parse: () => YamlNode): YamlNode {
    const { anchor } = properties;
    if (anchor === undefined) return parse();
    this.anchors.delete(anchor);
    this.open.add(anchor);
    const value = parse();
    this.open.delete(anchor);
    this.anchors.set(anchor, value);
    return value;
  }

  private remember(properties: Properties, value: YamlNode): YamlNode {
    if (properties.anchor !== undefined) this.anchors.set(properties.anchor, value);
    return value;
  }

  private emptyWith(properties: Properties): YamlNode {
    return this.remember(properties, this.finishScalar(emptyScalar, properties.tag));
  }

  private readDirective(): void {
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

  // ---- values ----

  private emptyValue(): YamlNode {
    return this.finishScalar(emptyScalar, undefined);
  }

  private finishScalar(scalar: RawScalar, tag: string | undefined): YamlNode {
    this.nodeCount++;
    const { text } = scalar;
    if (tag === undefined) {
      if (!scalar.plain) return text;
      if (isPlainWord(text)) return text;
      return this.hold(resolveScalar(text, this.options.flavour), text);
    }
    return this.finishTagged(text, tag);
  }

  private finishTagged(text: string, tag: string): YamlNode {
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

  private hold(resolved: ResolvedScalar, text: string): YamlNode {
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

  private decodeBinary(text: string): YamlNode {
    const packed = text.replace(/[\r\n]/g, "");
    if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
      throw this.failure(yamlErrors.YAML_VALUE, "!!binary value contains invalid base64 data");
    }
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const value = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return this.options.keepText ? new YamlScalar("!!binary", text, value) : value;
  }

  private put(
    map: YamlMap,
    key: Properties & { node: RawScalar | YamlNode },
    value: YamlNode,
    merge: MergeState,
    at: number,
  ): void {
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

  private repeatedKey(name: string, at: number): SluiceError {
    const problem = this.isV2 ? "already set in map" : "already defined";
    const subject = this.isV2 ? "key" : "mapping key";
    return new SluiceError(
      yamlErrors.YAML_KEY,
      `yaml: unmarshal errors:\n  line ${this.lineAt(at)}: ${subject} ${JSON.stringify(name)} ${problem}`,
      { location: this.location(at), fieldPath: name },
    );
  }

  private isNullKey(key: Properties & { node: RawScalar | YamlNode }): boolean {
    const { node } = key;
    if (!isRaw(node)) return node === null;
    return node.plain && key.tag === undefined && (node.text === "" || node.text.length < 5)
      ? resolveScalar(node.text, "v2").tag === "!!null"
      : key.tag === "!!null";
  }

  private refuseNullKeys(node: YamlNode): void {
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

  private keyText(key: Properties & { node: RawScalar | YamlNode }, at: number): string {
    const { node } = key;
    if (isRaw(node)) {
      if (key.anchor !== undefined) this.anchors.set(key.anchor, this.finishScalar(node, key.tag));
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

  private assertMergeable(value: YamlNode, at: number): void {
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
  private mergeInPlace(map: YamlMap, value: YamlNode): void {
    const sources = Array.isArray(value) ? [...value].reverse() : [value];
    for (const source of sources as YamlMap[]) {
      for (const key of Object.keys(source)) setKey(map, key, source[key] as YamlNode);
    }
  }

  /** go-yaml v3: explicit keys win wherever `<<` stands; earlier maps of a list win over later ones. */
  private applyMerge(map: YamlMap, value: YamlNode): YamlMap {
    const sources = (Array.isArray(value) ? value : [value]) as YamlMap[];
    for (const source of sources) {
      for (const key of Object.keys(source)) {
        if (!Object.hasOwn(map, key)) setKey(map, key, deepClone(source[key] as YamlNode));
      }
    }
    return map;
  }

  // ---- errors ----

  private location(at: number): { path: string; line: number; column: number } {
    const before = this.text.lastIndexOf("\n", Math.max(0, at - 1));
    return { path: this.options.file ?? "", line: this.lineAt(at), column: at - before };
  }

  /** An error of the scanner: go-yaml counts its line from the construct's start, and leaves out the first line. */
  private syntax(problem: string, at: number = this.pos, context: number = at): SluiceError {
    const contextLine = this.lineAt(context);
    const line = contextLine > 1 ? contextLine : this.lineAt(Math.min(at, this.end));
    return this.report(problem, line > 1 ? line : 0, at);
  }

  /** An error of the parser proper: go-yaml reports its lines from zero, those of the enclosing collection first. */
  private misplaced(problem: string, context: number = this.contextAt): SluiceError {
    const contextLine = this.lineAt(context) - 1;
    const line = contextLine > 0 ? contextLine : this.lineAt(Math.min(this.pos, this.end)) - 1;
    return this.report(problem, line, this.pos);
  }

  private report(problem: string, line: number, at: number): SluiceError {
    const where = line > 0 ? `line ${line}: ` : "";
    return new SluiceError(yamlErrors.YAML_SYNTAX, `yaml: ${where}${problem}`, {
      location: this.location(Math.min(at, this.end)),
    });
  }

  private failure(code: string, problem: string, at: number = this.pos): SluiceError {
    return new SluiceError(
      code,
      /^(?:json:|unsupported map key)/.test(problem) ? problem : `yaml: ${problem}`,
      {
        location: this.location(Math.min(at, this.end)),
      },
    );
  }
}

/** 2: may begin a simple key or value; 1: may stand inside one; 0: neither. */
const keyCharacters = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/0123456789")
  keyCharacters[char.charCodeAt(0)] = 2;
for (const char of "-.") keyCharacters[char.charCodeAt(0)] = 1;

const nullKey = Symbol("null key");
const noProperties: Properties = { anchor: undefined, tag: undefined };
const emptyScalar = new RawScalar("", true);
const longTagPrefix = "tag:yaml.org,2002:";
const resolvableTags = new Set(["!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp"]);
const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["/", "/"],
  ["\\", "\\"],
  ["N", "\x85"],
  ["_", "\xa0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function isRaw(content: RawScalar | YamlNode): content is RawScalar {
  return content instanceof RawScalar;
}

function isMap(value: YamlNode): value is YamlMap {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof YamlScalar)
  );
}

/** Text that no resolver takes for anything else, by its first letter alone. */
function isPlainWord(text: string): boolean {
  const first = text.charCodeAt(0);
  if (text.length > 5) return !((first >= 43 && first <= 57) || text.length === 0);
  // Short words may be booleans or null: those begin with one of yYnNtTfFoO~ or are empty.
  return (
    first > 57 &&
    first !== 121 &&
    first !== 89 &&
    first !== 110 &&
    first !== 78 &&
    first !== 116 &&
    first !== 84 &&
    first !== 102 &&
    first !== 70 &&
    first !== 111 &&
    first !== 79 &&
    first !== 126
  );
}

function cannotStartPlain(code: number): boolean {
  switch (code) {
    case 44:
    case 91:
    case 93:
    case 123:
    case 125:
    case 35:
    case 38:
    case 42:
    case 33:
    case 124:
    case 62:
    case 39:
    case 34:
    case 37:
    case 64:
    case 96:
    case TAB:
      return true;
    default:
      return Number.isNaN(code);
  }
}

/** Joins the lines of a quoted scalar: one break is a space, more are one break fewer. */
function foldLines(text: string): string {
  return text.replace(/[ \t]*\n[ \t\n]*/g, (run) => {
    const breaks = run.split("\n").length - 1;
    return breaks === 1 ? " " : "\n".repeat(breaks - 1);
  });
}

/**
 * kyaml prints and reads a folded scalar once more before it makes JSON of it, and go-yaml's printer adds a line
 * break before a line that is indented further. Users see the added lines, so they are part of the format.
 */
function refold(text: string): string {
  if (!text.includes("\n") || !canBeBlock(text, "v3")) return text;
  const firstContent = text.search(/[^\n]/);
  if (firstContent < 0) return text;
  const addsBreaks = !isBlank(text.charCodeAt(firstContent));
  const parts = text.slice(firstContent).split(/(\n+)/);
  let result = text.slice(0, firstContent) + (parts[0] as string);
  for (let index = 1; index < parts.length; index += 2) {
    const breaks = (parts[index] as string).length;
    const before = parts[index - 1] as string;
    const after = parts[index + 1] as string;
    const wasIndented = isBlank(before.charCodeAt(0));
    const added = addsBreaks && !wasIndented ? 1 : 0;
    if (after === "") result += breaks === 1 ? "\n" : "\n".repeat(breaks + added);
    else if (wasIndented || isBlank(after.charCodeAt(0))) result += "\n".repeat(breaks + added) + after;
    else if (added === 1) result += "\n".repeat(breaks) + after;
    else result += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + after;
  }
  return result;
}

function shortTag(tag: string): string {
  return tag.startsWith(longTagPrefix) ? `!!${tag.slice(longTagPrefix.length)}` : tag;
}

function decodeTag(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A value as Go's `%#v` prints what go-yaml decoded; users know it from `{{ x }}` left in a manifest. */
function goSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "bigint") return formatNumber(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key] as JsonValue)}`);
  return `map[interface {}]interface {}{${pairs.join(", ")}}`;
}
