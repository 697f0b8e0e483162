import { endpointsOf } from "../mesh/endpoints.ts";
import { workloadOf } from "../mesh/workloads.ts";
import type { Diagnosis, Finding, Verdict } from "../model/diagnosis.ts";
import { isBad } from "../model/disposition.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Advice, Proposal } from "../model/fix.ts";
import { compareFractions } from "../model/fraction.ts";
import type { Mesh } from "../model/mesh.ts";
import { isNonEmpty, mapNonEmpty, type NonEmpty, sortNonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Playbook } from "../model/playbook.ts";
import type { Question } from "../model/question.ts";
import { refKey } from "../model/ref.ts";
import type { Assumption, Gap, Snapshot } from "../model/snapshot.ts";
import { endings, type Trace } from "../model/trace.ts";
import type { Workload } from "../model/workload.ts";
import { type FoundBy, runPlaybook } from "../playbook/run-playbook.ts";
import { simulate } from "../simulate/simulate.ts";
import { alsoHit } from "./also-hit.ts";
import { bystanders } from "./bystanders.ts";
import { culpritOf } from "./culprit-of.ts";
import { flowsFor } from "./flows.ts";
import { idleObjects } from "./idle-objects.ts";
import { maySettle } from "./may-settle.ts";
import { meshOf } from "./mesh-of.ts";
import { observe } from "./observe.ts";
import { changesOnPath, objectsOnPath } from "./path-objects.ts";
import { resolvePair } from "./resolve-pair.ts";
import { restrictionsOf } from "./restrictions.ts";
import { retriesMask } from "./retries-mask.ts";
import { seenRequests } from "./seen-requests.ts";
import { summarize } from "./summarize.ts";
import { configuredVerdict, fateOfFlow } from "./verdict.ts";
import { type Verified, verify } from "./verify.ts";

/** How many faults in series are followed. */
const longestPlan = 3;

/**
 * The whole story on one screen: resolve the names, simulate every request worth asking, look at the logs, ask the
 * playbook, try the fixes on a copy, conclude. Pure: same question and snapshot, same answer.
 * @throws MeshError when a name is unknown or ambiguous
 */
export function answer(question: Question, playbook: Playbook, snapshot: Snapshot): Diagnosis {
  const mesh = meshOf(snapshot);
  const pair = resolvePair(mesh, question);
  const serverPods = serversOf(mesh, pair);
  const look = (flow: Trace["flow"] | undefined, changedAt: string | undefined) =>
    observe({ logs: snapshot.logs, loggedPods: snapshot.loggedPods, pair, serverPods, flow, changedAt });
  const named = question.request !== undefined;

  const flows = flowsFor(mesh, pair, question, seenRequests(look(undefined, undefined)));
  const simulated = withoutUnrouted(
    mapNonEmpty(flows, (flow) => simulate(mesh, pair, flow)),
    named,
  );
  const traces = worstFirst(simulated, named);

  const objects = objectsOnPath(traces.slice(0, 1));
  const changes = changesOnPath(mesh, objects);
  const observed = look(named ? traces[0].flow : undefined, changes[0]?.at);
  const inputs = { traces, mesh, observed, pair, idle: idleObjects(mesh, pair, traces[0].flow) };
  const run = runPlaybook(playbook, inputs);

  const main = traces[0];
  const others = bystanders(mesh, pair, main.flow);

  const ranked = rank(run.findings, playbook);
  const plan = charge(mesh, pair, traces, ranked, playbook, snapshot, others.effectsOf);
  const verdict = conclude(configuredVerdict(traces, named), ranked, traces);
  const findings = plan.findings;
  const hurt = verdict === "broken" || verdict === "degraded";
  const culprit = hurt ? findings.find(({ severity }) => severity === "error")?.resource : undefined;
  const gaps = gapsOf(snapshot, traces);
  return {
    question,
    pair,
    observedAt: snapshot.at,
    istioVersion: mesh.settings.istioVersion,
    verdict,
    summary: summarize({ verdict, pair, traces, findings, observed, named }),
    basis: basisOf(findings, observed.failures.length > 0),
    culprit,
    findings,
    advice: hurt ? [...plan.advice, ...retriesMask(main)] : plan.advice,
    steps: run.steps,
    traces: traces.map((trace) => located(trace, snapshot)),
    restrictions: restrictionsOf(mesh, traces, simulated, named),
    observed,
    since: sinceOf(observed),
    changes: recent(changes, observed.firstFailure?.at ?? snapshot.at),
    alsoHit: culprit === undefined ? [] : alsoHit(mesh, pair, main, others.callers, snapshot.logs),
    nextHop: nextHopOf(pair, observed, findings),
    maySettle: hurt ? maySettle(mesh, changes[0]?.at, snapshot.at, [...pair.clients, ...serverPods]) : undefined,
    gaps,
    assumptions: assumptionsOf(snapshot, traces, mesh),
    stats: snapshot.stats,
  };
}

function serversOf(mesh: Mesh, pair: Pair): readonly Workload[] {
  const pods = new Map<string, Workload>();
  for (const service of pair.services) {
    for (const port of service.ports) {
      for (const { ref } of endpointsOf(mesh, service, port).endpoints) {
        const pod = ref.kind === "Pod" ? mesh.get("Pod", ref.namespace, ref.name) : undefined;
        if (pod !== undefined && !pods.has(`${ref.namespace}/${ref.name}`))
          pods.set(`${ref.namespace}/${ref.name}`, workloadOf(mesh, pod));
      }
    }
  }
  return [...pods.values()];
}

/** A plain request that no route takes says nothing where the configuration names requests that are routed. */
function withoutUnrouted(traces: NonEmpty<Trace>, named: boolean): NonEmpty<Trace> {
  if (named) return traces;
  const routed = traces.filter(
    (trace) => trace.flow.named || !endings(trace).every(({ end }) => end.cause?.code === "no-route-match"),
  );
  return isNonEmpty(routed) ? routed : traces;
}

/** The trace that the verdict rests on comes first: the worst that hurts, else one that arrives. */
function worstFirst(traces: NonEmpty<Trace>, named: boolean): NonEmpty<Trace> {
  if (named || traces.length < 2) return traces;
  const arriving = traces.some((trace) => fateOfFlow(trace) === "arrives" || fateOfFlow(trace) === "partly");
  const weight = (trace: Trace): number => {
    switch (fateOfFlow(trace)) {
      case "fails":
        return trace.flow.named ? 0 : 1;
      case "refused":
        return trace.flow.named ? 0 : arriving ? 5 : 1;
      case "partly":
        return 2;
      case "unknown":
        return 3;
      case "arrives":
        return 4;
    }
  };
  return sortNonEmpty(traces, (a, b) => weight(a) - weight(b));
}

const severities = ["error", "warning", "info"];

/** Errors first, those of the first flow before others, bigger shares before smaller, then in the playbook's order. */
function rank(found: readonly FoundBy[], playbook: Playbook): readonly FoundBy[] {
  const place = (one: FoundBy): number => playbook.steps.findIndex(({ check }) => check.id === one.check.id);
  return [...found].sort(
    (a, b) =>
      severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity) ||
      a.finding.flow - b.finding.flow ||
      compareFractions(b.finding.share, a.finding.share) ||
      place(a) - place(b),
  );
}

interface Plan {
  readonly findings: readonly Finding[];
  readonly advice: readonly Advice[];
}

/**
 * Tries the proposals of the findings. Of several objects that could be charged, the first whose proposal helps is. A
 * fix that only brings the request further is followed by the next obstacle on the mended copy.
 */
function charge(
  mesh: Mesh,
  pair: Pair,
  traces: NonEmpty<Trace>,
  ranked: readonly FoundBy[],
  playbook: Playbook,
  snapshot: Snapshot,
  effects: (changed: Mesh) => readonly string[],
): Plan {
  const advice: Advice[] = [];
  const findings: Finding[] = [];
  ranked.forEach((found, i) => {
    const { finding } = found;
    const trace = traces[finding.flow] ?? traces[0];
    const tried = finding.severity === "error" && i < 3 ? mend(mesh, pair, trace, found, effects) : undefined;
    findings.push(toFinding(mesh, snapshot, found, tried));
    advice.push(...finding.advice);
    if (i > 0 || tried?.verified === undefined) return;
    const next = obstacles(mesh, pair, playbook, tried.verified, snapshot, effects, found);
    findings.push(...next.findings);
    advice.push(...next.advice);
  });
  return { findings: uniqueFindings(findings), advice: uniqueAdvice(advice) };
}

interface Mended {
  readonly charge: FoundBy["finding"] | NonNullable<FoundBy["finding"]["charges"]>[number];
  readonly verified: Verified | undefined;
}

function mend(
  mesh: Mesh,
  pair: Pair,
  trace: Trace,
  { finding }: FoundBy,
  effects: (changed: Mesh) => readonly string[],
): Mended {
  for (const one of [...(finding.charges ?? []), finding]) {
    const verified = firstVerified(mesh, pair, trace, one.proposals, effects);
    if (verified !== undefined) return { charge: one, verified };
  }
  return { charge: finding, verified: undefined };
}

/** Proposals that weaken nothing come first, whatever order a check gave. */
function firstVerified(
  mesh: Mesh,
  pair: Pair,
  trace: Trace,
  proposals: readonly Proposal[],
  effects: (changed: Mesh) => readonly string[],
): Verified | undefined {
  const ordered = [
    ...proposals.filter(({ weakens }) => weakens !== true),
    ...proposals.filter(({ weakens }) => weakens === true),
  ];
  for (const proposal of ordered) {
    const verified = verify(mesh, pair, trace, proposal, effects);
    if (verified !== undefined) return verified;
  }
  return undefined;
}

/** What stands in the way once the first fault is mended, followed while mending helps. */
function obstacles(
  mesh: Mesh,
  pair: Pair,
  playbook: Playbook,
  first: Verified,
  snapshot: Snapshot,
  effects: (changed: Mesh) => readonly string[],
  origin: FoundBy,
): Plan {
  const findings: Finding[] = [];
  const advice: Advice[] = [];
  let step: Verified | undefined = first;
  const known = new Set([chargeKey(origin)]);
  for (let i = 1; i < longestPlan && step !== undefined; i += 1) {
    const trace: Trace = step.trace;
    if (!endings(trace).some(({ end }) => isBad(end.disposition))) break;
    const run = runPlaybook(playbook, {
      traces: [trace],
      mesh: step.mesh,
      observed: silent,
      pair: step.pair,
      idle: [],
    });
    const next: FoundBy | undefined = rank(run.findings, playbook).find(
      (found) => found.finding.severity === "error" && !known.has(chargeKey(found)),
    );
    if (next === undefined) break;
    known.add(chargeKey(next));
    const mended: Mended = mend(step.mesh, step.pair, trace, next, effects);
    findings.push(toFinding(step.mesh, snapshot, next, mended));
    advice.push(...next.finding.advice);
    step = mended.verified;
  }
  void mesh;
  void pair;
  return { findings, advice };
}

/** What is charged, whatever the share. */
function chargeKey({ check, finding: { resource } }: FoundBy): string {
  return `${check.id} ${refKey(resource.ref)} ${resource.path}`;
}

/** No log speaks of a mesh that is only imagined. */
const silent: Diagnosis["observed"] = {
  calls: [],
  before: [],
  changedAt: undefined,
  window: undefined,
  failures: [],
  firstFailure: undefined,
  lastGood: undefined,
  logged: { client: false, server: false },
  nextHops: [],
};

function toFinding(mesh: Mesh, snapshot: Snapshot, { check, finding }: FoundBy, mended: Mended | undefined): Finding {
  const charged = mended?.charge ?? finding;
  return {
    check: check.id,
    step: check.step,
    severity: finding.severity,
    layer: finding.layer,
    basis: finding.basis,
    summary: charged.summary,
    resource: culpritOf(mesh, snapshot.locate, charged.resource),
    related: charged.related.map((spot) => culpritOf(mesh, snapshot.locate, spot)),
    share: finding.share,
    flow: finding.flow,
    evidence: charged.evidence.map((one) => placed(one, snapshot)),
    sameAs: finding.sameAs ?? check.sameAs,
    fix: mended?.verified?.fix,
  };
}

function uniqueFindings(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ check, resource }: Finding): string =>
    JSON.stringify([check, resource.kind, resource.namespace, resource.name, resource.path]);
  return findings.filter((finding, i) => findings.findIndex((other) => key(other) === key(finding)) === i);
}

function uniqueAdvice(advice: readonly Advice[]): readonly Advice[] {
  return advice.filter((one, i) => advice.findIndex(({ summary }) => summary === one.summary) === i);
}

/** Rules 5 and 6: the configuration decides; where it has nothing against the request, counted calls do. */
function conclude(configured: Verdict, ranked: readonly FoundBy[], traces: readonly Trace[]): Verdict {
  const traffic = ranked
    .filter(({ finding }) => finding.severity === "error" && finding.basis !== "configuration")
    .map(({ finding }) => finding.share);
  if (traffic.length === 0 || configured === "broken") return configured;
  const nearlyAll = { n: 95n, d: 100n };
  if (traffic.some((share) => compareFractions(share, nearlyAll) >= 0)) return "broken";
  void traces;
  return "degraded";
}

function basisOf(findings: readonly Finding[], seen: boolean): Diagnosis["basis"] {
  const [first] = findings.filter(({ severity }) => severity === "error");
  if (first === undefined) return "configuration";
  return first.basis === "configuration" && seen ? "both" : first.basis;
}

function sinceOf({ firstFailure, lastGood }: Diagnosis["observed"]): Diagnosis["since"] {
  return firstFailure === undefined ? undefined : { firstFailure: firstFailure.at, lastGood: lastGood?.at };
}

/** What changed in the hour before the trouble was first seen (or before now), and since. */
function recent(changes: Diagnosis["changes"], from: string): Diagnosis["changes"] {
  const start = Date.parse(from) - 3_600_000;
  return changes.filter(({ at }) => Date.parse(at) >= start).slice(0, 8);
}

function nextHopOf(
  pair: Pair,
  { nextHops }: Diagnosis["observed"],
  findings: readonly Finding[],
): Diagnosis["nextHop"] {
  const [next] = nextHops;
  if (next === undefined || findings[0]?.layer !== "application") return undefined;
  return {
    from: pair.to.name,
    to: next.host,
    why: `${next.failed} of ${next.total} of its own calls to ${next.host} fail: ${next.signature}`,
  };
}

function gapsOf(snapshot: Snapshot, traces: readonly Trace[]): readonly Gap[] {
  const met = traces.flatMap((trace) =>
    endings(trace).flatMap(({ end }) =>
      end.cause?.code === "unreadable"
        ? [end.cause.gap]
        : end.cause?.code === "not-modelled"
          ? [{ what: end.cause.what, why: "not modelled yet" }]
          : [],
    ),
  );
  // Secrets are seldom part of a snapshot, and only a TLS gateway rests on one: then the trace has met the gap.
  const read = snapshot.gaps.filter(({ kind, ref }) => kind !== "Secret" || ref !== undefined);
  const all = [...read, ...met];
  return all.filter((gap, i) => all.findIndex(({ what, why }) => what === gap.what && why === gap.why) === i);
}

function assumptionsOf(snapshot: Snapshot, traces: readonly Trace[], mesh: Mesh): readonly Assumption[] {
  const texts = [...snapshot.assumptions.map(({ what }) => what), ...traces.flatMap(({ assumptions }) => assumptions)];
  if (mesh.settings.istioVersion === undefined)
    texts.push("the Istio version is not in the snapshot: the newest known behaviour is supposed");
  const filters = [...mesh.all("EnvoyFilter"), ...mesh.all("WasmPlugin")];
  if (filters.length > 0)
    texts.push(
      `${filters.length} EnvoyFilter or WasmPlugin ${filters.length === 1 ? "object is" : "objects are"} not modelled and presumed harmless`,
    );
  return [...new Set(texts)].map((what) => ({ what }));
}

/** The trace with the places of its evidence filled in. */
function located(trace: Trace, snapshot: Snapshot): Trace {
  const hopAt = (at: Trace["start"]): Trace["start"] => {
    const because = at.because.map((one) => placed(one, snapshot));
    return at.kind === "end"
      ? { ...at, because }
      : { ...at, because, next: at.next.map((branch) => ({ ...branch, to: hopAt(branch.to) })) };
  };
  return { ...trace, start: hopAt(trace.start) };
}

function placed(evidence: Evidence, snapshot: Snapshot): Evidence {
  if (evidence.kind !== "field" || evidence.place !== undefined) return evidence;
  const place = snapshot.locate(evidence.ref, evidence.path);
  return place === undefined ? evidence : { ...evidence, place };
}
