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

/** Indexes a snapshot. Tables and indexes are built when first asked for, each in one pass. */
export function createMesh(input: {
  readonly resources: Resources;
  readonly gaps: readonly Gap[];
  readonly at: string;
}): Mesh {
  const base: Base = { tables: new Map(), indexes: new Map(), resources: input.resources };
  return meshOver(base, new Map(), input.gaps, input.at);
}

function meshOver(base: Base, overlay: Overlay, gaps: readonly Gap[], at: string): Mesh {
  let settings: Mesh["settings"] | undefined;
  const mesh: Mesh = {
    at,
    gaps,
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
    with: (changes) => meshOver(base, extend(overlay, changes), gaps, at),
  };
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

function extend(overlay: Overlay, changes: readonly ResourceChange[]): Overlay {
  const extended = new Map<Kind, Map<string, AnyResource | undefined>>(
    [...overlay].map(([kind, changed]) => [kind, new Map(changed)]),
  );
  for (const { kind, namespace, name, resource } of changes) {
    const changed = extended.get(kind) ?? new Map<string, AnyResource | undefined>();
    changed.set(nameKey(namespace, name), resource);
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
