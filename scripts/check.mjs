// `npm run check -- PATH…`: types, lint and tests of some paths only.
import { run } from "./prepare.mjs";

const paths = process.argv.slice(2);
run("npx", ["tsc", "--noEmit"]);
run("npx", ["biome", "check", ...(paths.length > 0 ? paths : ["."])]);
// A KUBECONFIG that is around is no reason to run the conformance tests on its cluster.
process.env.SLUICE_E2E_KUBECONFIG ??= "none";
run("npx", ["vitest", "run", ...paths]);
