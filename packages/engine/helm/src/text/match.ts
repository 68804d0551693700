type Matcher = (runes: readonly string[], at: number) => number[];

/**
 * Go's `filepath.Match`: `*` and `?` stop at a slash, `[a-z]` and `[^a]` are classes, `\` quotes. Returns undefined
 * for a bad pattern. Matching is polynomial whatever the pattern.
 */
export function compileMatch(pattern: string): ((path: string) => boolean) | undefined {
  const steps = parse(Array.from(pattern));
  if (steps === undefined) return undefined;
  return (path) => {
    const runes = Array.from(path);
    let places = new Set([0]);
    for (const step of steps) {
      const next = new Set<number>();
      for (const place of places) for (const end of step(runes, place)) next.add(end);
      if (next.size === 0) return false;
      places = next;
    }
    return places.has(runes.length);
  };
}

const star: Matcher = (runes, at) => {
  const ends = [at];
  for (let end = at; end < runes.length && runes[end] !== "/"; end++) ends.push(end + 1);
  return ends;
};

function one(accepts: (rune: string) => boolean): Matcher {
  return (runes, at) => (at < runes.length && accepts(runes[at]!) ? [at + 1] : []);
}

function parse(pattern: readonly string[]): Matcher[] | undefined {
  const steps: Matcher[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const rune = pattern[at]!;
    if (rune === "*") {
      if (steps.at(-1) !== star) steps.push(star);
    } else if (rune === "?") steps.push(one((r) => r !== "/"));
    else if (rune === "[") {
      const parsed = parseClass(pattern, at + 1);
      if (parsed === undefined) return undefined;
      steps.push(one(parsed.accepts));
      at = parsed.end;
    } else {
      if (rune === "\\") at++;
      const literal = pattern[at];
      if (literal === undefined) return undefined;
      steps.push(one((r) => r === literal));
    }
  }
  return steps;
}

function parseClass(
  pattern: readonly string[],
  from: number,
): { accepts: (rune: string) => boolean; end: number } | undefined {
  const isNegated = pattern[from] === "^";
  const ranges: [string, string][] = [];
  let at = isNegated ? from + 1 : from;
  const read = (): string | undefined => {
    const rune = pattern[at];
    if (rune === undefined || rune === "-" || rune === "]") return undefined;
    at += rune === "\\" ? 2 : 1;
    return rune === "\\" ? pattern[at - 1] : rune;
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    const low = read();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (pattern[at] === "-") {
      at++;
      high = read();
      if (high === undefined) return undefined;
    }
    ranges.push([low, high]);
  }
  const isIn = (rune: string) =>
    ranges.some(
      ([low, high]) =>
        low.codePointAt(0)! <= rune.codePointAt(0)! && rune.codePointAt(0)! <= high.codePointAt(0)!,
    );
  return { accepts: (rune) => isIn(rune) !== isNegated, end: at };
}
