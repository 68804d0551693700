import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";
import {
  comparePrereleases,
  compareVersions,
  tryParseVersion,
  type Version,
  type VersionNumber,
} from "./version.ts";

/** A parsed constraint; `text` is what was written. */
export interface Constraint {
  readonly text: string;
  /** Groups of which one must hold; all comparators of a group must hold. */
  readonly groups: readonly Group[];
}

interface Group {
  readonly comparators: readonly Comparator[];
  /** Whether a comparator names a prerelease, which lets prereleases in. */
  readonly admitsPrereleases: boolean;
}

/** How much of a version was written: `*` is "any", `1` and `1.x` are "major", `1.2` is "minor". */
type Precision = "any" | "major" | "minor" | "full";

type Operator = "=" | "!=" | ">" | "<" | ">=" | "<=" | "~" | "^";

interface Comparator {
  readonly operator: Operator;
  readonly precision: Precision;
  readonly bound: Version;
}

const operators: ReadonlyMap<string, Operator> = new Map([
  ["", "="],
  ["=", "="],
  ["!=", "!="],
  [">", ">"],
  ["<", "<"],
  [">=", ">="],
  ["=>", ">="],
  ["<=", "<="],
  ["=<", "<="],
  ["~", "~"],
  ["~>", "~"],
  ["^", "^"],
]);

// Upstream's character class holds a `|`, so that `1||2 - 3` is one range; kept for the same answers.
const boundForm =
  "v?([0-9|xX*]+)(?:\\.([0-9|xX*]+))?(?:\\.([0-9|xX*]+))?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
const boundPattern = new RegExp(boundForm, "y");
const uncaptured = boundForm.replaceAll(/\((?!\?)/g, "(?:");
const hyphenRange = new RegExp(
  `[\\t\\n\\f\\r ]*(${uncaptured})[\\t\\n\\f\\r ]+-[\\t\\n\\f\\r ]+(${uncaptured})[\\t\\n\\f\\r ]*`,
  "g",
);
const longestConstraint = 2048;

/** Reads a constraint such as `>=1.2, <2 || ~3.1`. Throws CONSTRAINT_INVALID, also for the empty text. */
export function parseConstraint(text: string): Constraint {
  if (text.length > longestConstraint) throw improper(text, text);
  const expanded = text.replaceAll(hyphenRange, ">= $1, <= $2 ");
  return { text, groups: expanded.split("||").map((group) => parseGroup(group, text)) };
}

/** True when the version matches; build metadata does not count. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.groups.some(
    (group) =>
      (version.prerelease === "" || group.admitsPrereleases) &&
      group.comparators.every((comparator) => accepts(comparator, version)),
  );
}

function parseGroup(group: string, text: string): Group {
  const comparators: Comparator[] = [];
  let at = skipBlanks(group, 0);
  for (;;) {
    const start = at;
    while (at < group.length && "=!<>~^".includes(group[at]!)) at++;
    const operator = operators.get(group.slice(start, at));
    boundPattern.lastIndex = skipBlanks(group, at);
    const match = operator === undefined ? null : boundPattern.exec(group);
    if (operator === undefined || match === null) throw improper(group, text);
    comparators.push(readComparator(operator, match, text));
    const end = boundPattern.lastIndex;
    at = skipBlanks(group, end);
    if (at === group.length) break;
    if (group[at] === ",") at = skipBlanks(group, at + 1);
    else if (at === end) throw improper(group, text);
  }
  return { comparators, admitsPrereleases: comparators.some((c) => c.bound.prerelease !== "") };
}

function readComparator(operator: Operator, match: RegExpExecArray, text: string): Comparator {
  const [written, major = "", minor, patch, prerelease = ""] = match;
  const precision: Precision = isWild(major)
    ? "any"
    : isWild(minor)
      ? "major"
      : isWild(patch)
        ? "minor"
        : "full";
  const core = {
    any: "0.0.0",
    major: `${major}.0.0`,
    minor: `${major}.${minor}.0`,
    full: "",
  }[precision];
  const bound = tryParseVersion(precision === "full" ? written : core + prerelease);
  if (bound === undefined) {
    throw new SluiceError(baseErrors.CONSTRAINT_INVALID, "constraint parser error", {
      hint: `in ${JSON.stringify(text)}, ${JSON.stringify(written)} is not a version`,
    });
  }
  return { operator, precision, bound };
}

function isWild(part: string | undefined): boolean {
  return part === undefined || part === "x" || part === "X" || part === "*";
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\f\r".includes(text[at]!)) at++;
  return at;
}

function accepts({ operator, precision, bound }: Comparator, version: Version): boolean {
  switch (operator) {
    case "=":
      return precision === "full" ? compareVersions(version, bound) === 0 : isNear(version, bound, precision);
    case "!=":
      return differs(version, bound, precision);
    case ">":
      return isAbove(version, bound, precision);
    case "<":
      return compareVersions(version, bound) < 0;
    case ">=":
      return compareVersions(version, bound) >= 0;
    case "<=":
      return isAtMost(version, bound, precision);
    case "~":
      return isNear(version, bound, precision);
    case "^":
      return isCompatible(version, bound, precision);
  }
}

function sameMajor(a: Version, b: Version): boolean {
  return a.major === b.major;
}

function isZero(number: VersionNumber): boolean {
  return number === 0;
}

function differs(version: Version, bound: Version, precision: Precision): boolean {
  if (precision === "any" || precision === "full") return compareVersions(version, bound) !== 0;
  if (!sameMajor(version, bound)) return true;
  if (precision === "major") return false;
  if (version.minor !== bound.minor) return true;
  return comparePrereleases(version.prerelease, bound.prerelease) !== 0;
}

function isAbove(version: Version, bound: Version, precision: Precision): boolean {
  if (precision === "any" || precision === "full") return compareVersions(version, bound) > 0;
  if (!sameMajor(version, bound)) return version.major > bound.major;
  return precision === "minor" && version.minor > bound.minor;
}

function isAtMost(version: Version, bound: Version, precision: Precision): boolean {
  if (precision === "full") return compareVersions(version, bound) <= 0;
  if (!sameMajor(version, bound)) return version.major < bound.major;
  return precision === "major" || version.minor <= bound.minor;
}

/** The rule of `~`: same minor, or same major where no minor was written; `~0.0.0` and `~*` are open upwards. */
function isNear(version: Version, bound: Version, precision: Precision): boolean {
  if (compareVersions(version, bound) < 0) return false;
  const isOpen =
    (precision === "any" || precision === "full") &&
    isZero(bound.major) &&
    isZero(bound.minor) &&
    isZero(bound.patch);
  if (isOpen) return true;
  return sameMajor(version, bound) && (precision === "major" || version.minor === bound.minor);
}

/** The rule of `^`: the leftmost number that is not zero stays. `^*` accepts 0.0.0 alone, as upstream does. */
function isCompatible(version: Version, bound: Version, precision: Precision): boolean {
  if (compareVersions(version, bound) < 0) return false;
  if (!sameMajor(version, bound)) return false;
  if (!isZero(bound.major) || precision === "major") return true;
  if (version.minor !== bound.minor) return false;
  return !isZero(bound.minor) || precision === "minor" || version.patch === bound.patch;
}

function improper(part: string, text: string): SluiceError {
  return new SluiceError(baseErrors.CONSTRAINT_INVALID, `improper constraint: ${part.slice(0, 200)}`, {
    hint: `${JSON.stringify(text.slice(0, 80))} is not a constraint such as "^1.2", ">=1.2.0, <2" or "1.x || 2.x"`,
  });
}
