import type { Culprit, Diagnosis, Finding } from "../model/diagnosis.ts";
import type { DiagnosisDiff, FieldChange, ObjectChange, StillFinding } from "../model/diagnosis-diff.ts";
import { compareFractions } from "../model/fraction.ts";
import { percent } from "../model/percent.ts";
import { refText } from "../model/ref.ts";
import type { Item, Section } from "./block.ts";
import { claim } from "./claim.ts";
import { counted } from "./counted.ts";
import { placed } from "./evidence-line.ts";
import { firstFew } from "./first-few.ts";
import { type Line, line, toned } from "./line.ts";
import type { Mark } from "./mark.ts";
import { moreItem } from "./more-item.ts";
import type { Page } from "./page.ts";
import { pairText } from "./pair-text.ts";
import { clock, dateTime } from "./times.ts";
import { valueText } from "./value-text.ts";
import { verdictSpan } from "./verdict-span.ts";

const mostObjects = 20;
const mostFields = 8;
const longestValue = 60;

/** What changed between two answers, for text and Markdown alike. */
export function diffPage(diff: DiagnosisDiff, { details }: { readonly details: boolean }): Page {
  const { before, after } = diff;
  const { from, to, place } = pairText(after.pair);
  return {
    heading: {
      title: `${from} → ${to}`,
      verdict: after.verdict,
      claim: claim(after),
      context: [
        diff.isSame ? "nothing changed" : diffClaim(diff),
        ...(place === undefined ? [] : [place]),
        `${dateTime(before.observedAt)} → ${clock(after.observedAt, before.observedAt)} UTC`,
      ],
    },
    sections: [...answerSection(diff), ...findingSections(diff), ...objectSection(diff, details)],
  };
}

/** `healthy before, 1 new finding, 2 objects changed`. */
function diffClaim(diff: DiagnosisDiff): string {
  const { before, after, news, resolved, unseen, seenAgain, objects, unread, culprit, isSameTrouble } = diff;
  const told = news.length + resolved.length + unseen.length + seenAgain.length;
  const parts = [
    ...(before.verdict === after.verdict ? [] : [`${before.verdict} before`]),
    ...(before.verdict === after.verdict && !isSameTrouble ? ["another trouble than before"] : []),
    ...(news.length === 0 ? [] : [counted(news.length, "new finding")]),
    ...(resolved.length === 0 ? [] : [`${counted(resolved.length, "finding")} resolved`]),
    ...(unseen.length === 0 ? [] : [`${counted(unseen.length, "finding")} could not be looked at`]),
    ...(seenAgain.length === 0 ? [] : [`${counted(seenAgain.length, "finding")} could not be looked at before`]),
    ...(culprit === undefined || told > 0 ? [] : ["another culprit"]),
    ...(objects.length === 0 ? [] : [`${counted(objects.length, "object")} changed`]),
    ...(unread.length === 0 ? [] : [`${counted(unread.length, "object")} not read`]),
  ];
  return parts.length === 0 ? "other shares than before" : parts.join(", ");
}

function answerSection({ before, after, culprit, delivered }: DiagnosisDiff): readonly Section[] {
  const lines: Line[] = [
    ...(before.verdict === after.verdict
      ? []
      : [
          line(
            verdictSpan(before.verdict),
            " → ",
            verdictSpan(after.verdict),
            toned("dim", `  before: ${claim(before)}`),
          ),
        ]),
    ...(delivered === undefined
      ? []
      : [line(toned("dim", "arrives: "), `${percent(delivered.before)} → ${percent(delivered.after)} of requests`)]),
    ...(culprit === undefined
      ? []
      : [
          line(
            toned("dim", "to blame: "),
            ...culpritSpans(culprit.before, before),
            " → ",
            ...culpritSpans(culprit.after, after),
          ),
        ]),
  ];
  return lines.length === 0 ? [] : [{ title: line("Answer"), blocks: [{ kind: "lines", lines }] }];
}

function culpritSpans(culprit: Culprit | undefined, { verdict }: Diagnosis): Line {
  if (culprit === undefined) return line(verdict === "unknown" ? "not known" : "nothing");
  return line(refText(culprit), culprit.path === "" ? undefined : toned("code", ` ${culprit.path}`));
}

function findingSections({ news, resolved, unseen, seenAgain, still }: DiagnosisDiff): readonly Section[] {
  return [
    ...listed(
      "New",
      news.map((finding) => findingItem(finding, finding.severity === "error" ? "bad" : "warn")),
    ),
    ...listed(
      "Resolved",
      resolved.map((finding) => findingItem(finding, "good")),
    ),
    ...listed(
      "Could not be looked at",
      unseen.map((finding) => findingItem(finding, "unsure")),
    ),
    ...listed(
      "Could not be looked at before",
      seenAgain.map((finding) => findingItem(finding, finding.severity === "error" ? "bad" : "warn")),
    ),
    ...listed("Still there", still.map(stillItem)),
  ];
}

function findingItem({ summary, resource, fix }: Finding, mark: Mark): Item {
  return {
    mark,
    line: line(summary),
    below: [
      line(refText(resource), resource.path === "" ? undefined : toned("code", ` ${resource.path}`), placed(resource)),
      ...(fix === undefined || mark === "good" || mark === "unsure" ? [] : [line(toned("dim", "fix: "), fix.summary)]),
    ],
  };
}

function stillItem({ before, after }: StillFinding): Item {
  const moved = compareFractions(before.share, after.share) !== 0;
  const share = moved ? `  ${percent(before.share)} → ${percent(after.share)} of requests` : undefined;
  return {
    mark: after.severity === "error" ? "bad" : "warn",
    line: line(after.summary, share === undefined ? undefined : toned("warn", share)),
    below: [],
  };
}

function objectSection({ objects, unread, after }: DiagnosisDiff, details: boolean): readonly Section[] {
  const missing = unread.map((ref): Item => ({ line: line(refText(ref)), below: [] }));
  const items = objects.map((object) => objectItem(object, after.observedAt, details));
  const few = (all: readonly Item[]): readonly Item[] => (details ? all : firstFew(all, mostObjects, moreItem));
  return [
    ...listed("Objects of this pair that changed", few(items)),
    ...listed("Objects of this pair that were not read", few(missing)),
  ];
}

function objectItem({ ref, change, fields, moreFields, pods, at, by }: ObjectChange, now: string, all: boolean): Item {
  const when = at === undefined ? "" : `, ${clock(at, now)}${by === undefined ? "" : ` by ${by}`}`;
  const what =
    change === "replaced"
      ? `${counted(pods?.before ?? 0, "pod")} replaced by ${pods?.after ?? 0}`
      : change === "changed"
        ? "changed"
        : change;
  const shown = all ? fields : fields.slice(0, mostFields);
  const hidden = fields.length - shown.length + moreFields;
  return {
    line: line(toned("strong", refText(ref)), toned("dim", `  ${what}${when}`)),
    below: [
      ...shown.map(fieldLine),
      ...(hidden === 0 ? [] : [line(toned("dim", `… and ${counted(hidden, "more field", "more fields")}`))]),
    ],
  };
}

function fieldLine({ path, before, after }: FieldChange): Line {
  const value = (of: FieldChange["after"], tone: "bad" | "good"): Line[number] =>
    of === undefined ? toned("dim", "not set") : toned(tone, valueText(of, longestValue));
  return line(toned("code", path), ": ", value(before, "bad"), " → ", value(after, "good"));
}

function listed(title: string, items: readonly Item[]): readonly Section[] {
  if (items.length === 0) return [];
  return [{ title: line(title, toned("dim", `, ${items.length}`)), blocks: [{ kind: "list", items }] }];
}
