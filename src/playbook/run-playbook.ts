import type { Check, CheckContext, CheckFinding, Inputs, StepId } from "../model/check.ts";
import type { StepResult } from "../model/diagnosis.ts";
import { heldOtherwise } from "../model/held-otherwise.ts";
import type { Playbook } from "../model/playbook.ts";
import { endings, stationOrder, type Trace, visits } from "../model/trace.ts";

export interface FoundBy {
  readonly check: Check;
  readonly finding: CheckFinding;
}

export interface Run {
  readonly steps: readonly StepResult[];
  readonly findings: readonly FoundBy[];
}

/**
 * Asks each step in order, and says of each what it found, or why it could not be decided or was not reached. Where
 * nobody was to ask the proxies, there are no steps about them.
 */
export function runPlaybook({ steps }: Playbook, inputs: Inputs & CheckContext): Run {
  const results: StepResult[] = [];
  const findings: FoundBy[] = [];
  let stoppedBy: Check | undefined;
  for (const { check, required } of steps) {
    if (check.needs.includes("proxies") && !inputs.proxies.asked) continue;
    if (stoppedBy !== undefined) {
      results.push(result(check, "skipped", `"${stoppedBy.title}" must hold first`));
      continue;
    }
    const found = check.run(inputs);
    findings.push(...found.map((finding) => ({ check, finding })));
    const judged = judge(check, found, inputs);
    results.push(judged);
    if (judged.status === "failed" && required) stoppedBy = check;
  }
  return { steps: results, findings };
}

function judge(check: Check, found: readonly CheckFinding[], inputs: Inputs & CheckContext): StepResult {
  if (found.some(({ severity }) => severity === "error")) return result(check, "failed");
  if (found.some(({ severity }) => severity === "warning")) return result(check, "warned");
  const undecided = check.undecided?.(inputs);
  if (undecided !== undefined) return result(check, undecided.status, undecided.reason);
  if (check.stations.length === 0) return result(check, "passed", check.tally?.(inputs));
  const unknown = inputs.traces
    .flatMap((trace) => endings(trace))
    .find(({ end }) => end.disposition === "unknown" && check.stations.includes(end.station));
  if (unknown !== undefined) return result(check, "unknown", reasonOf(unknown.end.cause));
  const doubt = inputs.traces
    .flatMap((trace) => visits(trace))
    .find(({ hop }) => hop.doubt !== undefined && check.stations.includes(hop.kind))?.hop.doubt;
  if (doubt !== undefined) return result(check, "unknown", reasonOf(doubt));
  if (ofClientProxy.has(check.step) && lacksProxy(inputs)) return result(check, "skipped", "the caller has no proxy");
  const reached = inputs.traces.some(
    (trace) =>
      visits(trace).some(({ hop }) => check.stations.includes(hop.kind)) ||
      endings(trace).some(({ end }) => check.stations.includes(end.station)),
  );
  if (reached) return result(check, "passed");
  if (check.stations.every((station) => station === "gateway") && !inputs.pair.viaGateway)
    return result(check, "skipped", "no gateway on the way");
  return inputs.traces.some((trace) => wentBeyond(trace, check))
    ? result(check, "passed")
    : result(check, "skipped", "not reached");
}

/** What only a proxy on the caller's side obeys. */
const ofClientProxy: ReadonlySet<StepId> = new Set<StepId>(["scope", "virtual-service", "destination-rule"]);

/** Nobody routes on the caller's side: no pod of it has a proxy, and no other proxy stands on the way. */
function lacksProxy({ pair: { clients }, traces }: Inputs & CheckContext): boolean {
  return (
    clients.length > 0 &&
    clients.every(({ proxy }) => proxy.kind === "none") &&
    traces.every((trace) => visits(trace).every(({ hop }) => hop.kind !== "route" && hop.kind !== "cluster"))
  );
}

/** A station that had nothing to decide leaves no hop; what came after it shows that the request passed. */
function wentBeyond(trace: Trace, { stations }: Check): boolean {
  const last = Math.max(...stations.map((station) => stationOrder.indexOf(station)));
  return [...visits(trace).map(({ hop }) => hop.kind), ...endings(trace).map(({ end }) => end.station)].some(
    (kind) => stationOrder.indexOf(kind) > last,
  );
}

function reasonOf(cause: ReturnType<typeof endings>[number]["end"]["cause"]): string {
  if (cause?.code === "unreadable") return `${cause.gap.what}: ${cause.gap.why}`;
  if (cause?.code === "held-otherwise") return heldOtherwise(cause);
  if (cause?.code === "not-modelled") return `${cause.what} is not modelled yet`;
  return "could not be decided";
}

function result(check: Check, status: StepResult["status"], reason?: string): StepResult {
  return { step: check.step, check: check.id, title: check.title, status, ...(reason === undefined ? {} : { reason }) };
}
