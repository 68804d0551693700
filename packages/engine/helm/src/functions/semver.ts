import { errorText } from "@sluice/base/errors";
import {
  compareVersions,
  formatVersion,
  parseConstraint,
  parseVersion,
  satisfies,
  type Version,
  type VersionNumber,
} from "@sluice/base/semver";
import {
  declareType,
  GoError,
  type GoFunction,
  GoInteger,
  GoStruct,
  type GoType,
  type GoValue,
  goFunctions,
  pointerTo,
  structType,
} from "@sluice/go-template";

const methods: Map<string, GoFunction> = goFunctions({
  Major: ["() uint64", (self: GoStruct) => number(versionOf(self).major)],
  Minor: ["() uint64", (self: GoStruct) => number(versionOf(self).minor)],
  Patch: ["() uint64", (self: GoStruct) => number(versionOf(self).patch)],
  Prerelease: ["() string", (self: GoStruct) => versionOf(self).prerelease],
  Metadata: ["() string", (self: GoStruct) => versionOf(self).metadata],
  Original: ["() string", (self: GoStruct) => versionOf(self).original],
  String: ["() string", (self: GoStruct) => formatVersion(versionOf(self))],
  Compare: [
    "(value) int",
    (self: GoStruct, other: GoValue) => Math.sign(compareVersions(versionOf(self), operand(other))),
  ],
  LessThan: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => compareVersions(versionOf(self), operand(other)) < 0,
  ],
  LessThanEqual: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => compareVersions(versionOf(self), operand(other)) <= 0,
  ],
  GreaterThan: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => compareVersions(versionOf(self), operand(other)) > 0,
  ],
  GreaterThanEqual: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => compareVersions(versionOf(self), operand(other)) >= 0,
  ],
  Equal: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => compareVersions(versionOf(self), operand(other)) === 0,
  ],
  IncMajor: ["() value", (self: GoStruct) => increased(versionOf(self), "major")],
  IncMinor: ["() value", (self: GoStruct) => increased(versionOf(self), "minor")],
  IncPatch: ["() value", (self: GoStruct) => increased(versionOf(self), "patch")],
  SetPrerelease: [
    "(string) value",
    (self: GoStruct, text: string) => edited(versionOf(self), { prerelease: text }),
  ],
  SetMetadata: [
    "(string) value",
    (self: GoStruct, text: string) => edited(versionOf(self), { metadata: text }),
  ],
});
const versionType: GoType = {
  ...structType("semver.Version", [], methods),
  toJson: (self: GoStruct) => formatVersion(versionOf(self)),
};
const versionPointer: GoType = declareType({ ...pointerTo(versionType), toJson: versionType.toJson });

/** Versions and constraints with Masterminds rules. */
export const semverFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  semver: [
    "(string) value",
    (text: string) =>
      new GoStruct(
        versionPointer,
        {},
        attempt(() => parseVersion(text)),
      ),
  ],
  semverCompare: [
    "(string, string) bool",
    (constraint: string, version: string) => {
      const parsed = attempt(() => parseConstraint(constraint));
      return satisfies(
        attempt(() => parseVersion(version)),
        parsed,
      );
    },
  ],
});

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new GoError(errorText(error));
  }
}

function versionOf(self: GoStruct): Version {
  return self.inner as Version;
}

function operand(value: GoValue): Version {
  if (value instanceof GoStruct && value.type.text === "*semver.Version") return versionOf(value);
  throw new GoError("wrong type for value; expected *semver.Version");
}

function number(value: VersionNumber): GoInteger {
  return new GoInteger("uint64", BigInt(value));
}

function increased(version: Version, part: "major" | "minor" | "patch"): GoStruct {
  const next = (value: VersionNumber): VersionNumber => {
    const raised = BigInt(value) + 1n;
    return raised <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(raised) : raised;
  };
  const { major, minor, patch } = version;
  const numbers = {
    major: { major: next(major), minor: 0, patch: 0 },
    minor: { major, minor: next(minor), patch: 0 },
    patch: { major, minor, patch: version.prerelease === "" ? next(patch) : patch },
  }[part];
  return asValue({ ...numbers, prerelease: "", metadata: "", original: "" }, version);
}

function edited(version: Version, change: Partial<Version>): GoStruct {
  const next = { ...version, ...change };
  attempt(() => parseVersion(formatVersion(next)));
  return asValue(next, version);
}

function asValue(version: Version, before: Version): GoStruct {
  const prefix = before.original.startsWith("v") ? "v" : "";
  return new GoStruct(versionType, {}, { ...version, original: prefix + formatVersion(version) });
}
