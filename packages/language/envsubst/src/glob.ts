type Token =
  | { kind: "char"; char: string }
  | { kind: "any" }
  | { kind: "star" }
  | { kind: "class"; negated: boolean; ranges: [number, number][] };

/**
 * How many characters of `chars`, from the start, a glob can match: the fewest and the most, undefined when no
 * non-empty start matches or the glob is malformed. `*` matches everything, slashes too. Linear in text and glob.
 */
export function matchStart(
  glob: string,
  chars: readonly string[],
): { shortest: number; longest: number } | undefined {
  const tokens = tokenize([...glob]);
  if (tokens === undefined) return undefined;
  let states = closure(new Set([0]), tokens);
  let shortest = -1;
  let longest = -1;
  for (let at = 0; at < chars.length && states.size > 0; at++) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined) continue;
      if (token.kind === "star") next.add(state);
      else if (fits(token, chars[at] as string)) next.add(state + 1);
    }
    states = closure(next, tokens);
    if (states.has(tokens.length)) {
      longest = at + 1;
      if (shortest < 0) shortest = at + 1;
    }
  }
  return shortest < 0 ? undefined : { shortest, longest };
}

function closure(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) if (tokens[state]?.kind === "star") states.add(state + 1);
  return states;
}

function fits(token: Token, char: string): boolean {
  if (token.kind === "char") return token.char === char;
  if (token.kind !== "class") return true;
  const code = char.codePointAt(0) as number;
  return token.ranges.some(([low, high]) => low <= code && code <= high) !== token.negated;
}

function tokenize(glob: readonly string[]): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at] as string;
    if (char === "*") tokens.push({ kind: "star" });
    else if (char === "?") tokens.push({ kind: "any" });
    else if (char === "\\") {
      if (++at >= glob.length) return undefined;
      tokens.push({ kind: "char", char: glob[at] as string });
    } else if (char === "[") {
      const read = readClass(glob, at + 1);
      if (read === undefined) return undefined;
      tokens.push(read.token);
      at = read.end;
    } else tokens.push({ kind: "char", char });
  }
  return tokens;
}

function readClass(glob: readonly string[], start: number): { token: Token; end: number } | undefined {
  let at = start;
  const negated = glob[at] === "^";
  if (negated) at++;
  const ranges: [number, number][] = [];
  const bound = (): number | undefined => {
    if (glob[at] === undefined || glob[at] === "-" || glob[at] === "]") return undefined;
    if (glob[at] === "\\") at++;
    const code = glob[at]?.codePointAt(0);
    at++;
    return at < glob.length ? code : undefined;
  };
  for (;;) {
    if (glob[at] === "]" && ranges.length > 0) return { token: { kind: "class", negated, ranges }, end: at };
    const low = bound();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (glob[at] === "-") {
      at++;
      high = bound();
      if (high === undefined) return undefined;
    }
    ranges.push([low, high]);
  }
}
