import { kindOf } from "../../kinds/kind-of.ts";
import { toNumber } from "../../model/fraction.ts";
import type { Mesh } from "../../model/mesh.ts";
import { mapNonEmpty, type NonEmpty } from "../../model/non-empty.ts";
import type { DifferenceFacts, ProxyFact } from "../../model/proxy-facts.ts";
import { type Ref, refKey } from "../../model/ref.ts";
import { type End, endings, type Trace } from "../../model/trace.ts";
import { simulate } from "../../simulate/simulate.ts";
import { configuredVerdict } from "../verdict.ts";
import { callerDifferences } from "./caller-differences.ts";
import type { ProxyQuestion } from "./proxy-facts.ts";

type Compared = Pick<ProxyFact, "workload" | "held">;

/** So many counted calls show what is really in force. */
const tellingCalls = 5;

/**
 * Whether the answer rests on what a proxy holds otherwise. Not where counted calls since the last change end as the
 * model says. Not where what the proxy lacks can be taken away from a copy of the mesh, so that the copy says what the
 * proxy holds, and every request ends there as before. A cluster that is not there always decides.
 */
export function decides(question: ProxyQuestion, compared: Compared, difference: DifferenceFacts): boolean {
  if (difference.kind === "cluster" && difference.routed) return true;
  if (isSettled(question)) return false;
  switch (difference.kind) {
    case "cluster":
    case "extra-cluster":
    case "routes":
      return true;
    case "destination-rule":
    case "virtual-service":
      return !saysTheSame(question, compared, expectedBy(difference));
    case "authorization-policy":
      return difference.extra.length > 0 || !endsAlike(question, question.traces, difference.missing);
    case "plaintext":
      return question.traces.some((trace) => endings(trace).some(({ end }) => restsOnPlaintext(end)));
  }
}

/** The proxies of both ends were seen to do what the model says. */
function isSettled({ traces, named, observed: { calls } }: ProxyQuestion): boolean {
  if (calls.length < tellingCalls) return false;
  const verdict = configuredVerdict(traces, named);
  if (verdict === "healthy") return calls.every(({ failed }) => !failed);
  return verdict === "broken" && calls.every(({ failed }) => failed);
}

function expectedBy(difference: DifferenceFacts & { kind: "destination-rule" | "virtual-service" }): readonly Ref[] {
  if (difference.kind === "destination-rule") return difference.expected;
  return difference.expected === undefined ? [] : [difference.expected];
}

/** Without these objects the model says what the proxy holds, and the requests end as with them. */
function saysTheSame(question: ProxyQuestion, { workload, held }: Compared, expected: readonly Ref[]): boolean {
  if (expected.length === 0 || held === undefined) return false;
  const { mesh, pair, traces } = question;
  const reduced = without(mesh, expected);
  const own = traces.map(({ flow }) => simulate(reduced, { ...pair, clients: [workload] }, flow));
  const left = callerDifferences(reduced, pair, workload, own, held).differences;
  return left.length === 0 && endsAlike(question, traces, expected);
}

function endsAlike({ mesh, pair }: ProxyQuestion, traces: NonEmpty<Trace>, missing: readonly Ref[]): boolean {
  const reduced = without(mesh, missing);
  const after = mapNonEmpty(traces, ({ flow }) => simulate(reduced, pair, flow));
  return traces.every((trace, i) => {
    const other = after[i];
    return other !== undefined && endsOf(trace) === endsOf(other) && !isBlamed(trace, missing);
  });
}

/** How a request ends and with what shares, not on which way. */
function endsOf(trace: Trace): string {
  const shares = new Map<string, number>();
  for (const { end, share } of endings(trace)) {
    const { disposition, station, httpStatus, delayMs, cause, landed } = end;
    const key = JSON.stringify([disposition, station, httpStatus, delayMs, cause?.code, landed?.host]);
    shares.set(key, (shares.get(key) ?? 0) + toNumber(share));
  }
  return JSON.stringify([...shares].map(([key, share]) => `${key} ${share.toFixed(4)}`).sort());
}

/** An object that a proxy does not hold must not be to blame, even where another would do the same. */
function isBlamed(trace: Trace, missing: readonly Ref[]): boolean {
  const keys = new Set(missing.map(refKey));
  return endings(trace).some(
    ({ end: { cause, because } }) =>
      cause !== undefined && because.some((one) => one.kind === "field" && keys.has(refKey(one.ref))),
  );
}

function without(mesh: Mesh, refs: readonly Ref[]): Mesh {
  return mesh.with(
    refs.flatMap(({ apiVersion, kind, namespace, name }) => {
      const known = kindOf(apiVersion, kind);
      return known === undefined ? [] : [{ kind: known, namespace, name, resource: undefined }];
    }),
  );
}

/** It arrived without mTLS, or the handshake at the callee is where it ended. */
function restsOnPlaintext({ station, at, landed, cause }: End): boolean {
  if (landed !== undefined) return !landed.mtls;
  if (station === "tls") return at === "server" || cause?.code !== "certificate";
  return cause !== undefined && "plaintext" in cause && cause.plaintext !== undefined;
}
