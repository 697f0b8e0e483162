import { isDeepStrictEqual } from "node:util";
import { apiOf } from "../../kinds/api-of.ts";
import { toResource } from "../../kinds/to-resource.ts";
import { compare } from "../../model/compare.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import type { Question } from "../../model/question.ts";
import type { AnyResource, Kind } from "../../model/resource-kinds.ts";
import type { Scope } from "../../model/scope.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { type LogFormat, logFormat } from "../access-log/log-format.ts";
import { parseAccessLog } from "../access-log/parse-access-log.ts";
import { reduceSecrets } from "../access-log/reduce-secrets.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { recordedQuestion } from "./recorded-question.ts";
import { recordName, recordSchema, type SnapshotRecord } from "./snapshot-record.ts";

/** One file of a snapshot to write. */
export interface SnapshotFile {
  /** Relative to the snapshot, with slashes: `objects/shop/Pod.json`. */
  readonly name: string;
  readonly text: string;
  /** What it holds. */
  readonly objects: number;
  readonly logLines: number;
  /** Lines of logs in which a secret was reduced. */
  readonly reduced: number;
}

/**
 * A snapshot as files, one at a time: `objects/<namespace>/<Kind>.json` (of no namespace: `objects/_cluster`),
 * `logs/<namespace>/<pod>/<container>.log`, and what else an answer rests on. Objects are what meshwhy keeps of them,
 * and nothing else. The same snapshot gives the same bytes.
 */
export function* snapshotFiles(snapshot: Snapshot, asked: Question | Scope): Generator<SnapshotFile> {
  for (const [kind, list] of Object.entries(snapshot.resources) as [Kind, readonly AnyResource[]][])
    yield* objectFiles(kind, list);
  const unreadable: LogEntry[] = [];
  yield* logFiles(snapshot, unreadable);
  yield file(recordName, jsonText(recordOf(snapshot, asked, unreadable)), {});
}

function* objectFiles(kind: Kind, list: readonly AnyResource[]): Generator<SnapshotFile> {
  const byNamespace = Map.groupBy(list, ({ metadata }) => (apiOf(kind).namespaced ? metadata.namespace : "_cluster"));
  for (const [namespace, objects] of [...byNamespace].sort(([a], [b]) => compare(a, b))) {
    // Read once more, so that what is written is on the allow-list whoever made the snapshot.
    const items = objects.map((object) => toResource(object)?.resource ?? object);
    const text = jsonText({ apiVersion: "v1", kind: "List", items });
    yield file(`objects/${segment(namespace)}/${kind}.json`, text, { objects: items.length });
  }
}

/** Lines that would not be read as the same entry, such as those that were cut for their length, are added to `unreadable`. */
function* logFiles({ resources, logs, loggedPods }: Snapshot, unreadable: LogEntry[]): Generator<SnapshotFile> {
  const format = logFormat(meshConfigIn(resources));
  const byLog = Map.groupBy(logs, ({ pod, container }) => logName(pod.namespace, pod.name, container));
  for (const pod of loggedPods) {
    const [namespace = "", name = ""] = pod.split("/");
    const empty = logName(namespace, name, "istio-proxy");
    if (!byLog.has(empty)) byLog.set(empty, []);
  }
  for (const [name, entries] of [...byLog].sort(([a], [b]) => compare(a, b))) {
    const lines = entries.map((entry, index) => {
      const found = lineOf(entry, format);
      if (found === undefined) unreadable.push({ ...entry, place: { file: name, line: index + 1 } });
      return found ?? reduceSecrets(entry.line);
    });
    const reduced = lines.filter((line) => line.includes("…")).length;
    yield file(name, lines.map((line) => `${line}\n`).join(""), { logLines: lines.length, reduced });
  }
}

/** A line that is read as the same entry, where there is one: with the time before it, if it does not tell it itself. */
function lineOf(entry: LogEntry, format: LogFormat): string | undefined {
  const { pod, container, place } = entry;
  const line = reduceSecrets(entry.line);
  const isSame = (text: string): boolean => {
    const [read] = parseAccessLog({ text, firstLine: place.line, file: place.file, pod, container, format }).entries;
    return isDeepStrictEqual(read, { ...entry, line });
  };
  return [line, `${entry.at} ${line}`].find(isSame);
}

function recordOf(snapshot: Snapshot, asked: Question | Scope, entries: readonly LogEntry[]): SnapshotRecord {
  const { at, gaps, assumptions, loggedPods, proxies, stats, workloadsOf } = snapshot;
  return {
    schema: recordSchema,
    asked: recordedQuestion(asked),
    at,
    ...(workloadsOf === undefined ? {} : { workloadsOf }),
    gaps: gaps.map((gap) => ({ ...gap, what: reduceSecrets(gap.what), why: reduceSecrets(gap.why) })),
    assumptions: assumptions.map(({ what }) => ({ what: reduceSecrets(what) })),
    loggedPods,
    ...(entries.length === 0 ? {} : { entries }),
    ...(proxies === undefined ? {} : { proxies }),
    stats,
  };
}

function file(
  name: string,
  text: string,
  { objects = 0, logLines = 0, reduced = 0 }: Partial<Omit<SnapshotFile, "name" | "text">>,
): SnapshotFile {
  return { name, text, objects, logLines, reduced };
}

function logName(namespace: string, pod: string, container: string): string {
  return `logs/${[namespace, pod, container].map(segment).join("/")}.log`;
}

/** A name as one part of a path. Names of objects are checked when they are read; this is for certain. */
function segment(name: string): string {
  return /^\.*$/.test(name) ? name.replaceAll(".", "%2E") : name.replaceAll("/", "%2F");
}

const raw = /[\u007f-\uffff]/g;

/** JSON in ASCII, so that no name can steer a terminal. */
function jsonText(value: object): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replace(raw, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}
