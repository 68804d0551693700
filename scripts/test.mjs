// `npm test`: install, type check, lint, build, then all tests. Arguments go to the test runner.
import { ensureBuilt, ensureInstalled, run } from "./prepare.mjs";

ensureInstalled();
console.error("► type check");
run("npx", ["tsc", "--noEmit"]);
console.error("► lint and format");
run("npx", ["biome", "check", "--error-on-warnings", "."]);
ensureBuilt();
console.error("► tests");
run("npx", ["vitest", "run", ...process.argv.slice(2)]);
