import type { KubeApi, PodName } from "../kube-api.ts";
import { KubeTrouble } from "../kube-trouble.ts";
import { limits } from "../limits.ts";
import { jsonOf } from "./json-of.ts";
import { type KnownProxy, syncIn } from "./sync-in.ts";

/** istiod's own port for whoever looks into it: from localhost it asks nobody who they are. */
const debugPort = 15_014;

/**
 * Asks one istiod which proxies of these namespaces it knows, and how they stand.
 * Source: istio/istio, pilot/pkg/xds/debug.go `Syncz`; each replica knows those alone that are connected to itself.
 * @throws KubeTrouble
 */
export async function askIstiod(
  api: KubeApi,
  pod: PodName,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<readonly KnownProxy[]> {
  const port = api.forward(pod, debugPort, { signal });
  try {
    const lists = await Promise.all(
      namespaces.map(async (namespace) => {
        const status = await jsonOf(port, "/debug/syncz", { query: { namespace }, limitBytes: limits.syncBytes });
        const list = syncIn(status);
        if (list === undefined)
          throw new KubeTrouble("garbled", "it answers /debug/syncz with something that is no list");
        return list;
      }),
    );
    return lists.flat();
  } finally {
    port.close();
  }
}
