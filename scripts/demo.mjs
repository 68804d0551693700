// `npm run demo`: install, build, then the demo. Arguments go to it.
import { ensureBuilt, ensureInstalled, run } from "./prepare.mjs";

ensureInstalled();
ensureBuilt();
run(process.execPath, ["dist/sluice.js", "demo", ...process.argv.slice(2)]);
