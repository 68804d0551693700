/** How the CLI and the benches are bundled. */
export const bundleOptions = {
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  conditions: ["source"],
  // Native parts are found at run time.
  external: ["lmdb"],
  // Some dependencies are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
};
