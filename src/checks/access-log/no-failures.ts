import type { Spot } from "../../model/cause.ts";
import { type CheckFinding, defineCheck, type Severity } from "../../model/check.ts";
import { isBad } from "../../model/disposition.ts";
import type { Advice } from "../../model/fix.ts";
import { compareFractions, type Fraction, fraction } from "../../model/fraction.ts";
import { deniedBy, tunnelDeniedBy } from "../../model/log-line.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { FailureGroup, Hypothesis, Observation, ObservedCall } from "../../model/observation.ts";
import type { Pair } from "../../model/pair.ts";
import { endings, type Trace } from "../../model/trace.ts";
import { callEvidence } from "./call-evidence.ts";
import { calleeSpot } from "./callee-spot.ts";
import { isExplained } from "./is-explained.ts";
import { letsThrough } from "./lets-through.ts";
import { suspectOf } from "./suspect-of.ts";

const degraded = fraction(1, 100);

/** What the proxies' logs show, held against what the model says. */
export const noFailures = defineCheck({
  id: "access-log/no-failures",
  step: "envoy-logs",
  title: "the proxies' logs show no failure beyond what the configuration explains",
  docs: `
    A proxy that answers in place of the application, or cuts the call, says so in its access log. If such calls were
    logged since the last change and nothing in the configuration explains them, the model is wrong or does not see
    the cause: a crashing pod, a full pool, a stale proxy, an EnvoyFilter.
    From 1 % of the calls on this degrades the answer. Read the lines named, then try what they suggest.
  `,
  sameAs: [],
  classes: ["K19", "K20", "D09", "D10", "D12", "D13", "D14", "T13", "T14", "T20", "C01", "C03", "C06", "C07", "B03"],
  needs: ["traces", "observed", "mesh"],
  stations: [],

  undecided({ observed }) {
    if (observed.calls.length > 0) return undefined;
    const read = observed.logged.client || observed.logged.server;
    const off = offText(observed);
    if (observed.before.length === 0 && off !== undefined) return { status: "skipped", reason: off };
    const since = observed.before.length > 0 ? " since the last change" : "";
    return {
      status: "skipped",
      reason: read ? `the access logs show no call of this pair${since}` : "no access log of either end was read",
    };
  },

  run({ traces, observed, pair, mesh }) {
    return [...unexplained(traces, observed, pair, mesh), ...unattributed(traces, observed, pair)];
  },
});

/** That nothing can be logged, where that is so. */
function offText({ loggingOff = [], logged }: Observation): string | undefined {
  if (loggingOff.length === 0) return undefined;
  const other = loggingOff.length === 1 && (logged.client || logged.server);
  return `access logging is off for ${loggingOff.map(({ name }) => name).join(" and ")}${other ? ", and the other end's log shows no call" : ""}`;
}

/** Calls that a proxy failed, and no ending of the model leaves such lines. */
function unexplained(traces: readonly Trace[], observed: Observation, pair: Pair, mesh: Mesh): CheckFinding[] {
  const byProxy = ({ answeredBy }: ObservedCall) => answeredBy === "client-proxy" || answeredBy === "server-proxy";
  const groups = groupsOf(traces, observed, byProxy);
  const [main, ...others] = groups;
  if (main === undefined) return [];
  const share = shareOfCalls(groups, observed);
  const more = others.reduce((sum, { calls }) => sum + calls.length, 0);
  const [first, ...rest] = groups.flatMap(({ hypotheses = [] }) => hypotheses);
  return [
    {
      summary: [
        `${counted(main, observed)} ${main.calls.length === 1 ? "fails" : "fail"} with ${main.signature}`,
        ...(more === 0 ? [] : [` (and ${more} in other ways)`]),
        ", which the configuration does not explain",
        ...(isPartlyUnread(traces) ? [" as far as it could be read"] : []),
        ...(first === undefined ? [] : [`; it looks as if ${first.sentence}`]),
      ].join(""),
      // Where nothing arrives by the model itself, what else goes wrong is not what breaks the pair.
      severity: letsThrough(traces) ? severityOf(share) : "warning",
      layer: main.calls.some(({ server }) => server !== undefined && denierOf(server) !== undefined)
        ? "security"
        : "proxy",
      basis: "traffic",
      resource: spotOf(main.calls, traces[0], mesh, pair),
      related: [],
      share,
      flow: 0,
      evidence: groups.slice(0, 3).flatMap(({ calls }) => callEvidence(calls)),
      proposals: [],
      advice: [...(first === undefined ? [] : [adviceOf(first, "Look first at this")]), ...unique(rest, first)],
    },
  ];
}

/** Whether what would tell how a request ends could not be read. */
function isPartlyUnread(traces: readonly Trace[]): boolean {
  return traces.some((trace) => endings(trace).some(({ end }) => end.cause?.code === "unreadable"));
}

/** Calls that came back failed from beyond the caller's proxy, and nothing tells who failed them. */
function unattributed(traces: readonly Trace[], observed: Observation, pair: Pair): CheckFinding[] {
  const groups = groupsOf(traces, observed, ({ answeredBy }) => answeredBy === "unknown");
  const [main] = groups;
  if (main === undefined) return [];
  const share = shareOfCalls(groups, observed);
  const calls = groups.flatMap((group) => group.calls);
  const many = calls.length >= 5 && compareFractions(share, fraction(1, 10)) >= 0;
  const resource = calleeSpot(calls, pair);
  return [
    {
      summary: `${counted(main, observed)} came back with ${main.signature} from ${resource.ref.name}: only the log of its proxy would tell whether the proxy or the application failed`,
      severity: many ? "warning" : "info",
      layer: "proxy",
      basis: "traffic",
      resource,
      related: [],
      share,
      flow: 0,
      evidence: callEvidence(calls),
      proposals: [],
      advice: [{ summary: `Read the access log of the proxies of ${resource.ref.name}` }],
    },
  ];
}

/** Failures of one kind that no ending of any request explains. */
function groupsOf(
  traces: readonly Trace[],
  { failures }: Observation,
  isMeant: (call: ObservedCall) => boolean,
): readonly FailureGroup[] {
  const ends = traces
    .flatMap((trace) => endings(trace).map(({ end }) => end))
    .filter(({ disposition }) => isBad(disposition));
  return failures
    .map((group) => ({ ...group, calls: group.calls.filter((call) => isMeant(call) && !isExplained(call, ends)) }))
    .filter(({ calls }) => calls.length > 0)
    .sort((a, b) => b.calls.length - a.calls.length);
}

function counted({ calls }: FailureGroup, observed: Observation): string {
  return `${calls.length} of ${observed.calls.length} ${observed.calls.length === 1 ? "call" : "calls"}`;
}

function shareOfCalls(groups: readonly FailureGroup[], { calls }: Observation): Fraction {
  return fraction(
    groups.reduce((sum, group) => sum + group.calls.length, 0),
    calls.length,
  );
}

/** Broken and degraded alike are errors: the share tells which. */
function severityOf(share: Fraction): Severity {
  return compareFractions(share, degraded) >= 0 ? "error" : "warning";
}

function denierOf({ details, terminationDetails, tunnel }: NonNullable<ObservedCall["server"]>) {
  return deniedBy(details) ?? deniedBy(terminationDetails) ?? tunnelDeniedBy(tunnel?.error);
}

/** The policy that a log line names; else a field on the path that the failure points at; else whoever took the calls. */
function spotOf(calls: readonly ObservedCall[], trace: Trace | undefined, mesh: Mesh, pair: Pair): Spot {
  const [denied] = calls.map(({ server }) => (server === undefined ? undefined : denierOf(server)));
  if (typeof denied !== "object")
    return (trace === undefined ? undefined : suspectOf(calls, trace, mesh, pair)) ?? calleeSpot(calls, pair);
  const { namespace, policy: name } = denied;
  // ztunnel names the policy, and not the rule.
  const kind = "kind" in denied ? denied.kind : "AuthorizationPolicy";
  const path = "rule" in denied ? `spec.rules[${denied.rule}]` : "spec";
  return { ref: { apiVersion: "security.istio.io/v1", kind, namespace, name }, path };
}

function adviceOf({ sentence, classIds }: Hypothesis, lead: string): Advice {
  return {
    summary: `${lead}: ${sentence}`,
    ...(classIds.length === 0
      ? {}
      : {
          why: `${classIds.join(", ")} in docs/failure-classes.md ${classIds.length === 1 ? "leaves" : "leave"} such lines`,
        }),
  };
}

function unique(hypotheses: readonly Hypothesis[], first: Hypothesis | undefined): readonly Advice[] {
  const said = new Set([first?.sentence]);
  return hypotheses.flatMap((hypothesis) => {
    if (said.has(hypothesis.sentence)) return [];
    said.add(hypothesis.sentence);
    return [adviceOf(hypothesis, "Also possible")];
  });
}
