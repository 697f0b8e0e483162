import type { Basis } from "../model/check.ts";
import type { Diagnosis, Finding, Verdict } from "../model/diagnosis.ts";
import type { DiagnosisDiff, ObjectChange } from "../model/diagnosis-diff.ts";
import { toNumber } from "../model/fraction.ts";
import type { Json } from "../model/json.ts";
import type { PartyJson, RefJson, ResourceJson } from "./diagnosis-json.ts";
import { present } from "./present.ts";
import { refJson } from "./ref-json.ts";
import { resourceJson } from "./resource-json.ts";
import { safeJson } from "./safe-json.ts";

/** What changed between two answers, as programs read it: version 1 of the contract, which only ever gains fields. */
export interface DiffJson {
  readonly schema: "meshwhy.diff/v1";
  readonly from: PartyJson;
  readonly to: PartyJson;
  readonly unchanged: boolean;
  readonly sameTrouble: boolean;
  readonly before: AnswerJson;
  readonly after: AnswerJson;
  /** `null`: as many arrive as before. */
  readonly delivered: { readonly before: number; readonly after: number } | null;
  readonly new: readonly BriefFindingJson[];
  readonly resolved: readonly BriefFindingJson[];
  /** Findings of before that could not be looked at now. */
  readonly notLookedAt: readonly BriefFindingJson[];
  /** Findings of now that could not be looked at before. */
  readonly notLookedAtBefore: readonly BriefFindingJson[];
  readonly still: readonly (BriefFindingJson & { readonly shareBefore: number })[];
  readonly objects: readonly ObjectJson[];
  /** Objects of before that were not read now. */
  readonly notRead: readonly RefJson[];
}

interface AnswerJson {
  readonly observedAt: string;
  readonly verdict: Verdict;
  readonly basis: Basis;
  readonly summary: string;
  readonly culprit: ResourceJson | null;
}

interface BriefFindingJson {
  readonly check: string;
  readonly severity: string;
  readonly summary: string;
  readonly resource: ResourceJson;
  readonly share: number;
  readonly fix: string | null;
}

interface ObjectJson {
  readonly resource: RefJson;
  readonly change: ObjectChange["change"];
  readonly fields: readonly { readonly path: string; readonly before?: Json; readonly after?: Json }[];
  readonly moreFields: number;
  readonly pods?: { readonly before: number; readonly after: number };
  readonly at?: string;
  readonly by?: string;
}

/** The difference as it is printed: two spaces, keys in the contract's order, a newline at the end. */
export function diffJsonText(diff: DiagnosisDiff): string {
  return safeJson(diffJson(diff));
}

function diffJson({ before, after, isSame, isSameTrouble, delivered, ...rest }: DiagnosisDiff): DiffJson {
  return {
    schema: "meshwhy.diff/v1",
    from: partyJson(after.pair.from),
    to: partyJson(after.pair.to),
    unchanged: isSame,
    sameTrouble: isSameTrouble,
    before: answerJson(before),
    after: answerJson(after),
    delivered:
      delivered === undefined ? null : { before: toNumber(delivered.before), after: toNumber(delivered.after) },
    new: rest.news.map(findingJson),
    resolved: rest.resolved.map(findingJson),
    notLookedAt: rest.unseen.map(findingJson),
    notLookedAtBefore: rest.seenAgain.map(findingJson),
    still: rest.still.map((one) => ({ ...findingJson(one.after), shareBefore: toNumber(one.before.share) })),
    objects: rest.objects.map(objectJson),
    notRead: rest.unread.map(refJson),
  };
}

function partyJson({ kind, namespace, name, cluster }: Diagnosis["pair"]["from"]): PartyJson {
  return { kind, namespace, name, cluster: cluster ?? null };
}

function answerJson({ observedAt, verdict, basis, summary, culprit }: Diagnosis): AnswerJson {
  return { observedAt, verdict, basis, summary, culprit: culprit === undefined ? null : resourceJson(culprit) };
}

function findingJson({ check, severity, summary, resource, share, fix }: Finding): BriefFindingJson {
  return {
    check,
    severity,
    summary,
    resource: resourceJson(resource),
    share: toNumber(share),
    fix: fix?.summary ?? null,
  };
}

function objectJson({ ref, change, fields, moreFields, pods, at, by }: ObjectChange): ObjectJson {
  return {
    resource: refJson(ref),
    change,
    fields: fields.map(({ path, before, after }) => ({ path, ...present({ before, after }) })),
    moreFields,
    ...present({ pods, at, by }),
  };
}
