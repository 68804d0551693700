// What `npm test`, `npm run demo` and ./sluice need before they run: the dependencies of the lockfile, and a build
// that is newer than the sources. Says what it does; does nothing that is not needed.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a command of this project and shows what it prints; ends the process with its exit code when it fails. */
export function run(command, args, env = {}) {
  try {
    execFileSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  } catch (error) {
    process.exit(error.status ?? 1);
  }
}

export function ensureInstalled() {
  const lockfile = join(root, "package-lock.json");
  const installed = join(root, "node_modules/.package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  console.error("► installing dependencies (npm ci)");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

export function ensureBuilt() {
  const bundle = join(root, "dist/sluice.js");
  if (existsSync(bundle) && statSync(bundle).mtimeMs >= newestSource(join(root, "packages"))) return;
  console.error("► building");
  run(process.execPath, ["scripts/build.mjs"]);
}

function newestSource(directory) {
  let newest = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name === "testdata") continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (/\.(ts|tsx|css|json)$/.test(entry.name)) newest = Math.max(newest, statSync(path).mtimeMs);
  }
  return newest;
}
