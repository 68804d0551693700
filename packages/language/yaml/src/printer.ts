import { SluiceError } from "@sluice/base/errors";
import { yamlErrors } from "./errors.ts";
import { formatNumber } from "./format-number.ts";
import type { YamlFlavour } from "./resolve-scalar.ts";
import { chooseStyle, escapeOf } from "./scalar-style.ts";
import { sortKeys } from "./sort-keys.ts";
import { YamlScalar } from "./yaml-scalar.ts";

/** How a value is printed. */
export interface PrintOptions {
  /**
   * `v2`: as sigs.k8s.io/yaml prints (kustomize, `toYaml`, `flux export`): long lines are folded at 80 columns.
   * `v3`: as kyaml prints: never folded, the words of YAML 1.1 quoted.
   */
  flavour: YamlFlavour;
  /** False keeps the order of the keys as they are (v3 nodes); default true. */
  sortKeys?: boolean;
  /** True puts the items of a list two columns right of its key; default false, in the column of the key. */
  indentLists?: boolean;
  /** Deepest nesting that is printed; default 1000. */
  maxDepth?: number;
}

const foldAfter = 80;
const maxSimpleKeyBytes = 128;
const maxKnownKeys = 4096;
const knownKeys = { v2: new Map<string, string>(), v3: new Map<string, string>() };
const pads: string[] = [];
for (let width = 0; width <= 64; width++) pads.push(" ".repeat(width));

/**
 * A value as one YAML document with a final line break, byte for byte as Go does it: sorted keys, sequences in the
 * column of their key, the same quoting and folding. Keys whose value is undefined are left out.
 * Throws YAML_UNPRINTABLE for what YAML cannot hold, YAML_LIMIT for values nested too deeply.
 */
export function printYaml(value: unknown, options: PrintOptions): string {
  return new YamlPrinter(options).print(value);
}

class YamlPrinter {
  private out = "";
  private readonly folds: boolean;
  private readonly flavour: YamlFlavour;
  private readonly sorts: boolean;
  private readonly listIndent: number;
  private readonly maxDepth: number;
  private depth = 0;
  /** How keys are written: the same few occur again and again. */
  private readonly keyTexts: Map<string, string>;
  private lineEnded = false;

  constructor(options: PrintOptions) {
    this.flavour = options.flavour;
    this.keyTexts = knownKeys[options.flavour];
    this.folds = options.flavour === "v2";
    this.sorts = options.sortKeys !== false;
    this.listIndent = options.indentLists ? 2 : 0;
    this.maxDepth = options.maxDepth ?? 1000;
  }

  print(value: unknown): string {
    if (isList(value) && value.length > 0) this.writeList(value, 0, false);
    else if (isMapping(value) && hasEntries(value)) this.writeMapping(value, 0, false);
    else {
      this.writeScalar(value, 0, 0);
      this.endLine();
    }
    return this.out;
  }

  /** Ends the line of a scalar; a literal has ended its own. */
  private endLine(): void {
    if (this.lineEnded) this.lineEnded = false;
    else this.out += "\n";
  }

  private enter(): void {
    if (++this.depth > this.maxDepth) {
      throw new SluiceError(yamlErrors.YAML_LIMIT, `value is nested deeper than ${this.maxDepth} levels`);
    }
  }

  /** Entries of a mapping, one a line; `inline` when the first stands behind a dash that is already written. */
  private writeMapping(map: Record<string, unknown>, indent: number, inline: boolean): void {
    this.enter();
    const keys = Object.keys(map);
    if (this.sorts) sortKeys(keys);
    let first = inline;
    for (const key of keys) {
      const value = map[key];
      if (value === undefined) continue;
      if (!first) this.out += pad(indent);
      first = false;
      const column = this.writeKey(key, indent);
      this.writeValue(value, indent, column);
    }
    this.depth--;
  }

  /** Writes `key:` and returns the column behind it. */
  private writeKey(key: string, indent: number): number {
    if (this.keyTexts.has(key) || isSimpleKey(key)) {
      const text = this.keyText(key);
      this.out += `${text}:`;
      return indent + text.length + 1;
    }
    this.out += "?";
    this.writeScalar(key, indent, indent + 1);
    this.endLine();
    this.out += `${pad(indent)}:`;
    return indent + 1;
  }

  private keyText(key: string): string {
    let text = this.keyTexts.get(key);
    if (text === undefined) {
      text = this.styledKey(key);
      if (this.keyTexts.size < maxKnownKeys) this.keyTexts.set(key, text);
    }
    return text;
  }

  private styledKey(key: string): string {
    switch (chooseStyle(key, this.flavour, true)) {
      case "plain":
        return key;
      case "single":
        return `'${key.replaceAll("'", "''")}'`;
      default:
        return this.doubleQuoted(key, 0, 0, false);
    }
  }

  private writeValue(value: unknown, indent: number, column: number): void {
    if (isList(value)) {
      if (value.length === 0) this.out += " []\n";
      else {
        this.out += "\n";
        this.writeList(value, indent + this.listIndent, false);
      }
    } else if (isMapping(value)) {
      if (!hasEntries(value)) this.out += " {}\n";
      else {
        this.out += "\n";
        this.writeMapping(value, indent + 2, false);
      }
    } else {
      this.writeScalar(value, indent, column);
      this.endLine();
    }
  }

  private writeList(list: readonly unknown[], indent: number, inline: boolean): void {
    this.enter();
    let first = inline;
    for (const item of list) {
      if (!first) this.out += pad(indent);
      first = false;
      this.out += "-";
      if (isList(item) && item.length > 0) {
        this.out += " ";
        this.writeList(item, indent + 2, true);
      } else if (isMapping(item) && hasEntries(item)) {
        this.out += " ";
        this.writeMapping(item, indent + 2, true);
      } else {
        this.writeScalar(item, indent, indent + 1);
        this.endLine();
      }
    }
    this.depth--;
  }

  /**
   * Writes a blank (but at the start of a line) and a scalar. `indent` is the column of the collection around it,
   * `column` the column behind the key or dash.
   */
  private writeScalar(value: unknown, indent: number, column: number): void {
    if (column > 0) this.out += " ";
    const start = column > 0 ? column + 1 : 0;
    const inner = indent + 2;
    switch (typeof value) {
      case "string":
        this.writeText(value, inner, start);
        return;
      case "boolean":
        this.out += value ? "true" : "false";
        return;
      case "number":
        if (!Number.isFinite(value)) {
          throw new SluiceError(
            yamlErrors.YAML_UNPRINTABLE,
            `json: unsupported value: ${Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf"}`,
          );
        }
        this.out += formatNumber(value);
        return;
      case "bigint":
        this.out += formatNumber(value);
        return;
      default:
        if (value === null || value === undefined) this.out += "null";
        else if (value instanceof YamlScalar) this.writeHeld(value, indent, start);
        else if (Array.isArray(value)) this.out += "[]";
        else if (typeof value === "object") this.out += "{}";
        else throw new SluiceError(yamlErrors.YAML_UNPRINTABLE, `cannot print a ${typeof value} as YAML`);
    }
  }

  private writeHeld(scalar: YamlScalar, indent: number, start: number): void {
    if (this.flavour === "v3") {
      this.out += scalar.text;
      return;
    }
    if (typeof scalar.value === "string") this.writeText(scalar.value, indent + 2, start);
    else this.out += scalar.value === null ? "null" : printPlain(scalar.value);
  }

  private writeText(text: string, inner: number, start: number): void {
    switch (chooseStyle(text, this.flavour, false)) {
      case "plain":
        this.out +=
          this.folds && start + text.length > foldAfter && text.includes(" ")
            ? foldPlain(text, inner, start)
            : text;
        return;
      case "single":
        this.out += this.singleQuoted(text, inner, start);
        return;
      case "double":
        this.out += this.doubleQuoted(text, inner, start, this.folds);
        return;
      default:
        this.writeLiteral(text, inner);
    }
  }

  private writeLiteral(text: string, inner: number): void {
    const first = text.charCodeAt(0);
    const hint = first === 32 || first === 10 ? "2" : "";
    const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
    const prefix = pad(inner);
    let result = `|${hint}${chomp}\n`;
    for (let from = 0; from < text.length; ) {
      let stop = text.indexOf("\n", from);
      if (stop < 0) stop = text.length;
      result += stop > from ? `${prefix}${text.slice(from, stop)}\n` : "\n";
      from = stop + 1;
    }
    this.out += result;
    this.lineEnded = true;
  }

  private singleQuoted(text: string, inner: number, start: number): string {
    const escaped = text.replaceAll("'", "''");
    if (/[\u2028\u2029]/.test(text)) {
      return `'${escaped.replace(/[\u2028\u2029]+/g, (run) => `${run}${pad(inner)}`)}'`;
    }
    if (!this.folds || start + escaped.length + 1 <= foldAfter || !text.includes(" ")) return `'${escaped}'`;
    let result = "'";
    let column = start + 1;
    let inSpaces = false;
    const last = text.length - 1;
    for (let index = 0; index <= last; index++) {
      const char = text[index] as string;
      if (char === " ") {
        if (!inSpaces && column > foldAfter && index > 0 && index < last && text[index + 1] !== " ") {
          result += `\n${pad(inner)}`;
          column = inner;
        } else {
          result += " ";
          column++;
        }
        inSpaces = true;
      } else {
        result += char === "'" ? "''" : char;
        column += char === "'" ? 2 : 1;
        inSpaces = false;
      }
    }
    return `${result}'`;
  }

  private doubleQuoted(text: string, inner: number, start: number, folds: boolean): string {
    let result = '"';
    let column = start + 1;
    let inSpaces = false;
    let index = 0;
    for (const char of text) {
      const escaped = escapeOf(char, this.flavour);
      if (escaped !== undefined) {
        result += escaped;
        column += escaped.length;
        inSpaces = false;
      } else if (char === " ") {
        if (folds && !inSpaces && column > foldAfter && index > 0 && index < text.length - 1) {
          result += `\n${pad(inner)}`;
          column = inner;
          if (text[index + 1] === " ") {
            result += "\\";
            column++;
          }
        } else {
          result += " ";
          column++;
        }
        inSpaces = true;
      } else {
        result += char;
        column++;
        inSpaces = false;
      }
      index += char.length;
    }
    return `${result}"`;
  }
}

/** True for a key that fits a line: others are written behind a question mark. */
function isSimpleKey(key: string): boolean {
  if (/[\n\r\x85\u2028\u2029]/.test(key)) return false;
  return key.length <= maxSimpleKeyBytes / 3 || byteLength(key) <= maxSimpleKeyBytes;
}

function foldPlain(text: string, inner: number, start: number): string {
  let result = "";
  let column = start;
  let from = 0;
  let previous = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 32 && previous !== 32 && column > foldAfter && text.charCodeAt(index + 1) !== 32) {
      result += `${text.slice(from, index)}\n${pad(inner)}`;
      from = index + 1;
      column = inner;
    } else column++;
    previous = code;
  }
  return result + text.slice(from);
}

function printPlain(value: unknown): string {
  return typeof value === "number" || typeof value === "bigint" ? formatNumber(value) : String(value);
}

function pad(width: number): string {
  return pads[width] ?? " ".repeat(width);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof YamlScalar)
  );
}

function hasEntries(map: Record<string, unknown>): boolean {
  for (const key in map) if (map[key] !== undefined) return true;
  return false;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
