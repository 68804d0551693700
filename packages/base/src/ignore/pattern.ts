import { compileGlob, type Glob } from "./glob.ts";

/** One line of an ignore file; `domain` is the directory that it speaks of, as segments. */
export interface IgnorePattern {
  domain: readonly string[];
  /** True for `!pattern`, which takes a path back in. */
  isInclusion: boolean;
  /** True for `pattern/`, which means directories only. */
  isDirectoryOnly: boolean;
  /** The segments of an anchored pattern (one that holds a slash), or the one segment that may match anywhere. */
  segments: readonly Segment[];
  isAnchored: boolean;
}

type Segment = { kind: "empty" } | { kind: "deep" } | { kind: "never" } | { kind: "glob"; matches: Glob };

/** Reads one pattern; the caller has dropped comments and blank lines. */
export function parsePattern(text: string, domain: readonly string[]): IgnorePattern {
  const isInclusion = text.startsWith("!");
  let rest = isInclusion ? text.slice(1) : text;
  if (!rest.endsWith("\\ ")) rest = rest.replace(/ +$/, "");
  const isDirectoryOnly = rest.endsWith("/");
  if (isDirectoryOnly) rest = rest.slice(0, -1);
  const isAnchored = rest.includes("/");
  const segments = isAnchored ? rest.split("/").map(segmentOf) : [globOf(rest)];
  return { domain, isInclusion, isDirectoryOnly, segments, isAnchored };
}

/** Reads the lines of an ignore file (IG-04): blank lines and those that begin with `#` say nothing. */
export function parsePatterns(text: string, domain: readonly string[] = []): IgnorePattern[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => !line.startsWith("#") && line.trim() !== "")
    .map((line) => parsePattern(line, domain));
}

/** True when the pattern speaks of this path, be it to leave it out or to take it back in. */
export function speaksOf(pattern: IgnorePattern, path: readonly string[], isDirectory: boolean): boolean {
  const { domain } = pattern;
  if (path.length <= domain.length) return false;
  for (let index = 0; index < domain.length; index++) if (path[index] !== domain[index]) return false;
  return pattern.isAnchored
    ? matchesAnchored(pattern, path, domain.length, isDirectory)
    : matchesAnySegment(pattern, path, domain.length, isDirectory);
}

function segmentOf(text: string): Segment {
  if (text === "") return { kind: "empty" };
  if (text === "**") return { kind: "deep" };
  return text.includes("**") ? { kind: "never" } : globOf(text);
}

function globOf(text: string): Segment {
  return { kind: "glob", matches: compileGlob(text) };
}

function matchesAnySegment(
  pattern: IgnorePattern,
  path: readonly string[],
  start: number,
  isDirectory: boolean,
): boolean {
  const [segment] = pattern.segments;
  if (segment?.kind !== "glob") return false;
  for (let index = start; index < path.length; index++) {
    if (segment.matches(path[index] as string)) {
      return !pattern.isDirectoryOnly || isDirectory || index < path.length - 1;
    }
  }
  return false;
}

/**
 * Matches segment by segment from the start. What is left of the path once the pattern is used up is below a match
 * and counts as matched. After `**` the first segment that fits is taken, without trying later ones: that is how
 * the matcher in Flux behaves.
 */
function matchesAnchored(
  pattern: IgnorePattern,
  path: readonly string[],
  start: number,
  isDirectory: boolean,
): boolean {
  let at = start;
  let isMatched = false;
  let isDeep = false;
  for (const [index, segment] of pattern.segments.entries()) {
    if (segment.kind === "empty") {
      isDeep = false;
      continue;
    }
    if (segment.kind === "deep") {
      if (index === pattern.segments.length - 1) break;
      isDeep = true;
      continue;
    }
    if (segment.kind === "never" || at >= path.length) return false;
    if (!isDeep) {
      if (!segment.matches(path[at++] as string)) return false;
      isMatched = true;
      continue;
    }
    isDeep = false;
    while (at < path.length) {
      if (segment.matches(path[at++] as string)) {
        isMatched = true;
        break;
      }
      if (at === path.length) isMatched = false;
    }
  }
  return isMatched && !(pattern.isDirectoryOnly && !isDirectory && at >= path.length);
}
