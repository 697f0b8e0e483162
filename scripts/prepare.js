/**
 * What `npm install` runs in a checkout: builds the CLI ahead of its first use. Plain JavaScript, because it must also
 * end well where the build cannot run (too old a Node, no dev dependencies); `bin/mesh.js` builds on demand then.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const canBuild =
  existsSync(join(root, "src/faces/cli/main.ts")) &&
  existsSync(join(root, "node_modules/esbuild")) &&
  process.features.typescript;

if (canBuild) {
  const build = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
  process.exitCode = build.status ?? 1;
}
