import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import { toResource } from "../../kinds/to-resource.ts";
import { compare } from "../../model/compare.ts";
import type { Secret } from "../../model/resources/core.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { SecretName } from "./credential-names.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { limits } from "./limits.ts";

/** What is known of Secrets: that they are there, of which type, and how many keys they have. */
export interface Secrets {
  /** By namespace and name. */
  readonly resources: readonly Secret[];
  readonly gaps: readonly Gap[];
  /** What was taken for granted, as clauses. */
  readonly assumptions: readonly string[];
}

/** Asks for Secrets by name, and for nothing that is in them. */
export interface SecretReader {
  /** Reads these; what was read before is not read again. */
  read(names: readonly SecretName[]): Promise<void>;
  /**
   * Follows up what was read before. Where one was missing, looks what else there is, so that a slip is seen; where that
   * is not allowed, it is let be. Where many may not be listed, a role may still name them: some are asked for by name.
   */
  followUp(): Promise<void>;
  secrets(): Secrets;
}

interface Shown {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly count: number;
}

/** No Secret can have another name, whatever is written. Source: Kubernetes, DNS subdomain names. */
const fitName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/**
 * Begins to read Secrets. They are asked for as a Table without objects, as `kubectl get` prints them: name, type and
 * number of keys. Values, names of keys and annotations, in which values may stand, never leave the API server.
 */
export function secretReader(api: KubeApi, signal: AbortSignal): SecretReader {
  const found = new Map<string, Shown>();
  const asked = new Set<string>();
  const absent = new Map<string, SecretName>();
  const failed = new Map<string, { readonly name: SecretName; readonly trouble: KubeTrouble }>();
  /** Of what a reader may have meant, nothing is presumed: it was not named. */
  const named = new Set<string>();
  const listed = new Set<string>();
  /** Many of one namespace of which no list may be had. */
  let unlisted: { readonly names: readonly SecretName[]; readonly trouble: KubeTrouble }[] = [];

  return {
    read: async (names) => {
      const fresh = names.filter((one) => !asked.has(keyOf(one)));
      for (const one of fresh) {
        asked.add(keyOf(one));
        named.add(keyOf(one));
        if (!fitName.test(one.name)) absent.set(keyOf(one), one);
      }
      const possible = fresh.filter((one) => !absent.has(keyOf(one)));
      await Promise.all(
        [...Map.groupBy(possible, ({ namespace }) => namespace)].map(([namespace, some]) =>
          some.length > limits.secretsByName ? readMany(namespace, some) : Promise.all(some.map(readOne)),
        ),
      );
    },
    followUp: async () => {
      const pending = unlisted;
      unlisted = [];
      const namespaces = new Set([...absent.values()].map(({ namespace }) => namespace));
      const about = [...namespaces].filter((namespace) => !listed.has(namespace));
      await Promise.all([
        ...about.map((namespace) => list(namespace).catch(whereAllowed)),
        ...pending.flatMap(({ names, trouble }) => {
          giveUp(names.slice(limits.secretsByNameAtMost), trouble);
          return names.slice(0, limits.secretsByNameAtMost).map(readOne);
        }),
      ]);
    },
    secrets: () => {
      for (const { names, trouble } of unlisted) giveUp(names, trouble);
      return {
        resources: [...found.values()].sort(byName).flatMap((shown) => secretOf(shown, named.has(keyOf(shown)))),
        gaps: [...gapsOf([...failed.values()]), restUnread()],
        assumptions: [...found.values()]
          .filter((shown) => named.has(keyOf(shown)) && isPresumed(shown))
          .sort(byName)
          .map(
            ({ namespace, name, type, count }) =>
              `Secret ${namespace}/${name} (${type}, ${count} ${count === 1 ? "key" : "keys"}) has the keys that its use asks for: names of keys are not read`,
          ),
      };
    },
  };

  async function readOne(name: SecretName): Promise<void> {
    try {
      const rows = await rowsOf(pathOf(name.namespace, name.name), name.namespace, {});
      const row = rows.find((one) => one.name === name.name);
      if (row === undefined) throw new KubeTrouble("garbled", "the API server answers with another Secret");
      found.set(keyOf(row), row);
    } catch (error) {
      if (!(error instanceof KubeTrouble)) throw error;
      if (error.kind === "not-found") absent.set(keyOf(name), name);
      else failed.set(keyOf(name), { name, trouble: error });
    }
  }

  /** One list where there are many names. */
  async function readMany(namespace: string, names: readonly SecretName[]): Promise<void> {
    try {
      const isWhole = await list(namespace);
      const rest = names.filter((one) => !found.has(keyOf(one)));
      if (isWhole) for (const one of rest) absent.set(keyOf(one), one);
      else await Promise.all(rest.slice(0, limits.secretsByName).map(readOne));
    } catch (error) {
      if (!(error instanceof KubeTrouble)) throw error;
      if (error.kind === "forbidden") unlisted.push({ names, trouble: error });
      else giveUp(names, error);
    }
  }

  function giveUp(names: readonly SecretName[], trouble: KubeTrouble): void {
    for (const name of names) failed.set(keyOf(name), { name, trouble });
  }

  /** @returns whether these are all */
  async function list(namespace: string): Promise<boolean> {
    listed.add(namespace);
    const rows = await rowsOf(pathOf(namespace), namespace, { limit: String(limits.secretsOfNamespace) });
    for (const row of rows) found.set(keyOf(row), row);
    return rows.length < limits.secretsOfNamespace;
  }

  async function rowsOf(
    path: string,
    namespace: string,
    query: Readonly<Record<string, string>>,
  ): Promise<readonly Shown[]> {
    const answer = await api.get(path, { query: { ...query, includeObject: "None" }, signal, asTable: true });
    return rowsIn(answer, namespace);
  }

  function restUnread(): Gap {
    const known = [...new Set([...absent.keys(), ...found.keys()])].sort(compare);
    return {
      what: "Secrets",
      why: "of these only those are read that the caller's proxy, and gateways on the way, take certificates from",
      kind: "Secret",
      ...(known.length === 0 ? {} : { exceptObjects: known }),
    };
  }
}

/** What a Table says. @throws KubeTrouble where it is none: then something else came, which is dropped unseen */
function rowsIn({ kind, columnDefinitions, rows }: RawObject, namespace: string): readonly Shown[] {
  const columns = Array.isArray(columnDefinitions)
    ? columnDefinitions.map((column) => (isRawObject(column) ? column.name : undefined))
    : [];
  const [name, type, count] = ["Name", "Type", "Data"].map((column) => columns.indexOf(column));
  if (kind !== "Table" || name === undefined || type === undefined || count === undefined || name < 0)
    throw new KubeTrouble("garbled", "the API server answers with something else than a Table");
  return (Array.isArray(rows) ? rows : []).flatMap((row): readonly Shown[] => {
    const cells: readonly unknown[] = isRawObject(row) && Array.isArray(row.cells) ? row.cells : [];
    const called = cells[name];
    if (typeof called !== "string") return [];
    const typed = cells[type];
    return [
      {
        namespace,
        name: called,
        type: typeof typed === "string" ? plainText(typed) : "Opaque",
        count: Number(cells[count]) || 0,
      },
    ];
  });
}

/** Keys as the API server asks for them of a type, or, where a Secret is named, as their number allows. */
function secretOf({ namespace, name, type, count }: Shown, isNamed: boolean): readonly Secret[] {
  const pair = isTls(type) || (isNamed && count >= 2) ? ["tls.crt", "tls.key"] : [];
  const authority = isNamed && (count >= 3 || (count >= 1 && pair.length === 0)) ? ["ca.crt"] : [];
  const raw = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace, name },
    type,
    keys: [...authority, ...pair],
  };
  const resource = toResource(raw)?.resource;
  return resource?.kind === "Secret" ? [resource] : [];
}

function isPresumed({ type, count }: Shown): boolean {
  return isTls(type) ? count >= 3 : count >= 1;
}

function isTls(type: string): boolean {
  return type === "kubernetes.io/tls";
}

/** By namespace and reason, since one rule fills them all. */
function gapsOf(failed: readonly { readonly name: SecretName; readonly trouble: KubeTrouble }[]): readonly Gap[] {
  const groups = Map.groupBy(failed, ({ name, trouble }) => `${name.namespace} ${trouble.kind}`);
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const { namespace } = first.name;
      const names = group.map(({ name }) => name.name).sort(compare);
      const [one = ""] = names;
      return [
        {
          what: `Secret ${namespace}/${one}${names.length > 1 ? ` and ${names.length - 1} more` : ""}`,
          why: plainText(first.trouble.message),
          ...(first.trouble.kind === "forbidden" ? { grant: grantOf(namespace, names) } : {}),
          kind: "Secret" as const,
          namespace,
          objects: names,
        },
      ];
    });
}

function grantOf(namespace: string, names: readonly string[]): string {
  const rule =
    names.length > limits.secretsByNameAtMost
      ? '{apiGroups: [""], resources: [secrets], verbs: [list]}'
      : `{apiGroups: [""], resources: [secrets], resourceNames: [${names.join(", ")}], verbs: [get]}`;
  return `in a Role of namespace ${namespace}: ${rule} (optional)`;
}

function whereAllowed(error: unknown): void {
  if (!(error instanceof KubeTrouble)) throw error;
}

function pathOf(namespace: string, name?: string): string {
  const list = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  return name === undefined ? list : `${list}/${encodeURIComponent(name)}`;
}

function keyOf({ namespace, name }: SecretName): string {
  return `${namespace}/${name}`;
}

function byName(a: SecretName, b: SecretName): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}
