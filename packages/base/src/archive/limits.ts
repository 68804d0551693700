import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";

/** Bounds on what is unpacked; what exceeds one is refused before it is held in memory. */
export interface ArchiveLimits {
  /** Sum of the sizes of all files, unpacked. */
  maxBytes: number;
  /** Number of entries of any kind. */
  maxEntries: number;
  /** Number of segments of a path. */
  maxDepth: number;
  /** Length of a path in bytes. */
  maxPathLength: number;
}

/** Upstream's cap of 100 MiB on unpacked bytes, and bounds that no real artifact comes near. */
export const defaultArchiveLimits: ArchiveLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxEntries: 200_000,
  maxDepth: 128,
  maxPathLength: 4096,
};

/** The error for an archive that exceeds a limit. */
export function tooLarge(what: string, limit: number): SluiceError {
  return new SluiceError(baseErrors.ARCHIVE_TOO_LARGE, `archive exceeds the limit of ${limit} ${what}`, {
    hint: "leave files out of the artifact, for example with spec.ignore",
  });
}

/** The error for bytes that are not a well-formed archive, or hold what may not be unpacked. */
export function invalidArchive(
  message: string,
  details: { path?: string; cause?: unknown } = {},
): SluiceError {
  return new SluiceError(baseErrors.ARCHIVE_INVALID, message, {
    cause: details.cause,
    location: details.path === undefined ? undefined : { path: details.path },
  });
}

/** The error for an archive whose files are larger than the limit, with the entry that went beyond it. */
export function tooManyBytes(path: string, maxBytes: number): SluiceError {
  return new SluiceError(
    baseErrors.ARCHIVE_TOO_LARGE,
    `tar ${JSON.stringify(path)} is bigger than max archive size of ${maxBytes} bytes`,
    { location: { path }, hint: "leave files out of the artifact, for example with spec.ignore" },
  );
}
