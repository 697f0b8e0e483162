import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Answerer, Observation, ObservedCall } from "../../model/observation.ts";
import type { Fact, Section } from "../block.ts";
import { firstFew } from "../first-few.ts";
import { type Line, line, toned } from "../line.ts";
import { pairText } from "../pair-text.ts";
import { shellWord } from "../shell-word.ts";
import { clock, period } from "../times.ts";

const answerers: Readonly<Record<Answerer, string>> = {
  "client-proxy": "answered by the client's proxy",
  "server-proxy": "answered by the server's proxy",
  application: "answered by the application",
  unknown: "answered by whom is not logged",
};
const mostSignatures = 4;
const mostCallers = 8;
const mostHops = 3;
const mostHypotheses = 3;

/** What the proxies' logs show, who else is hit, and where to ask next. */
export function seen(diagnosis: Diagnosis): Section {
  return {
    heading: "Traffic",
    blocks: [{ kind: "facts", facts: [...traffic(diagnosis), ...alsoHit(diagnosis), ...next(diagnosis)] }],
  };
}

/** What the logs show of the pair's calls, and what that suggests. */
export function traffic(diagnosis: Diagnosis): Fact[] {
  return [logs(diagnosis), ...hypotheses(diagnosis)];
}

function logs(diagnosis: Diagnosis): Fact {
  const { observed, observedAt } = diagnosis;
  const { client, server } = observed.logged;
  if (observed.calls.length === 0 && observed.before.length === 0)
    return { label: "Seen", lines: [client || server ? noCalls(diagnosis) : noLog(diagnosis)] };
  return { label: "Seen", lines: [...counted(diagnosis), ...before(observed, observedAt)] };
}

function noLog({ pair, stats }: Diagnosis): Line {
  const { from, to } = pairText(pair);
  const whose = stats.logLines === 0 ? "No line of a proxy's log was read" : `No proxy log of ${from} or ${to}`;
  return line(`${whose}: what becomes of real calls was not seen.`);
}

function noCalls(diagnosis: Diagnosis): Line {
  const side = onlySide(diagnosis.observed.logged);
  return line(`No ${wanted(diagnosis)} in the logs${side}. What is said here is worked out, not seen.`);
}

/** What was looked for: only one request or one tongue counts where the question names it. */
function wanted({ question: { request, scheme } }: Diagnosis): string {
  if (request !== undefined) return "such request";
  const tongue = scheme === "https" || scheme === "tls" || scheme === "tcp" ? `${scheme.toUpperCase()} ` : "";
  return `${tongue}calls of this pair`;
}

function counted(diagnosis: Diagnosis): Line[] {
  const { calls, failures, logged, window } = diagnosis.observed;
  if (calls.length === 0) return [line(`No ${wanted(diagnosis)} since the last change on its path.`)];
  const failed = calls.filter((call) => call.failed).length;
  const when = window === undefined ? "" : ` ${period(window.from, window.to, diagnosis.observedAt)}`;
  const result = failed === 0 ? "none failed" : "failed";
  const total =
    failed === 0 ? `${calls.length} ${calls.length === 1 ? "call" : "calls"}` : `${failed} of ${calls.length} calls`;
  const kinds = failures.map(({ signature, calls }) => group(signature, calls));
  return [
    line(toned("strong", `${total}${when}`), failed === 0 ? `: ${result}` : ` ${result}`, onlySide(logged)),
    ...firstFew(kinds, mostSignatures, (count) => line(`… and ${count} other kinds of failure`)),
  ];
}

function group(signature: string, calls: readonly ObservedCall[]): Line {
  const pods = [...new Set(calls.map(answererPod))].filter((name) => name !== undefined);
  const first = pods[0];
  const others = pods.length > 1 ? ` and ${pods.length - 1} more` : "";
  return line(
    `${calls.length} × `,
    toned("code", signature),
    `, ${[...new Set(calls.map(({ answeredBy }) => answerers[answeredBy]))].join(" or ")}`,
    first === undefined ? undefined : toned("dim", ` (log of ${first}${others})`),
  );
}

/** The pod whose log shows who answered. */
function answererPod({ answeredBy, client, server }: ObservedCall): string | undefined {
  return (answeredBy === "client-proxy" ? (client ?? server) : (server ?? client))?.pod.name;
}

function before({ before, changedAt }: Observation, now: string): Line[] {
  if (before.length === 0) return [];
  const failed = before.filter((call) => call.failed).length;
  const change = changedAt === undefined ? "the last change" : `the last change at ${clock(changedAt, now)}`;
  const result = failed === 0 ? "none failed" : `${failed} failed`;
  return [
    line(
      toned(
        "dim",
        `${before.length} ${before.length === 1 ? "call" : "calls"} before ${change}: ${result}, not counted`,
      ),
    ),
  ];
}

function onlySide({ client, server }: Observation["logged"]): string {
  if (client === server) return "";
  return client ? " (only the client's side was logged)" : " (only the server's side was logged)";
}

/** What failures suggest by themselves, where the configuration does not explain them. */
function hypotheses({ basis, observed }: Diagnosis): Fact[] {
  const all = observed.failures.flatMap(({ hypotheses }) => hypotheses ?? []).map(({ sentence }) => sentence);
  const sentences = [...new Set(all)].slice(0, mostHypotheses).map((sentence) => line(sentence));
  return basis !== "traffic" || sentences.length === 0 ? [] : [{ label: "Suggests", lines: sentences }];
}

/** Which other callers the same trouble hits, the first `most` by name. */
export function alsoHit({ alsoHit }: Diagnosis, most: number = mostCallers): Fact[] {
  if (alsoHit.length === 0) return [];
  const callers = firstFew(alsoHit, most, (count) => `and ${count} more`);
  return [{ label: "Also hit", lines: [line(callers.join(", "))] }];
}

/** Where the trouble goes on, as the question to ask there. */
export function next({ nextHop, observed }: Diagnosis): Fact[] {
  if (nextHop === undefined) return [];
  const failing = observed.nextHops
    .slice(0, mostHops)
    .map(({ host, failed, total, signature }) =>
      line(toned("dim", `${host}: ${failed} of ${total} calls failed, ${signature}`)),
    );
  const command = `mesh why ${shellWord(nextHop.from)} ${shellWord(nextHop.to)}`;
  return [{ label: "Ask next", lines: [line(toned("code", command)), line(nextHop.why), ...failing] }];
}
