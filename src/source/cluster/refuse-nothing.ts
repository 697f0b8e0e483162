import { plainText } from "../../kinds/plain-text.ts";
import { clusterTrouble } from "./cluster-trouble.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import type { Reader } from "./reader.ts";
import { userRefused } from "./user-refused.ts";

/** Lets pass whatever could be read, be it little. @throws MeshError where nothing at all could */
export function refuseNothing(cluster: string, kube: Reader): void {
  const [first] = kube.troubles;
  if (first === undefined || kube.all("Service").length + kube.all("Namespace").length > 0) return;
  throw clusterTrouble(cluster, kube.troubles.find(({ kind }) => kind !== "forbidden") ?? nothingAllowed(first));
}

/** Of many refusals any may come first: what they mean together is said. */
function nothingAllowed({ message, status }: KubeTrouble): KubeTrouble {
  const user = userRefused(message);
  if (user === "system:anonymous")
    return new KubeTrouble(
      "unauthorized",
      `no credentials were sent: its API server takes us for "${user}" (403)`,
      status,
    );
  const who = user === undefined ? "who asks" : `user "${plainText(user)}"`;
  return new KubeTrouble(
    "forbidden",
    `${who} may list neither Services nor Namespaces in the whole cluster (403)`,
    status,
  );
}
