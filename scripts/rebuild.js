/** Keeps a checkout's bundle as new as its sources. `bin/mesh.js` asks at every start, so it has to be quick. */
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Builds the bundle where it is missing or older than its sources; returns what went wrong, if something did. */
export async function rebuildIfStale(root, bundle, verbose) {
  const builtAt = modifiedAt(bundle);
  if (builtAt > 0 && !isAnyNewer(root, builtAt)) return undefined;
  if (verbose) process.stderr.write("Building dist/cli.js: it is missing or older than its sources\n");
  const { status, output } = await runBuild(root);
  if (status === 0) return undefined;
  return `Cannot run mesh: "dist/cli.js" is older than its sources and does not build\n${output.trimEnd()}`;
}

/** Whether the sources changed after a time. A folder's own time tells of files that were added or removed. */
function isAnyNewer(root, time) {
  const files = ["package.json", "scripts/build.ts", "scripts/playbooks.ts"];
  if (files.some((file) => modifiedAt(join(root, file)) > time)) return true;
  const folders = [join(root, "src"), join(root, "playbooks")];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (modifiedAt(folder) > time) return true;
    for (const entry of entriesOf(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (isCompiled(entry.name) && modifiedAt(path) > time) return true;
    }
  }
  return false;
}

function isCompiled(name) {
  return (name.endsWith(".ts") && !name.endsWith(".test.ts")) || name.endsWith(".json") || name.endsWith(".yaml");
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function runBuild(root) {
  return new Promise((resolve) => {
    const build = spawn(process.execPath, [join(root, "scripts/build.ts")], { stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    build.stdout.on("data", (chunk) => chunks.push(chunk));
    build.stderr.on("data", (chunk) => chunks.push(chunk));
    build.on("close", (status) => resolve({ status, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
