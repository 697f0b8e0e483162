import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
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
 * One cluster and one user as the Kubernetes client library takes them. No other file imports the library, and this
 * one is imported only when it is needed: it takes a third of a second.
 */
export function loadKubeConfig(
  cluster: RawObject,
  user: RawObject,
  authenticators: readonly Authenticator[],
): KubeConfig {
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
