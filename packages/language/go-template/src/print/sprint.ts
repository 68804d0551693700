import {
  bytesOf,
  GoComplex,
  GoFunction,
  GoInteger,
  GoStruct,
  type GoValue,
  integerValue,
  isMapValue,
  isNilValue,
  isPrintable,
  methodOf,
  quoteText,
  runesOf,
  sortedKeys,
  Traversal,
  textOf,
  typeOf,
} from "../value/index.ts";
import { formatFloat } from "./format-float.ts";

/** Go's `fmt.Sprint`: a space between operands where neither is a string. */
export function sprint(...args: GoValue[]): string {
  if (args.length === 1 && typeof args[0] === "string") return args[0];
  let text = "";
  let wasText = true;
  for (const [index, arg] of args.entries()) {
    const isText = typeof arg === "string";
    if (index > 0 && !isText && !wasText) text += " ";
    text += formatArgument(arg, "v", noFlags);
    wasText = isText;
  }
  return text;
}

/** Go's `fmt.Sprintln`: operands joined by spaces, then a newline. */
export function sprintln(...args: GoValue[]): string {
  return `${args.map((arg) => formatArgument(arg, "v", noFlags)).join(" ")}\n`;
}

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number;
  precision: number;
  plusV: boolean;
  sharpV: boolean;
  /** Shared by all that one call prints. */
  traversal?: Traversal;
}

const noFlags: Readonly<Flags> = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  width: -1,
  precision: -1,
  plusV: false,
  sharpV: false,
};

const widest = 1_000_000;

/** Go's `fmt.Sprintf`, its in-line error texts included. */
export function sprintf(format: string, ...args: GoValue[]): string {
  if (!format.includes("%") && args.length === 0) return format;
  const runes = runesOf(format);
  let text = "";
  let next = 0;
  let isReordered = false;
  let at = 0;

  const readNumber = (): number => {
    let number = -1;
    while (at < runes.length && runes[at]! >= "0" && runes[at]! <= "9") {
      number = Math.max(number, 0) * 10 + Number(runes[at]);
      if (number > widest) return -2;
      at++;
    }
    return number;
  };
  // An explicit argument index, `[n]`. Returns false for a bad one.
  const readIndex = (): boolean => {
    if (runes[at] !== "[") return true;
    isReordered = true;
    const close = runes.indexOf("]", at);
    if (close < 0) {
      at++;
      return false;
    }
    const body = runes.slice(at + 1, close).join("");
    at = close + 1;
    const number = /^[0-9]+$/.test(body) ? Number(body) : 0;
    if (number < 1 || number > args.length) return false;
    next = number - 1;
    return true;
  };
  const starArgument = (): number | undefined => {
    const value = next < args.length ? integerValue(args[next]) : undefined;
    next++;
    if (value === undefined || value > BigInt(widest) || value < BigInt(-widest)) return undefined;
    return Number(value);
  };

  while (at < runes.length) {
    const start = at;
    while (at < runes.length && runes[at] !== "%") at++;
    if (at > start) text += runes.slice(start, at).join("");
    if (at >= runes.length) break;
    at++;
    const flags: Flags = { ...noFlags };
    let isGoodIndex = true;
    let isAfterIndex = false;
    for (; at < runes.length; at++) {
      const rune = runes[at];
      if (rune === "#") flags.sharp = true;
      else if (rune === "0") flags.zero = true;
      else if (rune === "+") flags.plus = true;
      else if (rune === "-") flags.minus = true;
      else if (rune === " ") flags.space = true;
      else break;
    }
    const beforeIndex = at;
    isGoodIndex = readIndex();
    isAfterIndex = at > beforeIndex;
    if (runes[at] === "*") {
      at++;
      const width = starArgument();
      if (width === undefined) text += "%!(BADWIDTH)";
      else {
        flags.width = Math.abs(width);
        if (width < 0) {
          flags.minus = true;
          flags.zero = false;
        }
      }
      isAfterIndex = false;
    } else {
      const width = readNumber();
      if (width === -2) text += "%!(BADWIDTH)";
      else flags.width = width;
      if (isAfterIndex && width >= 0) isGoodIndex = false;
    }
    if (runes[at] === ".") {
      at++;
      if (isAfterIndex) isGoodIndex = false;
      const before = at;
      if (!readIndex()) isGoodIndex = false;
      isAfterIndex = at > before;
      if (runes[at] === "*") {
        at++;
        const precision = starArgument();
        if (precision === undefined || precision < 0) {
          if (precision === undefined) text += "%!(BADPREC)";
          flags.precision = -1;
        } else flags.precision = precision;
        isAfterIndex = false;
      } else {
        const precision = readNumber();
        flags.precision = precision === -1 ? 0 : precision === -2 ? -1 : precision;
      }
    }
    if (!isAfterIndex) {
      if (!readIndex()) isGoodIndex = false;
    }
    if (at >= runes.length) {
      text += "%!(NOVERB)";
      break;
    }
    const verb = runes[at]!;
    at++;
    if (verb === "%") text += "%";
    else if (!isGoodIndex) text += `%!${verb}(BADINDEX)`;
    else if (next >= args.length) text += `%!${verb}(MISSING)`;
    else {
      if (verb === "v") {
        flags.sharpV = flags.sharp;
        flags.sharp = false;
        flags.plusV = flags.plus;
        flags.plus = false;
      }
      text += formatArgument(args[next], verb, flags);
      next++;
    }
  }
  if (!isReordered && next < args.length) {
    const extra = args
      .slice(next)
      .map((arg) => (isAbsent(arg) ? "<nil>" : `${typeOf(arg).text}=${formatArgument(arg, "v", noFlags)}`));
    text += `%!(EXTRA ${extra.join(", ")})`;
  }
  return text;
}

function isAbsent(value: GoValue): boolean {
  return value === null || value === undefined;
}

function formatArgument(value: GoValue, verb: string, flags: Readonly<Flags>): string {
  if (typeof value === "string" && (verb === "v" || verb === "s") && flags === noFlags) return value;
  if (isAbsent(value))
    return verb === "v" || verb === "T" ? pad("<nil>", flags) : badVerb(value, verb, flags);
  if (verb === "T") return formatText(typeOf(value).text, "s", flags);
  if (verb === "p")
    return value instanceof GoStruct || typeof value === "object"
      ? pad("0xc000010000", flags)
      : badVerb(value, verb, flags);
  if (typeof value !== "object") return formatValue(value, verb, flags, 0);
  return formatValue(value, verb, { ...flags, traversal: new Traversal() }, 0);
}

function formatValue(value: GoValue, verb: string, flags: Readonly<Flags>, depth: number): string {
  switch (typeof value) {
    case "string":
      return formatString(value, verb, flags);
    case "boolean":
      return verb === "t" || verb === "v" ? pad(String(value), flags) : badVerb(value, verb, flags);
    case "number":
      return formatNumber(value, verb, flags);
    case "bigint":
      return formatInteger(value, true, verb, flags, value);
    default:
  }
  if (isAbsent(value)) return flags.sharpV ? "interface {}(nil)" : "<nil>";
  if (value instanceof GoInteger) {
    return formatInteger(value.value, value.kind.startsWith("int"), verb, flags, value);
  }
  if (value instanceof GoComplex) {
    if (!"vbgGxXfFeE".includes(verb)) return badVerb(value, verb, flags);
    const part = { ...flags, plus: true };
    return `(${formatNumber(value.real, verb, flags)}${formatNumber(value.imaginary, verb, part)}i)`;
  }
  const hidesText = value instanceof GoStruct && value.type.hasAddressedText === true;
  if ("vsxXq".includes(verb) && !flags.sharpV && !hidesText) {
    const method = methodOf(value, "Error") ?? methodOf(value, "String");
    if (method !== undefined && method.params.length === 0) {
      return formatString(String(method.call(value)), verb, flags);
    }
  }
  flags.traversal?.visit(depth);
  if (value instanceof Uint8Array) return formatBytes(value, verb, flags);
  if (Array.isArray(value)) return formatSlice(value, verb, flags, depth);
  if (value instanceof GoFunction) return verb === "v" ? pad("0x10000", flags) : badVerb(value, verb, flags);
  if (value instanceof GoStruct) return formatStruct(value, verb, flags, depth);
  if (isMapValue(value)) return formatMap(value, verb, flags, depth);
  return badVerb(value, verb, flags);
}

/** What a verb that does not fit prints; width and precision still apply to the value shown. */
function badVerb(value: GoValue, verb: string, flags: Readonly<Flags>): string {
  if (isAbsent(value)) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeOf(value).text}=${formatValue(value, "v", flags, 0)})`;
}

function formatSlice(value: readonly GoValue[], verb: string, flags: Readonly<Flags>, depth: number): string {
  const type = typeOf(value);
  if (flags.sharpV) {
    if (isNilValue(value)) return `${type.text}(nil)`;
    return `${type.text}{${value.map((item) => formatValue(item, verb, flags, depth + 1)).join(", ")}}`;
  }
  let text = "[";
  for (let i = 0; i < value.length; i++) {
    if (i > 0) text += " ";
    text += formatValue(value[i], verb, flags, depth + 1);
  }
  return `${text}]`;
}

function formatMap(
  value: Record<string, GoValue>,
  verb: string,
  flags: Readonly<Flags>,
  depth: number,
): string {
  const keys = sortedKeys(value);
  const entries = keys.map(
    (key) => `${formatString(key, verb, flags)}:${formatValue(value[key], verb, flags, depth + 1)}`,
  );
  if (flags.sharpV) {
    const type = typeOf(value).text;
    return isNilValue(value) ? `${type}(nil)` : `${type}{${entries.join(", ")}}`;
  }
  return `map[${entries.join(" ")}]`;
}

function formatStruct(value: GoStruct, verb: string, flags: Readonly<Flags>, depth: number): string {
  const isPointer = value.type.kind === "ptr";
  if (isPointer && depth > 0) return "0xc000010000";
  const names = value.type.fields ?? Object.keys(value.fields);
  const fields = names.map((name) => {
    const text = formatValue(value.fields[name], verb, flags, depth + 1);
    return flags.plusV || flags.sharpV ? `${name}:${text}` : text;
  });
  if (flags.sharpV)
    return `${isPointer ? "&" : ""}${value.type.text.replace(/^\*/, "")}{${fields.join(", ")}}`;
  return `${isPointer ? "&" : ""}{${fields.join(" ")}}`;
}

function formatBytes(bytes: Uint8Array, verb: string, flags: Readonly<Flags>): string {
  if (verb === "v" || verb === "d") {
    if (flags.sharpV) return `[]byte{${Array.from(bytes, (b) => `0x${b.toString(16)}`).join(", ")}}`;
    return `[${Array.from(bytes, (b) => formatInteger(BigInt(b), false, "d", flags, b)).join(" ")}]`;
  }
  if ("sqxX".includes(verb)) return formatString(textOf(bytes), verb, flags);
  const items = Array.from(bytes, (b) => new GoInteger("uint8", BigInt(b)));
  return `[${items.map((item) => formatValue(item, verb, flags, 1)).join(" ")}]`;
}

function formatString(value: string, verb: string, flags: Readonly<Flags>): string {
  switch (verb) {
    case "v":
      return flags.sharpV
        ? pad(quote(value, { ...flags, sharp: false }), flags)
        : formatText(value, verb, flags);
    case "s":
      return formatText(value, verb, flags);
    case "q":
      return pad(quote(truncate(value, flags), flags), flags);
    case "x":
    case "X":
      return pad(hexText(bytesOf(value), verb, flags), flags);
    default:
      return `%!${verb}(string=${formatText(value, "v", flags)})`;
  }
}

function formatText(value: string, _verb: string, flags: Readonly<Flags>): string {
  return pad(truncate(value, flags), flags);
}

function truncate(value: string, flags: Readonly<Flags>): string {
  if (flags.precision < 0) return value;
  return runesOf(value).slice(0, flags.precision).join("");
}

function quote(value: string, flags: Readonly<Flags>): string {
  const canBackquote = flags.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\uFEFF]|[\uD800-\uDFFF]/u.test(value);
  return canBackquote ? `\`${value}\`` : quoteText(value, '"', flags.plus);
}

function hexText(bytes: Uint8Array, verb: string, flags: Readonly<Flags>): string {
  const shown = flags.precision >= 0 ? bytes.subarray(0, flags.precision) : bytes;
  const digits = Array.from(shown, (byte) => byte.toString(16).padStart(2, "0"));
  const text = flags.space
    ? digits.map((d) => (flags.sharp ? `0x${d}` : d)).join(" ")
    : (flags.sharp && digits.length > 0 ? "0x" : "") + digits.join("");
  return verb === "X" ? text.toUpperCase() : text;
}

function pad(text: string, flags: Readonly<Flags>): string {
  if (flags.width <= 0) return text;
  const missing = flags.width - (text.length < flags.width ? text.length : runesOf(text).length);
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  return (flags.zero ? "0" : " ").repeat(missing) + text;
}

function formatInteger(
  value: bigint,
  isSigned: boolean,
  verb: string,
  flags: Readonly<Flags>,
  original: GoValue,
): string {
  switch (verb) {
    case "v":
      if (flags.sharpV && !isSigned) return digitsOf(value, 16, { ...flags, sharp: true }, false);
      return digitsOf(value, 10, flags, false);
    case "d":
      return digitsOf(value, 10, flags, false);
    case "b":
      return digitsOf(value, 2, flags, false);
    case "o":
    case "O":
      return digitsOf(value, 8, flags, false, verb === "O");
    case "x":
      return digitsOf(value, 16, flags, false);
    case "X":
      return digitsOf(value, 16, flags, true);
    case "c":
      return pad(runeOf(value), flags);
    case "q":
      return pad(quoteText(runeOf(value), "'", flags.plus), flags);
    case "U": {
      const code = `U+${value.toString(16).toUpperCase().padStart(Math.max(4, flags.precision), "0")}`;
      const rune = runeOf(value);
      const shown = flags.sharp && isPrintable(rune) ? `${code} '${rune}'` : code;
      return pad(shown, { ...flags, zero: false });
    }
    default:
      return badVerb(typeof original === "number" ? new GoInteger("uint8", value) : original, verb, flags);
  }
}

function runeOf(value: bigint): string {
  const code = value < 0n || value > 0x10ffffn ? 0xfffd : Number(value);
  return code >= 0xd800 && code <= 0xdfff ? "\uFFFD" : String.fromCodePoint(code);
}

function digitsOf(
  value: bigint,
  base: number,
  flags: Readonly<Flags>,
  isUpper: boolean,
  isPrefixed = false,
): string {
  const isNegative = value < 0n;
  let digits = (isNegative ? -value : value).toString(base);
  if (flags.precision === 0 && value === 0n) return pad("", { ...flags, zero: false });
  if (flags.precision > digits.length) digits = digits.padStart(flags.precision, "0");
  const sign = isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  let prefix = "";
  if (flags.sharp)
    prefix = base === 2 ? "0b" : base === 8 ? (digits.startsWith("0") ? "" : "0") : base === 16 ? "0x" : "";
  if (isPrefixed) prefix = "0o";
  if (flags.precision < 0 && flags.zero && !flags.minus && flags.width > 0) {
    digits = digits.padStart(flags.width - sign.length, "0");
  }
  const text = sign + prefix + digits;
  return pad(isUpper ? text.toUpperCase() : text, { ...flags, zero: false });
}

function formatNumber(value: number, verb: string, flags: Readonly<Flags>): string {
  switch (verb) {
    case "v":
      return floatText(value, "g", flags.precision, flags);
    case "e":
    case "E":
    case "f":
    case "F":
      return floatText(value, verb === "F" ? "f" : verb, flags.precision < 0 ? 6 : flags.precision, flags);
    case "g":
    case "G":
    case "b":
    case "x":
    case "X":
      return floatText(value, verb, flags.precision, flags);
    default:
      return `%!${verb}(float64=${floatText(value, "g", flags.precision, flags)})`;
  }
}

function floatText(value: number, verb: string, precision: number, flags: Readonly<Flags>): string {
  let text = formatFloat(value, verb, precision);
  let sign = text[0] === "-" || text[0] === "+" ? text[0] : "+";
  let body = text[0] === "-" || text[0] === "+" ? text.slice(1) : text;
  if (flags.space && sign === "+" && !flags.plus) sign = " ";
  const isNumeric = body !== "Inf" && body !== "NaN";
  if (flags.sharp && verb !== "b" && isNumeric) body = keepPoint(body, verb, precision);
  const shown = flags.plus || sign !== "+" ? sign : "";
  if (!isNumeric && body === "Inf" && sign === "+") {
    text = `+${body}`;
    return pad(text, { ...flags, zero: false });
  }
  text = shown + body;
  if (flags.zero && !flags.minus && isNumeric && flags.width > text.length) {
    return shown + body.padStart(flags.width - shown.length, "0");
  }
  return pad(text, { ...flags, zero: false });
}

/** The `#` flag: always a point, and for %g the trailing zeros. */
function keepPoint(body: string, verb: string, precision: number): string {
  const [mantissa = "", exponent] = body.split(/(?=[ep])/i);
  const wanted = verb === "g" || verb === "G" ? (precision < 0 ? 6 : Math.max(precision, 1)) : 0;
  let shown = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  const significant = shown.replace(".", "").replace(/^0+/, "").length;
  if (wanted > significant) shown += "0".repeat(wanted - significant);
  return shown + (exponent ?? "");
}
