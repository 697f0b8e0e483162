/** Tries all properties with new cases, ten times as many as `npm test`, or as is said: `npm run explore`, `npm run explore 50`. */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const times = process.argv[2] ?? "10";
const seed = process.argv[3] ?? String(randomInt(2 ** 31));
if (!(Number(times) > 0) || !Number.isInteger(Number(seed))) {
  process.stderr.write(
    `Cannot explore "${process.argv.slice(2).join(" ")}" times: that is no number\nSay npm run explore 50, or npm run explore 50 SEED to try the same cases again.\n`,
  );
  process.exit(2);
}
const files = globSync("{src,test}/**/*.test.ts", {
  cwd: root,
  exclude: (path) => path.startsWith("test/real"),
}).filter((path) => readFileSync(join(root, path), "utf8").includes('from "fast-check"'));
process.stdout.write(`Seed ${seed}, ${times} times as many cases as npm test, in ${files.length} files\n`);
const { status } = spawnSync(
  process.execPath,
  [join("node_modules", "vitest", "vitest.mjs"), "run", "--test-timeout", String(60_000 * Number(times)), ...files],
  { cwd: root, stdio: "inherit", env: { ...process.env, CI: "1", PROPERTY_RUNS: times, PROPERTY_SEED: seed } },
);
process.exitCode = status ?? 1;
