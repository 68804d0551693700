// `npm test`: install, type check, lint, build, then all tests. Arguments go to the test runner.
import { ensureBuilt, ensureInstalled, run } from "./prepare.mjs";

ensureInstalled();
console.error("► type check");
run("npx", ["tsc", "--noEmit"]);
console.error("► lint and format");
run("npx", ["biome", "check", "--error-on-warnings", "."]);
ensureBuilt();
// Who names the conformance tests wants them on the cluster of his KUBECONFIG; in a run of all tests it does not count.
const namesConformance = process.argv.slice(2).some((filter) => filter.includes("e2e/api"));
process.env.SLUICE_E2E_KUBECONFIG ??= namesConformance && process.env.KUBECONFIG ? "env" : "none";
console.error("► tests");
run("npx", ["vitest", "run", ...process.argv.slice(2)]);
