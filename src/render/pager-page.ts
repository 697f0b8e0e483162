import { compare } from "../model/compare.ts";
import type { Diagnosis, Finding, Verdict } from "../model/diagnosis.ts";
import { percent } from "../model/percent.ts";
import { refKey, refText } from "../model/ref.ts";
import { claim } from "./claim.ts";
import { evidenceLine } from "./evidence-line.ts";
import { firstFew } from "./first-few.ts";
import { plain } from "./line.ts";
import { pairText } from "./pair-text.ts";
import { safe } from "./safe.ts";
import { dateTime, elapsed, moment } from "./times.ts";

/** What somebody who is called at night gets to read, whoever calls them. All of it is plain text. */
export interface Page {
  /** One line; as long as it is, for each service cuts otherwise. */
  readonly summary: string;
  readonly severity: "critical" | "error" | "warning";
  /** The cluster. */
  readonly source: string;
  /** What is called: `Service shop/payment`. */
  readonly component: string;
  /** By name, sorted; several lines where there are several things to say. */
  readonly details: Readonly<Record<string, string>>;
  readonly links: readonly PageLink[];
}

export interface PageLink {
  readonly href: string;
  readonly text: string;
}

const severities: Readonly<Record<Verdict, Page["severity"]>> = {
  broken: "critical",
  degraded: "error",
  unknown: "warning",
  healthy: "warning",
};

const verdicts: Readonly<Record<Verdict, string>> = {
  broken: "is broken",
  degraded: "is degraded",
  unknown: "cannot be judged",
  healthy: "is healthy",
};

const mostEvidence = 8;
const mostOthers = 10;
const mostAdvice = 3;
/** Characters of one detail: nobody reads more on a telephone. */
const longestDetail = 4000;

/** Tells a diagnosis to the one who is called: what fails, whose fault it is, what mends it. */
export function page(diagnosis: Diagnosis, about: { readonly cluster: string; readonly link?: string }): Page {
  const { verdict, pair } = diagnosis;
  const { from, to } = pairText(pair);
  const { cluster, link } = about;
  return {
    summary: safe(`${cluster}: ${from} → ${to} ${verdicts[verdict]}: ${withoutStop(diagnosis.summary)}`),
    severity: severities[verdict],
    source: safe(cluster),
    component: safe(refText(pair.to)),
    details: Object.fromEntries(
      Object.entries({ cluster: [cluster], ...told(diagnosis) })
        .filter(([, lines]) => lines.length > 0)
        .map(([name, lines]) => [name, cut(lines.map(safe).join("\n"))] as const)
        .sort(([a], [b]) => compare(a, b)),
    ),
    links: link === undefined || !/^https?:\/\//.test(link) ? [] : [{ href: link, text: "The diagnosis in Slack" }],
  };
}

type Lines = readonly string[];

function told(diagnosis: Diagnosis): Readonly<Record<string, Lines>> {
  const [finding] = diagnosis.findings;
  return {
    from: [refText(diagnosis.pair.from)],
    to: [refText(diagnosis.pair.to)],
    verdict: [`${diagnosis.verdict}: ${claim(diagnosis)}`],
    cause: [diagnosis.summary],
    basis: [basisText(diagnosis)],
    "observed at": [moment(diagnosis.observedAt)],
    since: since(diagnosis),
    "also hit": firstFew(diagnosis.alsoHit, mostOthers, more),
    "next to ask": diagnosis.nextHop === undefined ? [] : [nextText(diagnosis.nextHop)],
    "may settle": diagnosis.maySettle === undefined ? [] : [diagnosis.maySettle],
    "not read": firstFew(
      diagnosis.gaps.map(({ what, why }) => `${what}: ${why}`),
      mostOthers,
      more,
    ),
    advice: firstFew(
      diagnosis.advice.map(({ summary, command }) => (command === undefined ? summary : `${summary}: ${command}`)),
      mostAdvice,
      more,
    ),
    ...culprit(diagnosis, finding),
    ...(finding === undefined ? {} : found(finding)),
  };
}

function culprit({ culprit }: Diagnosis, finding: Finding | undefined): Readonly<Record<string, Lines>> {
  if (culprit === undefined) return {};
  const { path, changedAt, changedBy, managedBy, owner } = culprit;
  const value = finding?.evidence.find(
    (piece) => piece.kind === "field" && piece.path === path && refKey(piece.ref) === refKey(culprit),
  );
  const by = changedBy === undefined ? "" : ` by ${changedBy}`;
  return {
    culprit: [refText(culprit)],
    field: path === "" ? [] : [path],
    "field value":
      value?.kind !== "field" || value.value === undefined
        ? []
        : [plain(evidenceLine(value, { ref: value.ref, path })).replace(/^= /, "")],
    changed: changedAt === undefined ? [] : [`${dateTime(changedAt)} UTC${by}`],
    "managed by": managedBy === undefined ? [] : [managedBy],
    owner: owner === undefined ? [] : [owner],
  };
}

function found({ check, severity, layer, share, evidence, sameAs, fix }: Finding): Readonly<Record<string, Lines>> {
  return {
    check: [check],
    "known as": sameAs.length === 0 ? [] : [sameAs.join(", ")],
    share: severity === "info" ? [] : [`${percent(share)} of requests`],
    evidence: firstFew(
      evidence.map((piece) => plain(evidenceLine(piece))),
      mostEvidence,
      more,
    ),
    fix: [fix?.summary ?? unproven(layer)],
    ...(fix === undefined
      ? {}
      : {
          "fix proven": [`by simulation: ${fix.outcome}`],
          "fix command": pasteable([...fix.command, ...fix.after]),
          "fix where": fix.managedBy === undefined ? [] : [fix.managedBy],
          "fix beware": fix.weakens === true ? ["it weakens mTLS or admits more than this caller"] : [],
          "fix side effects": firstFew(fix.sideEffects, mostOthers, more),
          undo: pasteable(fix.undo),
        }),
  };
}

function unproven(layer: Finding["layer"]): string {
  return layer === "application"
    ? "not in the mesh: it delivers, and the application has to be mended"
    : "none could be proven by simulation";
}

/** Half a command is none. */
function pasteable(commands: Lines): Lines {
  const length = commands.join("\n").length;
  return length <= longestDetail ? commands : [`too long for a page (${length} characters): the diagnosis shows it`];
}

function basisText({ basis, observed }: Diagnosis): string {
  const failed = observed.calls.filter((call) => call.failed).length;
  const calls = observed.calls.length === 0 ? "" : ` (${failed} of ${observed.calls.length} logged calls failed)`;
  switch (basis) {
    case "configuration":
      return "configuration";
    case "traffic":
      return `traffic${calls}`;
    case "both":
      return `configuration and traffic agree${calls}`;
  }
}

function since({ since, observedAt }: Diagnosis): Lines {
  if (since === undefined) return [];
  const age = elapsed(since.firstFailure, observedAt);
  const good = since.lastGood === undefined ? "" : `; last good call ${dateTime(since.lastGood)} UTC`;
  return [`${dateTime(since.firstFailure)} UTC${age === undefined ? "" : `, ${age} before this was read`}${good}`];
}

function nextText({ from, to, why }: NonNullable<Diagnosis["nextHop"]>): string {
  return `mesh why ${from} ${to}: ${why}`;
}

function more(count: number): string {
  return `… and ${count} more`;
}

function cut(text: string): string {
  const characters = [...text];
  if (characters.length <= longestDetail) return text;
  return `${characters.slice(0, longestDetail).join("")}… (cut from ${characters.length} characters)`;
}

function withoutStop(text: string): string {
  return text.replace(/[.]$/, "");
}
