import { COLON, DASH, QUESTION } from "./characters.ts";
import { NodeBuilder } from "./node-builder.ts";
import { emptyScalar, type MergeState, noProperties, RawScalar, type ReadKey } from "./raw-scalar.ts";
import type { YamlMap, YamlNode } from "./yaml-scalar.ts";

/** Reads flow collections, and whatever stands on one line. */
export class FlowReader extends NodeBuilder {
  /** A quoted or plain scalar, an alias or a flow collection; scalars come back unresolved. */
  protected readInline(indent: number): RawScalar | YamlNode {
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

  protected parseFlowSequence(): YamlNode[] {
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

  protected parseFlowMapping(): YamlNode {
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

  protected parseFlowPair(map: YamlMap, merge: MergeState, closer: string): void {
    let key: ReadKey = { node: null, ...noProperties };
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

  protected readFlowValue(): YamlNode {
    this.skipFlow("did not find expected ',' or '}'");
    const code = this.text.charCodeAt(this.pos);
    if (code === 44 || code === 125 || code === 93) return this.emptyValue();
    const value = this.readFlowNode();
    return this.remember(value, this.settle(value.node, value.tag));
  }

  protected readFlowNode(): ReadKey {
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

  protected skipFlow(problem: string): void {
    this.skipToToken();
    if (this.pos >= this.end || this.atDocumentEnd()) throw this.misplaced(problem);
    if (this.pos === this.lineStart && this.text.charCodeAt(this.pos) === 37) throw this.misplaced(problem);
  }
}
