import { errorText, SluiceError } from "@sluice/base/errors";
import {
  compareVersions,
  parseConstraint,
  satisfies,
  tryParseVersion,
  type Version,
} from "@sluice/base/semver";
import { toolkitErrors } from "../errors.ts";

/**
 * The tags with the highest version within a range (GR-17): several where versions differ in build metadata only.
 * Tags need three parts, `v` is optional. Errors: GIT_REF_INVALID for a malformed range, GIT_NOT_FOUND where no
 * tag fits.
 */
export function highestTags(tags: Iterable<string>, range: string): string[] {
  let constraint: ReturnType<typeof parseConstraint>;
  try {
    constraint = parseConstraint(range);
  } catch (cause) {
    throw new SluiceError(toolkitErrors.GIT_REF_INVALID, `semver parse error: ${errorText(cause)}`, {
      cause,
      fieldPath: "spec.ref.semver",
    });
  }
  let highest: Version | undefined;
  let names: string[] = [];
  for (const tag of tags) {
    const version = tag.split(".").length >= 3 ? tryParseVersion(tag) : undefined;
    if (version === undefined || !satisfies(version, constraint)) continue;
    const order = highest === undefined ? 1 : compareVersions(version, highest);
    if (order < 0) continue;
    if (order > 0) names = [];
    highest = version;
    names.push(tag);
  }
  if (names.length === 0) {
    throw new SluiceError(toolkitErrors.GIT_NOT_FOUND, `no match found for semver: ${range}`, {
      fieldPath: "spec.ref.semver",
    });
  }
  return names;
}
