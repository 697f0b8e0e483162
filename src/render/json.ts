import type { Culprit, Diagnosis, Finding } from "../model/diagnosis.ts";
import type { Advice, Change, Fix } from "../model/fix.ts";
import { flowText } from "../model/flow.ts";
import { toNumber } from "../model/fraction.ts";
import type { Observation } from "../model/observation.ts";
import type { Party } from "../model/question.ts";
import type { Trace } from "../model/trace.ts";
import type {
  AccusedJson,
  AdviceJson,
  ChangeJson,
  DiagnosisJson,
  FindingJson,
  FixJson,
  FlowJson,
  ObservedJson,
  OutcomeJson,
  PartyJson,
  QuestionJson,
} from "./diagnosis-json.ts";
import { evidenceJson } from "./evidence-json.ts";
import { type Outcome, outcomes } from "./outcomes.ts";
import { present } from "./present.ts";
import { refJson } from "./ref-json.ts";
import { resourceJson } from "./resource-json.ts";
import { safeJson } from "./safe-json.ts";

const mostEvidence = 32;

/** The diagnosis as the contract `meshwhy.diagnosis/v1` has it. */
export function toJson(diagnosis: Diagnosis): DiagnosisJson {
  const { observed, since, nextHop, stats } = diagnosis;
  return {
    schema: "meshwhy.diagnosis/v1",
    question: questionJson(diagnosis),
    observedAt: diagnosis.observedAt,
    window: observed.window ?? null,
    istioVersion: diagnosis.istioVersion ?? null,
    verdict: diagnosis.verdict,
    basis: diagnosis.basis,
    summary: diagnosis.summary,
    culprit: diagnosis.culprit === undefined ? null : accusedJson(diagnosis.culprit),
    findings: diagnosis.findings.map(findingJson),
    advice: diagnosis.advice.map(adviceJson),
    steps: diagnosis.steps.map(({ step, check, title, status, reason }) => ({
      step,
      check,
      title,
      status,
      ...present({ reason }),
    })),
    flows: diagnosis.traces.map(flowJson),
    restrictions: diagnosis.restrictions,
    observed: observedJson(observed),
    since: since === undefined ? null : { firstFailure: since.firstFailure, lastGood: since.lastGood ?? null },
    changes: diagnosis.changes.map(({ ref, at, by }) => ({ resource: refJson(ref), at, by: by ?? null })),
    alsoHit: diagnosis.alsoHit,
    nextHop: nextHop === undefined ? null : { from: nextHop.from, to: nextHop.to, why: nextHop.why },
    maySettle: diagnosis.maySettle ?? null,
    gaps: diagnosis.gaps.map(({ what, why, grant }) => ({ what, why, ...present({ grant }) })),
    assumptions: diagnosis.assumptions.map(({ what }) => ({ what })),
    stats: { objects: stats.objects, logLines: stats.logLines, apiCalls: stats.apiCalls },
  };
}

/** The diagnosis as it is printed: two spaces, keys in the contract's order, a newline at the end. */
export function jsonText(diagnosis: Diagnosis): string {
  return safeJson(toJson(diagnosis));
}

function questionJson({ question, pair }: Diagnosis): QuestionJson {
  const { request, headers } = question;
  return {
    from: partyJson(pair.from),
    to: partyJson(pair.to),
    asked: { from: question.from, to: question.to, namespace: question.namespace ?? null },
    request: request === undefined ? null : { method: request.method, path: request.path },
    port: question.port ?? null,
    scheme: question.scheme ?? null,
    headers: headers.map(({ name, value }) => ({ name, value })),
    clientIp: question.clientIp ?? null,
  };
}

function partyJson({ kind, namespace, name, cluster }: Party): PartyJson {
  return { kind, namespace, name, cluster: cluster ?? null };
}

function findingJson(finding: Finding): FindingJson {
  return {
    check: finding.check,
    severity: finding.severity,
    step: finding.step,
    layer: finding.layer,
    basis: finding.basis,
    summary: finding.summary,
    resource: accusedJson(finding.resource),
    related: finding.related.map(resourceJson),
    share: toNumber(finding.share),
    flow: finding.flow,
    evidence: finding.evidence.map(evidenceJson),
    sameAs: finding.sameAs,
    fix: finding.fix === undefined ? null : fixJson(finding.fix),
  };
}

function accusedJson(culprit: Culprit): AccusedJson {
  const excerpt = culprit.excerpt?.map(({ text, marked }) => ({ text, marked }));
  return { ...resourceJson(culprit), ...present({ excerpt }) };
}

function fixJson(fix: Fix): FixJson {
  return {
    summary: fix.summary,
    changes: fix.changes.map(changeJson),
    command: fix.command.join("\n"),
    after: fix.after,
    undo: fix.undo.join("\n"),
    verified: fix.verified,
    outcome: fix.outcome,
    deliveredShare: toNumber(fix.deliveredShare),
    sideEffects: fix.sideEffects,
    ...present({ managedBy: fix.managedBy }),
    ...(fix.weakens === true ? { weakens: true } : {}),
  };
}

function changeJson(change: Change): ChangeJson {
  const resource = refJson(change.ref);
  switch (change.kind) {
    case "patch": {
      const patch = change.patch.map(({ op, path, value }) => ({ op, path, ...present({ value }) }));
      return { kind: change.kind, resource, patch };
    }
    case "create":
      return { kind: change.kind, resource, object: change.object };
    case "delete":
      return { kind: change.kind, resource };
  }
}

function adviceJson({ summary, why, command, evidence }: Advice): AdviceJson {
  return { summary, ...present({ why, command, evidence: evidence?.map(evidenceJson) }) };
}

function flowJson(trace: Trace): FlowJson {
  const { flow } = trace;
  return {
    request: {
      text: flowText(flow),
      method: flow.method ?? null,
      host: flow.host,
      ...present({ anyOf: flow.anyOf }),
      port: flow.port,
      path: flow.path ?? null,
      scheme: flow.scheme,
      headers: flow.headers.map(({ name, value }) => ({ name, value })),
    },
    named: flow.named,
    chosenBecause: flow.chosenBecause,
    assumptions: trace.assumptions,
    outcomes: outcomes(trace).map(outcomeJson),
  };
}

function outcomeJson({ end, ends, share }: Outcome): OutcomeJson {
  const { disposition, httpStatus, grpcStatus, responseFlag, responseDetails, delayMs, station, at, cause } = end;
  const evidence = new Map(ends.flatMap(({ because }) => because).map((piece) => [JSON.stringify(piece), piece]));
  const because = [...evidence.values()].slice(0, mostEvidence).map(evidenceJson);
  return {
    disposition,
    share: toNumber(share),
    httpStatus: disposition === "delivered" ? null : (httpStatus ?? null),
    ...present({ grpcStatus }),
    responseFlag: responseFlag ?? null,
    ...present({ responseDetails, delayMs }),
    station,
    at,
    cause: cause?.code ?? null,
    because,
    ...(evidence.size > because.length ? { becauseOmitted: evidence.size - because.length } : {}),
  };
}

function observedJson({ calls, before, window, failures, logged }: Observation): ObservedJson {
  return {
    counted: calls.length,
    failed: calls.filter(({ failed }) => failed).length,
    before: before.length,
    window: window ?? null,
    signatures: failures.map(({ signature, calls, hypotheses }) => ({
      signature,
      count: calls.length,
      suggests: (hypotheses ?? []).map(({ classIds, sentence }) => ({ classIds, sentence })),
    })),
    logged: { client: logged.client, server: logged.server },
  };
}
