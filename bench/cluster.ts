import { spawn } from "node:child_process";
import { argv, execPath } from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { checks } from "../src/checks/all.ts";
import { diagnose } from "../src/diagnose/diagnose.ts";
import { builtIn } from "../src/playbook/built-in.ts";
import { parsePlaybook } from "../src/playbook/parse-playbook.ts";
import { clusterSource } from "../src/source/cluster/cluster-source.ts";
import { openKubeApi } from "../src/source/cluster/open-kube-api.ts";
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
  readonly megabytesResident: number;
  readonly verdict: string;
}

interface Served {
  readonly url: string;
  readonly caData: string;
}

/** Starts a cluster of so many services, asks about one pair, and once more with connections open. */
async function ask(services: number): Promise<readonly Asking[]> {
  const size = meshOfServices(services);
  const server = spawn(execPath, ["--max-old-space-size=8192", "bench/serve-mesh.ts", String(services)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const told = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const { url, caData } = await told<Served>();
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
  const from = `${namespaceName(0, size)}/${serviceName(0)}`;
  const to = `${namespaceName(1, size)}/${serviceName(1)}`;
  const answers: Asking[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const bytes = api.stats.bytes;
    const begin = performance.now();
    const { verdict } = await diagnose({ from, to, headers: [] }, playbook, source);
    const milliseconds = Math.round(performance.now() - begin);
    server.stdin.write("?\n");
    const counts = await told<Pick<Asking, "requests" | "pages" | "rounds">>();
    answers.push({
      services,
      ...counts,
      megabytes: Math.round((api.stats.bytes - bytes) / 1e5) / 10,
      milliseconds,
      megabytesResident: Math.round(process.resourceUsage().maxRSS / 1000),
      verdict,
    });
  }
  await api.close();
  server.stdin.end();
  return answers;
}

// node bench/cluster.ts SERVICES: a process for each size, since memory is only ever given, not taken back.
if (import.meta.main) console.log(JSON.stringify(await ask(Number(argv[2] ?? 100))));
