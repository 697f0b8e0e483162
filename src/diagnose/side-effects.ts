import { isBad, isGood } from "../model/disposition.ts";
import type { Flow } from "../model/flow.ts";
import { compareFractions } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import { shareOf, type Trace } from "../model/trace.ts";
import { simulate } from "../simulate/simulate.ts";
import type { Caller } from "./other-callers.ts";
import { refreshed } from "./refreshed.ts";

/** What the same request of everybody else came to before the change. */
export interface Baseline {
  readonly caller: Caller;
  readonly trace: Trace;
}

export function baselines(mesh: Mesh, callers: readonly Caller[], flow: Flow): readonly Baseline[] {
  return callers.map((caller) => ({ caller, trace: simulate(mesh, caller.pair, { ...flow, from: caller.pair.from }) }));
}

/** Whom a change admits or shuts out besides the caller who asked, as sentences; the last says how many were looked at. */
export function sideEffects(before: readonly Baseline[], changed: Mesh): readonly string[] {
  const admitted: string[] = [];
  const shutOut: string[] = [];
  for (const { caller, trace } of before) {
    const after = simulate(changed, refreshed(changed, caller.pair), trace.flow);
    const [was, is] = [goodShare(trace), goodShare(after)];
    const order = compareFractions(is, was);
    const name = caller.workload.owner.name;
    if (order > 0) admitted.push(name);
    else if (order < 0 && compareFractions(badShare(after), badShare(trace)) > 0) shutOut.push(name);
  }
  const changes = [
    ...(admitted.length === 0 ? [] : [`the same request of ${listed(admitted)} arrives then too`]),
    ...(shutOut.length === 0 ? [] : [`the same request of ${listed(shutOut)} fails then`]),
  ];
  const looked = before.length === 1 ? "1 other workload read" : `${before.length} other workloads read`;
  return changes.length === 0 ? [`no change for the ${looked}`] : [...changes, `of the ${looked}`];
}

function goodShare(trace: Trace) {
  return shareOf(trace, ({ disposition }) => isGood(disposition));
}

function badShare(trace: Trace) {
  return shareOf(trace, ({ disposition }) => isBad(disposition));
}

function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
}
