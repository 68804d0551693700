import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob, ignoreMatcher, parsePatterns, sourceIgnoreMatcher } from "./index.ts";

/** Whether a list of rules leaves a path out; a path that ends in a slash is a directory. */
function ignores(rules: string, path: string, domain: string[] = []): boolean {
  return ignoreMatcher(parsePatterns(rules, domain))(path.replace(/\/$/, ""), path.endsWith("/"));
}

describe("base/ignore", () => {
  it.each([
    ["*.txt", "a/b.txt", true],
    ["dir", "x/dir/y/z", true],
    ["dir/", "x/dir", false],
    ["dir/", "x/dir/", true],
    ["dir/", "x/dir/file", true],
    ["/dir", "dir/file", true],
    ["/dir", "x/dir", false],
    ["a/*/c", "a/b/c", true],
    ["a/*/c", "a/b/d/c", false],
    ["a/**/c", "a/b/d/c", true],
    ["a/**/c", "a/c", true],
    ["**/c", "a/b/c", true],
    ["a/**", "a/b", true],
    ["a/**", "a", true],
    ["a**b", "axb", true],
    ["x/a**b", "x/ab", false],
    ["head/**/tail/", "head/x/tail", false],
    ["head/**/tail/", "head/x/tail/", true],
    ["head/**/tail/", "head/x/tail/y", true],
    ["\\#x", "#x", true],
    ["#x", "#x", false],
    ["\\!x", "!x", true],
    ["[ab].yaml", "a.yaml", true],
    ["[^ab].yaml", "a.yaml", false],
    ["[a", "a", false],
    ["x\\", "x", false],
    ["trail   ", "trail", true],
    ["trail\\ ", "trail ", true],
    ["", "x", false],
    ["!", "x", false],
    ["/", "x/", false],
  ])("matches rule %j on %j: %j [IG-04]", (rule, path, expected) => {
    expect(ignores(rule, path)).toBe(expected);
  });

  it("lets the last rule decide, below a directory that is left out too [IG-04]", () => {
    expect(ignores("/*\n!/keep/", "keep/", [])).toBe(false);
    expect(ignores("/*\n!/keep", "keep/file")).toBe(false);
    expect(ignores("dir/\n!dir/file", "dir/file")).toBe(false);
    expect(ignores("!dir/file\ndir/", "dir/file")).toBe(true);
  });

  it("holds rules of a nested file to its directory [IG-03]", () => {
    const matcher = sourceIgnoreMatcher([
      ["apps/.sourceignore", "!*.md\n/local"],
      [".sourceignore", "*.md"],
    ]);
    expect(matcher("README.md", false)).toBe(true);
    expect(matcher("apps/README.md", false)).toBe(false);
    expect(matcher("apps/local", false)).toBe(true);
    expect(matcher("local", false)).toBe(false);
  });

  it("puts spec.ignore above the files of the tree [IG-03]", () => {
    const matcher = sourceIgnoreMatcher([[".sourceignore", "*.md"]], "!README.md");
    expect(matcher("README.md", false)).toBe(false);
    expect(matcher("OTHER.md", false)).toBe(true);
  });

  it.each([
    [".git/", true],
    [".git/config", true],
    [".gitignore", true],
    ["x/.gitmodules", true],
    [".gitattributes", true],
    ["logo.png", true],
    ["x/pack.tar.gz", true],
    [".github/workflows/ci.yaml", true],
    [".gitlab-ci.yml", true],
    ["cloudbuild.yaml", true],
    ["x/.sops.yaml", true],
    [".sops.yaml", true],
    ["x/y/.goreleaser.yml", true],
    [".sourceignore", false],
    ["app.yaml", false],
  ])("has defaults that say of %j: %j [IG-01] [IG-06]", (path, expected) => {
    expect(sourceIgnoreMatcher([])(path.replace(/\/$/, ""), path.endsWith("/"))).toBe(expected);
  });

  it("drops the defaults but those of version control as soon as there is a rule [IG-02]", () => {
    const matcher = sourceIgnoreMatcher([], "*.md");
    expect(matcher("logo.png", false)).toBe(false);
    expect(matcher(".git/config", false)).toBe(true);
    expect(sourceIgnoreMatcher([], "!.gitignore")(".gitignore", false)).toBe(false);
  });

  it("keeps the defaults when spec.ignore is empty or says nothing [IG-06]", () => {
    for (const rules of ["", "\n\n", "# only a comment"]) {
      expect(sourceIgnoreMatcher([], rules)("logo.png", false)).toBe(true);
    }
  });

  it("does not read rules below .git [IG-03]", () => {
    expect(sourceIgnoreMatcher([[".git/.sourceignore", "*.yaml"]])("a.yaml", false)).toBe(false);
  });

  it("matches shell patterns in bounded time", () => {
    expect(compileGlob(`${"a*".repeat(30)}b`)("a".repeat(5_000))).toBe(false);
    fc.assert(
      fc.property(fc.string(), (name) => {
        const escaped = [...name].map((char) => `\\${char}`).join("");
        expect(compileGlob(escaped)(name)).toBe(true);
        expect(compileGlob("*")(name)).toBe(true);
        expect(compileGlob("?".repeat([...name].length))(name)).toBe(true);
      }),
    );
  });
});
