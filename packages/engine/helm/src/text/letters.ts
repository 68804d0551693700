const asciiOnly = /^[\x00-\x7F]*$/;
const spaces = "\t\n\v\f\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const space = new RegExp(`^[${spaces}]$`);
const leadingSpaces = new RegExp(`^[${spaces}]+`);
const upperCase = /^\p{Lu}$/u;
const titleCase = /^\p{Lt}$/u;
const lowerCase = /^\p{Ll}$/u;
const letterOrDigit = /^[\p{L}\p{Nd}]$/u;

/** Go's `unicode.IsSpace`. */
export function isSpace(rune: string): boolean {
  return space.test(rune);
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const start = leadingSpaces.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start && isSpace(text[end - 1]!)) end--;
  return text.slice(start, end);
}

export function isUpper(rune: string): boolean {
  return upperCase.test(rune);
}

export function isTitle(rune: string): boolean {
  return titleCase.test(rune);
}

export function isLower(rune: string): boolean {
  return lowerCase.test(rune);
}

/** Upper case of one rune; one that would become several stays. */
export function upperRune(rune: string): string {
  const upper = rune.toUpperCase();
  return upper.length === rune.length ? upper : rune;
}

/** Lower case of one rune. */
export function lowerRune(rune: string): string {
  if (rune === "\u0130") return "i";
  const lower = rune.toLowerCase();
  return lower.length === rune.length ? lower : rune;
}

/** Go's `strings.ToUpper`: rune by rune. */
export function toUpper(text: string): string {
  return asciiOnly.test(text) ? text.toUpperCase() : Array.from(text, upperRune).join("");
}

/** Go's `strings.ToLower`. */
export function toLower(text: string): string {
  return asciiOnly.test(text) ? text.toLowerCase() : Array.from(text, lowerRune).join("");
}

/** Go's old `strings.Title`: the first letter after anything that is no letter, digit or underscore. */
export function toTitle(text: string): string {
  let previous = " ";
  let titled = "";
  for (const rune of text) {
    titled += separates(previous) ? upperRune(rune) : rune;
    previous = rune;
  }
  return titled;
}

function separates(rune: string): boolean {
  if (rune.length === 1 && rune <= "\x7f") return !/[A-Za-z0-9_]/.test(rune);
  return !letterOrDigit.test(rune) && isSpace(rune);
}
