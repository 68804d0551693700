import { main } from "./main.ts";

// Sockets and timers that are still open must not keep a finished command alive.
main(process.argv.slice(2)).then((code) => process.exit(code));
