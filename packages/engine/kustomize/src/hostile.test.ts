import { isSluiceError } from "@sluice/base/errors";
import { type FileContent, type FileTree, memoryTree } from "@sluice/base/file-tree";
import { describe, expect, it } from "vitest";
import { type BuildOptions, build, kustomizeErrors, printObjectSet } from "./index.ts";

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

async function failure(
  files: Record<string, FileContent> | FileTree,
  path = "",
  options: BuildOptions = {},
): Promise<{ code: string; message: string; location?: string }> {
  const tree =
    "stat" in files && typeof files.stat === "function"
      ? (files as FileTree)
      : memoryTree(files as Record<string, FileContent>);
  const start = performance.now();
  try {
    await build(tree, path, options);
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    expect(performance.now() - start).toBeLessThan(2000);
    return { code: error.code, message: error.message, location: error.location?.path };
  }
  return { code: "(none)", message: "" };
}

describe("hostile trees", () => {
  it("refuses an alias bomb", async () => {
    let text = `${configMap("bomb")}data: {}\nl0: &l0 [a,a,a,a,a,a,a,a,a,a]\n`;
    for (let level = 1; level < 12; level++)
      text += `l${level}: &l${level} [${`*l${level - 1},`.repeat(10)}]\n`;
    const { message } = await failure({ "kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": text });
    expect(message).toContain("excessive aliasing");
  });

  it("refuses collections and kustomizations nested without measure", async () => {
    const deep = `${configMap("deep")}data: ${"[".repeat(50_000)}\n`;
    expect(
      (await failure({ "kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": deep })).message,
    ).toContain("max depth");
    const files: Record<string, string> = { "kustomization.yaml": "resources: [d0]\n" };
    let path = "";
    for (let level = 0; level < 200; level++) {
      path = path === "" ? "d0" : `${path}/d${level}`;
      files[`${path}/kustomization.yaml`] = `resources: [d${level + 1}]\n`;
    }
    expect((await failure(files)).code).toBe(kustomizeErrors.KUSTOMIZE_LIMIT);
  });

  it.each([
    ["a directory that includes itself", { "a/kustomization.yaml": "resources: [../a]\n" }, "a"],
    [
      "a child that includes its parent",
      { "a/kustomization.yaml": "resources: [b]\n", "a/b/kustomization.yaml": "resources: [..]\n" },
      "a",
    ],
    [
      "two that include each other",
      { "a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "components: [../a]\n" },
      "a",
    ],
  ])("refuses a cycle: %s [KE-18]", async (_, files, path) => {
    const { code, message } = await failure(files as Record<string, string>, path);
    expect(code).toBe(kustomizeErrors.KUSTOMIZE_CYCLE);
    expect(message).toContain("cycle detected: candidate root");
  });

  const outside = "../../../../etc/passwd";
  it.each([
    ["resources", `resources: [${outside}]\n`],
    ["components", `components: [${outside}]\n`],
    ["crds", `resources: [r.yaml]\ncrds: [${outside}]\n`],
    ["configurations", `resources: [r.yaml]\nconfigurations: [${outside}]\n`],
    ["generators", `generators: [${outside}]\n`],
    ["transformers", `resources: [r.yaml]\ntransformers: [${outside}]\n`],
    ["validators", `resources: [r.yaml]\nvalidators: [${outside}]\n`],
    ["patches", `resources: [r.yaml]\npatches: [{path: ${outside}}]\n`],
    ["patchesStrategicMerge", `resources: [r.yaml]\npatchesStrategicMerge: [${outside}]\n`],
    [
      "patchesJson6902",
      `resources: [r.yaml]\npatchesJson6902: [{path: ${outside}, target: {version: v1, kind: ConfigMap, name: r}}]\n`,
    ],
    ["replacements", `resources: [r.yaml]\nreplacements: [{path: ${outside}}]\n`],
    ["openapi", `resources: [r.yaml]\nopenapi: {path: ${outside}}\n`],
    ["generator files", `configMapGenerator: [{name: g, files: [${outside}]}]\n`],
    ["generator envs", `secretGenerator: [{name: g, envs: [${outside}]}]\n`],
  ])("reads nothing outside the tree through %s [KE-19]", async (_, kustomization) => {
    for (const loadRestriction of ["rootOnly", "none"] as const) {
      const files = { "a/kustomization.yaml": kustomization, "a/r.yaml": configMap("r") };
      const { code } = await failure(files, "a", { loadRestriction });
      expect([
        "TREE_PATH_ESCAPES",
        kustomizeErrors.KUSTOMIZE_LOAD_FAILED,
        kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
      ]).toContain(code);
    }
  });

  it("follows no link out of the tree, nor out of the directory of the kustomization", async () => {
    const link = (target: string): Record<string, FileContent> => ({
      "a/kustomization.yaml": "resources: [r.yaml]\n",
      "a/r.yaml": { link: target },
      "b/r.yaml": configMap("r"),
    });
    expect((await failure(link("../../../etc/passwd"), "a")).code).not.toBe("(none)");
    expect((await failure(link("/etc/passwd"), "a")).code).not.toBe("(none)");
    const { message } = await failure(link("../b/r.yaml"), "a");
    expect(message).toContain("security; file 'a/r.yaml' is not in or below 'a'");
    expect(await build(memoryTree(link("../b/r.yaml")), "a", { loadRestriction: "none" })).toHaveLength(1);
  });

  it("refuses files and sums of files beyond the limits", async () => {
    const bytes = new Uint8Array(40 * 1024 * 1024);
    const files = { "kustomization.yaml": "configMapGenerator: [{name: g, files: [big]}]\n", big: bytes };
    expect((await failure(files)).code).toBe(kustomizeErrors.KUSTOMIZE_LIMIT);
    const many = {
      "kustomization.yaml": "configMapGenerator: [{name: g, files: [a=x, b=x, c=x]}]\n",
      x: "0123456789",
    };
    expect((await failure(many, "", { limits: { totalBytes: 80 } })).code).toBe(
      kustomizeErrors.KUSTOMIZE_LIMIT,
    );
  });

  it("takes `__proto__` and its like for ordinary keys and names", async () => {
    const files = {
      "kustomization.yaml":
        'resources: [r.yaml]\ncommonLabels: {__proto__: "1", constructor: x}\nconfigMapGenerator:\n- name: g\n  literals: [__proto__=v, toString=w]\n',
      "r.yaml": `${configMap("__proto__")}data:\n  __proto__: a\n  hasOwnProperty: b\n`,
    };
    const text = printObjectSet(await build(memoryTree(files), "", {}));
    expect(text).toContain("  __proto__: a\n  hasOwnProperty: b\n");
    expect(text).toContain('    __proto__: "1"\n    constructor: x\n');
    expect(text).toContain("  __proto__: v\n  toString: w\n");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("matches hostile expressions in linear time", async () => {
    const files = {
      "kustomization.yaml": `resources: [r.yaml]\npatches:\n- target: {name: "(a*)*b"}\n  patch: |-\n    - {op: add, path: /data, value: {}}\nimages: [{name: "(x+x+)+y", newTag: "1"}]\n`,
      "r.yaml": `${configMap("a".repeat(200))}containers: [{image: ${"x".repeat(5000)}}]\n`,
    };
    const start = performance.now();
    await build(memoryTree(files), "", {});
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("refuses programs, containers and remote resources where they are not allowed", async () => {
    const plugin =
      "apiVersion: example.com/v1\nkind: Evil\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: |\n      container: {image: evil}\n";
    const files = { "kustomization.yaml": "generators: [g.yaml]\n", "g.yaml": plugin };
    expect((await failure(files)).message).toContain(
      "external plugins disabled; unable to load external plugin 'Evil'",
    );
    for (const url of [
      "https://example.com/x.yaml",
      "https://github.com/a/b?ref=main",
      "git@github.com:a/b.git",
      "ssh://git@h/a/b",
    ]) {
      const { code } = await failure({ "kustomization.yaml": `resources: ["${url}"]\n` });
      expect(code).toBe(kustomizeErrors.KUSTOMIZE_REMOTE_REFUSED);
    }
    const chart = "helmCharts: [{name: c, repo: https://example.com}]\n";
    expect((await failure({ "kustomization.yaml": chart })).message).toBe("must specify --enable-helm");
  });

  it("names file and line of malformed YAML [KE-16]", async () => {
    const { message, location } = await failure({
      "kustomization.yaml": "resources: [r.yaml]\n",
      "r.yaml": "apiVersion: v1\nkind: Pod\n  metadata: x\n",
    });
    expect(message).toBe(
      "accumulating resources: accumulating resources from 'r.yaml': MalformedYAMLError: yaml: line 3: mapping values are not allowed in this context in File: r.yaml",
    );
    expect(location).toBe("r.yaml");
  });
});
