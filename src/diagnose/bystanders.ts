import { isBad, isGood } from "../model/disposition.ts";
import type { Flow } from "../model/flow.ts";
import { compareFractions, type Fraction } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { shareOf, type Trace } from "../model/trace.ts";
import { groupBy } from "../simulate/fate.ts";
import { simulate } from "../simulate/simulate.ts";
import { callerClasses } from "./caller-class.ts";
import { type Caller, mostCallers, otherCallers } from "./other-callers.ts";
import { refreshed } from "./refreshed.ts";

/** Looks at everybody else when something is changed. */
export interface Bystanders {
  readonly callers: readonly Caller[];
  /** Whom a change admits or shuts out besides the caller who asked, as sentences; the last says how many were looked at. */
  effectsOf(changed: Mesh): readonly string[];
}

/** Everybody else who could make this request. What they come to is simulated once for each class of them, and only if asked. */
export function bystanders(mesh: Mesh, pair: Pair, flow: Flow): Bystanders {
  let found: readonly Caller[] | undefined;
  const callers = (): readonly Caller[] => {
    found ??= otherCallers(mesh, pair);
    return found;
  };
  const before = new Map<Caller, Trace>();
  const traceOf = (caller: Caller): Trace => {
    const trace = before.get(caller) ?? simulate(mesh, caller.pair, { ...flow, from: caller.pair.from });
    before.set(caller, trace);
    return trace;
  };
  return {
    get callers() {
      return callers();
    },
    effectsOf: (changed) => effects(mesh, pair, callers(), traceOf, changed),
  };
}

function effects(
  mesh: Mesh,
  pair: Pair,
  callers: readonly Caller[],
  traceOf: (caller: Caller) => Trace,
  changed: Mesh,
): readonly string[] {
  const [was, is] = [callerClasses(mesh, pair), callerClasses(changed, refreshed(changed, pair))];
  const admitted: string[] = [];
  const shutOut: string[] = [];
  for (const group of groupBy(callers, ({ workload }) => `${was(workload)} ${is(workload)}`)) {
    const trace = traceOf(group[0]);
    const after = simulate(changed, refreshed(changed, group[0].pair), trace.flow);
    const order = compareFractions(goodShare(after), goodShare(trace));
    const names = group.map(({ workload }) => workload.owner.name);
    if (order > 0) admitted.push(...names);
    else if (order < 0 && compareFractions(badShare(after), badShare(trace)) > 0) shutOut.push(...names);
  }
  const changes = [
    ...(admitted.length === 0 ? [] : [`the same request of ${listed(admitted)} arrives then too`]),
    ...(shutOut.length === 0 ? [] : [`the same request of ${listed(shutOut)} fails then`]),
  ];
  const looked = `${callers.length}${callers.length >= mostCallers ? " (no more were looked at)" : ""} other ${callers.length === 1 ? "workload" : "workloads"} read`;
  return changes.length === 0 ? [`no change for the ${looked}`] : [...changes, `of the ${looked}`];
}

function goodShare(trace: Trace): Fraction {
  return shareOf(trace, ({ disposition }) => isGood(disposition));
}

function badShare(trace: Trace): Fraction {
  return shareOf(trace, ({ disposition }) => isBad(disposition));
}

function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
}
