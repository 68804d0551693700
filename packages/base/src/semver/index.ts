/**
 * Versions and version constraints with the rules of the Masterminds library that Helm and Flux use: loose
 * versions (`v1`, `1.2`), AND by comma or blank, OR by `||`, `^ ~ x *` and hyphen ranges, and prereleases that
 * match only where a constraint of the same AND group names one. Chart dependencies, image policies, Git and OCI
 * references and the template functions `semver` and `semverCompare` all read versions here. It never compares
 * as npm does.
 */

export { type Constraint, parseConstraint, satisfies } from "./constraint.ts";
export {
  compareVersions,
  formatVersion,
  isVersion,
  parseStrictVersion,
  parseVersion,
  tryParseVersion,
  type Version,
  type VersionNumber,
} from "./version.ts";
