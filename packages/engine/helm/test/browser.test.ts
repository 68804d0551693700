import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { documentsOf, withoutRandom } from "./documents.ts";

const folder = "../shared/corpus/charts/";
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const packageFolder = join(dirname(fileURLToPath(import.meta.url)), "..");

async function bundle(): Promise<Uint8Array> {
  const entry = `
    import { loadChartArchive, templateText } from "./src/index.ts";
    globalThis.renderArchive = async (bytes) => {
      const chart = await loadChartArchive(bytes);
      return templateText(chart, {}, { releaseName: "demo", namespace: "apps", includeCrds: true });
    };`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: packageFolder, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "iife",
    conditions: ["source", "browser"],
    logLevel: "silent",
  });
  return outputFiles[0]!.contents;
}

describe("in a browser", () => {
  it("is a bundle under 400 KB gzipped, without anything of Node.js", async () => {
    const code = await bundle();
    expect(gzipSync(code).length).toBeLessThan(400 * 1024);
    expect(new TextDecoder().decode(code)).not.toMatch(/node:(?:crypto|zlib|fs)/);
  });

  it.skipIf(chromium === undefined || !existsSync(folder))(
    "renders podinfo and kube-prometheus-stack as helm does, in headless Chromium",
    async () => {
      const { chromium: launcher } = await import("playwright-core");
      const code = await bundle();
      const server = createServer((request, response) => {
        if (request.url === "/code.js") response.end(code);
        else if (request.url?.endsWith(".tgz")) response.end(readFileSync(folder + request.url.slice(1)));
        else response.setHeader("content-type", "text/html").end('<script src="/code.js"></script>');
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const home = mkdtempSync(join(tmpdir(), "sluice-chromium-"));
      const browser = await launcher.launch({
        executablePath: chromium!,
        args: ["--no-sandbox"],
        env: { ...process.env, HOME: home },
      });
      try {
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        for (const [archive, golden] of [
          ["podinfo-6.14.1.tgz", "podinfo"],
          ["kube-prometheus-stack-88.5.3.tgz", "kube-prometheus-stack"],
        ]) {
          const text = (await page.evaluate(
            `fetch("/${archive}").then((r) => r.arrayBuffer()).then((b) => renderArchive(new Uint8Array(b)))`,
          )) as string;
          const wanted = gunzipSync(readFileSync(`${folder}golden/${golden}.yaml.gz`)).toString("utf8");
          expect(documentsOf(text).map(withoutRandom)).toEqual(documentsOf(wanted).map(withoutRandom));
        }
      } finally {
        await browser.close();
        server.close();
        rmSync(home, { recursive: true, force: true });
      }
    },
    60_000,
  );
});
