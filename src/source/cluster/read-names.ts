import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import { compare } from "../../model/compare.ts";
import { clusterTrouble } from "./cluster-trouble.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";
import { readPath } from "./read-path.ts";

/** What can be asked about in a cluster, as `namespace/name`, in order. */
export interface ClusterNames {
  readonly services: readonly string[];
  readonly workloads: readonly string[];
}

/** What to ask for names with. */
export interface NamesOptions {
  /** How the cluster is called in errors. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Asked one by one where a role does not allow to list in all of them. */
  readonly namespaces?: readonly string[];
}

/**
 * The names of Services and workloads in all namespaces; nothing else of them is asked for. What may not be listed is
 * left out.
 * @throws MeshError where nothing at all could be listed
 */
export async function readNames(api: KubeApi, options: NamesOptions): Promise<ClusterNames> {
  const troubles: KubeTrouble[] = [];
  const [services = [], ...workloads] = await Promise.all(
    (["Service", "Deployment", "StatefulSet", "DaemonSet"] as const).map(async (kind) =>
      listed(api, { kind }, options).catch((error: unknown) => {
        if (!(error instanceof KubeTrouble)) throw error;
        troubles.push(error);
        return [];
      }),
    ),
  );
  const found = { services: sorted(services), workloads: sorted(workloads.flat()) };
  const [trouble] = troubles;
  if (trouble !== undefined && found.services.length + found.workloads.length === 0)
    throw clusterTrouble(options.name, trouble);
  return found;
}

async function listed(api: KubeApi, read: Read, { signal, namespaces = [] }: NamesOptions): Promise<readonly string[]> {
  const { path, query } = readPath(read, "v1");
  try {
    const ask = { query, signal, metadataOnly: true, most: limits.searched };
    return (await api.list(path, ask, nameOf)).items;
  } catch (error) {
    const isRefused = error instanceof KubeTrouble && error.kind === "forbidden";
    if (!isRefused || read.namespace !== undefined || namespaces.length === 0) throw error;
    const each = await Promise.all(
      namespaces.map(async (namespace) => listed(api, { ...read, namespace }, { name: "", signal }).catch(() => [])),
    );
    if (each.every(({ length }) => length === 0)) throw error;
    return each.flat();
  }
}

function nameOf({ metadata }: RawObject): string | undefined {
  if (!isRawObject(metadata) || typeof metadata.name !== "string" || typeof metadata.namespace !== "string")
    return undefined;
  return `${plainText(metadata.namespace)}/${plainText(metadata.name)}`;
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(compare);
}
