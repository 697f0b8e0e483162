import { compare } from "../../model/compare.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import type { Question } from "../../model/question.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Scope } from "../../model/scope.ts";
import type { Assumption, Gap, Snapshot } from "../../model/snapshot.ts";
import { leftOut } from "../interest/left-out.ts";
import { covers, recordedText } from "./recorded-question.ts";
import type { SnapshotRecord } from "./snapshot-record.ts";

/** What without which it cannot be told where requests arrive. */
const needed: readonly (readonly [kind: Kind, what: string])[] = [
  ["Pod", "Pods"],
  ["EndpointSlice", "EndpointSlices"],
];

/** What was known to be missing when snapshots were taken; and, for another question, what was not taken along. */
export function recorded(
  records: readonly SnapshotRecord[],
  asked: Question | Scope,
): { readonly gaps: readonly Gap[]; readonly assumptions: readonly Assumption[] } {
  const assumptions = records.flatMap((record) => record.assumptions);
  return {
    gaps: [
      ...records.flatMap(({ gaps }) => gaps).filter((gap) => records.length === 1 || !isLeftOut(gap)),
      ...(records.length === 1 ? [] : leftOutOfAll(records)),
      ...records.flatMap((record) => notTaken(record, asked)),
    ],
    assumptions: [...new Map(assumptions.map((assumption) => [assumption.what, assumption])).values()],
  };
}

/** Of which namespaces all snapshots together hold the workloads; `undefined`: of all. */
export function workloadsIn(records: readonly SnapshotRecord[]): readonly string[] | undefined {
  if (records.length === 0) return undefined;
  const names = new Set<string>();
  for (const { workloadsOf } of records) {
    if (workloadsOf === undefined) return undefined;
    for (const name of workloadsOf) names.add(name);
  }
  return [...names].sort(compare);
}

/** Logs as they were when the snapshot was taken: pods in that order, and lines that cannot be read from their text. */
export function inOrder(
  { entries, pods }: { readonly entries: readonly LogEntry[]; readonly pods: readonly string[] },
  records: readonly SnapshotRecord[],
  only: SnapshotRecord | undefined,
): Pick<Snapshot, "logs" | "loggedPods"> {
  const ranks = new Map(records.flatMap(({ loggedPods }) => loggedPods).map((pod, rank) => [pod, rank]));
  const rank = (pod: string): number => ranks.get(pod) ?? ranks.size;
  if (ranks.size === 0) return { logs: entries, loggedPods: pods };
  const kept = only?.entries ?? [];
  const replaced = new Set(kept.map(spotOf));
  const all = kept.length === 0 ? entries : [...entries.filter((entry) => !replaced.has(spotOf(entry))), ...kept];
  const rankOf = ({ pod }: LogEntry): number => rank(`${pod.namespace}/${pod.name}`);
  return {
    logs: all.toSorted((a, b) => rankOf(a) - rankOf(b) || (kept.length === 0 ? 0 : a.place.line - b.place.line)),
    loggedPods: pods.toSorted((a, b) => rank(a) - rank(b)),
  };
}

/** What one snapshot left out another may hold: left out of all is what each of them left out. */
function leftOutOfAll(records: readonly SnapshotRecord[]): readonly Gap[] {
  const [first, ...others] = records.map(({ gaps }) => gaps.filter(isLeftOut));
  return (first ?? []).flatMap((gap) => {
    const { kind } = gap;
    const same = others.flatMap((gaps) => gaps.find((other) => other.kind === kind) ?? []);
    if (kind === undefined || same.length < others.length) return [];
    const all = [gap, ...same];
    return leftOut([
      {
        kind,
        plural: gap.what.replace(/ outside .*$/, ""),
        namespaces: [...new Set(all.flatMap(({ except = [] }) => except))],
        addresses: [...new Set(all.flatMap(({ exceptAddresses = [] }) => exceptAddresses))],
      },
    ]);
  });
}

function isLeftOut({ isLeftOut: is, namespace }: Gap): boolean {
  return is === true && namespace === undefined;
}

function spotOf({ pod, container, place }: LogEntry): string {
  return `${pod.namespace}/${pod.name}/${container}:${place.line}`;
}

function notTaken(record: SnapshotRecord, asked: Question | Scope): readonly Gap[] {
  const { asked: before, workloadsOf } = record;
  if (workloadsOf === undefined || covers(before, asked)) return [];
  const named = workloadsOf.length === 0 ? "any namespace" : `namespaces other than ${shortened(workloadsOf)}`;
  return needed.map(([kind, what]) => ({
    what: `${what} of ${named}`,
    why: `the snapshot was taken for ${recordedText(before)}`,
    grant: "take one for this question with mesh snapshot",
    kind,
    except: workloadsOf,
  }));
}

function shortened(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
}
