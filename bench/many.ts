import { argv } from "node:process";
import { checks } from "../src/checks/all.ts";
import { health } from "../src/diagnose/health.ts";
import { who } from "../src/diagnose/who.ts";
import type { LogEntry } from "../src/model/log-entry.ts";
import type { Snapshot } from "../src/model/snapshot.ts";
import { builtIn } from "../src/playbook/built-in.ts";
import { parsePlaybook } from "../src/playbook/parse-playbook.ts";
import { sizeOf } from "./diagnose.ts";
import { namespaceName, serviceName } from "./generate-mesh.ts";
import { inMemory } from "./in-memory.ts";

/** How long an answer takes, reading left out: the first, which builds the indexes, and then. Milliseconds. */
export interface Taking {
  readonly first: number;
  readonly median: number;
  readonly worst: number;
}

/** What is told of services with 20 callers each. */
export interface Many {
  readonly who: Taking;
  readonly health: Taking;
  readonly pairs: number;
}

const rounds = 10;
const callersEach = 20;

/** Asks who calls ten services, and how their pairs are; each is called by twenty others, as their logs say. */
export function askMany(services: number): Many {
  const size = sizeOf(services);
  const playbook = parsePlaybook(builtIn.why, checks, "why");
  const named = (index: number): string => `${namespaceName(index, size)}/${serviceName(index)}`;
  const subjects = Array.from({ length: rounds + 1 }, (_, round) => Math.floor((round * services) / (rounds + 1)));
  const quiet = inMemory(size, new Map());
  const logs = subjects.flatMap((to) => callsTo(quiet, to, services, `${serviceName(to)}.${namespaceName(to, size)}`));
  let pairs = 0;
  const whoTimes = timesOf(subjects, { ...quiet, logs }, (to, snapshot) => {
    if (who(snapshot, { of: named(to) }).callers.length !== callersEach) throw new Error("Not all callers were found");
  });
  const healthTimes = timesOf(subjects, { ...quiet, logs }, (to, snapshot) => {
    pairs += health(snapshot, playbook, { of: [named(to)], namespaces: [], pairs: [] }, { most: 50 }).entries.length;
  });
  return { who: whoTimes, health: healthTimes, pairs: pairs / subjects.length };
}

function timesOf(
  [cold = 0, ...warm]: readonly number[],
  snapshot: Snapshot,
  ask: (to: number, snapshot: Snapshot) => void,
): Taking {
  const timed = (to: number): number => {
    const began = performance.now();
    ask(to, snapshot);
    return Math.round((performance.now() - began) * 100) / 100;
  };
  const first = timed(cold);
  const times = warm.map(timed).sort((a, b) => a - b);
  return { first, median: times[Math.floor(times.length / 2)] ?? 0, worst: times.at(-1) ?? 0 };
}

/** One line of each of the next twenty services' first pods: it called this one. */
function callsTo(snapshot: Snapshot, to: number, services: number, host: string): readonly LogEntry[] {
  const pods = snapshot.resources.Pod ?? [];
  const firstOf = new Map(pods.map((pod) => [pod.metadata.labels.app, pod]));
  return Array.from({ length: callersEach }, (_, at) => {
    const pod = firstOf.get(serviceName((to + 1 + at) % services));
    if (pod === undefined) throw new Error("A service has no pod");
    const { namespace, name } = pod.metadata;
    return {
      pod: { apiVersion: "v1", kind: "Pod", namespace, name },
      container: "istio-proxy",
      place: { file: "log", line: 1 },
      line: "made up",
      at: "2026-11-20T13:59:00.000Z",
      method: "GET",
      path: "/",
      code: 200,
      flags: [],
      upstreamCluster: `outbound|8080||${host}.svc.cluster.local`,
    };
  });
}

// node bench/many.ts SERVICES: a process for each size.
if (import.meta.main) console.log(JSON.stringify(askMany(Number(argv[2] ?? 1000))));
