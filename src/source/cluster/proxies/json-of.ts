import type { PodAsk, PodPort } from "../kube-api.ts";
import { KubeTrouble } from "../kube-trouble.ts";

/** What a pod answers as JSON, of whatever form. @throws KubeTrouble where it refuses, or answers something else */
export async function jsonOf(port: PodPort, path: string, ask: PodAsk): Promise<unknown> {
  const { status, body } = await port.get(path, ask);
  // What a refusal says may be a page of anything.
  if (status !== 200) throw new KubeTrouble("refused", `it answers ${path} with ${status}`, status);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new KubeTrouble("garbled", `it answers ${path} with something that is no JSON`, status);
  }
}
