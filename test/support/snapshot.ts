/** Snapshots from YAML texts and raw objects, read plainly: no file, no sniffing. */
import { parseAllDocuments } from "yaml";
import { toResource } from "../../src/kinds/to-resource.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { AnyResource, Kind } from "../../src/model/resource-kinds.ts";
import type { Gap, Resources, Snapshot } from "../../src/model/snapshot.ts";
import { absences } from "../../src/source/files/absences.ts";
import { newestTime, timesOf } from "../../src/source/newest-time.ts";

/** A Kubernetes object as a file holds it. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** What may be put beside the objects of a snapshot. */
export interface Beside {
  readonly logs?: readonly LogEntry[];
  readonly loggedPods?: readonly string[];
  /** Kinds that count as not read, though objects of them may be there. */
  readonly unread?: readonly Kind[];
  readonly at?: string;
}

/** The objects in a YAML text, Lists taken apart. */
export function objectsIn(text: string): readonly RawObject[] {
  return parseAllDocuments(text).flatMap((document) => itemsOf(document.toJS() as unknown));
}

function itemsOf(value: unknown): readonly RawObject[] {
  if (value === null || value === undefined) return [];
  const { kind, items } = value as { readonly kind: string; readonly items?: readonly unknown[] };
  return kind.endsWith("List") && items !== undefined ? items.flatMap(itemsOf) : [value as RawObject];
}

/** Later objects replace earlier ones of the same name; `meshwhy/delete` takes one away. */
export function overlaid(...layers: readonly (readonly RawObject[])[]): readonly RawObject[] {
  const byName = new Map<string, RawObject>();
  for (const object of layers.flat()) {
    const { annotations } = object.metadata as { readonly annotations?: Readonly<Record<string, string>> };
    if (annotations?.["meshwhy/delete"] === "true") byName.delete(keyOf(object));
    else byName.set(keyOf(object), object);
  }
  return [...byName.values()];
}

/** Equal for objects that stand for the same one. */
function keyOf({ apiVersion, kind, metadata: { namespace = "", name } }: RawObject): string {
  const slash = apiVersion.indexOf("/");
  return `${apiVersion.slice(0, Math.max(0, slash))}/${kind}/${namespace}/${name}`;
}

const read = new WeakMap<object, ReturnType<typeof toResource>>();

/** A snapshot of these objects; each object is converted once, however many snapshots hold it. */
export function snapshotOf(objects: readonly RawObject[], beside: Beside = {}): Snapshot {
  const { logs = [], loggedPods = [], unread = [] } = beside;
  const byKind: Record<string, AnyResource[]> = {};
  const gaps: Gap[] = unread.map((kind) => ({ what: `${kind} objects`, why: "not read", kind }));
  const present = new Set<Kind>(unread);
  for (const object of objects) {
    if (!read.has(object)) read.set(object, toResource(object));
    const converted = read.get(object);
    if (converted === undefined) continue;
    present.add(converted.kind);
    if (converted.gap !== undefined) gaps.push(converted.gap);
    else if (!unread.includes(converted.kind)) push(byKind, converted.kind, converted.resource);
  }
  const resources: Resources = byKind;
  const absent = absences(present, resources.ConfigMap?.some(({ mesh }) => mesh !== undefined) === true);
  const times = Object.values(byKind)
    .flat()
    .flatMap((resource) => [...timesOf(resource)]);
  return {
    resources,
    gaps: [...gaps, ...absent.gaps],
    logs,
    loggedPods,
    at: beside.at ?? newestTime([...times, ...logs.map(({ at }) => at)]) ?? "2026-01-01T00:00:00Z",
    assumptions: absent.assumptions,
    locate: () => undefined,
    stats: { objects: objects.length, logLines: logs.length, apiCalls: 0 },
  };
}

function push(resources: Record<string, AnyResource[]>, kind: Kind, resource: AnyResource): void {
  const list = resources[kind];
  if (list === undefined) resources[kind] = [resource];
  else list.push(resource);
}
