import { defineErrorCodes } from "./errors/index.ts";

/** Every code that this package throws. */
export const baseErrors = defineErrorCodes({
  TREE_NOT_FOUND: "a path names nothing in the file tree",
  TREE_NOT_A_FILE: "a path that must be a file is a directory",
  TREE_NOT_A_DIRECTORY: "a path that must be a directory is a file",
  TREE_PATH_ESCAPES: "a path or a symbolic link leaves the file tree",
  TREE_LINK_LOOP: "symbolic links refer to each other without end",
  TREE_FILE_TOO_LARGE: "a file exceeds the size that may be read",
  ARCHIVE_INVALID: "an archive is malformed, or holds an entry that may not be unpacked",
  ARCHIVE_TOO_LARGE: "an archive exceeds a limit on bytes, entries or depth",
  DURATION_INVALID: "a text is not a Go duration",
  VERSION_INVALID: "a text is not a semantic version",
  CONSTRAINT_INVALID: "a text is not a version constraint",
  DIGEST_INVALID: "a text is not a digest of the form algorithm:hex",
  JSON_INVALID: "a text is not JSON",
  JSON_PATCH_INVALID: "a JSON patch is malformed",
  JSON_PATCH_FAILED: "a JSON patch operation does not apply to the document",
});
