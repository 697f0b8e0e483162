import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath } from "node:process";
import type { Live } from "./cluster.ts";
import type { Diagnosing } from "./diagnose.ts";
import { namespaceName, serviceName } from "./generate-mesh.ts";
import type { Many, Taking } from "./many.ts";
import { customary, type Reading } from "./read.ts";
import { writeLogs } from "./write-logs.ts";
import { type Format, writeMesh } from "./write-mesh.ts";

const root = join(import.meta.dirname, "..");
const quick = argv.includes("--quick");

/** Prints every figure that the project promises, with its aim beside it. Nothing here passes or fails. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-bench-"));
  try {
    start();
    diagnose();
    many();
    live();
    for (const format of ["json", "yaml"] as const)
      read(folder, format, customary, format === "json" ? "aim ≤ 1.0 s, ≤ 200 MB" : "aim ≤ 1.5 s, ≤ 250 MB");
    if (!quick)
      read(
        folder,
        "json",
        { services: 10_000, podsPerService: 5, istioObjects: 30_000, namespaces: 500 },
        "aim ≤ 10 s, ≤ 500 MB",
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From plain `node bin/mesh.js` to the answer on the example mesh. */
function start(): void {
  const node = process.env.MESHWHY_BENCH_NODE ?? "node";
  const run = () =>
    timed(() => spawnSync(node, ["bin/mesh.js", "demo"], { cwd: root, env: { ...process.env, PATH: systemPath() } }));
  run();
  const times = Array.from({ length: 9 }, run).sort((a, b) => a - b);
  say("CLI start to answer on the example", `median ${times[4]} ms, best ${times[0]} ms`, "aim ≤ 250 ms");
}

/** Without the pinned Node in front, as a user's shell has it. */
function systemPath(): string {
  return (process.env.PATH ?? "")
    .split(":")
    .filter((part) => !part.includes("node_modules"))
    .join(":");
}

function diagnose(): void {
  for (const services of quick ? [100, 1000] : [100, 1000, 10_000]) {
    const { median, p99, first, broken, fixed } = own<Diagnosing>("bench/diagnose.ts", String(services));
    say(
      `diagnosis, ${services} services`,
      `median ${median} ms, p99 ${p99} ms (first, with indexes: ${first} ms; ${broken} of 200 not healthy, ${fixed} with a verified fix)`,
      "aim median ≤ 5 ms, p99 ≤ 20 ms",
    );
  }
}

/** Who calls a service, and how each of its pairs is. */
function many(): void {
  for (const services of quick ? [100, 1000] : [100, 1000, 10_000]) {
    const { who, health, pairs } = own<Many>("bench/many.ts", String(services));
    const told = ({ first, median, worst }: Taking) =>
      `median ${median} ms, worst ${worst} ms (first, with indexes: ${first} ms)`;
    say(`mesh who, ${services} services, 20 callers`, told(who), "");
    say(`mesh health of a service, ${services} services, ${pairs} pairs`, told(health), "");
  }
}

/** One question to an API server that takes 20 ms for each request, the second time with connections open. */
function live(): void {
  for (const services of quick ? [100, 1000] : [100, 1000, 10_000]) {
    const { cli, service } = own<Live>("bench/cluster.ts", String(services));
    const [first, second] = service;
    if (first === undefined || second === undefined) continue;
    const { requests, pages, rounds, megabytes, megabytesResident } = second;
    say(
      `live question, ${services} services, ${services * 5} pods, mesh why`,
      `${cli.milliseconds} ms wall, start included, ${cli.megabytesResident} MB resident`,
      "aim ≤ 250 MB",
    );
    say(
      `live question, ${services} services, ${services * 5} pods, twice in one process`,
      `${requests - pages} requests and ${pages} further pages, ${rounds} one after the other, ${megabytes} MB over the wire, ${second.milliseconds} ms (first ${first.milliseconds} ms), ${megabytesResident} MB resident (first ${first.megabytesResident} MB)`,
      "aim ≤ 40 requests and pages, ≤ 4 rounds and pages, ≤ 250 MB for the first",
    );
  }
}

function read(folder: string, format: Format, size: typeof customary, aim: string): void {
  const path = join(folder, `mesh-${size.services}.${format}`);
  if (!existsSync(path)) writeMesh(path, format, size);
  const megabytes = Math.round(statSync(path).size / 1e6);
  const name = `${format}, ${size.services} services, ${size.services * size.podsPerService} pods, ${size.istioObjects} Istio objects (${megabytes} MB)`;
  const { milliseconds, megabytesResident } = own<Reading>("bench/read.ts", format, path);
  say(`reading ${name}`, `${milliseconds} ms, ${megabytesResident} MB resident`, aim);
  const from = `${namespaceName(1, size)}/${serviceName(1)}`;
  const to = `${namespaceName(2, size)}/${serviceName(2)}`;
  const logs = join(folder, `logs-${size.services}`);
  const callers = writeLogs(logs, 2, size);
  for (const words of [
    ["why", from, to],
    ["who", to],
    ["health", to, "--snapshot", logs],
  ]) {
    let told = "";
    let printed = "";
    const wall = timed(() => {
      const args = ["bin/mesh.js", ...words, "--snapshot", path, "--verbose"];
      const { stderr, stdout } = spawnSync(execPath, args, { cwd: root, encoding: "utf8" });
      [told, printed] = [stderr.trim(), stdout];
    });
    if (words[0] === "health" && !printed.includes(`${callers} pairs asked`))
      throw new Error(`Not all of ${callers} pairs were asked about:\n${printed}`);
    say(`mesh ${words[0]} on it${words[0] === "health" ? `, ${callers} pairs` : ""}`, `${wall} ms wall; ${told}`, aim);
  }
  rmSync(path);
}

function own<T>(...args: readonly string[]): T {
  const { stdout, stderr, status } = spawnSync(execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`Cannot run "${args.join(" ")}": it ended with ${status}\n${stderr}`);
  return JSON.parse(stdout) as T;
}

function timed(act: () => unknown): number {
  const began = performance.now();
  act();
  return Math.round(performance.now() - began);
}

function say(what: string, figure: string, aim: string): void {
  process.stdout.write(`${what}\n    ${figure}\n${aim === "" ? "" : `    ${aim}\n`}`);
}

main();
