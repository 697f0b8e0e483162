import { kindOf } from "../kinds/kind-of.ts";
import { isGood } from "../model/disposition.ts";
import type { Fix, Proposal } from "../model/fix.ts";
import { type Flow, flowText } from "../model/flow.ts";
import { isOne, isZero, toNumber } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { endings, shareOf, type Trace } from "../model/trace.ts";
import { simulate } from "../simulate/simulate.ts";
import { applyChanges } from "./apply-changes.ts";
import type { Bystanders } from "./bystanders.ts";
import { commandOf, inCluster, undoOf } from "./commands.ts";
import { managerOf } from "./ownership.ts";
import { isBetter, progressOf } from "./progress.ts";
import { refreshed } from "./refreshed.ts";

/** A change that helped on a copy of the mesh, and that copy. */
export interface Verified {
  readonly fix: Fix;
  readonly mesh: Mesh;
  readonly pair: Pair;
  readonly trace: Trace;
}

/**
 * Tries a proposal on a copy of the mesh: it counts only if the request gets further than before, and breaks no call
 * that is known to be made. `effectsOf` looks at everybody else.
 */
export function verify(
  mesh: Mesh,
  pair: Pair,
  before: Trace,
  proposal: Proposal,
  effectsOf: Bystanders["effectsOf"],
): Verified | undefined {
  const restarts = proposal.after.flatMap(restartOf);
  const changed = applyChanges(mesh, proposal.changes, restarts);
  if (changed === undefined) return undefined;
  const freshPair = refreshed(changed, pair);
  const after = simulate(changed, freshPair, before.flow);
  const [was, is] = [progressOf(before), progressOf(after)];
  if (!isBetter(was, is)) return undefined;
  const effects = effectsOf(changed);
  if (effects.breaksKnown) return undefined;
  const commands = proposal.changes.map(commandOf);
  const undo = proposal.changes.toReversed().flatMap((change) => undoOf(change) ?? []);
  const managedBy = managersOf(mesh, proposal);
  const place = proposal.changes[0]?.ref ?? mesh;
  const following = proposal.after.map((command) => inCluster(place, command));
  return {
    mesh: changed,
    pair: freshPair,
    trace: after,
    fix: {
      ...proposal,
      command: commands.length > 0 ? commands : following,
      after: commands.length > 0 ? following : [],
      ...(managedBy === undefined ? {} : { managedBy }),
      undo,
      verified: true,
      outcome: outcomeOf(after),
      deliveredShare: shareOf(after, ({ disposition }) => isGood(disposition)),
      sideEffects: effects.sentences,
    },
  };
}

const restartable = { deployment: "Deployment", statefulset: "StatefulSet", daemonset: "DaemonSet" } as const;

/** `kubectl rollout restart deployment/checkout -n shop` → its workload. */
function restartOf(command: string): { kind: string; namespace: string; name: string }[] {
  const match = /^kubectl rollout restart (deployment|statefulset|daemonset)[/ ](\S+) -n (\S+)$/.exec(command);
  const [, kind, name, namespace] = match ?? [];
  if (kind === undefined || name === undefined || namespace === undefined) return [];
  return [{ kind: restartable[kind as keyof typeof restartable], name, namespace }];
}

function managersOf(mesh: Mesh, { changes }: Proposal): string | undefined {
  for (const { ref } of changes) {
    const kind = kindOf(ref.apiVersion, ref.kind);
    const resource = kind === undefined ? undefined : mesh.home(ref).get(kind, ref.namespace, ref.name);
    const manager = resource === undefined ? undefined : managerOf(mesh.home(ref), resource);
    if (manager !== undefined) return manager;
  }
  return undefined;
}

/** Where the request ends now: `100 % of POST payment:8080/charge delivered`. */
function outcomeOf(trace: Trace): string {
  const good = shareOf(trace, ({ disposition }) => isGood(disposition));
  const text = requestText(trace.flow);
  if (isOne(good)) return `100 % of ${text} delivered`;
  const next = endings(trace).find(({ end }) => !isGood(end.disposition));
  const then = next === undefined ? "" : `then ${next.end.disposition} at ${next.end.station}`;
  if (isZero(good)) return `${text} gets further, ${then}`;
  return `${Math.floor(toNumber(good) * 1000) / 10} % of ${text} delivered, ${then}`;
}

function requestText(flow: Flow): string {
  return flowText(flow);
}
