/** The `sluice` command: one file a command in `command/`, the tree of them in `program.ts`. */
export { main } from "./main.ts";
