import type { Diagnosis, Finding, Verdict } from "../model/diagnosis.ts";
import { compareFractions, fraction, sum } from "../model/fraction.ts";
import { mapNonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Playbook } from "../model/playbook.ts";
import type { Question } from "../model/question.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Trace } from "../model/trace.ts";
import { type FoundBy, runPlaybook } from "../playbook/run-playbook.ts";
import { simulate } from "../simulate/simulate.ts";
import { alsoHit } from "./also-hit.ts";
import { bystanders } from "./bystanders.ts";
import { flowsFor } from "./flows.ts";
import { idleObjects } from "./idle-objects.ts";
import { loggingAdvice } from "./logging-advice.ts";
import { loggingOff } from "./logging-off.ts";
import { maySettle } from "./may-settle.ts";
import { meansOther } from "./means-other.ts";
import { meshOf } from "./mesh-of.ts";
import { assumptionsOf, gapsOf } from "./not-read.ts";
import { observe } from "./observe.ts";
import { withoutRestricted, withoutUnrouted, worstFirst } from "./order-traces.ts";
import { ownRequests } from "./own-requests.ts";
import { changesOnPath, objectsOnPath } from "./path-objects.ts";
import { located } from "./placed.ts";
import { planFixes } from "./plan-fixes.ts";
import { heldTraces } from "./proxies/held-traces.ts";
import { proxyFacts } from "./proxies/proxy-facts.ts";
import { rank } from "./rank.ts";
import { resolvePair } from "./resolve-pair.ts";
import { restrictionsOf } from "./restrictions.ts";
import { retriesMask } from "./retries-mask.ts";
import { seenRequests } from "./seen-requests.ts";
import { serversOf } from "./servers-of.ts";
import { summarize } from "./summarize.ts";
import { configuredVerdict } from "./verdict.ts";

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
    observe({
      logs: snapshot.logs,
      loggedPods: snapshot.loggedPods,
      pair,
      serverPods,
      flow,
      port: question.port,
      scheme: question.scheme,
      changedAt,
      isElsewhere: meansOther(mesh),
    });
  const named = question.request !== undefined;

  const { flows, leftOut } = flowsFor(mesh, pair, question, seenRequests(look(undefined, undefined)));
  const simulated = mapNonEmpty(flows, (flow) => simulate(mesh, pair, flow));
  const modelled = worstFirst(withoutUnrouted(simulated, named), named);

  const objects = objectsOnPath(modelled.slice(0, 1));
  const changes = changesOnPath(mesh, objects);
  const unlogged = loggingOff(mesh, pair, serverPods);
  const observed = {
    ...look(named ? modelled[0].flow : undefined, changes[0]?.at),
    ...(unlogged.length === 0 ? {} : { loggingOff: unlogged }),
  };
  const proxies = proxyFacts({ snapshot, mesh, pair, servers: serverPods, traces: modelled, named, observed });
  const traces = worstFirst(heldTraces(mesh, pair, modelled, proxies), named);
  const judged = withoutRestricted(traces, named);
  const inputs = { traces: judged, mesh, observed, pair, idle: idleObjects(mesh, pair, traces[0].flow), proxies };
  const run = runPlaybook(playbook, inputs);

  const main = traces[0];
  const ownRequest = ownRequests(mesh, pair, main.flow, snapshot.logs);
  const others = bystanders(mesh, pair, main.flow, ownRequest);

  const ranked = rank(run.findings, playbook);
  // A fix mends objects: it is tried, before and after, as if proxies held what the objects say.
  const tried = mapNonEmpty(judged, (trace) => modelled.find(({ flow }) => flow === trace.flow) ?? trace);
  const plan = planFixes({ mesh, pair }, tried, ranked, { playbook, snapshot, effectsOf: others.effectsOf });
  const verdict = conclude(configuredVerdict(traces, named), ranked, observed);
  const findings = plan.findings;
  const hurt = verdict === "broken" || verdict === "degraded";
  const culprit = hurt ? findings.find(({ severity }) => severity === "error")?.resource : undefined;
  const gaps = gapsOf(snapshot, traces, pair);
  return {
    question,
    pair,
    observedAt: snapshot.at,
    istioVersion: mesh.settings.istioVersion,
    verdict,
    summary: summarize({ verdict, pair, traces, findings, observed, named }),
    basis: basisOf(findings, observed),
    culprit,
    findings,
    // Where the cause is known, nobody needs a log to see it.
    advice: [...plan.advice, ...(hurt ? retriesMask(main) : loggingAdvice(mesh, observed))],
    steps: run.steps,
    traces: traces.map((trace) => located(trace, snapshot)),
    restrictions: restrictionsOf(mesh, traces, simulated, named),
    observed,
    since: sinceOf(observed),
    changes: recent(changes, observed.firstFailure?.at ?? snapshot.at),
    alsoHit: culprit === undefined ? [] : alsoHit(mesh, pair, main, others.callers, ownRequest),
    nextHop: nextHopOf(pair, observed, findings),
    maySettle: hurt ? maySettle(mesh, changes[0]?.at, snapshot.at, [...pair.clients, ...serverPods]) : undefined,
    gaps,
    assumptions: [
      ...assumptionsOf(snapshot, traces, mesh),
      ...(leftOut === 0
        ? []
        : [
            {
              what: `${leftOut} more requests that the configuration tells apart were not simulated, and nothing is said of them`,
            },
          ]),
    ],
    stats: snapshot.stats,
  };
}

/** Rules 5 and 6: the configuration decides; where it has nothing against the request, counted calls do. */
function conclude(configured: Verdict, ranked: readonly FoundBy[], { calls }: Diagnosis["observed"]): Verdict {
  const traffic = ranked
    .filter(({ finding }) => finding.severity === "error" && finding.basis !== "configuration")
    .map(({ finding }) => finding.share);
  if (traffic.length === 0 || configured === "broken") return configured;
  // Proxy and application may fail different calls of one pair; where the configuration explains none, all count.
  const failed = calls.filter((call) => call.failed).length;
  const share = configured === "degraded" ? sum(traffic) : fraction(failed, calls.length);
  return compareFractions(share, nearlyAll) >= 0 ? "broken" : "degraded";
}

const nearlyAll = fraction(95, 100);

/** What the answer rests on: an error's own basis; counted calls that agree with the configuration make it both. */
function basisOf(findings: readonly Finding[], { calls, failures }: Diagnosis["observed"]): Diagnosis["basis"] {
  const [first] = findings.filter(({ severity }) => severity === "error");
  if (first === undefined) return calls.length > failures.length ? "both" : "configuration";
  return first.basis === "configuration" && failures.length > 0 ? "both" : first.basis;
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
