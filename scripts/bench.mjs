// `npm run bench -- SCENARIO [ARGUMENTS…]`: bundles a file of bench/ as the CLI is bundled, and runs it.
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "./bundle-options.mjs";
import { ensureInstalled, root, run } from "./prepare.mjs";

const [scenario, ...rest] = process.argv.slice(2);
const file = scenario === undefined ? undefined : join(root, "bench", `${scenario}.ts`);
if (file === undefined || !existsSync(file)) {
  const scenarios = readdirSync(join(root, "bench"), { recursive: true }).filter(
    (name) => name.endsWith(".ts") && !name.includes("print-table"),
  );
  console.error(
    `usage: npm run bench -- SCENARIO\nscenarios: ${scenarios.map((name) => name.replace(/\.ts$/, "")).join(", ")}`,
  );
  process.exit(1);
}
ensureInstalled();
await build({ ...bundleOptions, splitting: false, entryPoints: [file], outdir: join(root, "dist/bench") });
run(process.execPath, ["--expose-gc", join(root, "dist/bench", `${basename(scenario)}.js`), ...rest]);
