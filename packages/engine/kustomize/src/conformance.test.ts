import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { directoryTree } from "@sluice/base/directory-tree";
import { isSluiceError } from "@sluice/base/errors";
import { type FileTree, memoryTree } from "@sluice/base/file-tree";
import { afterAll, describe, expect, it } from "vitest";
import { build, printObjectSet } from "./index.ts";

const shared = fileURLToPath(new URL("../../../../../shared/", import.meta.url));

interface Case {
  name: string;
  root: string;
  files: Record<string, string>;
  expect?: string | null;
  error?: string | null;
}

async function attempt(tree: FileTree, path: string): Promise<string> {
  try {
    return printObjectSet(await build(tree, path));
  } catch (error) {
    if (isSluiceError(error)) return "(error)";
    throw error;
  }
}

function relative(path: string): string {
  return path.replace(/^\//, "");
}

for (const [folder, title] of [
  ["kustomize", "prints what kustomize prints for the trees of its own tests [KE-1][KE-2][KE-25][KE-26]"],
  ["kustomize-generated", "prints what kustomize prints for machine-made overlays [KE-27][KE-28]"],
] as const) {
  const directory = join(shared, "conformance", folder);
  describe.skipIf(!existsSync(directory))(`conformance/${folder}`, () => {
    it(title, async () => {
      const wrong: unknown[] = [];
      for (const file of readdirSync(directory)) {
        const test: Case = JSON.parse(readFileSync(join(directory, file), "utf8"));
        const tree = memoryTree(
          Object.entries(test.files).map(([path, text]) => [relative(path), text] as const),
        );
        const actual = await attempt(tree, relative(test.root));
        if (actual !== (test.expect ?? "(error)"))
          wrong.push({ file, actual, expected: test.expect, error: test.error });
      }
      expect(wrong).toEqual([]);
    });
  });
}

describe.skipIf(!existsSync(join(shared, "conformance/yaml/cases.json")))(
  "conformance/yaml, the kustomize half",
  () => {
    it("prints any YAML as the spec of a resource as kustomize does [KE-45][KE-46][KE-155][KE-156][KE-158]", async () => {
      const { cases } = JSON.parse(readFileSync(join(shared, "conformance/yaml/cases.json"), "utf8")) as {
        cases: { yaml: string; kustomize?: string }[];
      };
      const wrong: unknown[] = [];
      for (const { yaml, kustomize } of cases) {
        const spec = yaml
          .replace(/\n+$/, "")
          .split("\n")
          .map((line) => (line === "" ? line : `  ${line}`));
        const tree = memoryTree({
          "kustomization.yaml": "resources: [r.yaml]\nnamespace: ns\n",
          "r.yaml": `apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: x\nspec:\n${spec.join("\n")}\n`,
        });
        const actual = await attempt(tree, "");
        if (actual !== (kustomize ?? "(error)")) wrong.push({ yaml, actual, expected: kustomize });
      }
      expect(wrong).toEqual([]);
    });
  },
);

const repos = join(shared, "corpus/repos");
describe.skipIf(!existsSync(repos))("corpus/repos", () => {
  const scratch = mkdtempSync(join(tmpdir(), "sluice-kustomize-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const goldens = existsSync(repos) ? readdirSync(join(repos, "golden")) : [];
  it.each(goldens.map((file) => file.replace(".json.gz", "")))(
    "prints every kustomization of %s byte for byte [KE-157]",
    async (name) => {
      const archive = join(repos, `${name}.tar.gz`);
      execFileSync("mkdir", ["-p", join(scratch, name)]);
      execFileSync("tar", ["xzf", archive, "-C", join(scratch, name)]);
      const golden: Record<string, { expect?: string | null }> = JSON.parse(
        gunzipSync(readFileSync(join(repos, "golden", `${name}.json.gz`))).toString(),
      );
      const tree = directoryTree(join(scratch, name));
      const wrong: string[] = [];
      for (const [path, { expect: expected }] of Object.entries(golden)) {
        if ((await attempt(tree, path)) !== (expected ?? "(error)")) wrong.push(path);
      }
      expect(wrong).toEqual([]);
    },
  );
});
