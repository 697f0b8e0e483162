import type { Diagnosis } from "../model/diagnosis.ts";
import { type Disposition, isBad } from "../model/disposition.ts";
import { isOne } from "../model/fraction.ts";
import { percent } from "../model/percent.ts";
import type { End, Trace } from "../model/trace.ts";
import { endingMark, endingWord, namesStatus, ruleWord, statusText } from "./ending-words.ts";
import { type FlowSubject, flowSubject } from "./flow-subject.ts";
import { isUndecided } from "./is-undecided.ts";
import { type Outcome, outcomes } from "./outcomes.ts";
import { duration } from "./times.ts";

const predicates: Readonly<Record<Disposition, string>> = {
  delivered: "is delivered",
  answered: "is answered by the proxy",
  "failed-by-rule": "is failed by a rule",
  misrouted: "goes to the wrong place",
  "name-not-found": "fails: the name is not found",
  blocked: "is blocked on its way out",
  "no-route": "finds no route",
  "no-cluster": "finds no cluster",
  "no-endpoint": "finds no endpoint",
  refused: "is refused a connection",
  reset: "has its connection reset",
  "tls-error": "fails in TLS",
  "protocol-error": "fails: the protocols differ",
  unauthenticated: "is turned away as unauthenticated",
  denied: "is refused",
  hangs: "hangs",
  loops: "goes round in circles",
  unknown: "ends where nothing is known",
};

/** The verdict as a sentence about requests: `every POST /charge is refused (403)`. */
export function claim(diagnosis: Diagnosis): string {
  const trace = diagnosis.traces[0];
  return fromTraffic(diagnosis) ?? (trace === undefined ? diagnosis.summary : fromTrace(diagnosis, trace));
}

function fromTraffic(diagnosis: Diagnosis): string | undefined {
  const { basis, verdict, observed, findings } = diagnosis;
  if (basis !== "traffic" || verdict === "healthy" || verdict === "unknown") return undefined;
  const failed = observed.calls.filter((call) => call.failed).length;
  if (failed === 0) return undefined;
  const count = `${failed} of ${observed.calls.length} calls`;
  const how = observed.failures.length === 1 ? ` (${status(observed.failures[0]?.signature ?? "")})` : "";
  if (findings[0]?.layer === "application") return `the mesh delivers, the application fails ${count}${how}`;
  if (isUndecided(diagnosis)) return `${count} failed${how}; the configuration alone does not tell`;
  return `${count} failed${how}, and no configuration explains it`;
}

/** The status at the head of a signature: `403 rbac_access_denied` → `403`; ztunnel knows none. */
function status(signature: string): string {
  if (signature.startsWith("ztunnel: ")) return "by ztunnel";
  return signature.split(" ")[0] ?? signature;
}

function fromTrace({ verdict, traces, findings }: Diagnosis, trace: Trace): string {
  const subject = flowSubject(trace.flow);
  if (verdict === "healthy") return every(subject, outcomes(trace));
  if (verdict === "unknown") return `cannot tell whether ${every(subject, [])} arrives`;
  const blamed = traces[findings[0]?.flow ?? 0] ?? trace;
  const hurt = (verdict === "broken" ? [trace, blamed, ...traces] : [blamed, ...traces]).find(isHurt);
  return hurt === undefined ? "some requests fail" : fails(flowSubject(hurt.flow), outcomes(hurt));
}

function isHurt(trace: Trace): boolean {
  return outcomes(trace).some(({ end }) => isBad(end.disposition) || endingMark(end) === "warn");
}

function fails(subject: FlowSubject, found: readonly Outcome[]): string {
  const bad = found.filter(({ end }) => isBad(end.disposition));
  const first = bad[0];
  if (first === undefined) return delayed(subject, found);
  const kinds = new Set(bad.map(({ end }) => `${endingWord(end)} ${statusText(end)}`));
  if (bad.length === found.length)
    return kinds.size === 1
      ? `every ${subject.one} ${predicate(first.end)}`
      : `no ${subject.one} arrives: ${shares(bad)}`;
  if (kinds.size > 1 || bad.length > 1) return `${subject.many}: ${shares(bad)}`;
  return `${percent(first.share)} of ${subject.many} fail: ${withStatus(endingWord(first.end), first.end)}`;
}

function delayed(subject: FlowSubject, found: readonly Outcome[]): string {
  const slow = found.find(({ end }) => endingMark(end) === "warn");
  if (slow === undefined) return "some requests fail";
  const who = isOne(slow.share) ? `every ${subject.one} is` : `${percent(slow.share)} of ${subject.many} are`;
  return `${who} delayed by ${duration(slow.end.delayMs ?? 0)}`;
}

function every(subject: FlowSubject, found: readonly Outcome[]): string {
  const first = found[0];
  if (first === undefined) return `a ${subject.one}`;
  if (found.every(({ end }) => end.disposition === first.end.disposition))
    return `every ${subject.one} ${predicate(first.end)}`;
  return `${subject.many}: ${shares(found)}`;
}

function predicate(end: End): string {
  if (end.disposition === "delivered") return predicates.delivered;
  const rule = ruleWord(end);
  return withStatus(rule === undefined ? predicates[end.disposition] : `is ${rule}`, end);
}

function withStatus(text: string, end: End): string {
  const status = namesStatus(end) ? "" : statusText(end);
  return status === "" ? text : `${text} (${status})`;
}

function shares(found: readonly Outcome[]): string {
  return found.map(({ end, share }) => `${percent(share)} ${withStatus(endingWord(end), end)}`).join(", ");
}
