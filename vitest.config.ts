import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { seedOf } from "./test/support/seed-of.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "src/**/*.test.ts"],
    // Those need programs of the system: npm run test:real.
    exclude: [...configDefaults.exclude, "test/real/**"],
    // The code under test keeps no state, so files may share a worker: it saves 0.1 s a file.
    pool: "threads",
    isolate: false,
    // Many tests wait for what goes wrong in time: two at once leave no core idle, be there only two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    setupFiles: ["test/support/set-up-properties.ts"],
    // Another commit tries other cases, and the same commit the same: see docs/decisions.
    env: {
      PROPERTY_SEED: process.env.PROPERTY_SEED ?? String(seedOf(import.meta.dirname, ["src", "test", "examples"])),
    },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.test.ts", "src/playbook/built-in.ts"],
      reporter: ["text-summary", "html"],
    },
  },
});
