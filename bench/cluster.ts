import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execArgv, execPath } from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { checks } from "../src/checks/all.ts";
import { diagnose } from "../src/diagnose/diagnose.ts";
import { peakMegabytes } from "../src/faces/cli/peak-megabytes.ts";
import { stopYoungGrowth } from "../src/faces/live/stop-young-growth.ts";
import { builtIn } from "../src/playbook/built-in.ts";
import { parsePlaybook } from "../src/playbook/parse-playbook.ts";
import { clusterSource } from "../src/source/cluster/cluster-source.ts";
import { openKubeApi } from "../src/source/cluster/open-kube-api.ts";
import { kubeconfigText } from "../test/support/kube/kubeconfig-text.ts";
import { namespaceName, serviceName } from "./generate-mesh.ts";
import { meshOfServices } from "./mesh-of-services.ts";

/** What one question to a live cluster took, with 20 ms on each request. */
export interface Asking {
  readonly services: number;
  readonly requests: number;
  /** Of these, further pages of lists. */
  readonly pages: number;
  /** How many requests waited for one another, pages among them. */
  readonly rounds: number;
  readonly megabytes: number;
  readonly milliseconds: number;
  /** At its most. */
  readonly megabytesResident: number;
  readonly verdict: string;
}

/** The same as users ask: a process of its own without any flag, from its start to its end. */
export interface AskingOnce {
  readonly milliseconds: number;
  /** At its most. */
  readonly megabytesResident: number;
}

/** What was measured of one mesh. */
export interface Live {
  /** `mesh why`, three times; the most memory, and the time in the middle. */
  readonly cli: AskingOnce;
  /** In one process, the second time with connections open. */
  readonly service: readonly Asking[];
}

interface Served {
  readonly url: string;
  readonly caData: string;
}

/** Starts a cluster of so many services, and asks about one pair. */
async function ask(services: number): Promise<Live> {
  const size = meshOfServices(services);
  const server = spawn(execPath, ["--max-old-space-size=8192", "bench/serve-mesh.ts", String(services)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const told = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const { url, caData } = await told<Served>();
  const from = `${namespaceName(0, size)}/${serviceName(0)}`;
  const to = `${namespaceName(1, size)}/${serviceName(1)}`;
  // First: a process that is started counts what its parent holds at that time as its own.
  const cli = await askByCli(["why", from, to], { url, caData });
  server.stdin.write("?\n");
  await told();
  stopYoungGrowth(execArgv, process.env.NODE_OPTIONS);
  const api = openKubeApi(
    {
      name: "bench",
      server: url,
      namespace: undefined,
      proxy: undefined,
      access: () => Promise.resolve({ headers: {}, tls: { ca: Buffer.from(caData, "base64").toString() } }),
    },
    {
      version: "0.0.0",
      now: () => Date.now(),
      random: () => 0.5,
      sleep: async (ms, signal) => {
        await sleep(ms, undefined, { signal });
      },
    },
  );
  const source = clusterSource({
    name: "bench",
    connect: () => Promise.resolve(api),
    deadline: () => AbortSignal.timeout(60_000),
    now: () => Date.now(),
  });
  const playbook = parsePlaybook(builtIn.why, checks, "why");
  const service: Asking[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const bytes = api.stats.bytes;
    const begin = performance.now();
    const { verdict } = await diagnose({ from, to, headers: [] }, playbook, source);
    const milliseconds = Math.round(performance.now() - begin);
    server.stdin.write("?\n");
    const counts = await told<Pick<Asking, "requests" | "pages" | "rounds">>();
    service.push({
      services,
      ...counts,
      megabytes: Math.round((api.stats.bytes - bytes) / 1e5) / 10,
      milliseconds,
      megabytesResident: peakMegabytes(),
      verdict,
    });
  }
  await api.close();
  server.stdin.end();
  return { cli, service };
}

async function askByCli(words: readonly string[], { url, caData }: Served): Promise<AskingOnce> {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-bench-"));
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfigText([{ name: "bench", server: url, caData }]));
  try {
    await run(words, file);
    const times: AskingOnce[] = [];
    while (times.length < 3) times.push(await run(words, file));
    return {
      milliseconds: times.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)[1] ?? 0,
      megabytesResident: Math.max(...times.map(({ megabytesResident }) => megabytesResident)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(words: readonly string[], kubeconfig: string): Promise<AskingOnce> {
  const began = performance.now();
  const args = ["bin/mesh.js", ...words, "--kubeconfig", kubeconfig, "--verbose"];
  const mesh = spawn(execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  mesh.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [status] = (await once(mesh, "close")) as [number];
  const megabytes = /, (\d+) MB/.exec(said)?.[1];
  if (status !== 0 || megabytes === undefined) throw new Error(`mesh ended with ${status}: ${said}`);
  return { milliseconds: Math.round(performance.now() - began), megabytesResident: Number(megabytes) };
}

// node bench/cluster.ts SERVICES: a process for each size, since memory is only ever given, not taken back.
if (import.meta.main) console.log(JSON.stringify(await ask(Number(argv[2] ?? 100))));
