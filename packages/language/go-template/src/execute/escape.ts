import { sprint } from "../print/index.ts";
import { bytesOf, type GoValue, isPrintable } from "../value/index.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\0": "\uFFFD",
};

const scriptEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

/** Operands as one text, nil as `<no value>`. */
function joined(args: readonly GoValue[]): string {
  return sprint(...args.map((arg) => (arg === null || arg === undefined ? "<no value>" : arg)));
}

/** The template function `html`. */
export function escapeHtml(...args: GoValue[]): string {
  return joined(args).replace(/["'&<>\0]/g, (unit) => htmlEscapes[unit]!);
}

/** The template function `js`. */
export function escapeScript(...args: GoValue[]): string {
  return joined(args).replace(/[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]/gu, (rune) => {
    const known = scriptEscapes[rune];
    if (known !== undefined) return known;
    const code = rune.codePointAt(0)!;
    if (code < 0x20) return `\\u00${code.toString(16).toUpperCase().padStart(2, "0")}`;
    return isPrintable(rune) ? rune : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** The template function `urlquery`: Go's `url.QueryEscape`. */
export function escapeUrlQuery(...args: GoValue[]): string {
  let text = "";
  for (const byte of bytesOf(joined(args))) {
    const unit = String.fromCharCode(byte);
    if (/[A-Za-z0-9\-_.~]/.test(unit)) text += unit;
    else text += unit === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}
