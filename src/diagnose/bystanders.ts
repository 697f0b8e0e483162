import { isBad, isGood } from "../model/disposition.ts";
import type { Flow } from "../model/flow.ts";
import { compareFractions, type Fraction, isZero } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { shareOf, type Trace } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { groupBy } from "../simulate/fate.ts";
import { simulate } from "../simulate/simulate.ts";
import { type ClassOf, callerClasses } from "./caller-class.ts";
import { type Caller, mostCallers, otherCallers } from "./other-callers.ts";
import { refreshed } from "./refreshed.ts";

/** What a change does to everybody else. */
export interface Effects {
  /** Whom it admits or shuts out besides the caller who asked; the last says how many were looked at. */
  readonly sentences: readonly string[];
  /** A request that is known to be made, and arrives today, fails then. */
  readonly breaksKnown: boolean;
}

/** Looks at everybody else when something is changed. */
export interface Bystanders {
  readonly callers: readonly Caller[];
  effectsOf(changed: Mesh): Effects;
}

/**
 * Everybody else who could make this request. What they come to is simulated once for each class of them, and only if
 * asked. `ownRequest` tells by which request a caller is known to call.
 */
export function bystanders(
  mesh: Mesh,
  pair: Pair,
  flow: Flow,
  ownRequest: (caller: Caller) => Flow | undefined,
): Bystanders {
  let found: readonly Caller[] | undefined;
  const callers = (): readonly Caller[] => {
    found ??= otherCallers(mesh, pair);
    return found;
  };
  let known: readonly Known[] | undefined;
  const knownCalls = (): readonly Known[] => {
    known ??= arriving(mesh, [...asker(pair), ...callers()], ownRequest);
    return known;
  };
  const before = new Map<Caller, Trace>();
  const traceOf = (caller: Caller): Trace => {
    const trace = before.get(caller) ?? simulateFor(mesh, caller, { ...flow, from: caller.pair.from });
    before.set(caller, trace);
    return trace;
  };
  return {
    get callers() {
      return callers();
    },
    effectsOf: (changed) => ({
      sentences: effects(mesh, pair, callers(), traceOf, changed),
      breaksKnown: knownCalls().some(({ caller, trace }) => isWorse(simulateAgain(changed, caller, trace.flow), trace)),
    }),
  };
}

/** A call that is known to be made, and how it fares today. */
interface Known {
  readonly caller: Caller;
  readonly trace: Trace;
}

/** The known calls of which some part arrives: only they can be broken. */
function arriving(
  mesh: Mesh,
  callers: readonly Caller[],
  ownRequest: (caller: Caller) => Flow | undefined,
): readonly Known[] {
  return callers.flatMap((caller) => {
    const own = ownRequest(caller);
    if (own === undefined) return [];
    const trace = simulateFor(mesh, caller, own);
    return isZero(goodShare(trace)) ? [] : [{ caller, trace }];
  });
}

/** The one who asks makes other requests too. */
function asker(pair: Pair): readonly Caller[] {
  const [workload] = pair.clients;
  return workload === undefined || pair.viaGateway ? [] : [{ workload, pair }];
}

function effects(
  mesh: Mesh,
  pair: Pair,
  callers: readonly Caller[],
  traceOf: (caller: Caller) => Trace,
  changed: Mesh,
): readonly string[] {
  const [was, is] = [classesAtHome(mesh, pair), classesAtHome(changed, pair)];
  const admitted: string[] = [];
  const shutOut: string[] = [];
  for (const group of groupBy(callers, ({ workload }) => `${was(workload)} ${is(workload)}`)) {
    const trace = traceOf(group[0]);
    const after = simulateAgain(changed, group[0], trace.flow);
    const names = group.map(({ workload }) => nameFrom(pair, workload));
    if (compareFractions(goodShare(after), goodShare(trace)) > 0) admitted.push(...names);
    else if (isWorse(after, trace)) shutOut.push(...names);
  }
  const changes = [
    ...(admitted.length === 0 ? [] : [`the same request of ${listed(admitted)} arrives then too`]),
    ...(shutOut.length === 0 ? [] : [`the same request of ${listed(shutOut)} fails then`]),
  ];
  const looked = `${callers.length}${callers.length >= mostCallers ? " (no more were looked at)" : ""} other ${callers.length === 1 ? "workload" : "workloads"} read`;
  return changes.length === 0 ? [`no change for the ${looked}`] : [...changes, `of the ${looked}`];
}

/** What becomes of a caller's request, seen from the cluster that the caller is in. */
function simulateFor(mesh: Mesh, { workload, pair }: Caller, flow: Flow): Trace {
  return simulate(mesh.home(workload.ref), pair, flow);
}

/** The same once something was changed. */
function simulateAgain(changed: Mesh, { workload, pair }: Caller, flow: Flow): Trace {
  const home = changed.home(workload.ref);
  return simulate(home, refreshed(home, pair), flow);
}

/** Callers are told apart by what is configured where they are. */
function classesAtHome(mesh: Mesh, pair: Pair): ClassOf {
  const known = new Map<Mesh, ClassOf>();
  return (workload) => {
    const home = mesh.home(workload.ref);
    const classOf = known.get(home) ?? callerClasses(home, refreshed(home, pair));
    known.set(home, classOf);
    return JSON.stringify([workload.ref.cluster, classOf(workload)]);
  };
}

function nameFrom({ from }: Pair, { owner }: Workload): string {
  return owner.cluster === from.cluster ? owner.name : `${owner.name}@${owner.cluster}`;
}

/** Less arrives and more fails; what only became unknown is not called worse. */
function isWorse(after: Trace, before: Trace): boolean {
  return (
    compareFractions(goodShare(after), goodShare(before)) < 0 && compareFractions(badShare(after), badShare(before)) > 0
  );
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
