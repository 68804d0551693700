// Bundles the CLI, so that it starts fast: one entry, chunks for what a command imports when it runs.
import { rm } from "node:fs/promises";
import { build } from "esbuild";

const startedAt = performance.now();
await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: { sluice: "packages/app/cli/src/bin.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  minifySyntax: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  conditions: ["source"],
  // Native parts are found at run time.
  external: ["lmdb"],
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
});
console.log(`built dist/sluice.js in ${Math.round(performance.now() - startedAt)} ms`);
