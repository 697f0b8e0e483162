import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { type Served, servedIn } from "./served.ts";

/** What the server says that it serves; `undefined`: it does not say. */
export async function discovered(api: KubeApi, signal: AbortSignal): Promise<Served | undefined> {
  try {
    return servedIn(await api.get("/apis", { signal }));
  } catch (error) {
    // Without it the usual versions are tried.
    if (error instanceof KubeTrouble) return undefined;
    throw error;
  }
}
