import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source", "node"] },
  ssr: { resolve: { conditions: ["source", "node", "import", "default"] } },
  test: {
    include: ["packages/**/*.test.ts", "e2e/**/*.test.ts"],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: [["default", { summary: false }], "./scripts/plain-reporter.mjs"],
  },
});
