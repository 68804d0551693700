import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { memoryTree } from "@sluice/base/file-tree";
import { build as bundle } from "esbuild";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { build, printObjectSet } from "./index.ts";

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const maxBytes = 300 * 1024;

/** A tree that takes in what differs between Node and a browser: digests, base64, text decoding, lazy imports. */
const files = {
  "base/kustomization.yaml":
    "resources: [app.yaml]\nconfigMapGenerator:\n- name: config\n  literals: [greeting=hëllo, path=a/b]\nsecretGenerator:\n- name: secret\n  files: [token]\n",
  "base/app.yaml":
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx:1\n        envFrom:\n        - configMapRef:\n            name: config\n",
  "base/token": "s3cret\n",
  "kustomization.yaml":
    "resources: [base]\nnamePrefix: demo-\nnamespace: demo\nimages:\n- name: nginx\n  newTag: '2'\npatches:\n- target:\n    name: (app|web)\n  patch: |-\n    - op: add\n      path: /metadata/labels\n      value: {patched: 'true'}\n",
};

async function bundleForBrowsers(): Promise<string> {
  const { outputFiles } = await bundle({
    stdin: {
      contents:
        'import { build, printObjectSet } from "@sluice/kustomize"; import { memoryTree } from "@sluice/base/file-tree"; globalThis.run = async (files) => printObjectSet(await build(memoryTree(files), ""));',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    conditions: ["source"],
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text as string;
}

describe("in a browser", () => {
  it("is a bundle under 300 KB gzipped that needs nothing of Node", async () => {
    const script = await bundleForBrowsers();
    expect(gzipSync(script).length).toBeLessThan(maxBytes);
    expect(script).not.toMatch(/["']node:/);
  });

  it.skipIf(browser === undefined)(
    "builds the same as in Node, in headless Chromium",
    async () => {
      const instance = await chromium.launch({ executablePath: browser as string, args: ["--no-sandbox"] });
      try {
        const page = await instance.newPage();
        await page.addScriptTag({ content: await bundleForBrowsers() });
        const text = await page.evaluate(
          (input) =>
            (globalThis as unknown as { run(files: Record<string, string>): Promise<string> }).run(input),
          files,
        );
        expect(text).toBe(printObjectSet(await build(memoryTree(files), "")));
        expect(text).toContain('patched: "true"');
      } finally {
        await instance.close();
      }
    },
    60_000,
  );
});
