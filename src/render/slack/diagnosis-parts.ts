import type { Diagnosis } from "../../model/diagnosis.ts";
import type { LogEvidence } from "../../model/evidence.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import type { Fact, Item, Section } from "../block.ts";
import { claim } from "../claim.ts";
import { combineSteps } from "../combine-steps.ts";
import { evidenceLine } from "../evidence-line.ts";
import { fold } from "../fold.ts";
import { type Line, line, plain, toned } from "../line.ts";
import { markedYaml } from "../marked-yaml.ts";
import { prune } from "../prune.ts";
import { advice } from "../report/advice.ts";
import { cause } from "../report/cause.ts";
import { checklist } from "../report/checklist.ts";
import { history } from "../report/history.ts";
import { limits } from "../report/limits.ts";
import { obstacles } from "../report/obstacles.ts";
import { offenderParts } from "../report/offender.ts";
import { otherFlows } from "../report/other-flows.ts";
import { repair } from "../report/repair.ts";
import { restrictions } from "../report/restrictions.ts";
import { alsoHit, next, traffic } from "../report/seen.ts";
import { tree } from "../tree.ts";
import type { Part } from "./part.ts";
import { codeRows, factsRows, flush, itemsRows, type Row, sectionRows, textRow } from "./row.ts";
import { stationRows } from "./station-rows.ts";

const fewEvidence = 6;
/** As many as the report shows of callers and findings, and of side effects. */
const fewItems = 8;
const fewEffects = 6;
const fewLogLines = 3;
const fewSignatures = 3;

/**
 * What a message says of a diagnosis, in the order in which it is read: what is wrong, which field of which object,
 * since when, who is hit, the evidence, the fix, what comes next, what was checked and what was not.
 */
export function diagnosisParts(diagnosis: Diagnosis, cluster: string): Part[] {
  const { verdict } = diagnosis;
  const unread = limitParts(diagnosis);
  const parts = [
    causePart(diagnosis),
    ...(verdict === "unknown" ? unread : []),
    ...offenderPart(diagnosis),
    seenPart(diagnosis),
    ...longList("callers that are hit", diagnosis.alsoHit, fewItems),
    ...evidencePart(diagnosis),
    ...ofSections(repair(diagnosis), { rank: 1, divided: true }),
    ...longList("side effects of the fix", diagnosis.findings[0]?.fix?.sideEffects ?? [], fewEffects),
    ...nextPart(diagnosis, cluster),
    ...ofSections(advice(withoutNext(diagnosis), false), { rank: 4 }),
    ...ofSections(obstacles(diagnosis, diagnosis.findings.length > fewItems), { rank: 4, most: fewItems }),
    ...(verdict === "healthy" ? proofPart(diagnosis) : []),
    ...ofSections(otherFlows(diagnosis), { rank: 7, folded: true }),
    ...ofSections(restrictions(diagnosis), { rank: 5, most: fewItems }),
    ...stepsPart(diagnosis),
    ...(verdict === "unknown" ? [] : unread),
  ];
  return parts.filter(({ rows }) => rows.length > 0);
}

function ofSections(sections: readonly Section[], how: Omit<Part, "title" | "rows">): Part[] {
  return sections.map((section) => ({
    ...how,
    title: plain(section.title ?? line(section.heading ?? "More")),
    rows: sectionRows([section]),
  }));
}

function causePart(diagnosis: Diagnosis): Part {
  const isTrouble = diagnosis.verdict === "broken" || diagnosis.verdict === "degraded";
  const told: Fact = { label: isTrouble ? "Hit" : "Result", lines: [line(claim(diagnosis))] };
  const isTold = diagnosis.findings[0]?.layer === "application";
  const rows = isTold ? [] : factsRows([told]).map((row) => (row.kind === "text" ? { ...row, silent: true } : row));
  return { title: "Cause", untitled: true, rank: 0, rows: [...sectionRows([cause(diagnosis)]), ...rows] };
}

function offenderPart(diagnosis: Diagnosis): Part[] {
  const found = offenderParts(diagnosis, false);
  if (found === undefined) return [];
  const { excerpt } = found;
  const place = textRows([found.resource, ...found.field]);
  const value = textRows(found.value);
  const rest = [
    ...textRows([...found.note, ...found.explanation]),
    ...factsRows(found.facts.filter((fact) => !isCode(fact))),
  ];
  return [
    {
      title: "Offending resource",
      rank: 1,
      rows: [...place, ...(excerpt.length > 0 ? codeRows(markedYaml(excerpt)) : value), ...rest],
      read: [...place, ...value, ...rest],
    },
  ];
}

function textRows(lines: readonly Line[]): Row[] {
  return lines.map((text) => ({ kind: "text", line: flush(text) }));
}

/** Codes of other tools: for whoever looks closer. */
function isCode({ label }: Fact): boolean {
  return label === "known as";
}

function seenPart(diagnosis: Diagnosis): Part {
  const rows = [...sectionRows(history(diagnosis)), ...factsRows(traffic(diagnosis)), ...factsRows(alsoHit(diagnosis))];
  return { title: "When, and who is hit", untitled: true, rank: 2, rows };
}

/** Why the cause is known; log lines are for the eye. */
function evidencePart(diagnosis: Diagnosis): Part[] {
  const found = offenderParts(diagnosis, true);
  const logged = (diagnosis.findings[0]?.evidence ?? []).flatMap((piece) => (piece.kind === "log" ? piece.line : []));
  const items = [...(found?.evidence ?? []), ...logItems(diagnosis, logged)];
  const isLog = ({ line: text }: Item) => plain(text).startsWith("log of ");
  const codes = (found?.facts ?? []).filter(isCode);
  if (items.length === 0 && codes.length === 0) return [];
  const title =
    items.length === 0 ? "Evidence" : `Evidence: ${items.length} ${items.length === 1 ? "piece" : "pieces"}`;
  const logs = items.filter(isLog).length;
  const unread =
    logs === 0 ? [] : [textRow(`${logs} log ${logs === 1 ? "line is" : "lines are"} in the message itself`)];
  const rows = [...itemsRows(items), ...factsRows(codes)];
  const read = [...itemsRows(items.filter((item) => !isLog(item))), ...unread];
  return [{ title, rank: 6, folded: true, most: fewEvidence, rows, read }];
}

/** The first call of each kind of failure, as the proxies logged it. */
function logItems({ observed }: Diagnosis, told: readonly string[]): Item[] {
  return observed.failures
    .slice(0, fewSignatures)
    .flatMap(({ calls }) => [calls[0]?.client, calls[0]?.server])
    .filter((entry) => entry !== undefined && !told.includes(entry.line))
    .slice(0, fewLogLines)
    .map((entry) => ({ line: evidenceLine(logEvidence(entry as LogEntry), { whole: true }), below: [] }));
}

function logEvidence({ pod, container, at, line: text }: LogEntry): LogEvidence {
  return { kind: "log", ref: pod, container, at, line: text };
}

/** All entries of what is cut to a few elsewhere. */
function longList(what: string, texts: readonly string[], few: number): Part[] {
  if (texts.length <= few) return [];
  const items = texts.map((text): Item => ({ line: line(text), below: [] }));
  return [{ title: `All ${texts.length} ${what}`, rank: 6, folded: true, rows: itemsRows(items) }];
}

/** `why payment bank-gateway in prod-eu`: the question to ask next, as it follows the command. */
export function nextCommand({ nextHop }: Diagnosis, cluster: string): string | undefined {
  return nextHop === undefined ? undefined : `why ${nextHop.from} ${nextHop.to} in ${cluster}`;
}

function nextPart(diagnosis: Diagnosis, cluster: string): Part[] {
  const command = line(toned("code", `/mesh ${nextCommand(diagnosis, cluster) ?? ""}`));
  const facts = next(diagnosis).map(({ label, lines }): Fact => ({ label, lines: [command, ...lines.slice(1)] }));
  return facts.length === 0 ? [] : [{ title: "Ask next", untitled: true, rank: 3, rows: factsRows(facts) }];
}

/** The advice to ask about the next hop is a button here. */
function withoutNext(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.nextHop === undefined) return diagnosis;
  return { ...diagnosis, advice: diagnosis.advice.filter(({ command }) => command?.startsWith("mesh why ") !== true) };
}

/** The stations of the path, without what decides each: that is what Show the path is for. */
function proofPart({ traces }: Diagnosis): Part[] {
  const trace = traces[0];
  if (trace === undefined) return [];
  const rows = tree(prune(fold(trace.start, { exact: false })), { evidence: 0, whole: false });
  const drawing: Section = { blocks: [{ kind: "drawing", rows }] };
  const title = "Proof: every station on the way lets it pass";
  return [{ title, rank: 3, rows: sectionRows([drawing]), read: stationRows(drawing) }];
}

function stepsPart(diagnosis: Diagnosis): Part[] {
  const counts = new Map<string, number>();
  for (const { status } of combineSteps(diagnosis.steps)) counts.set(status, (counts.get(status) ?? 0) + 1);
  const order = ["failed", "warned", "unknown", "passed", "skipped"];
  const told = order.flatMap((status) => (counts.has(status) ? [`${counts.get(status)} ${status}`] : []));
  return ofSections(checklist(diagnosis, false), { rank: 5, folded: true }).map((part) => ({
    ...part,
    title: `Steps: ${told.join(", ")}`,
  }));
}

function limitParts(diagnosis: Diagnosis): Part[] {
  const [rank, folded] = diagnosis.verdict === "unknown" ? [0, false] : [4, false];
  return ofSections(limits(diagnosis, true), { rank, folded, most: fewItems }).map((part) =>
    part.title === "Assumed" ? { ...part, title: `Assumed: ${part.rows.length}`, rank: 6, folded: true } : part,
  );
}
