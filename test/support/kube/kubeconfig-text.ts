import { stringify } from "yaml";

/** A cluster, and as whom to speak to it. */
export interface KubeContext {
  readonly name: string;
  readonly server: string;
  /** PEM in base64; `undefined`: whatever the system trusts. */
  readonly caData: string | undefined;
  readonly token?: string;
  readonly namespace?: string;
}

/** A kubeconfig with these contexts. @param current the current context; the first where nothing is said */
export function kubeconfigText(contexts: readonly KubeContext[], current = contexts[0]?.name ?? ""): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: contexts.map(({ name, server, caData }) => ({
      name,
      cluster: { server, ...(caData !== undefined && { "certificate-authority-data": caData }) },
    })),
    users: contexts.map(({ name, token }) => ({ name, user: token === undefined ? {} : { token } })),
    contexts: contexts.map(({ name, namespace }) => ({
      name,
      context: { cluster: name, user: name, ...(namespace !== undefined && { namespace }) },
    })),
    "current-context": current,
  });
}
