/**
 * Rules on which files an artifact leaves out, as `.sourceignore` files and `spec.ignore` give them. They look like
 * Git's but are matched path by path: a directory that is left out does not hide what a later rule takes back in.
 */

export { compileGlob, type Glob } from "./glob.ts";
export { type IgnorePattern, parsePatterns } from "./pattern.ts";
export { type IgnoreMatcher, ignoreMatcher, sourceIgnoreFile, sourceIgnoreMatcher } from "./source-ignore.ts";
