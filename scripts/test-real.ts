/** Runs the tests that need programs of Debian, where those can be had: `npm run test:real`. Nothing is installed without it. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const chromium = "/usr/bin/chromium";
const kubectlTests = "test/real/kubectl.test.ts";

function hasChromium(): boolean {
  return existsSync(chromium);
}

function hasKubectl(): boolean {
  return spawnSync("kubectl", ["version", "--client"], { stdio: "ignore" }).status === 0;
}

/** Whether a program is there, or can be put there by apt; says so where it cannot. */
function canHave(program: string, isThere: () => boolean, packages: readonly string[]): boolean {
  if (isThere()) return true;
  if (process.getuid?.() === 0 && process.env.CI !== undefined) {
    process.stdout.write(`Installing ${packages.join(", ")} with apt-get …\n`);
    const quiet = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    spawnSync("apt-get", ["update", "-qq"], quiet);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], quiet);
    if (isThere()) return true;
  }
  process.stdout.write(
    `NOT RUN: ${program} is missing; install it from Debian (as root: apt-get install ${packages.join(" ")})\n`,
  );
  return false;
}

const browserTests = canHave(chromium, hasChromium, ["chromium", "fonts-lato", "fonts-noto-color-emoji"]);
const clusterTests = canHave("kubectl", hasKubectl, ["kubernetes-client"]);

if (browserTests || clusterTests) {
  const some = browserTests ? (clusterTests ? [] : ["--exclude", kubectlTests]) : [kubectlTests];
  const words = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/real/vitest.config.ts", ...some];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
}
