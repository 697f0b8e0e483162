/** The objects of a fake API server, in the order of its storage, found by name, namespace and label. */
import { createHash } from "node:crypto";
import type { RawObject } from "../snapshot.ts";
import { groupVersion } from "./catalog.ts";
import { type Crowd, isCrowd, type KubeObjects } from "./crowd.ts";
import type { LabelRequirement, Labels } from "./label-selector.ts";
import { labelsMatch } from "./label-selector.ts";
import type { Resource } from "./resource.ts";
import { qualified } from "./resource.ts";

/** The objects of one resource; positions count from 0 in the order of `keys`. */
export interface Collection {
  /** `namespace/name`, or the name alone. */
  readonly keys: readonly string[];
  object(position: number): RawObject;
  /** `undefined`: there is none. */
  find(namespace: string, name: string): number | undefined;
  /** Where objects with a key not before this one begin. */
  firstFrom(key: string): number;
  /** Positions in order. `namespace` "" is all. */
  select(namespace: string, labels: readonly LabelRequirement[], from: number): Iterable<number>;
}

/** A state of all objects. */
export interface ObjectStore {
  /** As `resourceVersion`. */
  readonly version: number;
  of(resource: Resource): Collection;
}

/** Where an object comes from: it lies there, or a crowd makes it. */
interface Holder {
  readonly given: RawObject | Crowd;
  readonly index: number;
  readonly labels: Labels | undefined;
}

const nothing: Collection = collectionOf(new Map(), false);

export function objectStore(objects: KubeObjects, resources: readonly Resource[], version: number): ObjectStore {
  const byKind = new Map(resources.map((resource) => [`${resource.group}/${resource.kind}`, resource]));
  const held = new Map<string, Map<string, Holder>>();
  for (const given of objects) {
    if (isCrowd(given)) for (let index = 0; index < given.count; index += 1) add(given, index, given.object(index));
    else add(given, 0, given);
  }
  const collections = new Map<string, Collection>();
  for (const resource of resources) {
    const holders = held.get(qualified(resource));
    if (holders !== undefined) collections.set(qualified(resource), collectionOf(holders, resource.namespaced));
  }
  return { version, of: (resource) => collections.get(qualified(resource)) ?? nothing };

  function add(given: RawObject | Crowd, index: number, object: RawObject): void {
    const resource = byKind.get(`${groupVersion(object.apiVersion).group}/${object.kind}`);
    if (resource === undefined) return;
    const holders = held.get(qualified(resource)) ?? new Map<string, Holder>();
    held.set(qualified(resource), holders);
    const labels = object.metadata.labels as Labels | undefined;
    holders.set(keyOf(object, resource.namespaced), { given, index, labels });
  }
}

function keyOf({ metadata: { name, namespace } }: RawObject, namespaced: boolean): string {
  return namespaced ? `${namespaceOf(namespace)}/${name}` : name;
}

/** kubectl takes `default` where a manifest says nothing. */
function namespaceOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === "" ? "default" : namespace;
}

function collectionOf(holders: ReadonlyMap<string, Holder>, namespaced: boolean): Collection {
  const keys = [...holders.keys()].sort();
  const ordered = keys.map((key) => holders.get(key) as Holder);
  const labelled = new Map<string, number[]>();
  for (const [position, { labels }] of ordered.entries())
    for (const [key, value] of Object.entries(labels ?? {})) {
      const pair = `${key}=${value}`;
      const positions = labelled.get(pair);
      if (positions === undefined) labelled.set(pair, [position]);
      else positions.push(position);
    }

  function firstFrom(key: string): number {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function* select(namespace: string, labels: readonly LabelRequirement[], from: number): Iterable<number> {
    const isAll = namespace === "" || !namespaced;
    const begin = Math.max(from, isAll ? 0 : firstFrom(`${namespace}/`));
    const end = isAll ? keys.length : firstFrom(`${namespace}0`);
    const chosen = labels.find(({ operator, values }) => operator === "in" && values.length === 1);
    if (chosen === undefined) {
      for (let position = begin; position < end; position += 1)
        if (labelsMatch(ordered[position]?.labels, labels)) yield position;
      return;
    }
    for (const position of labelled.get(`${chosen.key}=${chosen.values[0]}`) ?? [])
      if (position >= begin && position < end && labelsMatch(ordered[position]?.labels, labels)) yield position;
  }

  return {
    keys,
    object: (position) => {
      const { given, index } = ordered[position] as Holder;
      return complete(isCrowd(given) ? given.object(index) : given, namespaced);
    },
    find: (namespace, name) => {
      const key = namespaced ? `${namespace}/${name}` : name;
      const position = firstFrom(key);
      return keys[position] === key ? position : undefined;
    },
    firstFrom,
    select,
  };
}

/** With what an API server adds to every object. */
function complete(object: RawObject, namespaced: boolean): RawObject {
  const { namespace, ...metadata } = object.metadata;
  const place = namespaced ? { namespace: namespaceOf(namespace) } : {};
  const key = `${object.kind}/${place.namespace ?? ""}/${metadata.name}`;
  return {
    ...object,
    metadata: { uid: uidOf(key), resourceVersion: "1", ...metadata, ...place },
  };
}

function uidOf(key: string): string {
  const hex = createHash("sha1").update(key).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
