import { MeshError } from "../../model/mesh-error.ts";
import type { KubeTrouble, TroubleKind } from "./kube-trouble.ts";

/** What to do where a cluster cannot be read at all. */
const advice: { readonly [K in TroubleKind]?: string } = {
  unauthorized: "Sign in again, or have the credentials mapped to a user of the cluster; mesh doctor tells which.",
  forbidden:
    "Give the user the role in infra/kubernetes/, of which mesh doctor lists each right. With rights in some namespaces only, name them: shop/checkout.",
  unreachable: "Check the server's address, the network on the way and its certificate; mesh doctor tries each.",
  timeout: "Ask again; if it stays, check the network on the way with mesh doctor.",
  overloaded: "Ask again in a minute.",
  garbled:
    "What answers is no API server: check the server's address, and whether a login page or a proxy stands before it; mesh doctor tries each step.",
};

/** That nothing of a cluster could be read, and what to do now. */
export function clusterTrouble(cluster: string, { kind, message }: KubeTrouble): MeshError {
  return new MeshError(
    "CLUSTER_UNAVAILABLE",
    `Cannot read cluster "${cluster}": ${message}`,
    `${advice[kind] ?? "Check the connection with mesh doctor."} A snapshot taken before answers the same question: --snapshot DIR.`,
  );
}
