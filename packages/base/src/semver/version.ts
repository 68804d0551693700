import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";

/** A number of a version; a bigint only above 2^53-1 (upstream holds unsigned 64-bit numbers). */
export type VersionNumber = number | bigint;

/** One version. `prerelease` and `metadata` are empty where absent; `original` is the text as it was written. */
export interface Version {
  readonly major: VersionNumber;
  readonly minor: VersionNumber;
  readonly patch: VersionNumber;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

const looseVersion =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const strictVersion =
  /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const digits = /^[0-9]+$/;
const largestNumber = 2n ** 64n - 1n;
const longestVersion = 1024;

/**
 * Reads a version loosely: a leading `v`, missing minor and patch numbers and leading zeros of the three numbers
 * are accepted (`v1`, `1.2-rc1`, `01.2.3`). Throws VERSION_INVALID.
 */
export function parseVersion(text: string): Version {
  const version = readVersion(text, looseVersion);
  if (typeof version === "string") throw invalidVersion(text, version);
  return version;
}

/** Reads a version of exactly the form `1.2.3[-pre][+meta]`. Throws VERSION_INVALID. */
export function parseStrictVersion(text: string): Version {
  const version = readVersion(text, strictVersion);
  if (typeof version === "string") throw invalidVersion(text, version);
  return version;
}

/** As `parseVersion`, but undefined for a text that is no version: for lists where others are passed over. */
export function tryParseVersion(text: string): Version | undefined {
  const version = readVersion(text, looseVersion);
  return typeof version === "string" ? undefined : version;
}

/** True for a text that `parseVersion` reads. */
export function isVersion(text: string): boolean {
  return typeof readVersion(text, looseVersion) !== "string";
}

/** The canonical text: three numbers, no `v`, no leading zeros. */
export function formatVersion(version: Version): string {
  const core = `${version.major}.${version.minor}.${version.patch}`;
  const prerelease = version.prerelease === "" ? "" : `-${version.prerelease}`;
  return core + prerelease + (version.metadata === "" ? "" : `+${version.metadata}`);
}

/** Negative, 0 or positive as `a` is older than, equal to or newer than `b`; build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** Compares two prerelease texts by identifiers; the empty text (a release) is the newest. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < left.length || i < right.length; i++) {
    const order = compareIdentifiers(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return -1;
  if (b === "") return 1;
  const left = readNumber(a);
  const right = readNumber(b);
  if (left !== undefined && right !== undefined) return left > right ? 1 : -1;
  if (left !== undefined) return -1;
  if (right !== undefined) return 1;
  return a > b ? 1 : -1;
}

function compareNumbers(a: VersionNumber, b: VersionNumber): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The version, or the reason why the text is none. */
function readVersion(text: string, form: RegExp): Version | string {
  const match = text.length > longestVersion ? null : form.exec(text);
  if (match === null) return text === "" ? "version string empty" : "invalid semantic version";
  const [, majorText = "", minorText = "0", patchText = "0", prerelease = "", metadata = ""] = match;
  const major = readNumber(majorText);
  const minor = readNumber(minorText);
  const patch = readNumber(patchText);
  if (major === undefined || minor === undefined || patch === undefined) {
    return "error parsing version segment: value out of range";
  }
  for (const identifier of prerelease.split(".")) {
    if (identifier.length > 1 && identifier.startsWith("0") && digits.test(identifier)) {
      return "version segment starts with 0";
    }
  }
  return { major, minor, patch, prerelease, metadata, original: text };
}

function readNumber(text: string): VersionNumber | undefined {
  if (!digits.test(text)) return undefined;
  if (text.length < 16) return Number(text);
  const value = BigInt(text);
  if (value > largestNumber) return undefined;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function invalidVersion(text: string, reason: string): SluiceError {
  return new SluiceError(baseErrors.VERSION_INVALID, reason, {
    hint: `${JSON.stringify(text.slice(0, 80))} is not a version such as "1.2.3" or "v1.2.3-rc.1"`,
  });
}
