import { apiOf } from "../../kinds/api-of.ts";
import type { RawObject } from "../../kinds/raw-object.ts";
import { toResource } from "../../kinds/to-resource.ts";
import { compare } from "../../model/compare.ts";
import type { AnyResource, Kind } from "../../model/resource-kinds.ts";
import type { Gap, Resources } from "../../model/snapshot.ts";
import { heavyKinds } from "../interest/heavy-kinds.ts";
import { gapOf } from "./gap-of.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { limits } from "./limits.ts";
import { plural } from "./plural.ts";
import { type Read, readKey } from "./read.ts";
import { readPath } from "./read-path.ts";
import { type Served, versionsOf } from "./served.ts";

/** Reads from one API server, and holds what came. Whatever fails is a gap; a kind that is not served is none. */
export interface Reader {
  /** Reads all of these at once; what was read before is not read again. Ends by the deadline. */
  read(reads: readonly Read[]): Promise<void>;
  /** How a list ended that was cut by `most`; `undefined`: it was not, or was not read. */
  cut(read: Read): { readonly kept: number; readonly remaining: number | undefined } | undefined;
  /** Whether a list or an object was read, or is known not to be there. */
  isRead(read: Read): boolean;
  has(kind: Kind, namespace: string, name: string): boolean;
  all<K extends Kind>(kind: K): NonNullable<Resources[K]>;
  /**
   * By kind, and within a kind by namespace and name. The very same object until something new is read, so that what is
   * worked out of it can be remembered by it.
   */
  resources(): Resources;
  readonly gaps: readonly Gap[];
  /** Troubles of reads that failed. */
  readonly troubles: readonly KubeTrouble[];
  /** Sets which versions are served, once that is known. */
  serves(served: Served): void;
}

/** What a reader needs. */
export interface ReaderOptions {
  readonly api: KubeApi;
  readonly signal: AbortSignal;
  /** Namespaces to ask one by one where a kind may not be listed in all of them, as far as is known by now. */
  readonly namespaces: () => readonly string[];
  /** Told whenever a read has ended. */
  readonly onRead: (done: number, total: number) => void;
}

type Outcome = "read" | "absent" | "failed" | { readonly kept: number; readonly remaining: number | undefined };

/** Begins to read. */
export function reader({ api, signal, namespaces, onRead }: ReaderOptions): Reader {
  const found = new Map<Kind, Map<string, AnyResource>>();
  const outcomes = new Map<string, Outcome>();
  const gaps: Gap[] = [];
  const troubles: KubeTrouble[] = [];
  const lists = new Map<Kind, readonly AnyResource[]>();
  let resources: Resources | undefined;
  let served: Served | undefined;
  let done = 0;
  let total = 0;

  return {
    read: async (reads) => {
      const fresh = reads.filter((read, at) => {
        const key = readKey(read);
        return !outcomes.has(key) && reads.findIndex((other) => readKey(other) === key) === at;
      });
      for (const read of fresh) outcomes.set(readKey(read), "failed");
      total += fresh.length;
      await Promise.all(
        fresh.map(async (read) => {
          outcomes.set(readKey(read), await outcomeOf(read));
          done += 1;
          onRead(done, total);
        }),
      );
    },
    cut: (read) => {
      const outcome = outcomes.get(readKey(read));
      return typeof outcome === "object" ? outcome : undefined;
    },
    isRead: (read) => ["read", "absent"].includes(outcomes.get(readKey(read)) as string),
    has: (kind, namespace, name) => found.get(kind)?.has(`${namespace}/${name}`) ?? false,
    all: <K extends Kind>(kind: K) => listOf(kind) as NonNullable<Resources[K]>,
    resources: () => {
      resources ??= Object.fromEntries(
        [...found.keys()]
          .sort(compare)
          .map((kind): readonly [Kind, readonly AnyResource[]] => [kind, listOf(kind)])
          .filter(([, list]) => list.length > 0),
      );
      return resources;
    },
    get gaps() {
      return distinct(gaps);
    },
    troubles,
    serves: (known) => {
      served = known;
    },
  };

  function listOf(kind: Kind): readonly AnyResource[] {
    const list = lists.get(kind) ?? sorted(found.get(kind));
    lists.set(kind, list);
    return list;
  }

  async function outcomeOf(read: Read): Promise<Outcome> {
    try {
      return await readIn(read, versionsOf(read.kind, served));
    } catch (error) {
      if (!(error instanceof KubeTrouble)) throw error;
      if (error.kind === "forbidden" && isWide(read) && namespaces().length > 0) return oneByOne(read, error);
      troubles.push(error);
      gaps.push(gapOf(read, error));
      return "failed";
    }
  }

  /** Tries the versions one after the other; in the end the kind is not served. */
  async function readIn(read: Read, versions: readonly string[]): Promise<Outcome> {
    for (const version of versions) {
      try {
        return await (read.name === undefined ? readList(read, version) : readOne(read, version));
      } catch (error) {
        if (!(error instanceof KubeTrouble) || error.kind !== "not-found") throw error;
        if (read.name !== undefined) return "absent";
        if (isAlwaysServed(read.kind))
          throw new KubeTrouble("garbled", `${error.message}, where every API server lists ${plural(read.kind)}`);
      }
    }
    return "absent";
  }

  async function readList(read: Read, version: string): Promise<Outcome> {
    const { path, query } = readPath(read, version);
    const { metadataOnly = false, most } = read;
    const listed = await api.list(
      path,
      { query, signal, metadataOnly, pageSize: pageSizeOf(read.kind), ...(most === undefined ? {} : { most }) },
      (item) => converted(read.kind, version, item, metadataOnly),
    );
    for (const one of listed.items) take(read.kind, one);
    return listed.complete ? "read" : { kept: listed.items.length, remaining: listed.remaining };
  }

  async function readOne(read: Read, version: string): Promise<Outcome> {
    const { path, query } = readPath(read, version);
    const { metadataOnly = false } = read;
    const one = converted(read.kind, version, await api.get(path, { query, signal, metadataOnly }), metadataOnly);
    if (one !== undefined) take(read.kind, one);
    return "read";
  }

  /** With rights in some namespaces only, these are asked; of all others nothing is known. */
  async function oneByOne(read: Read, error: KubeTrouble): Promise<Outcome> {
    const known: string[] = [];
    await Promise.all(
      namespaces().map(async (namespace) => {
        try {
          await readIn({ ...read, namespace }, versionsOf(read.kind, served));
          known.push(namespace);
        } catch (inner) {
          if (!(inner instanceof KubeTrouble)) throw inner;
        }
      }),
    );
    if (known.length === 0) troubles.push(error);
    const gap = gapOf(read, error);
    const places = known.sort(compare);
    gaps.push(
      places.length === 0
        ? gap
        : {
            ...gap,
            what: `${gap.what} outside namespace${places.length === 1 ? "" : "s"} ${places.join(", ")}`,
            except: places,
          },
    );
    return "failed";
  }

  function take(kind: Kind, one: Converted): void {
    if ("gap" in one) {
      gaps.push(one.gap);
      return;
    }
    const { metadata } = one.resource;
    let table = found.get(kind);
    if (table === undefined) {
      table = new Map();
      found.set(kind, table);
    }
    lists.delete(kind);
    resources = undefined;
    table.set(`${metadata.namespace}/${metadata.name}`, one.resource);
  }
}

/** Pods are big; of configuration many fit into one page, and pages come one after the other. */
function pageSizeOf(kind: Kind): number {
  return heavyKinds.has(kind) ? limits.heavyPage : limits.lightPage;
}

type Converted = { readonly resource: AnyResource } | { readonly gap: Gap };

/** Items of a list do not say what they are. */
function converted(kind: Kind, version: string, item: RawObject, metadataOnly: boolean): Converted | undefined {
  const { group, kind: name } = apiOf(kind);
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const read = toResource({ ...(metadataOnly ? { metadata: item.metadata } : item), apiVersion, kind: name });
  if (read === undefined) return undefined;
  return read.gap === undefined ? { resource: read.resource } : { gap: read.gap };
}

/** What cannot be read anywhere need not be named for each namespace. */
function distinct(gaps: readonly Gap[]): readonly Gap[] {
  const wide = gaps.filter(
    ({ kind, namespace, ref, except }) => kind !== undefined && (namespace ?? ref ?? except) === undefined,
  );
  return gaps.filter(
    (gap, i) =>
      (wide.includes(gap) ||
        gap.ref !== undefined ||
        !wide.some(({ kind, why }) => kind === gap.kind && why === gap.why)) &&
      gaps.findIndex(({ what, why }) => what === gap.what && why === gap.why) === i,
  );
}

/** Namespaces, Services and Pods are part of every API server: what has none is something else. */
function isAlwaysServed(kind: Kind): boolean {
  return apiOf(kind).group === "";
}

function isWide({ kind, namespace }: Read): boolean {
  return namespace === undefined && apiOf(kind).namespaced;
}

function sorted(table: ReadonlyMap<string, AnyResource> | undefined): readonly AnyResource[] {
  return [...(table?.values() ?? [])].sort(
    ({ metadata: a }, { metadata: b }) => compare(a.namespace, b.namespace) || compare(a.name, b.name),
  );
}
