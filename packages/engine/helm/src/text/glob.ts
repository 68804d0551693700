import { RE2JS } from "re2js";

/**
 * A glob for chart files: `*` and `?` stop at a slash, `**` crosses it, `{a,b}` are alternatives, `[a-z]` and `[!a]`
 * classes. Returns undefined for a bad pattern.
 */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const expression = translate(Array.from(pattern));
  if (expression === undefined) return undefined;
  const regex = RE2JS.compile(expression, RE2JS.DOTALL);
  return (path) => regex.matches(path);
}

function translate(runes: readonly string[]): string | undefined {
  let out = "";
  let depth = 0;
  for (let at = 0; at < runes.length; at++) {
    const rune = runes[at]!;
    if (rune === "*") {
      let stars = 1;
      while (runes[at + 1] === "*") {
        stars++;
        at++;
      }
      out += stars > 1 ? ".*" : "[^/]*";
    } else if (rune === "?") out += "[^/]";
    else if (rune === "{") {
      depth++;
      out += "(?:";
    } else if (rune === "}" && depth > 0) {
      depth--;
      out += ")";
    } else if (rune === "," && depth > 0) out += "|";
    else if (rune === "[") {
      const close = runes.indexOf("]", at + 1);
      if (close < 0 || close === at + 1) return undefined;
      const body = runes.slice(at + 1, close);
      const isNegated = body[0] === "!";
      const items = (isNegated ? body.slice(1) : body).join("").replace(/[\\^\]]/g, "\\$&");
      if (items === "") return undefined;
      out += `[${isNegated ? "^" : ""}${items}]`;
      at = close;
    } else {
      if (rune === "\\") at++;
      const literal = runes[at];
      if (literal === undefined) return undefined;
      out += RE2JS.quote(literal);
    }
  }
  return depth === 0 ? out : undefined;
}
