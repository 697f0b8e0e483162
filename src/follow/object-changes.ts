import { compare } from "../model/compare.ts";
import type { Diagnosis } from "../model/diagnosis.ts";
import type { FieldChange, ObjectChange } from "../model/diagnosis-diff.ts";
import type { Json } from "../model/json.ts";
import { lastingRef } from "../model/lasting-ref.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { AnyResource, Kind } from "../model/resource-kinds.ts";
import type { Resources } from "../model/snapshot.ts";
import type { Answered } from "./answered.ts";
import { fieldChanges } from "./field-changes.ts";
import { unseenIn } from "./unseen-in.ts";

const mostFields = 40;

/** What an object is not told apart by: who wrote when, and what the next pod has otherwise anyway. */
const unsaid = /^metadata\.(?:managedFields|creationTimestamp)|\.(?:lastTransitionTime|startedAt|startTime)$/;
const ofOnePod =
  /^metadata\.name$|^metadata\.ownerReferences|^metadata\.labels(?:\.|\["|$)(?:pod-template-hash|statefulset\.kubernetes\.io|apps\.kubernetes\.io)|^status\.podIPs?|^status\.hostIPs?|^spec\.(?:nodeName|hostname)$/;

/** An object, by the kind it is kept under. */
interface Kept {
  readonly kind: Kind;
  readonly resource: AnyResource;
}

/**
 * Objects that either answer speaks of and that are not the same in both; pods by what outlives them. What only one
 * has is no change where the other could not have read it: what went thus is `unread`.
 */
export function objectChanges(
  before: Answered,
  after: Answered,
): { readonly objects: readonly ObjectChange[]; readonly unread: readonly Ref[] } {
  const named = [...refsIn(before.diagnosis), ...refsIn(after.diagnosis)];
  const wanted = new Set(named.map((ref) => refKey(lastingRef(ref))));
  const old = relevant(before.resources, wanted);
  const now = relevant(after.resources, wanted);
  const [unseen, unseenBefore] = [unseenIn(after, before), unseenIn(before, after)];
  const changes: ObjectChange[] = [];
  const gone: AnyResource[] = [];
  const unread: Ref[] = [];
  for (const [key, { kind, resource }] of old) {
    const other = now.get(key);
    if (other !== undefined) changes.push(...changed(resource, other.resource));
    else if (unseen.object(kind, refOf(resource))) unread.push(refOf(resource));
    else gone.push(resource);
  }
  const come = [...now].flatMap(([key, { kind, resource }]) =>
    old.has(key) || unseenBefore.object(kind, refOf(resource)) ? [] : [resource],
  );
  return { objects: [...changes, ...replaced(gone, come)].sort(byRef), unread: lasting(unread) };
}

function byRef({ ref: a }: { readonly ref: Ref }, { ref: b }: { readonly ref: Ref }): number {
  return compare(a.kind, b.kind) || compare(a.namespace, b.namespace) || compare(a.name, b.name);
}

/** Pods by what outlives them, each once. */
function lasting(refs: readonly Ref[]): readonly Ref[] {
  const all = new Map(refs.map((ref) => [refKey(lastingRef(ref)), { ref: lastingRef(ref) }]));
  return [...all.values()].sort(byRef).map(({ ref }) => ref);
}

function relevant(resources: Resources, wanted: ReadonlySet<string>): ReadonlyMap<string, Kept> {
  const found = new Map<string, Kept>();
  for (const [kind, list] of Object.entries(resources))
    for (const resource of list) {
      const ref = refOf(resource);
      if (wanted.has(refKey(lastingRef(ref)))) found.set(refKey(ref), { kind: kind as Kind, resource });
    }
  return found;
}

function changed(before: AnyResource, after: AnyResource): readonly ObjectChange[] {
  const all = differences(before, after).filter(({ path }) => path !== "apiVersion");
  return all.length === 0 ? [] : [{ ref: refOf(after), change: "changed", ...told(all), ...lastWrite(after) }];
}

/** Pods that went are set against those that came for the same owner; everything else came or went. */
function replaced(gone: readonly AnyResource[], come: readonly AnyResource[]): readonly ObjectChange[] {
  const went = Map.groupBy(gone, (resource) => refKey(lastingRef(refOf(resource))));
  const came = Map.groupBy(come, (resource) => refKey(lastingRef(refOf(resource))));
  return [...new Set([...went.keys(), ...came.keys()])].flatMap((key): readonly ObjectChange[] => {
    const [before = [], after = []] = [went.get(key), came.get(key)];
    const [first] = before;
    const [next] = after;
    if (first !== undefined && next !== undefined) {
      const all = differences(first, next).filter(({ path }) => !ofOnePod.test(path));
      const pods = { before: before.length, after: after.length };
      return [{ ref: lastingRef(refOf(next)), change: "replaced", ...told(all), pods }];
    }
    const whole = { fields: [], moreFields: 0 };
    return [
      ...before.map((one): ObjectChange => ({ ref: refOf(one), change: "removed", ...whole })),
      ...after.map((one): ObjectChange => ({ ref: refOf(one), change: "added", ...whole, ...lastWrite(one) })),
    ];
  });
}

function differences(before: AnyResource, after: AnyResource): readonly FieldChange[] {
  return fieldChanges(asJson(before), asJson(after)).filter(({ path }) => !unsaid.test(path));
}

function told(all: readonly FieldChange[]): Pick<ObjectChange, "fields" | "moreFields"> {
  return { fields: all.slice(0, mostFields), moreFields: Math.max(0, all.length - mostFields) };
}

function lastWrite({ metadata }: AnyResource): Pick<ObjectChange, "at" | "by"> {
  const [last] = (metadata.managedFields ?? [])
    .filter(({ time }) => time !== undefined)
    .toSorted((a, b) => compare(b.time ?? "", a.time ?? ""));
  const at = last?.time ?? metadata.creationTimestamp;
  return { ...(at === undefined ? {} : { at }), ...(last === undefined ? {} : { by: last.manager }) };
}

function refOf({ apiVersion, kind, metadata }: AnyResource): Ref {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

/** Everything in an answer that names an object. Traces share parts, so that each is looked at once. */
function refsIn(diagnosis: Diagnosis): readonly Ref[] {
  const found: Ref[] = [];
  const seen = new Set<object>();
  look([diagnosis.pair, diagnosis.traces, diagnosis.findings, diagnosis.culprit, diagnosis.changes]);
  return found;

  function look(value: unknown): void {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (isRef(value)) found.push(value);
    for (const inner of Object.values(value)) look(inner);
  }
}

function isRef(value: object): value is Ref {
  return ["apiVersion", "kind", "namespace", "name"].every(
    (key) => typeof (value as Readonly<Record<string, unknown>>)[key] === "string",
  );
}

/** Resources are plain data; a field that is there without a value is not there. */
function asJson(resource: AnyResource): Json {
  return resource as unknown as Json;
}
