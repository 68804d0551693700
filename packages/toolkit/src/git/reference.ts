import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";

/** What to follow, as `spec.ref`; the first that is set of commit, name, tag, semver, branch counts (GR-04). */
export interface GitRefSelector {
  branch?: string;
  tag?: string;
  semver?: string;
  name?: string;
  commit?: string;
}

/** Where a selector leads: a commit, and the full reference by which it was found (empty for a bare commit). */
export interface GitRevision {
  reference: string;
  /** 40 lower-case hex digits. */
  commit: string;
  /** True where the commit itself was asked for, so that it counts and not what the reference leads to by now. */
  isPinned?: boolean;
}

/** Followed when a selector says nothing. */
export const defaultBranch = "master";

/** Ends the name of a tag in a reference advertisement, where the commit behind a tag object is meant. */
export const peeledSuffix = "^{}";

/**
 * The revision as `status.artifact.revision` has it (GR-10): `main@sha1:<hex>`, or with the whole reference for a
 * selector by name: `refs/heads/main@sha1:<hex>`; `sha1:<hex>` for a commit alone.
 */
export function formatRevision(revision: GitRevision, isAbsolute: boolean): string {
  const digest = `sha1:${revision.commit}`;
  if (revision.reference === "") return digest;
  if (isAbsolute) return `${revision.reference}@${digest}`;
  const segments = revision.reference.split("/");
  return segments.length < 3 ? digest : `${segments.slice(2).join("/")}@${digest}`;
}

/** True for the name of a tag. */
export function isTagReference(reference: string): boolean {
  return reference.startsWith("refs/tags/");
}

const forbiddenInRef = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^\.|\.$/;

/** Checks a full reference by the rules of git itself. Errors: GIT_REF_INVALID. */
export function assertReference(reference: string, fieldPath: string): void {
  if (reference.startsWith("/") || reference.endsWith("/")) {
    throw invalidReference(
      `ref ${reference} is invalid; Git refs cannot begin or end with a slash '/'`,
      fieldPath,
    );
  }
  if (reference === "" || reference.startsWith("-") || forbiddenInRef.test(reference)) {
    throw invalidReference(`ref ${JSON.stringify(reference)} is invalid`, fieldPath);
  }
}

/** The error for a malformed reference. */
export function invalidReference(message: string, fieldPath: string): SluiceError {
  return new SluiceError(toolkitErrors.GIT_REF_INVALID, message, { fieldPath });
}

/** The first line of a commit message, cut to 50 characters (EV-04). */
export function shortMessage(message: string): string {
  const characters = [...(message.split("\n")[0] as string)];
  return characters.length > 50 ? `${characters.slice(0, 50).join("")}...` : characters.join("");
}
