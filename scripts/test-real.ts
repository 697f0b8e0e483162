/** Runs the tests that need a program of Debian, where it can be had: `npm run test:real`. Nothing is installed without it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const chromium = "/usr/bin/chromium";
const packages = ["chromium", "fonts-lato", "fonts-noto-color-emoji"];

/** Whether the browser is there, or can be put there by apt. */
function hasChromium(): boolean {
  if (existsSync(chromium)) return true;
  if (process.getuid?.() !== 0 || process.env.CI === undefined) return false;
  process.stdout.write(`Installing ${packages.join(", ")} with apt-get …\n`);
  const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  spawnSync("apt-get", ["update", "-qq"], quiet);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], quiet);
  return existsSync(chromium);
}

if (hasChromium()) {
  const words = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/real/vitest.config.ts"];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  process.stdout.write(
    `NOT RUN: ${chromium} is missing; install Debian's package chromium (as root: apt-get install ${packages.join(" ")})\n`,
  );
}
