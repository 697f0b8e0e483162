import type { Spot } from "../model/cause.ts";
import type { Culprit, Diagnosis, Finding } from "../model/diagnosis.ts";
import { isBad } from "../model/disposition.ts";
import type { Advice, Proposal } from "../model/fix.ts";
import type { Mesh } from "../model/mesh.ts";
import type { NonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Playbook } from "../model/playbook.ts";
import { proxiesNotAsked } from "../model/proxy-facts.ts";
import { refKey } from "../model/ref.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { endings, type Trace } from "../model/trace.ts";
import { type FoundBy, runPlaybook } from "../playbook/run-playbook.ts";
import type { Bystanders } from "./bystanders.ts";
import { culpritOf } from "./culprit-of.ts";
import { excerptFrom } from "./excerpt/excerpt-from.ts";
import { meshOf } from "./mesh-of.ts";
import { placed } from "./placed.ts";
import { rank } from "./rank.ts";
import { type Verified, verify } from "./verify.ts";

/** How many faults in series are followed. */
const longestPlan = 3;

/** What does not change while a plan is made. */
interface Scene {
  readonly playbook: Playbook;
  readonly snapshot: Snapshot;
  readonly effectsOf: Bystanders["effectsOf"];
}

/** A mesh as it is, or as it would be after a fix, with the pair as it stands there. */
interface State {
  readonly mesh: Mesh;
  readonly pair: Pair;
}

/** The findings, each with the fix that was proven for it, and what simulation cannot prove. */
export interface Plan {
  readonly findings: readonly Finding[];
  readonly advice: readonly Advice[];
}

/**
 * Tries the proposals of the findings. Of several objects that could be charged, the first whose proposal helps is. A
 * fix that only brings the request further is followed by the next obstacle on the mended copy.
 */
export function planFixes(state: State, traces: NonEmpty<Trace>, ranked: readonly FoundBy[], scene: Scene): Plan {
  const advice: Advice[] = [];
  const findings: Finding[] = [];
  ranked.forEach((found, i) => {
    const { finding } = found;
    const trace = traces[finding.flow] ?? traces[0];
    const tried = finding.severity === "error" && i < 3 ? mend(state, trace, found, scene) : undefined;
    findings.push(toFinding(state.mesh, scene.snapshot, found, tried));
    advice.push(...finding.advice);
    if (i > 0 || tried?.verified === undefined) return;
    const next = obstacles(tried.verified, found, scene);
    findings.push(...next.findings);
    advice.push(...next.advice);
  });
  return { findings: uniqueFindings(findings), advice: uniqueAdvice(advice) };
}

interface Mended {
  readonly charge: FoundBy["finding"] | NonNullable<FoundBy["finding"]["charges"]>[number];
  readonly verified: Verified | undefined;
}

function mend(state: State, trace: Trace, { finding }: FoundBy, scene: Scene): Mended {
  for (const one of [...(finding.charges ?? []), finding]) {
    const verified = firstVerified(state, trace, one.proposals, scene);
    if (verified !== undefined) return { charge: one, verified };
  }
  return { charge: finding, verified: undefined };
}

/** Proposals that weaken nothing come first, whatever order a check gave. */
function firstVerified(
  { mesh, pair }: State,
  trace: Trace,
  proposals: readonly Proposal[],
  { effectsOf }: Scene,
): Verified | undefined {
  const ordered = [
    ...proposals.filter(({ weakens }) => weakens !== true),
    ...proposals.filter(({ weakens }) => weakens === true),
  ];
  for (const proposal of ordered) {
    const verified = verify(mesh, pair, trace, proposal, effectsOf);
    if (verified !== undefined) return verified;
  }
  return undefined;
}

/** What stands in the way once the first fault is mended, followed while mending helps. */
function obstacles(first: Verified, origin: FoundBy, scene: Scene): Plan {
  const findings: Finding[] = [];
  const advice: Advice[] = [];
  let step: Verified | undefined = first;
  const known = new Set([chargeKey(origin)]);
  for (let i = 1; i < longestPlan && step !== undefined; i += 1) {
    const trace: Trace = step.trace;
    if (!endings(trace).some(({ end }) => isBad(end.disposition))) break;
    const run = runPlaybook(scene.playbook, {
      traces: [trace],
      mesh: step.mesh,
      observed: silent,
      pair: step.pair,
      idle: [],
      proxies: proxiesNotAsked,
    });
    const next: FoundBy | undefined = rank(run.findings, scene.playbook).find(
      (found) => found.finding.severity === "error" && !known.has(chargeKey(found)),
    );
    if (next === undefined) break;
    known.add(chargeKey(next));
    const mended: Mended = mend(step, trace, next, scene);
    findings.push(toFinding(step.mesh, scene.snapshot, next, mended));
    advice.push(...next.finding.advice);
    step = mended.verified;
  }
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
    resource: accused(mesh, snapshot, charged.resource),
    related: charged.related.map((spot) => culpritOf(mesh, snapshot.locate, spot)),
    share: finding.share,
    flow: finding.flow,
    evidence: charged.evidence.map((one) => placed(one, snapshot)),
    sameAs: finding.sameAs ?? check.sameAs,
    fix: mended?.verified?.fix,
  };
}

/** Lines are shown of the object as it was read, never of a mended copy. */
function accused(mesh: Mesh, snapshot: Snapshot, spot: Spot): Culprit {
  const culprit = culpritOf(mesh, snapshot.locate, spot);
  const excerpt = excerptFrom(meshOf(snapshot), mesh, spot);
  return excerpt === undefined ? culprit : { ...culprit, excerpt };
}

function uniqueFindings(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ check, resource }: Finding): string =>
    JSON.stringify([check, resource.kind, resource.namespace, resource.name, resource.path]);
  return findings.filter((finding, i) => findings.findIndex((other) => key(other) === key(finding)) === i);
}

function uniqueAdvice(advice: readonly Advice[]): readonly Advice[] {
  return advice.filter((one, i) => advice.findIndex(({ summary }) => summary === one.summary) === i);
}
