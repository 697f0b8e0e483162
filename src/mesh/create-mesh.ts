import { compare } from "../model/compare.ts";
import { isUncertain } from "../model/is-uncertain.ts";
import type { IndexDefinition, Mesh, ResourceChange } from "../model/mesh.ts";
import { apiGroup, type Ref } from "../model/ref.ts";
import type { AnyResource, Kind, ResourceKinds } from "../model/resource-kinds.ts";
import type { Gap, Resources } from "../model/snapshot.ts";
import { settingsOf } from "./settings.ts";

/** The resources as read, and the indexes built over them so far. Shared by every mesh derived from them. */
interface Base {
  readonly tables: Map<Kind, Table>;
  readonly indexes: Map<string, Map<string, AnyResource[]>>;
  readonly resources: Resources;
}

interface Table {
  readonly sorted: readonly AnyResource[];
  readonly byNamespace: Map<string, AnyResource[]>;
  readonly byName: Map<string, AnyResource>;
}

/** What differs from the base: by kind, then `namespace/name`. */
type Overlay = ReadonlyMap<Kind, ReadonlyMap<string, AnyResource | undefined>>;

/** What was read of one cluster. */
interface Input {
  readonly resources: Resources;
  readonly gaps: readonly Gap[];
  readonly at: string;
  /** Its name, where it is one of several. */
  readonly cluster?: string;
  /** The other clusters that were read for the same question. */
  readonly peers?: readonly Input[];
}

/** One cluster of a question, with what differs from the base. */
interface Member {
  readonly base: Base;
  readonly overlay: Overlay;
  readonly gaps: readonly Gap[];
  readonly at: string;
  readonly cluster: string | undefined;
}

/**
 * Indexes a snapshot, and those of the clusters read beside it. Tables and indexes are built when first asked for, each
 * in one pass.
 */
export function createMesh(input: Input): Mesh {
  return meshOver([input, ...(input.peers ?? [])].map(memberOf), 0, []);
}

function memberOf({ resources, gaps, at, cluster }: Input): Member {
  const own = cluster === undefined ? resources : named(resources, cluster);
  return { base: { tables: new Map(), indexes: new Map(), resources: own }, overlay: new Map(), gaps, at, cluster };
}

function named(resources: Resources, cluster: string): Resources {
  const entries = Object.entries(resources).map(([kind, list]) => [kind, list.map((one) => inCluster(one, cluster))]);
  // Each list holds what it held before.
  return Object.fromEntries(entries) as Resources;
}

function inCluster(resource: AnyResource, cluster: string): AnyResource {
  return { ...resource, metadata: { ...resource.metadata, cluster } };
}

/** The mesh of one member, with its own eyes; `views` are those made so far of the same members. */
function meshOver(members: readonly Member[], own: number, views: (Mesh | undefined)[]): Mesh {
  const member = members[own] as Member;
  const { base, overlay, gaps, at, cluster } = member;
  const viewOf = (i: number): Mesh => views[i] ?? meshOver(members, i, views);
  let settings: Mesh["settings"] | undefined;
  const mesh: Mesh = {
    at,
    gaps,
    ...(cluster === undefined ? {} : { cluster }),
    get peers() {
      return members.flatMap((_, i) => (i === own ? [] : [viewOf(i)]));
    },
    home: ({ cluster: of }) => {
      const i = of === undefined || of === cluster ? own : members.findIndex((other) => other.cluster === of);
      return i < 0 ? mesh : viewOf(i);
    },
    get settings() {
      settings ??= settingsOf(mesh);
      return settings;
    },
    get: <K extends Kind>(kind: K, namespace: string, name: string) => {
      const changed = overlay.get(kind);
      const key = nameKey(namespace, name);
      if (changed?.has(key)) return changed.get(key) as ResourceKinds[K] | undefined;
      return table(base, kind).byName.get(key) as ResourceKinds[K] | undefined;
    },
    list: <K extends Kind>(kind: K, namespace: string) =>
      overlaid(
        overlay.get(kind),
        table(base, kind).byNamespace.get(namespace) ?? none,
        ({ metadata }) => metadata.namespace === namespace,
      ) as readonly ResourceKinds[K][],
    all: <K extends Kind>(kind: K) =>
      overlaid(overlay.get(kind), table(base, kind).sorted, () => true) as readonly ResourceKinds[K][],
    find: <K extends Kind>(definition: IndexDefinition<K>, key: string) =>
      overlaid(overlay.get(definition.kind), index(base, definition).get(key) ?? none, (resource) =>
        definition.keys(resource as ResourceKinds[K]).includes(key),
      ) as readonly ResourceKinds[K][],
    gap: (kind, namespace, name) => gaps.find((gap) => gap.kind === kind && isUncertain(gap, namespace, name)),
    gapOf: (ref) => gaps.find((gap) => gap.ref !== undefined && sameRef(gap.ref, ref)),
    with: (changes) => {
      const changed: Member = { ...member, overlay: extend(overlay, changes, cluster) };
      return meshOver(members.with(own, changed), own, []);
    },
  };
  views[own] = mesh;
  return mesh;
}

const none: readonly AnyResource[] = [];

function nameKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function table(base: Base, kind: Kind): Table {
  const built = base.tables.get(kind);
  if (built !== undefined) return built;
  const sorted = [...((base.resources[kind] ?? []) as readonly AnyResource[])].sort(oldestFirst);
  const byNamespace = new Map<string, AnyResource[]>();
  const byName = new Map<string, AnyResource>();
  for (const resource of sorted) {
    push(byNamespace, resource.metadata.namespace, resource);
    byName.set(nameKey(resource.metadata.namespace, resource.metadata.name), resource);
  }
  const made = { sorted, byNamespace, byName };
  base.tables.set(kind, made);
  return made;
}

function index<K extends Kind>(base: Base, definition: IndexDefinition<K>): Map<string, AnyResource[]> {
  const built = base.indexes.get(definition.name);
  if (built !== undefined) return built;
  const made = new Map<string, AnyResource[]>();
  for (const resource of table(base, definition.kind).sorted) {
    for (const key of new Set(definition.keys(resource as ResourceKinds[K]))) push(made, key, resource);
  }
  base.indexes.set(definition.name, made);
  return made;
}

function push(map: Map<string, AnyResource[]>, key: string, resource: AnyResource): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [resource]);
  else list.push(resource);
}

/** The base list without what changed, plus what changed and belongs here. */
function overlaid(
  changed: ReadonlyMap<string, AnyResource | undefined> | undefined,
  list: readonly AnyResource[],
  belongs: (resource: AnyResource) => boolean,
): readonly AnyResource[] {
  if (changed === undefined) return list;
  const kept = list.filter(({ metadata }) => !changed.has(nameKey(metadata.namespace, metadata.name)));
  const added = [...changed.values()].filter(
    (resource): resource is AnyResource => resource !== undefined && belongs(resource),
  );
  return added.length === 0 ? kept : [...kept, ...added].sort(oldestFirst);
}

function extend(overlay: Overlay, changes: readonly ResourceChange[], cluster: string | undefined): Overlay {
  const extended = new Map<Kind, Map<string, AnyResource | undefined>>(
    [...overlay].map(([kind, changed]) => [kind, new Map(changed)]),
  );
  for (const { kind, namespace, name, resource } of changes) {
    const changed = extended.get(kind) ?? new Map<string, AnyResource | undefined>();
    changed.set(
      nameKey(namespace, name),
      resource === undefined || cluster === undefined ? resource : inCluster(resource, cluster),
    );
    extended.set(kind, changed);
  }
  return extended;
}

/**
 * By creation time, then name, then namespace: Istio's order of precedence everywhere.
 * Source: pilot/pkg/model/config.go `sortConfigByCreationTime`.
 */
export function oldestFirst(a: AnyResource, b: AnyResource): number {
  return (
    compare(a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? "") ||
    compare(a.metadata.name, b.metadata.name) ||
    compare(a.metadata.namespace, b.metadata.namespace)
  );
}

function sameRef(a: Ref, b: Ref): boolean {
  return (
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    apiGroup(a.apiVersion) === apiGroup(b.apiVersion)
  );
}
