import { type IgnorePattern, parsePatterns, speaksOf } from "./pattern.ts";

/** Name of the files whose rules leave paths out of an artifact. */
export const sourceIgnoreFile = ".sourceignore";

/** Always left out, unless a rule takes them back in (IG-01). */
const versionControl = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

/** Left out as long as nobody has given a rule of their own (IG-01, IG-02). */
const defaults = [
  ...["*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip"],
  ...[".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml"],
  ...["cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml"],
  ...["**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml"],
];

/** Says of a path, `/`-separated and relative to the root, whether it is left out. */
export type IgnoreMatcher = (path: string, isDirectory: boolean) => boolean;

/** The last pattern that speaks of a path decides; without one the path stays. */
export function ignoreMatcher(patterns: readonly IgnorePattern[]): IgnoreMatcher {
  const lastFirst = [...patterns].reverse();
  return (path, isDirectory) => {
    const segments = path.split("/");
    for (const pattern of lastFirst) {
      if (speaksOf(pattern, segments, isDirectory)) return !pattern.isInclusion;
    }
    return false;
  };
}

/**
 * The matcher of an artifact (IG-02, IG-03): version control files first, then the `.sourceignore` files of the
 * tree, outer before inner, then `rules` (`spec.ignore`). The defaults hold only while there is no other rule.
 * `files` are the `.sourceignore` files, path and text, in any order.
 */
export function sourceIgnoreMatcher(
  files: Iterable<readonly [path: string, text: string]>,
  rules?: string,
): IgnoreMatcher {
  const own = [...files]
    .map(([path, text]) => ({ domain: path.split("/").slice(0, -1), text }))
    .filter(({ domain }) => !domain.includes(".git"))
    .sort((a, b) => compareSegments(a.domain, b.domain))
    .flatMap(({ domain, text }) => parsePatterns(text, domain));
  if (rules !== undefined) own.push(...parsePatterns(rules));
  const base = parsePatterns(versionControl.join("\n"));
  return ignoreMatcher([...base, ...(own.length > 0 ? own : parsePatterns(defaults.join("\n")))]);
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index] as string, b[index] as string];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
