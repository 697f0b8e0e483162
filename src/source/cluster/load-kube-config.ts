import type { KubeConfig } from "@kubernetes/client-node";
import type { RawObject } from "../../kinds/raw-object.ts";

/** Adds credentials to a request; `cert` and `key` are PEM. */
export interface Authenticator {
  isAuthProvider(user: { readonly authProvider?: { readonly name?: string } }): boolean;
  applyAuthentication(user: unknown, options: AuthenticatedOptions): Promise<void>;
}

/** What an authenticator may set. */
export interface AuthenticatedOptions {
  headers?: unknown;
  cert?: unknown;
  key?: unknown;
}

/**
 * One cluster and one user as the Kubernetes client library takes them. This is the only place where it is loaded: it
 * takes a third of a second.
 */
export async function loadKubeConfig(
  cluster: RawObject,
  user: RawObject,
  authenticators: readonly Authenticator[],
): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  for (const authenticator of authenticators) config.addAuthenticator(authenticator);
  config.loadFromString(
    JSON.stringify({
      clusters: [{ name: "it", cluster }],
      users: [{ name: "it", user }],
      contexts: [{ name: "it", context: { cluster: "it", user: "it" } }],
      "current-context": "it",
    }),
  );
  return config;
}
