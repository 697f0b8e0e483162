import { compare } from "../model/compare.ts";
import type { Diagnosis, Verdict } from "../model/diagnosis.ts";
import { compareFractions, type Fraction, zero } from "../model/fraction.ts";
import { type Health, type HealthEntry, type Outcome, verdictOf } from "../model/health.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Playbook } from "../model/playbook.ts";
import type { Question } from "../model/question.ts";
import type { Ref } from "../model/ref.ts";
import type { Scope } from "../model/scope.ts";
import type { Assumption, Gap, Snapshot } from "../model/snapshot.ts";
import { answer } from "./answer.ts";
import { declaredPairs } from "./declared-pairs.ts";
import { meshOf } from "./mesh-of.ts";
import { assumptionsOf, gapsOf } from "./not-read.ts";
import { resolveScope } from "./resolve-scope.ts";
import { unfollowed } from "./unfollowed.ts";

/** A pair to ask about. */
interface Candidate {
  /** As far as it is known before it is asked. */
  readonly pair: string;
  readonly question: Question;
  readonly ground: HealthEntry["ground"];
}

const gravity: Readonly<Record<Verdict, number>> = { broken: 0, degraded: 1, unknown: 2, healthy: 3 };

/**
 * Asks about every pair of a scope that is named, declared or seen in the access logs, `most` at most, and puts the
 * worst first. What one pair fails with is its entry, and never the end. Pure: the snapshot is indexed once.
 * @throws MeshError when what the scope names is unknown or ambiguous
 */
export function health(
  snapshot: Snapshot,
  playbook: Playbook,
  scope: Scope,
  { most }: { readonly most: number },
): Health {
  const mesh = meshOf(snapshot);
  const { titles, services } = resolveScope(mesh, scope);
  const { pairs, uncalled } = declaredPairs(snapshot, services);
  const declared = pairs.map(({ from, to, question, ground }) => ({
    pair: pairOf(from, to.kind === "ServiceEntry" ? question.to : to),
    question,
    ground,
  }));
  const candidates = distinct([...scope.pairs.map((named) => asNamed(named, scope)), ...declared]);
  const entries = distinctEntries(candidates.slice(0, most).map((candidate) => entryOf(candidate, playbook, snapshot)));
  const named = scope.pairs.length;
  return {
    scope,
    title: [...titles, ...(named === 0 ? [] : [`${named} named ${named === 1 ? "pair" : "pairs"}`])].join(", "),
    observedAt: snapshot.at,
    istioVersion: mesh.settings.istioVersion,
    verdict: worst(entries.map(verdictOf)),
    entries: entries.sort(worstFirst),
    leftOut: candidates.slice(most).map(({ pair }) => pair),
    uncalled,
    gaps: [
      ...gapsOfAll(snapshot, entries),
      ...unfollowed(
        mesh,
        services.map(({ namespace }) => namespace),
      ),
    ],
    assumptions: [...assumptionsOf(snapshot, [], mesh), ...unseen(snapshot, scope)],
    stats: snapshot.stats,
  };
}

/** Where no log was read, pairs that no configuration names are not among those that were asked about. */
function unseen({ loggedPods, logs }: Snapshot, { pairs, of, namespaces }: Scope): readonly Assumption[] {
  const isOnlyNamed = pairs.length > 0 && of.length + namespaces.length === 0;
  if (isOnlyNamed || loggedPods.length + logs.length > 0) return [];
  return [
    { what: "no access log was read: callers that no policy, gateway or Sidecar names are not among these pairs" },
  ];
}

function asNamed({ from, to }: Scope["pairs"][number], { namespace }: Scope): Candidate {
  const question = { from, to, headers: [], ...(namespace === undefined ? {} : { namespace }) };
  return { pair: pairText(question), question, ground: undefined };
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.toReversed().map((each) => [each.pair, each])).values()].toReversed();
}

/** Two questions may mean one pair: a short name in the configuration, a full one where it was found. */
function distinctEntries(entries: readonly HealthEntry[]): HealthEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.pair, entry])).values()].toReversed();
}

function entryOf({ pair, question, ground }: Candidate, playbook: Playbook, snapshot: Snapshot): HealthEntry {
  const outcome = ask(question, playbook, snapshot);
  if (outcome.kind === "error") return { pair, question, ground, outcome };
  // What was found is told by its workload, whatever stood for it in the question.
  if (ground !== undefined) return { pair, question, ground, outcome };
  const { from, to, host } = outcome.diagnosis.pair;
  return { pair: pairOf(from, to.kind === "ServiceEntry" ? host : to), question, ground, outcome };
}

function ask(question: Question, playbook: Playbook, snapshot: Snapshot): Outcome {
  try {
    return { kind: "diagnosis", diagnosis: answer(question, playbook, snapshot) };
  } catch (error) {
    if (error instanceof MeshError)
      return { kind: "error", code: error.code, message: error.message, next: error.next };
    return {
      kind: "error",
      code: "INTERNAL",
      message: `Cannot answer: ${error instanceof Error ? error.message : String(error)}`,
      next: `This is a bug of meshwhy. Ask about ${pairText(question)} alone and report what it prints.`,
    };
  }
}

function pairText({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} → ${to}`;
}

/** A ServiceEntry may stand for many hosts, so it is told by the one that was asked for. */
function pairOf(from: Ref, to: Ref | string): string {
  return pairText({ from: whole(from), to: typeof to === "string" ? to : whole(to) });
}

function whole({ namespace, name }: Ref): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The worst verdict; of nothing, nothing is known. */
function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.toSorted((a, b) => gravity[a] - gravity[b])[0] ?? "unknown";
}

/** By verdict, then by the share of requests that fail, then by the calls that were seen to, then by name. */
function worstFirst(a: HealthEntry, b: HealthEntry): number {
  return (
    gravity[verdictOf(a)] - gravity[verdictOf(b)] ||
    compareFractions(shareOf(b), shareOf(a)) ||
    failedOf(b) - failedOf(a) ||
    callsOf(b) - callsOf(a) ||
    compare(a.pair, b.pair)
  );
}

function shareOf({ outcome }: HealthEntry): Fraction {
  const finding =
    outcome.kind === "diagnosis" ? outcome.diagnosis.findings.find(({ severity }) => severity === "error") : undefined;
  return finding?.share ?? zero;
}

function failedOf({ outcome }: HealthEntry): number {
  return outcome.kind === "diagnosis" ? outcome.diagnosis.observed.calls.filter(({ failed }) => failed).length : 0;
}

function callsOf({ outcome }: HealthEntry): number {
  return outcome.kind === "diagnosis" ? outcome.diagnosis.observed.calls.length : 0;
}

function gapsOfAll(snapshot: Snapshot, entries: readonly HealthEntry[]): readonly Gap[] {
  const met = entries.flatMap(({ outcome }): readonly Diagnosis[] =>
    outcome.kind === "diagnosis" ? [outcome.diagnosis] : [],
  );
  const all = [...gapsOf(snapshot, []), ...met.flatMap(({ gaps }) => gaps)];
  return [...new Map(all.map((gap) => [`${gap.what}: ${gap.why}`, gap])).values()];
}
