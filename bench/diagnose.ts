import { argv } from "node:process";
import { checks } from "../src/checks/all.ts";
import { answer } from "../src/diagnose/answer.ts";
import { builtIn } from "../src/playbook/built-in.ts";
import { parsePlaybook } from "../src/playbook/parse-playbook.ts";
import { type MeshSize, namespaceName, serviceName } from "./generate-mesh.ts";
import { inMemory } from "./in-memory.ts";
import { random } from "./random.ts";

/** How long diagnoses take in one process, reading left out. Milliseconds. */
export interface Diagnosing {
  readonly services: number;
  readonly first: number;
  readonly median: number;
  readonly p99: number;
  readonly broken: number;
  readonly fixed: number;
}

const pairs = 200;

/**
 * Diagnoses 200 seeded pairs, every other one with a planted fault, flows, fixes and side effects included. The first
 * one builds the indexes and stands apart.
 */
export function diagnosePairs(services: number): Diagnosing {
  const size = sizeOf(services);
  const dice = random(7);
  const asked = Array.from({ length: pairs }, (_, i) => ({
    from: dice.int(services),
    to: dice.int(services),
    broken: i % 2 === 1,
  }));
  const faults = new Map(asked.filter(({ broken }) => broken).map(({ to }, i) => [serviceName(to), i % 6]));
  const snapshot = inMemory(size, faults);
  const playbook = parsePlaybook(builtIn.why, checks, "why");
  const ask = ({ from, to }: { from: number; to: number }) =>
    answer(
      {
        from: `${namespaceName(from, size)}/${serviceName(from)}-v1`,
        to: `${namespaceName(to, size)}/${serviceName(to)}`,
        headers: [],
      },
      playbook,
      snapshot,
    );
  const began = performance.now();
  for (const pair of asked.slice(0, 1)) ask(pair);
  const first = performance.now() - began;
  for (const pair of asked) ask(pair);
  let broken = 0;
  let fixed = 0;
  const times = asked.map((pair) => {
    const start = performance.now();
    const diagnosis = ask(pair);
    const took = performance.now() - start;
    if (diagnosis.verdict !== "healthy") broken += 1;
    if (diagnosis.findings[0]?.fix !== undefined) fixed += 1;
    return took;
  });
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return { services, first: round(first), median: at(0.5), p99: at(0.99), broken, fixed };
}

/** A mesh of so many services, as the promised figures suppose it. */
export function sizeOf(services: number): MeshSize {
  return {
    services,
    podsPerService: 5,
    istioObjects: services * 3,
    namespaces: Math.max(5, Math.floor(services / 20)),
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

// node bench/diagnose.ts SERVICES: a process for each size.
if (import.meta.main) console.log(JSON.stringify(diagnosePairs(Number(argv[2] ?? 1000))));
