import type { Dispatcher } from "undici";
import type { Tls } from "./connection.ts";
import type { TransportLimits } from "./transport-options.ts";

/** Bytes of one message of a web socket: far more than what forwards ports puts into one. */
const longestMessage = 16 * 1024 * 1024;

/**
 * A pool of connections to one server: kept alive, HTTP/1.1, bounded. The library is loaded here, so that a question
 * to files does not pay for it.
 * @throws TypeError for a proxy that is no URL of a known scheme, Error for certificates that are no PEM
 */
export async function openDispatcher(
  tls: Tls,
  proxy: string | undefined,
  { connections, connectMs, silenceMs }: TransportLimits,
): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import("./undici-pools.ts");
  const secure = {
    rejectUnauthorized: tls.insecure !== true,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    timeout: connectMs,
    allowH2: false,
  };
  const pool = {
    connections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    keepAliveTimeout: 30_000,
    connectTimeout: connectMs,
    webSocket: { maxPayloadSize: longestMessage },
  };
  if (proxy !== undefined) return new ProxyAgent({ ...pool, uri: proxy, requestTls: secure });
  return new Agent({ ...pool, connect: { ...secure, keepAlive: true, keepAliveInitialDelay: 30_000 } });
}
