import { BlockList, isIP } from "node:net";
import { MeshError } from "../../model/mesh-error.ts";
import type { Environment } from "./surroundings.ts";

/**
 * The proxy that the environment names for a server, as kubectl reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`
 * (golang.org/x/net/http/httpproxy): never for the machine itself; a name covers what is below it, `.name` only that;
 * networks and ports count.
 * @throws MeshError BAD_CONFIG where it is no proxy
 */
export function proxyFor(server: string, environment: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const variable = protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  const proxy = environment[variable] || environment[variable.toLowerCase()];
  if (!proxy) return undefined;
  const host = bare(hostname.toLowerCase());
  if (isLoopback(host)) return undefined;
  const except = environment.NO_PROXY || environment.no_proxy || "";
  const target = { host, port: port || (protocol === "http:" ? "80" : "443") };
  const isExcepted = except.split(",").some((entry) => covers(entry.trim().toLowerCase(), target));
  return isExcepted ? undefined : checkedProxy(proxy.includes("://") ? proxy : `http://${proxy}`, variable);
}

/**
 * A proxy that can be used; its address may hold a password and is not repeated.
 * @throws MeshError BAD_CONFIG
 */
export function checkedProxy(proxy: string, where: string): string {
  const isUsable = URL.canParse(proxy) && ["http:", "https:", "socks5:"].includes(new URL(proxy).protocol);
  if (isUsable) return proxy;
  throw new MeshError(
    "BAD_CONFIG",
    `Cannot use the proxy of ${where}: it is no URL of http, https or socks5`,
    `Write it as http://proxy.example:3128, or take ${where} away.`,
  );
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname.toLowerCase());
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function covers(entry: string, { host, port }: { readonly host: string; readonly port: string }): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const network = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (network !== null) return isWithin(host, network[1] ?? "", Number(network[2]));
  const written = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry);
  if (written?.[2] !== undefined && written[2] !== port) return false;
  const name = bare(written?.[1] ?? entry).replace(/^\*\./, ".");
  if (name.startsWith(".")) return host.endsWith(name);
  return host === name || (isIP(name) === 0 && host.endsWith(`.${name}`));
}

function isWithin(host: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(network, bits, kind);
  return list.check(host, kind);
}
