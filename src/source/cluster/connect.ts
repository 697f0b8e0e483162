import { awsCredentialChain } from "./aws-credentials.ts";
import { chooseContext } from "./choose-context.ts";
import type { Connection } from "./connection.ts";
import { type EksCluster, eksConnection } from "./eks-connection.ts";
import { kubeconfigFiles, kubeconfigOf, readKubeconfigs } from "./kubeconfig.ts";
import { kubeconfigConnection } from "./kubeconfig-connection.ts";
import { serviceAccountConnection } from "./service-account-connection.ts";
import type { Surroundings } from "./surroundings.ts";

/** How a cluster is reached. */
export type Reach =
  /** A file, else those that kubectl would take; a context, else the current one. `allowExec`: may run plugins. */
  | { readonly by: "kubeconfig"; readonly file?: string; readonly context?: string; readonly allowExec: boolean }
  /** The text of one, from a secret store; `from` is what messages call it. */
  | {
      readonly by: "kubeconfig-text";
      readonly text: string;
      readonly from: string;
      readonly context?: string;
      readonly allowExec?: boolean;
    }
  /** The cluster that this process is a pod of. */
  | { readonly by: "service-account" }
  | ({ readonly by: "eks" } & EksCluster);

/**
 * Finds the way to a cluster. Nothing is sent to it yet; only EKS may be asked where it is.
 * @throws MeshError BAD_CONFIG, UNKNOWN_NAME, CLUSTER_UNAVAILABLE
 */
export async function connect(reach: Reach, surroundings: Surroundings, signal: AbortSignal): Promise<Connection> {
  switch (reach.by) {
    case "kubeconfig": {
      const files = kubeconfigFiles(reach.file, surroundings.environment);
      return kubeconfigConnection(
        () => chooseContext(readKubeconfigs(files), reach.context),
        reach.allowExec,
        surroundings,
      );
    }
    case "kubeconfig-text": {
      const config = kubeconfigOf(reach.text, reach.from);
      return kubeconfigConnection(() => chooseContext(config, reach.context), reach.allowExec === true, surroundings);
    }
    case "service-account":
      return serviceAccountConnection(surroundings);
    case "eks":
      return eksConnection(reach, awsCredentialChain(), surroundings, signal);
  }
}
