import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate } from "node:tls";
import type { ReachProbe } from "../../model/doctor.ts";
import type { Connection, Tls } from "./connection.ts";
import { connectionTrouble } from "./connection-trouble.ts";

/** What a certificate says is warned of so long before it ends. */
const soonMs = 14 * 24 * 60 * 60_000;

/**
 * Tries the way to an API server step by step, as no request can: name, port, certificate. Ends with the first step
 * that fails.
 */
export async function probeReach(
  connection: Connection,
  tls: Tls,
  now: number,
  signal: AbortSignal,
): Promise<readonly ReachProbe[]> {
  if (connection.proxy !== undefined)
    return [{ step: "connection", state: "well", what: "asked through a proxy, which finds the server itself" }];
  const { protocol, hostname, port } = new URL(connection.server);
  const host = hostname.replace(/^\[|\]$/g, "");
  const at = { host, port: Number(port === "" ? (protocol === "http:" ? 80 : 443) : port) };
  const done: ReachProbe[] = [];
  const tries: readonly (() => Promise<ReachProbe | undefined>)[] = [
    async () => found(at.host),
    async () => reached(at, signal),
    async () => (protocol === "http:" ? unencrypted : secured(at, tls, now, signal)),
  ];
  for (const attempt of tries) {
    const probe = await attempt().catch((error: unknown): ReachProbe => failure(done, error, connection, signal));
    if (probe !== undefined) done.push(probe);
    if (probe?.state === "failed") break;
  }
  return done;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

const unencrypted: ReachProbe = {
  step: "tls",
  state: "warning",
  what: "the connection is not encrypted",
  hint: "Only a server on this machine may be asked so.",
};

const hints = {
  dns: "Check the server's address in the kubeconfig or meshwhy.yaml, and the DNS server that this machine asks; a private endpoint is only known inside its network.",
  tcp: "Check the address and port, firewalls and security groups on the way, and whether the endpoint is private: then ask from inside its network, or through its VPN.",
  tls: "Check the certificate authority in the kubeconfig or meshwhy.yaml; a proxy that opens TLS on the way shows its own certificate.",
} as const;

async function found(host: string): Promise<ReachProbe | undefined> {
  if (isIP(host) !== 0) return undefined;
  const addresses = await lookup(host, { all: true });
  const first = addresses[0]?.address ?? "";
  const more = addresses.length > 1 ? ` and ${addresses.length - 1} more` : "";
  return { step: "dns", state: "well", what: `${host} is ${first}${more}` };
}

async function reached({ host, port }: Place, signal: AbortSignal): Promise<ReachProbe> {
  const socket = connectTcp({ host, port, signal });
  try {
    await opened(socket, "connect", signal);
  } finally {
    socket.destroy();
  }
  return { step: "tcp", state: "well", what: `port ${port} of ${host} is open` };
}

async function secured({ host, port }: Place, tls: Tls, now: number, signal: AbortSignal): Promise<ReachProbe> {
  const name = tls.serverName ?? host;
  const socket = connectTls({
    host,
    port,
    // Looked at here, so that a bad certificate can be described; nothing is sent over this connection.
    rejectUnauthorized: false,
    ALPNProtocols: ["http/1.1"],
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  });
  try {
    await opened(socket, "secureConnect", signal);
    const certificate = socket.getPeerCertificate();
    const trouble = socket.authorizationError as unknown;
    if (socket.authorized || tls.insecure === true) return described(certificate, tls, now);
    throw Object.assign(new Error("not trusted"), { code: codeOf(trouble), until: certificate.valid_to });
  } finally {
    socket.destroy();
  }
}

function codeOf(trouble: unknown): string {
  if (typeof trouble === "string") return trouble;
  return trouble instanceof Error && "code" in trouble ? String(trouble.code) : "";
}

function described({ valid_to: until }: PeerCertificate, tls: Tls, now: number): ReachProbe {
  const end = Date.parse(until);
  const day = Number.isNaN(end) ? "an unknown day" : new Date(end).toISOString().slice(0, 10);
  if (tls.insecure === true)
    return {
      step: "tls",
      state: "warning",
      what: `the certificate is not verified (good until ${day})`,
      hint: "Take insecure-skip-tls-verify out of the kubeconfig, and name the authority: anybody on the way could read and change answers.",
    };
  if (end - now < soonMs)
    return {
      step: "tls",
      state: "warning",
      what: `the server's certificate is trusted, and ends on ${day}`,
      hint: "Have it renewed before that day: nothing can be asked afterwards.",
    };
  return { step: "tls", state: "well", what: `the server's certificate is trusted, and good until ${day}` };
}

async function opened(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    const end = (): void => reject(Object.assign(new Error("too late"), { code: "ETIMEDOUT" }));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Which step it was that failed follows from those that went well. */
function failure(done: readonly ReachProbe[], error: unknown, connection: Connection, signal: AbortSignal): ReachProbe {
  const host = new URL(connection.server).hostname;
  const isNamed = isIP(host.replace(/^\[|\]$/g, "")) === 0;
  const step = !done.some((probe) => probe.step === "tcp")
    ? isNamed && !done.some((probe) => probe.step === "dns")
      ? "dns"
      : "tcp"
    : "tls";
  const { message } = connectionTrouble(
    signal.aborted ? Object.assign(new Error("too late"), { code: "ETIMEDOUT" }) : error,
    connection,
  ).trouble;
  return { step, state: "failed", what: message, hint: hints[step] };
}
