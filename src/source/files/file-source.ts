import { carriedBy } from "../../kinds/config-map.ts";
import { plainText } from "../../kinds/plain-text.ts";
import { compare } from "../../model/compare.ts";
import type { LogEntry } from "../../model/log-entry.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { noTime } from "../../model/no-time.ts";
import type { Question } from "../../model/question.ts";
import type { AnyResource, Kind } from "../../model/resource-kinds.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Assumption, Gap, Resources, Snapshot } from "../../model/snapshot.ts";
import type { Observer, Source } from "../../model/source.ts";
import { logFormat } from "../access-log/log-format.ts";
import { givenTime } from "../given-time.ts";
import { heavyKinds } from "../interest/heavy-kinds.ts";
import { controlPlane } from "../interest/interest.ts";
import { leftOut } from "../interest/left-out.ts";
import type { Look } from "../interest/look.ts";
import { lookAbout } from "../interest/look-about.ts";
import { lookEverywhere } from "../interest/look-everywhere.ts";
import { lookFor } from "../interest/look-for.ts";
import { partly } from "../interest/partly.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { newestTime, timesOf } from "../newest-time.ts";
import { inOrder, recorded, workloadsIn } from "../recorded/recorded.ts";
import { covers } from "../recorded/recorded-question.ts";
import { absences } from "./absences.ts";
import { bugReportGaps } from "./bug-report-gaps.ts";
import type { Entry } from "./entry.ts";
import { latestLogs } from "./latest-logs.ts";
import { limits } from "./limits.ts";
import { locator } from "./locator.ts";
import { mergeEntries } from "./merge-entries.ts";
import { type OpenSnapshot, openSnapshots } from "./open-snapshots.ts";
import { readEntry } from "./read-entry.ts";
import { readLogs } from "./read-logs.ts";
import { scanSnapshots } from "./scan-snapshots.ts";

/** Which files to read. */
export interface FileSourceOptions {
  /** Folders, files, or `-` for standard input; later ones are laid over earlier ones. */
  readonly paths: readonly string[];
  /** How a path is called in answers and errors, where it is not to be shown as it is. */
  readonly called?: (path: string) => string;
  /** The moment to take for now, RFC 3339; else the newest that the snapshot knows of. */
  readonly at?: string;
  /** Read where a path is `-`. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
}

const timeless: Assumption = { what: `nothing in the snapshot tells the time: ${noTime} is taken for now` };

/** Reads snapshots from files as `kubectl get -o yaml|json` prints them. */
export function fileSource(options: FileSourceOptions): Source {
  return { read: (asked, observer) => readSnapshot(options, asked, observer) };
}

async function readSnapshot(
  { paths, called, at, stdin }: FileSourceOptions,
  asked: Question | Scope,
  observer?: Observer,
): Promise<Snapshot> {
  const given = at === undefined ? undefined : givenTime(at);
  const { snapshots, gaps } = await openSnapshots(paths, stdin, called);
  const records = snapshots.flatMap(({ record }) => record ?? []);
  const isRecorded = records.length > 0 && records.every((record) => covers(record.asked, asked));
  const look = isRecorded ? lookEverywhere : isScope(asked) ? lookAt(asked, snapshots) : lookFor(asked);
  const scanned = scanSnapshots(snapshots, look, observer);
  refuseNothing(snapshots, scanned.entries, [...gaps, ...scanned.gaps]);
  const places = look.interest(lightResources(scanned.entries));
  const isOfInterest = (namespace: string): boolean => places === "all" || places.has(namespace);
  const merged = mergeEntries(scanned.entries.map((entries) => readOfInterest(entries, isOfInterest)));
  const resources = resourcesOf(merged.entries.values());
  const format = logFormat(meshConfigIn(resources));
  const logs = readLogs(latestLogs(snapshots), format, isOfInterest, new Set(controlPlane(resources)));
  const all = scanned.entries.flat();
  const present = new Set(all.map(({ kind }) => kind));
  const absent = records.length > 0 ? recorded(records, asked) : absences(present, all.some(isMeshConfig));
  const [only] = snapshots.length === 1 ? records : [];
  const newest =
    given ?? only?.at ?? newestTime([...records.map(({ at: then }) => then), ...momentsIn(resources, logs.entries)]);
  const workloadsOf = places === "all" ? workloadsIn(records) : [...places].sort(compare);
  return {
    resources,
    gaps: [
      ...gaps,
      ...emptyOnes(snapshots, scanned.entries),
      ...scanned.gaps,
      ...merged.gaps,
      ...badOnes(merged.entries.values()),
      ...logs.gaps,
      ...snapshots.flatMap((snapshot) => (snapshot.isBugReport ? bugReportGaps(snapshot, present) : [])),
      ...absent.gaps,
      ...(places === "all" ? [] : leftOutBeyond(places, all)),
    ],
    ...inOrder(logs, records, only),
    // Laid over with something else, the snapshot is no longer what its proxies were sent.
    ...(only?.proxies === undefined ? {} : { proxies: only.proxies }),
    at: newest ?? noTime,
    assumptions: [
      ...absent.assumptions,
      ...(newest === undefined ? [timeless] : []),
      ...(isScope(asked) && places !== "all" ? [{ what: `the snapshot is big: ${partly(places)}` }] : []),
    ],
    ...(workloadsOf === undefined ? {} : { workloadsOf }),
    locate: locator(merged.entries),
    stats: (isRecorded ? only?.stats : undefined) ?? {
      objects: Object.values(resources).flat().length,
      logLines: logs.lines,
      apiCalls: 0,
    },
  };
}

/** Heavy kinds are read of some namespaces only: those of which there are others. */
function leftOutBeyond(places: ReadonlySet<string>, entries: readonly Entry[]): readonly Gap[] {
  const kinds = new Set(entries.flatMap(({ kind, namespace }) => (places.has(namespace) ? [] : [kind])));
  const heavy = [...heavyKinds].filter((kind) => kinds.has(kind));
  return leftOut(heavy.map((kind) => ({ kind, plural: `${kind}s`, namespaces: [...places] })));
}

function lookAt(scope: Scope, snapshots: readonly OpenSnapshot[]): Look {
  if (scope.everywhere === true) return lookEverywhere;
  const bytes = snapshots.flatMap(({ inputs }) => inputs).reduce((sum, { size }) => sum + size, 0);
  return bytes <= limits.wholeBytes ? lookEverywhere : lookAbout(scope);
}

/** @throws MeshError if there is not one object */
function refuseNothing(
  snapshots: readonly OpenSnapshot[],
  entries: readonly (readonly Entry[])[],
  gaps: readonly Gap[],
): void {
  if (entries.some(({ length }) => length > 0)) return;
  const paths = snapshots.map(({ path }) => `"${plainText(path)}"`).join(", ");
  const [first] = gaps;
  if (first !== undefined)
    throw new MeshError(
      "UNREADABLE_INPUT",
      `Cannot read ${paths}: ${first.what}: ${first.why}`,
      `${gaps.length > 1 ? `There are ${gaps.length} such problems: m` : "M"}end the file, or see all with mesh snapshot lint.`,
    );
  const why = snapshots.every(({ inputs }) => inputs.length === 0)
    ? "it holds no file named *.yaml, *.yml or *.json"
    : "it holds no Kubernetes object that meshwhy reads";
  throw new MeshError(
    "EMPTY_INPUT",
    `Cannot read ${paths}: ${why}`,
    "Save what kubectl get -A -o yaml prints of Pods, Services, EndpointSlices, Namespaces and Istio's kinds.",
  );
}

/** An overlay without effect is most likely a mistake. */
function emptyOnes(snapshots: readonly OpenSnapshot[], entries: readonly (readonly Entry[])[]): readonly Gap[] {
  return snapshots
    .filter(({ logs }, index) => logs.length === 0 && entries[index]?.length === 0)
    .map(({ path }) => ({
      what: plainText(path),
      why: "it holds no Kubernetes object that meshwhy reads, and no log",
    }));
}

/** What is read of every namespace, by kind: enough to tell which namespaces matter. */
function lightResources(snapshots: readonly (readonly Entry[])[]): Resources {
  const light = snapshots.map((entries) => entries.filter(({ kind }) => !heavyKinds.has(kind)));
  return resourcesOf(mergeEntries(light).entries.values());
}

function readOfInterest(entries: readonly Entry[], isOfInterest: (namespace: string) => boolean): readonly Entry[] {
  const read = entries.filter(({ kind, namespace }) => !heavyKinds.has(kind) || isOfInterest(namespace)).map(readEntry);
  for (const { site } of read) site.input.close();
  return read;
}

/** By kind, and within a kind by namespace and name. */
function resourcesOf(entries: Iterable<Entry>): Resources {
  const byKind = new Map<Kind, Entry[]>();
  for (const entry of entries) {
    if (entry.state.is !== "read") continue;
    const others = byKind.get(entry.kind);
    if (others === undefined) byKind.set(entry.kind, [entry]);
    else others.push(entry);
  }
  const sorted = [...byKind].map(([kind, found]): readonly [Kind, readonly AnyResource[]] => [
    kind,
    found
      .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name))
      .flatMap(({ state }) => (state.is === "read" ? [state.resource] : [])),
  ]);
  // Each list holds resources of its kind: that is how they were put there.
  return Object.fromEntries(sorted.sort(([a], [b]) => compare(a, b)));
}

function badOnes(entries: Iterable<Entry>): readonly Gap[] {
  return [...entries].flatMap(({ state }) => (state.is === "bad" ? [state.gap] : []));
}

function isMeshConfig({ kind, name, state }: Entry): boolean {
  return kind === "ConfigMap" && state.is !== "deletion" && carriedBy(name)?.member === "mesh";
}

function* momentsIn(resources: Resources, logs: readonly LogEntry[]): Generator<string | undefined> {
  for (const list of Object.values(resources)) for (const resource of list) yield* timesOf(resource);
  for (const { at } of logs) yield at;
}
