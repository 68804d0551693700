// Bundles the CLI, so that it starts fast: one entry, chunks for what a command imports when it runs.
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { bundleOptions } from "./bundle-options.mjs";

const startedAt = performance.now();
await rm("dist", { recursive: true, force: true });
await build({ ...bundleOptions, entryPoints: { sluice: "packages/app/cli/src/bin.ts" }, outdir: "dist" });
console.error(`built dist/sluice.js in ${Math.round(performance.now() - startedAt)} ms`);
