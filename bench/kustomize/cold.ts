import { resolve } from "node:path";
import { directoryTree } from "@sluice/base/directory-tree";
import { build, printObjectSet } from "@sluice/kustomize";

// The smallest process that builds a directory: what the bench starts to measure a cold build.
const tree = directoryTree("/");
process.stdout.write(printObjectSet(await build(tree, resolve(process.argv[2] as string).slice(1))));
