import { readFileSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node";
import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { ChosenContext } from "./choose-context.ts";
import type { Access, Connection, Tls } from "./connection.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import type { AuthenticatedOptions, Authenticator } from "./load-kube-config.ts";
import { checkedProxy, isLoopback, proxyFor } from "./proxy-for.ts";
import { type Lease, orAborted, renewed } from "./renewed.ts";
import { runExecPlugin } from "./run-exec-plugin.ts";
import { serverAddress } from "./server-address.ts";
import type { Surroundings } from "./surroundings.ts";

/** Names of ways to authenticate that are ours, not the library's. */
const plugin = "meshwhy-exec";
const tokenFile = "meshwhy-token-file";
/** Files of certificates and tokens are read again after so long. */
const fresh = 60_000;
/** Credentials are renewed so long before they end. */
const early = 60_000;

/**
 * A connection as a context of a kubeconfig describes it.
 * @param choose reads the kubeconfig and chooses; again where the server refuses what it gave, for it may have changed
 * @param allowExec whether it may run programs for credentials
 * @throws MeshError BAD_CONFIG, UNKNOWN_NAME
 */
export function kubeconfigConnection(
  choose: () => ChosenContext,
  allowExec: boolean,
  surroundings: Surroundings,
): Connection {
  const first = choose();
  const { name, namespace, where } = first;
  checkUser(first, allowExec);
  checkAuthority(first);
  const at = `context "${plainText(name)}" of ${where}`;
  const server = serverAddress(String(first.cluster.server ?? ""), at);
  const url = first.cluster["proxy-url"];
  const proxy =
    typeof url === "string" && url !== "" ? checkedProxy(url, at) : proxyFor(server, surroundings.environment);
  let chosen = first;
  let loaded: { readonly config: KubeConfig; readonly lifetime: Lifetime } | undefined;

  async function make(signal: AbortSignal, wasRefused: boolean): Promise<Lease<Access>> {
    if (wasRefused) {
      loaded = undefined;
      const again = choose();
      // Tokens may rotate; another server is another connection.
      if (again.cluster.server === first.cluster.server) chosen = again;
      checkUser(chosen, allowExec);
    }
    loaded ??= await load(chosen, surroundings);
    const { config, lifetime } = loaded;
    lifetime.signal = signal;
    lifetime.until = surroundings.now() + fresh;
    const options: AuthenticatedOptions & { auth?: unknown; ca?: unknown; servername?: unknown } = { headers: {} };
    await orAborted(config.applyToHTTPSOptions(options), signal);
    return { value: accessOf(options, chosen), until: lifetime.until };
  }

  async function lease(signal: AbortSignal, wasRefused: boolean): Promise<Lease<Access>> {
    try {
      return await make(signal, wasRefused);
    } catch (error) {
      if (error instanceof KubeTrouble || signal.aborted) throw error;
      // What a library or a file says may hold what it has read.
      const why = error instanceof MeshError ? error.message : troubleOf(error);
      throw new KubeTrouble("unauthorized", `there are no credentials for "${plainText(name)}": ${why}`);
    }
  }

  const { exec } = first.user;
  const plugin = isRawObject(exec) && typeof exec.command === "string" ? plainText(exec.command) : undefined;
  return { name, server, namespace, proxy, plugin, access: renewed(lease, surroundings.now) };
}

/** Until when credentials are good, and who waits for them. */
interface Lifetime {
  until: number;
  signal: AbortSignal;
}

async function load(
  { cluster, user }: ChosenContext,
  { environment, now }: Surroundings,
): Promise<{ readonly config: KubeConfig; readonly lifetime: Lifetime }> {
  const lifetime: Lifetime = { until: 0, signal: new AbortController().signal };
  const { exec } = user;
  let given: Awaited<ReturnType<typeof runExecPlugin>> | undefined;
  const execPlugin: Authenticator = {
    isAuthProvider: ({ authProvider }) => authProvider?.name === plugin,
    async applyAuthentication(_, options) {
      if (!isRawObject(exec)) return;
      if (given === undefined || now() >= (given.expiresAt ?? Number.POSITIVE_INFINITY) - early)
        given = await runExecPlugin(exec, execCluster(cluster), environment, lifetime.signal);
      if (given.token !== undefined)
        options.headers = { ...headersOf(options), Authorization: `Bearer ${given.token}` };
      if (given.cert !== undefined) options.cert = given.cert;
      if (given.key !== undefined) options.key = given.key;
      if (given.expiresAt !== undefined) lifetime.until = Math.min(lifetime.until, given.expiresAt - early);
    },
  };
  const fromFile: Authenticator = {
    isAuthProvider: ({ authProvider }) => authProvider?.name === tokenFile,
    applyAuthentication(_, options) {
      const token = readFileSync(String(user.tokenFile), "utf8").trim();
      options.headers = { ...headersOf(options), Authorization: `Bearer ${token}` };
      return Promise.resolve();
    },
  };
  // By name from a module of ours, so that a bundle holds only the part of the library that is used.
  const { loadKubeConfig } = await import("./load-kube-config.ts");
  const config = loadKubeConfig(plainCluster(cluster), plainUser(user), [execPlugin, fromFile]);
  return { config, lifetime };
}

function headersOf({ headers }: AuthenticatedOptions): RawObject {
  return isRawObject(headers) ? headers : {};
}

/**
 * The cluster for the library: what it is not shown is ours (proxies) or of no use; data goes before files, as with
 * kubectl.
 */
function plainCluster(cluster: RawObject): RawObject {
  const server = String(cluster.server);
  // Without TLS there is nothing to verify; it is the machine itself.
  const isPlain = server.startsWith("http:") && isLoopback(new URL(server).hostname);
  return {
    server,
    "tls-server-name": cluster["tls-server-name"],
    "insecure-skip-tls-verify": isPlain || cluster["insecure-skip-tls-verify"] === true,
    ...dataOrFile(cluster, "certificate-authority"),
  };
}

/** The user for the library: programs and token files are ours, and fields that kubectl does not have are left out. */
function plainUser(user: RawObject): RawObject {
  const hasFile = user.tokenFile !== undefined;
  return {
    username: user.username,
    password: user.password,
    as: user.as,
    ...dataOrFile(user, "client-certificate"),
    ...dataOrFile(user, "client-key"),
    "auth-provider": hasFile ? { name: tokenFile } : isRawObject(user.exec) ? { name: plugin } : user["auth-provider"],
    ...(hasFile ? {} : { token: user.token }),
  };
}

function dataOrFile(entry: RawObject, field: string): RawObject {
  const data = `${field}-data`;
  return entry[data] === undefined ? { [field]: entry[field] } : { [data]: entry[data] };
}

/** What a plugin is told of the cluster, by the names of its API. */
function execCluster(cluster: RawObject): RawObject {
  const told = ["server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url"];
  return Object.fromEntries(told.flatMap((key) => (cluster[key] === undefined ? [] : [[key, cluster[key]]])));
}

function accessOf(
  options: AuthenticatedOptions & { auth?: unknown; ca?: unknown; servername?: unknown },
  { cluster, user }: ChosenContext,
): Access {
  const headers: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(headersOf(options))) headers[key.toLowerCase()] = String(value);
  if (typeof options.auth === "string") headers.authorization = `Basic ${Buffer.from(options.auth).toString("base64")}`;
  const pem = (key: keyof Tls, value: unknown): Partial<Tls> =>
    value === undefined || value === null ? {} : { [key]: String(value) };
  return {
    headers: { ...headers, ...impersonation(user) },
    tls: {
      ...pem("ca", options.ca),
      ...pem("cert", options.cert),
      ...pem("key", options.key),
      ...pem("serverName", options.servername),
      ...(cluster["insecure-skip-tls-verify"] === true ? { insecure: true } : {}),
    },
  };
}

/** Whom to act as, beyond the name, which the library sees to. */
function impersonation(user: RawObject): Record<string, string | string[]> {
  const { "as-groups": groups, "as-uid": uid, "as-user-extra": extra } = user;
  const headers: Record<string, string | string[]> = {};
  if (Array.isArray(groups) && groups.length > 0) headers["impersonate-group"] = groups.map(String);
  if (typeof uid === "string" && uid !== "") headers["impersonate-uid"] = uid;
  for (const [key, value] of Object.entries(isRawObject(extra) ? extra : {}))
    if (Array.isArray(value)) headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = value.map(String);
  return headers;
}

/** What is no certificate would be passed over in silence, and the server's own called untrusted. @throws MeshError BAD_CONFIG */
function checkAuthority({ cluster, name, where }: ChosenContext): void {
  const data = cluster["certificate-authority-data"];
  if (data === undefined || data === null || data === "") return;
  if (Buffer.from(String(data), "base64").includes("-----BEGIN CERTIFICATE-----")) return;
  throw new MeshError(
    "BAD_CONFIG",
    `Cannot use context "${plainText(name)}" of ${where}: its certificate-authority-data holds no certificate`,
    "It is a PEM file in base64: write the kubeconfig anew with the tool of your cluster.",
  );
}

/** @throws MeshError BAD_CONFIG for what would run programs unasked, or what Kubernetes has given up */
function checkUser({ user, name, where }: ChosenContext, allowExec: boolean): void {
  const refuse = (why: string, next: string): MeshError =>
    new MeshError("BAD_CONFIG", `Cannot use context "${plainText(name)}" of ${where}: ${why}`, next);
  if (user.exec !== undefined && user.exec !== null && !allowExec)
    throw refuse(
      "it runs a program for its credentials, which is not allowed here",
      "allowExec: true in meshwhy.yaml allows it where the kubeconfig is a file; else use a token of a service account, or name the cluster as one of EKS.",
    );
  const provider = user["auth-provider"];
  const providerName = isRawObject(provider) ? provider.name : undefined;
  const settings = isRawObject(provider) && isRawObject(provider.config) ? provider.config : {};
  if (provider === undefined || provider === null) return;
  if (providerName !== "oidc" || settings.exec !== undefined || settings.tokenFile !== undefined)
    throw refuse(
      `Kubernetes no longer has the auth provider "${plainText(String(providerName))}"`,
      "Write the kubeconfig anew with the tool of your cluster: it uses an exec plugin now.",
    );
}

function troubleOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const path = error instanceof Error && "path" in error ? plainText(String(error.path)) : "a file";
  if (code === "ENOENT") return `the kubeconfig names "${path}", which does not exist`;
  if (code === "EACCES") return `the kubeconfig names "${path}", which may not be read`;
  if (code === "EISDIR") return "the kubeconfig names a folder where a file ought to be";
  return "the way to get them has failed";
}
