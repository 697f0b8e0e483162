/** Tests that need programs of Debian: `npm run test:real`. */
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, "../.."),
  test: { include: ["test/real/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
