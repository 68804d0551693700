import { isOldBoolean, resolveScalar, type YamlFlavour } from "./resolve-scalar.ts";

/** How a text is written. */
export type ScalarStyle = "plain" | "single" | "double" | "literal";

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
// What go-yaml's emitter cannot write without escapes; v3 has rules of its own for tabs.
const specialV2 = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\ud800-\udfff]/;
const specialV3 = /[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\ud800-\udfff]/;
const simple = /^[A-Za-z/][A-Za-z0-9_./-]*$/;

// Expressions are interpreted once before they are compiled.
for (const expression of [specialV2, specialV3, simple]) expression.test("");

/** The style go-yaml chooses for a string value (or a key, in which line breaks are escaped). */
export function chooseStyle(text: string, flavour: YamlFlavour, isKey: boolean): ScalarStyle {
  if (text.length > 5 && simple.test(text)) return "plain";
  const wanted = text.includes("\n") ? "literal" : canBePlain(text, flavour) ? "plain" : "double";
  if (wanted === "double") return "double";
  const traits = analyze(text, flavour);
  if (wanted === "literal") return isKey || !traits.blockAllowed ? "double" : "literal";
  if (traits.plainAllowed) return "plain";
  return traits.singleAllowed ? "single" : "double";
}

function canBePlain(text: string, flavour: YamlFlavour): boolean {
  if (resolveScalar(text, flavour).tag !== "!!str") return false;
  if (flavour === "v3" && isOldBoolean(text)) return false;
  const first = text.charCodeAt(0);
  return !(
    (first === 43 || first === 45 || (first >= 48 && first <= 57)) &&
    text.includes(":") &&
    base60.test(text)
  );
}

/** True where go-yaml can write the text as a block scalar without loss. */
export function canBeBlock(text: string, flavour: YamlFlavour): boolean {
  return text !== "" && analyze(text, flavour).blockAllowed;
}

interface Traits {
  plainAllowed: boolean;
  singleAllowed: boolean;
  blockAllowed: boolean;
}

function analyze(text: string, flavour: YamlFlavour): Traits {
  let indicators = text.startsWith("---") || text.startsWith("...");
  let lineBreaks = false;
  let spaceBreak = false;
  let breakSpace = false;
  let previous = 0;
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    const followedByBlank = index + 1 >= length || isBlankOrBreak(text.charCodeAt(index + 1));
    if (code === 58) {
      if (followedByBlank) indicators = true;
    } else if (index === 0) {
      if (isLeadingIndicator(code) || ((code === 45 || code === 63) && followedByBlank)) indicators = true;
    } else if (code === 35 && isBlankOrBreak(previous)) indicators = true;
    if (code === 32) {
      if (isBreak(previous)) breakSpace = true;
    } else if (isBreak(code)) {
      lineBreaks = true;
      if (previous === 32) spaceBreak = true;
    }
    previous = code;
  }
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(length - 1);
  const edges = first === 32 || isBreak(first) || last === 32 || isBreak(last);
  const special = (flavour === "v2" ? specialV2 : specialV3).test(text);
  const tabs = flavour === "v3" && text.includes("\t");
  const blocked = spaceBreak || special;
  return {
    plainAllowed: !(edges || breakSpace || blocked || tabs || lineBreaks || indicators),
    singleAllowed: !(breakSpace || blocked || tabs),
    blockAllowed: !(last === 32 || blocked),
  };
}

function isLeadingIndicator(code: number): boolean {
  switch (code) {
    case 35:
    case 44:
    case 91:
    case 93:
    case 123:
    case 125:
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
      return true;
    default:
      return false;
  }
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function isBlankOrBreak(code: number): boolean {
  return code === 32 || code === 9 || isBreak(code);
}

/** The character as an escape of a double-quoted scalar, or undefined where it is written as it is. */
export function escapeOf(char: string, flavour: YamlFlavour): string | undefined {
  const code = char.codePointAt(0) as number;
  if (code >= 0x20 && code <= 0x7e) return char === '"' || char === "\\" ? `\\${char}` : undefined;
  const named = namedEscapes.get(code);
  if (named !== undefined) return named;
  if ((flavour === "v2" ? specialV2 : specialV3).test(char)) {
    const hex = code.toString(16).toUpperCase();
    if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  }
  return undefined;
}

const namedEscapes: ReadonlyMap<number, string> = new Map([
  [0x00, "\\0"],
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x1b, "\\e"],
  [0x85, "\\N"],
  [0x2028, "\\L"],
  [0x2029, "\\P"],
]);
