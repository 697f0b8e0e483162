import { type CheckFinding, defineCheck } from "../../model/check.ts";
import type { Advice } from "../../model/fix.ts";
import { compareFractions, fraction } from "../../model/fraction.ts";
import type { Observation, ObservedCall } from "../../model/observation.ts";
import type { Ref } from "../../model/ref.ts";
import { callEvidence } from "../access-log/call-evidence.ts";
import { calleeSpot } from "../access-log/callee-spot.ts";
import { letsThrough } from "../access-log/lets-through.ts";

/** Fewer calls say nothing about a rate. */
const fewestCalls = 5;
const notable = fraction(1, 10);

/** What the application answers once the mesh has delivered. */
export const answers = defineCheck({
  id: "application/answers",
  step: "application",
  title: "the application answers what reaches it",
  docs: `
    Both ends log \`via_upstream\`: the call arrived and the application itself answered with a status from 500 on.
    Nothing in the mesh is at fault. Read the application's own log; where it calls on and those calls fail, ask again
    for the next hop.
    Five calls and a tenth of them are needed for a verdict. Statuses below 500 are the application's business and are
    mentioned only.
  `,
  sameAs: [],
  classes: ["B01", "B04", "R29", "R30", "R32"],
  needs: ["traces", "observed"],
  stations: [],

  undecided({ observed }) {
    const { calls } = observed;
    if (calls.length === 0) return { status: "skipped", reason: "no call of this pair in the access logs" };
    const open = calls.filter(({ answeredBy, client }) => answeredBy === "unknown" && (client?.code ?? 0) >= 500);
    if (open.length === 0)
      return calls.some(isAnswered)
        ? undefined
        : { status: "skipped", reason: "no answer of the application was logged" };
    return {
      status: "unknown",
      reason: `for ${open.length} of ${calls.length} calls only the callee's proxy would tell who answered`,
    };
  },

  run({ traces, observed, pair }) {
    const answered = observed.calls.filter(({ answeredBy }) => answeredBy === "application");
    const failing = answered.filter((call) => codeOf(call) >= 500);
    const refused = answered.filter((call) => codeOf(call) >= 400 && codeOf(call) < 500);
    return [...failures(), ...refusals()];

    function failures(): CheckFinding[] {
      if (failing.length === 0) return [];
      const base = findingOf(failing);
      const enough = observed.calls.length >= fewestCalls && compareFractions(base.share, notable) >= 0;
      const severity = enough && letsThrough(traces) ? "error" : "info";
      return [
        { ...base, severity, advice: [ownLog(base.resource.ref, failing), ...onward(base.resource.ref, observed)] },
      ];
    }

    function refusals(): CheckFinding[] {
      return refused.length === 0 ? [] : [findingOf(refused)];
    }

    function findingOf(calls: readonly ObservedCall[]): CheckFinding {
      const resource = calleeSpot(calls, pair);
      const opening = letsThrough(traces) ? "The mesh delivers;" : "Of the calls that were delivered,";
      const all = observed.calls.length;
      return {
        summary: `${opening} ${resource.ref.name} itself answers ${calls.length} of ${all} ${all === 1 ? "call" : "calls"} with ${statuses(calls)}`,
        severity: "info",
        layer: "application",
        basis: "traffic",
        resource,
        related: [],
        share: fraction(calls.length, all),
        flow: 0,
        evidence: callEvidence(calls),
        proposals: [],
        advice: [],
      };
    }
  },
});

/** Whether the application is known to have answered; a success from beyond the caller's proxy is taken for its own. */
function isAnswered({ answeredBy, client }: ObservedCall): boolean {
  const code = client?.code ?? 0;
  return answeredBy === "application" || (answeredBy === "unknown" && code > 0 && code < 400);
}

function codeOf({ client, server }: ObservedCall): number {
  return (server ?? client)?.code ?? 0;
}

/** `500`, `500 and 503`: the most frequent first. */
function statuses(calls: readonly ObservedCall[]): string {
  const counts = [...Map.groupBy(calls, codeOf)].sort(([a, one], [b, other]) => other.length - one.length || a - b);
  const codes = counts.map(([code]) => String(code));
  const last = codes.pop() ?? "";
  return codes.length === 0 ? last : `${codes.join(", ")} and ${last}`;
}

const objectName = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;

function ownLog(ref: Ref, failing: readonly ObservedCall[]): Advice {
  const { kind, namespace, name } = ref;
  const since = failing[0]?.at;
  const isPlain = objectName.test(name) && objectName.test(namespace);
  return {
    summary: `Read ${name}'s own log${since === undefined ? "" : ` from ${since} on`}`,
    why: "both ends log that the answer is the application's",
    ...(isPlain && since !== undefined
      ? { command: `kubectl logs -n ${namespace} ${kind.toLowerCase()}/${name} --since-time=${since}` }
      : {}),
  };
}

/** Where the trouble goes on: the callee's own calls that fail in the same time. */
function onward(ref: Ref, { nextHops }: Observation): readonly Advice[] {
  const [hop] = nextHops;
  if (hop === undefined) return [];
  const isPlain = [ref.name, ref.namespace, hop.host].every((name) => objectName.test(name));
  return [
    {
      summary: `Ask about the next hop: ${hop.failed} of ${hop.total} of ${ref.name}'s own calls to ${hop.host} fail in the same time`,
      why: hop.signature,
      ...(isPlain ? { command: `mesh why ${ref.namespace}/${ref.name} ${hop.host}` } : {}),
    },
  ];
}
