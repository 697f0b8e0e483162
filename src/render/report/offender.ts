import type { Culprit, Diagnosis, Finding } from "../../model/diagnosis.ts";
import type { Evidence, FieldEvidence } from "../../model/evidence.ts";
import type { Excerpt } from "../../model/excerpt.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { Block, Fact, Item, Section } from "../block.ts";
import { evidenceLine, placed } from "../evidence-line.ts";
import { firstFew } from "../first-few.ts";
import { type Line, line, toned } from "../line.ts";
import { moreItem } from "../more-item.ts";
import { clock, elapsed } from "../times.ts";
import type { ReportOptions } from "./report-options.ts";

const fewPieces = 4;

/** What is said of the one object to look at, piece by piece. */
export interface Offender {
  readonly resource: Line;
  /** The path of the field; empty where the object as a whole is meant. */
  readonly field: readonly Line[];
  /** The field's value on one line. */
  readonly value: readonly Line[];
  /**
   * The lines of the object around the field, which tell its value too; empty where there are none, or
   * where the application is to blame: nothing is wrong with them then.
   */
  readonly excerpt: Excerpt;
  /** What the value means here. */
  readonly note: readonly Line[];
  /** What the summary of the diagnosis does not say of it. */
  readonly explanation: readonly Line[];
  readonly evidence: readonly Item[];
  readonly facts: readonly Fact[];
}

/** The one object to look at: the field, its value or the lines around it, who changed it when, and whose it is. */
export function offender(diagnosis: Diagnosis, { details, excerpt: wanted }: ReportOptions): Section[] {
  const found = offenderParts(diagnosis, details);
  if (found === undefined) return [];
  const { resource, field, value, note, explanation, evidence, facts } = found;
  const excerpt = wanted ? found.excerpt : [];
  const items = details ? evidence : firstFew(evidence, fewPieces, moreItem);
  return [
    {
      title: line("Offending resource"),
      blocks: [
        ...(excerpt.length === 0
          ? [lines([resource, ...field, ...value, ...note, ...explanation])]
          : [
              lines([resource, ...field]),
              { kind: "yaml" as const, lines: excerpt },
              ...(note.length + explanation.length === 0 ? [] : [lines([...note, ...explanation])]),
            ]),
        ...(items.length === 0 ? [] : [{ kind: "list" as const, items }]),
        { kind: "facts", facts },
      ],
    },
  ];
}

/** The same, for faces that put it in another order; `undefined` where no object is to blame. */
export function offenderParts(diagnosis: Diagnosis, details: boolean): Offender | undefined {
  const { culprit, findings, summary } = diagnosis;
  if (culprit === undefined) return undefined;
  const finding = findings[0];
  const value = finding?.evidence.find((piece) => isValueOf(culprit, piece));
  return {
    resource: line(toned("strong", refText(culprit)), placed(culprit)),
    field: culprit.path === "" ? [] : [line(toned("code", culprit.path))],
    value: value === undefined || culprit.path === "" ? [] : [valueLine(value)],
    excerpt: finding?.layer === "application" ? [] : (culprit.excerpt ?? []),
    note: value?.note === undefined || culprit.path === "" ? [] : [line(`  ← ${value.note}`)],
    explanation: finding === undefined || agree(finding.summary, summary) ? [] : [line(finding.summary)],
    evidence: evidenceItems(culprit, finding, details),
    facts: facts(diagnosis, culprit, finding),
  };
}

function valueLine({ note: _, ...value }: FieldEvidence): Line {
  return line("  ", ...evidenceLine(value, { ref: value.ref, path: value.path }));
}

function lines(lines: readonly Line[]): Block {
  return { kind: "lines", lines };
}

function evidenceItems(culprit: Culprit, finding: Finding | undefined, whole: boolean): Item[] {
  return (finding?.evidence ?? [])
    .filter((piece) => !isValueOf(culprit, piece))
    .map((piece): Item => ({ line: evidenceLine(piece, { ref: culprit, whole }), below: [] }));
}

function facts(diagnosis: Diagnosis, culprit: Culprit, finding: Finding | undefined): Fact[] {
  const related = (finding?.related ?? [])
    .filter((other) => !isEvident(other, finding))
    .map((other) =>
      line(refText(other), other.path === "" ? undefined : toned("code", ` ${other.path}`), placed(other)),
    );
  const codes = finding?.sameAs ?? [];
  return [
    ...(culprit.changedAt === undefined
      ? []
      : [{ label: "changed", lines: [changed(diagnosis, culprit, culprit.changedAt)] }]),
    ...(culprit.owner === undefined ? [] : [{ label: "owner", lines: [line(culprit.owner)] }]),
    ...(culprit.managedBy === undefined ? [] : [{ label: "managed by", lines: [line(culprit.managedBy)] }]),
    ...(related.length === 0 ? [] : [{ label: "see also", lines: related }]),
    ...(codes.length === 0 ? [] : [{ label: "known as", lines: [line(codes.join(", "))] }]),
  ];
}

function changed({ since, observedAt }: Diagnosis, { changedBy }: Culprit, at: string): Line {
  const by = changedBy === undefined ? "" : ` by ${changedBy}`;
  return line(`${clock(at, observedAt)}${by}`, relation(at, since?.firstFailure, observedAt));
}

function relation(at: string, firstFailure: string | undefined, now: string): string | undefined {
  if (firstFailure === undefined) return ago(elapsed(at, now));
  const before = elapsed(at, firstFailure);
  if (before !== undefined) return `, ${before} before the first failure`;
  const after = elapsed(firstFailure, at);
  return after === undefined ? undefined : `, ${after} after the first failure`;
}

function ago(time: string | undefined): string | undefined {
  return time === undefined ? undefined : `, ${time} before this was read`;
}

function isValueOf(culprit: Culprit, piece: Evidence): piece is FieldEvidence {
  return piece.kind === "field" && piece.path === culprit.path && refKey(piece.ref) === refKey(culprit);
}

function isEvident({ path, ...ref }: Culprit, finding: Finding | undefined): boolean {
  return (finding?.evidence ?? []).some(
    (piece) => piece.kind === "field" && piece.path === path && refKey(piece.ref) === refKey(ref),
  );
}

function agree(one: string, other: string): boolean {
  const bare = (text: string) => text.replace(/[.]$/, "");
  return bare(other).includes(bare(one)) || bare(one).includes(bare(other));
}
