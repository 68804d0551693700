import { SluiceError } from "@sluice/base/errors";
import { DASH, HASH, LF, SPACE, TAB } from "./characters.ts";
import { yamlErrors } from "./errors.ts";
import type { YamlFlavour } from "./resolve-scalar.ts";

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

// What go-yaml's reader refuses: control characters, a byte order mark inside the text, lone surrogates aside.
const forbidden = /[^\t\n\r\x20-\x7e\x85\xa0-\ufefe\uff00-\ufffd]/;
// An expression is interpreted once before it is compiled; that once should not be a whole file.
forbidden.test("");

/** A place in a text, and the errors that name it: the ground on which the parser stands. */
export class Cursor {
  protected readonly text: string;

  protected readonly end: number;

  protected readonly options: ParserOptions;

  protected readonly isV2: boolean;

  protected pos = 0;

  protected lineStart = 0;

  protected depth = 0;

  protected flowDepth = 0;

  /** Where the innermost open collection began: go-yaml's parser names that line in its errors. */
  protected contextAt = 0;

  /** True when the scalar read last ended on a later line than it began, or its line ended after it. */
  protected crossedLine = false;

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

  protected column(): number {
    return this.pos - this.lineStart;
  }

  protected lineAt(position: number): number {
    let line = 1;
    for (let at = this.text.indexOf("\n"); at >= 0 && at < position; at = this.text.indexOf("\n", at + 1))
      line++;
    return line;
  }

  protected isBlankAt(position: number): boolean {
    if (position >= this.end) return true;
    const code = this.text.charCodeAt(position);
    return code === SPACE || code === LF || code === TAB || code === 0x2028 || code === 0x2029;
  }

  /** `---` (or `...`, given its character) alone at the start of a line. */
  protected atMarker(code: number): boolean {
    const { text, pos } = this;
    return (
      text.charCodeAt(pos) === code &&
      pos === this.lineStart &&
      text.charCodeAt(pos + 1) === code &&
      text.charCodeAt(pos + 2) === code &&
      this.isBlankAt(pos + 3)
    );
  }

  protected atDocumentEnd(): boolean {
    return this.pos === this.lineStart && (this.atMarker(DASH) || this.atMarker(46));
  }

  /** Skips blanks, comments and line breaks; true when a line break was among them. */
  protected skipToToken(): boolean {
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
      } else if (code !== TAB) break;
      else if (crossed && this.flowDepth === 0)
        throw this.syntax("found character that cannot start any token", pos);
      else pos++;
    }
    this.pos = pos;
    return crossed;
  }

  /** True when nothing but blanks follow on the line: tabs are harmless there. */
  protected isBlankLine(position: number): boolean {
    let at = position;
    while (this.text.charCodeAt(at) === TAB || this.text.charCodeAt(at) === SPACE) at++;
    return at >= this.end || this.text.charCodeAt(at) === LF;
  }

  protected enter(): void {
    if (++this.depth > this.options.maxDepth) {
      throw this.failure(yamlErrors.YAML_LIMIT, `exceeded max depth of ${this.options.maxDepth}`);
    }
  }

  protected location(at: number): { path: string; line: number; column: number } {
    const before = this.text.lastIndexOf("\n", Math.max(0, at - 1));
    return { path: this.options.file ?? "", line: this.lineAt(at), column: at - before };
  }

  /**
   * An error of the scanner. The line is go-yaml's: v2 names the place of the problem, v3 that of the construct it
   * is in, and both leave out the first line.
   */
  protected syntax(problem: string, at: number = this.pos, context: number = at): SluiceError {
    const problemLine = this.lineAt(Math.min(at, this.end));
    const contextLine = this.lineAt(context);
    const [first, second] = this.isV2 ? [problemLine, contextLine - 1] : [contextLine, problemLine];
    return this.report(problem, first > 1 ? first : second > (this.isV2 ? 0 : 1) ? second : 0, at);
  }

  /** An error of the parser proper: go-yaml counts these lines from zero. */
  protected misplaced(problem: string, context: number = this.contextAt): SluiceError {
    const problemLine = this.lineAt(Math.min(this.pos, this.end)) - 1;
    const contextLine = this.lineAt(context) - 1;
    const line = this.isV2 ? problemLine || contextLine : contextLine || problemLine;
    return this.report(problem, line, this.pos);
  }

  protected report(problem: string, line: number, at: number): SluiceError {
    const where = line > 0 ? `line ${line}: ` : "";
    return new SluiceError(yamlErrors.YAML_SYNTAX, `yaml: ${where}${problem}`, {
      location: this.location(Math.min(at, this.end)),
    });
  }

  protected failure(code: string, problem: string, at: number = this.pos): SluiceError {
    return new SluiceError(
      code,
      /^(?:json:|unsupported map key)/.test(problem) ? problem : `yaml: ${problem}`,
      {
        location: this.location(Math.min(at, this.end)),
      },
    );
  }
}
