import { COLON, cannotStartPlain, DASH, HASH, isBlank, LF, QUESTION, SPACE, TAB } from "./characters.ts";
import { Cursor } from "./cursor.ts";
import { RawScalar } from "./raw-scalar.ts";
import { refold } from "./refold.ts";

/** Reads the text of scalars: plain, quoted and block ones. */
export class ScalarReader extends Cursor {
  protected readPlain(indent: number): string {
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
          if (!isFlow && at - this.lineStart <= indent) {
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

  protected readSingleQuoted(): string {
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

  protected refuseMarkersWithin(start: number, stop: number): void {
    const marker = /\n(?:---|\.\.\.)(?=[ \t\n])/g;
    marker.lastIndex = start;
    const match = marker.exec(this.text);
    if (match !== null && match.index < stop)
      throw this.syntax("found unexpected document indicator", match.index + 1);
  }

  protected readDoubleQuoted(): string {
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
  protected readEscape(at: number, emit: (piece: string) => void): number {
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

  protected readBlockScalar(parentIndent: number): RawScalar {
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

  /** libyaml takes a block scalar for a value even where it stands in the column of what holds it. */
  protected atBlockScalar(): boolean {
    const code = this.text.charCodeAt(this.pos);
    return code === 124 || code === 62;
  }

  /** Behind an indicator that a key may follow, a tab is no indentation. */
  protected refuseTab(): void {
    let at = this.pos;
    while (this.text.charCodeAt(at) === SPACE) at++;
    if (this.text.charCodeAt(at) !== TAB || this.isBlankLine(at)) return;
    throw this.syntax("found character that cannot start any token", at);
  }
}

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

/** Joins the lines of a quoted scalar: one break is a space, more are one break fewer. */
function foldLines(text: string): string {
  return text.replace(/[ \t]*\n[ \t\n]*/g, (run) => {
    const breaks = run.split("\n").length - 1;
    return breaks === 1 ? " " : "\n".repeat(breaks - 1);
  });
}
