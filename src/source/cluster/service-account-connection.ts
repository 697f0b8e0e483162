import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { MeshError } from "../../model/mesh-error.ts";
import type { Connection } from "./connection.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { proxyFor } from "./proxy-for.ts";
import { renewed } from "./renewed.ts";
import { serverAddress } from "./server-address.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where Kubernetes mounts what a pod may ask with. */
const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
/** The token rotates: it is read again after a minute, as Kubernetes' own client does. */
const fresh = 60_000;

/**
 * The API server of the cluster that this process runs in, as the pod's service account.
 * @param folder holds `token`, `ca.crt` and `namespace`
 * @throws MeshError BAD_CONFIG where this is no pod
 */
export function serviceAccountConnection(surroundings: Surroundings, folder = serviceAccountFolder): Connection {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = surroundings.environment;
  const read = (name: string): string => readFileSync(join(folder, name), "utf8").trim();
  const held = (name: string): string | undefined => {
    try {
      return read(name) || undefined;
    } catch {
      return undefined;
    }
  };
  if (!host || !port || held("token") === undefined)
    throw new MeshError(
      "BAD_CONFIG",
      "Cannot ask the cluster around: this is no pod with a service account token",
      "Run it in a pod whose service account token is mounted, or name a kubeconfig.",
    );
  const server = serverAddress(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`, "KUBERNETES_SERVICE_HOST");
  const lease = renewed((_: AbortSignal) => {
    const token = held("token");
    const ca = held("ca.crt");
    if (token === undefined)
      return Promise.reject(new KubeTrouble("unauthorized", "the service account token is no longer mounted"));
    const value = { headers: { authorization: `Bearer ${token}` }, tls: ca === undefined ? {} : { ca } };
    return Promise.resolve({ value, until: surroundings.now() + fresh });
  }, surroundings.now);
  return {
    name: "in-cluster",
    server,
    namespace: held("namespace"),
    proxy: proxyFor(server, surroundings.environment),
    access: lease,
  };
}
