import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSluiceError } from "../errors/index.ts";
import {
  compareVersions,
  formatVersion,
  isVersion,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  satisfies,
} from "./index.ts";

const casesPath = "../shared/conformance/semver/cases.json";

interface Cases {
  versions: string[];
  constraints: { constraint: string; accepts: string[] | null }[];
  validity: Record<string, boolean> | { version: string; valid: boolean }[];
}

describe.skipIf(!existsSync(casesPath))("answers as helm does", () => {
  const cases: Cases = existsSync(casesPath)
    ? (JSON.parse(readFileSync(casesPath, "utf8")) as Cases)
    : { versions: [], constraints: [], validity: {} };
  it.each(cases.constraints)(
    "accepts for $constraint what helm accepts [FN-12]",
    ({ constraint, accepts }) => {
      let accepted: string[] | null = null;
      try {
        const parsed = parseConstraint(constraint);
        accepted = cases.versions.filter((text) => isVersion(text) && satisfies(parseVersion(text), parsed));
      } catch (error) {
        expect(isSluiceError(error, "CONSTRAINT_INVALID")).toBe(true);
      }
      expect(accepted).toEqual(accepts);
    },
  );

  const validity: [string, boolean][] = Array.isArray(cases.validity)
    ? cases.validity.map((entry) => [entry.version, entry.valid])
    : Object.entries(cases.validity);
  it.each(validity)("judges the version %j as helm does [FN-12]", (text, valid) => {
    expect(isVersion(text)).toBe(valid);
  });
});

describe("parseVersion", () => {
  it.each([
    ["v1", "1.0.0"],
    ["1.2-rc1", "1.2.0-rc1"],
    ["01.2.3", "1.2.3"],
    ["1.2.3-beta.1+b.5", "1.2.3-beta.1+b.5"],
    ["18446744073709551615.0.1", "18446744073709551615.0.1"],
  ])("reads %s as %s", (text, canonical) => {
    expect(formatVersion(parseVersion(text))).toBe(canonical);
  });

  it.each([
    "",
    "1.2.3.4",
    "1.2.3-01",
    " 1.2.3",
    "V1",
    "18446744073709551616",
    "1.2.3-",
    `1.${"1".repeat(2000)}`,
  ])("refuses %j", (text) => {
    expect(() => parseVersion(text)).toThrowError(expect.objectContaining({ code: "VERSION_INVALID" }));
  });

  it.each(["v1.2.3", "1.2", "01.2.3"])("refuses %s where the strict form is asked for", (text) => {
    expect(() => parseStrictVersion(text)).toThrowError(expect.objectContaining({ code: "VERSION_INVALID" }));
  });

  it("orders as the specification's own example does", () => {
    const ascending = [
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
    ];
    const shuffled = [...ascending].reverse().map(parseVersion);
    expect(shuffled.sort(compareVersions).map(formatVersion)).toEqual(ascending);
  });

  const anyVersion = fc
    .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom("", "-rc.1", "-rc.2", "-alpha", "-1", "-10"))
    .map(([a, b, c, pre]) => parseVersion(`${a}.${b}.${c}${pre}`));

  it("compares as a total order", () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0 || 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it("accepts a version by the constraint that names it exactly", () => {
    fc.assert(
      fc.property(anyVersion, (version) => {
        expect(satisfies(version, parseConstraint(`=${formatVersion(version)}`))).toBe(true);
        expect(satisfies(version, parseConstraint(`!=${formatVersion(version)}`))).toBe(false);
      }),
    );
  });
});

describe("parseConstraint", () => {
  it.each([
    ["1 - 2>=3", "3.0.0", false],
    ["1 - 2 || 3 - 4", "3.5.0", true],
    ["1.2 - 1.4", "1.4.9", true],
    ["3, 1 - 4", "3.9.9", true],
    ["^*", "0.0.0", true],
    ["^*", "1.0.0", false],
    ["~*", "9.9.9", true],
  ])("answers for %s and %s with %s", (constraint, version, expected) => {
    expect(satisfies(parseVersion(version), parseConstraint(constraint))).toBe(expected);
  });

  it.each(["3 1 - 2", "1a", "1|2", "^1 - 2", ">", "1,", ",1", "1..2", "99999999999999999999"])(
    "refuses %j",
    (text) => {
      expect(() => parseConstraint(text)).toThrowError(
        expect.objectContaining({ code: "CONSTRAINT_INVALID" }),
      );
    },
  );

  it("answers long hostile texts at once", () => {
    for (const text of ["1 ".repeat(1000), " ".repeat(2000), "1-".repeat(1000), `${"1 ".repeat(900)}!`]) {
      try {
        parseConstraint(text);
      } catch (error) {
        expect(isSluiceError(error, "CONSTRAINT_INVALID")).toBe(true);
      }
    }
  });
});
