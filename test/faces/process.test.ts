/** What only a real process shows: pipes that close, disks that are full, signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { compileCache } from "../support/compile-cache.ts";
import { shopWith } from "./mesh.ts";

const main = join(import.meta.dirname, "../../src/faces/cli/main.ts");
const ask = ["why", "checkout", "payment", "-r", "POST /charge", ...shopWith("wrong-principal")];

function start(words: readonly string[], stdio: ["pipe" | "ignore", "pipe" | number, "pipe"]): ChildProcess {
  const env = { ...process.env, ...compileCache, NO_COLOR: undefined, FORCE_COLOR: undefined };
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...words], { stdio, env });
}

function said(stream: Readable | null): Promise<string> {
  return text(stream ?? Readable.from([]));
}

describe("mesh", { timeout: 30_000 }, () => {
  test("whose reader leaves early keeps quiet, and its status", async () => {
    const child = start(ask, ["ignore", "pipe", "pipe"]);
    child.stdout?.destroy();
    const [stderr, [status]] = await Promise.all([said(child.stderr), once(child, "exit")]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  test.runIf(existsSync("/dev/full"))("that cannot write its answer says so", async () => {
    const full = openSync("/dev/full", "w");
    const child = start(["demo"], ["ignore", full, "pipe"]);
    const [stderr, [status]] = await Promise.all([said(child.stderr), once(child, "exit")]);
    closeSync(full);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Cannot write the answer: .*\n.*\n$/);
  });

  test("that is interrupted while it reads ends quietly", async () => {
    const child = start(["why", "checkout", "payment", "-s", "-"], ["pipe", "pipe", "pipe"]);
    const ended = Promise.all([said(child.stdout), said(child.stderr), once(child, "exit")]);
    // Far more than a pipe holds: once it is taken, the process is reading.
    await new Promise((resolve) => child.stdin?.write(`${"# more\n".repeat(100_000)}`, resolve));
    child.kill("SIGINT");
    child.stdin?.on("error", () => undefined);
    const [stdout, stderr, [, signal]] = await ended;
    expect({ stdout, stderr, signal }).toEqual({ stdout: "", stderr: "", signal: "SIGINT" });
  });
});
