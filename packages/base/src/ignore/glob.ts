/** One element of a compiled pattern: a literal character, any character, any run of characters, or a class. */
type Token =
  | { kind: "literal"; char: string }
  | { kind: "any" }
  | { kind: "star" }
  | { kind: "class"; isNegated: boolean; ranges: [string, string][] };

/** A shell pattern over one path segment. */
export type Glob = (name: string) => boolean;

/**
 * Compiles a shell pattern as Go's `filepath.Match` reads it: `*`, `?`, `[a-z]`, `[^a-z]`, and `\` before a
 * character that means itself. A malformed pattern matches nothing. Matching takes at most pattern × name steps.
 */
export function compileGlob(pattern: string): Glob {
  if (!/[*?[\]\\]/.test(pattern)) return (name) => name === pattern;
  const tokens = tokenize([...pattern]);
  return tokens === undefined ? () => false : (name) => matches(tokens, [...name]);
}

function tokenize(chars: string[]): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at++] as string;
    if (char === "*") {
      if (tokens.at(-1)?.kind !== "star") tokens.push({ kind: "star" });
    } else if (char === "?") {
      tokens.push({ kind: "any" });
    } else if (char === "\\") {
      const escaped = chars[at++];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: "literal", char: escaped });
    } else if (char === "[") {
      const parsed = tokenizeClass(chars, at);
      if (parsed === undefined) return undefined;
      tokens.push(parsed.token);
      at = parsed.end;
    } else {
      tokens.push({ kind: "literal", char });
    }
  }
  return tokens;
}

function tokenizeClass(chars: string[], start: number): { token: Token; end: number } | undefined {
  let at = start;
  const isNegated = chars[at] === "^";
  if (isNegated) at++;
  const ranges: [string, string][] = [];
  const boundary = (): string | undefined => {
    let char = chars[at++];
    if (char === "-" || char === "]") return undefined;
    if (char === "\\") char = chars[at++];
    return char;
  };
  while (ranges.length === 0 || chars[at] !== "]") {
    const low = boundary();
    if (low === undefined || at >= chars.length) return undefined;
    let high: string | undefined = low;
    if (chars[at] === "-") {
      at++;
      high = boundary();
    }
    if (high === undefined || at >= chars.length) return undefined;
    ranges.push([low, high]);
  }
  return { token: { kind: "class", isNegated, ranges }, end: at + 1 };
}

function matches(tokens: Token[], name: string[]): boolean {
  let token = 0;
  let char = 0;
  let starToken = -1;
  let starChar = 0;
  while (char < name.length) {
    const current = tokens[token];
    if (current?.kind === "star") {
      starToken = token++;
      starChar = char;
    } else if (current !== undefined && matchesOne(current, name[char] as string)) {
      token++;
      char++;
    } else if (starToken >= 0) {
      token = starToken + 1;
      char = ++starChar;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === "star") token++;
  return token === tokens.length;
}

function matchesOne(token: Token, char: string): boolean {
  if (token.kind === "literal") return token.char === char;
  if (token.kind !== "class") return true;
  const point = char.codePointAt(0) as number;
  const isInside = token.ranges.some(
    ([low, high]) => (low.codePointAt(0) as number) <= point && point <= (high.codePointAt(0) as number),
  );
  return isInside !== token.isNegated;
}
