import type { Duplex } from "node:stream";
import type { Access, Connection } from "./connection.ts";
import { connectionTrouble, type FailedTry } from "./connection-trouble.ts";
import { exchange, TooLarge, type WireAnswer, type WireRequest } from "./exchange.ts";
import { handshakeTrouble } from "./handshake-trouble.ts";
import type { KubeApi, KubeStats, PodName, Query } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { openLine } from "./line.ts";
import { podPort } from "./pod-port.ts";
import { HandshakeFailed, openPortStream } from "./port-stream.ts";
import { readObject } from "./read-object.ts";
import { readPage } from "./read-page.ts";
import { readPages } from "./read-pages.ts";
import { readText } from "./read-text.ts";
import { type Reading, Unreadable } from "./reading.ts";
import { refusal } from "./refusal.ts";
import { targetOf } from "./target-of.ts";
import { type TransportLimits, type TransportOptions, transportLimits } from "./transport-options.ts";
import { UnfitPath } from "./unfit-path.ts";

const json = "application/json";
/** Names and labels only; a server that cannot do that sends whole objects. */
const metadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
/** What is printed of objects. A server that cannot do that is to send nothing. */
const table = "application/json;as=Table;g=meta.k8s.io;v=v1";
/** The only things that are ever posted: questions about permissions and about who asks. */
const reviews = /^\/apis\/(authorization|authentication)\.k8s\.io\/v1(alpha1|beta1)?\/[a-z]+reviews$/;

/**
 * Asks one API server, over connections that are kept. Nothing is opened until the first request; what has no answer
 * yet when it is closed fails.
 */
export function openKubeApi(connection: Connection, options: TransportOptions): KubeApi {
  const limits: TransportLimits = { ...transportLimits, ...options.limits };
  const line = openLine(connection.proxy, limits);
  const stats: KubeStats = { requests: 0, bytes: 0, serverTime: undefined };
  const { name } = connection;
  const streams = new Set<Duplex>();
  const userAgent = `meshwhy/${options.version}`;

  async function ask<T>(
    request: WireRequest,
    signal: AbortSignal,
    begin: () => Reading<T>,
    limitBytes = limits.answerBytes,
  ): Promise<T> {
    let refused: Access | undefined;
    for (let tries = 1; ; tries += 1) {
      const access = await accessNow(signal, refused);
      const tried = await tryOnce(request, access, signal, begin(), limitBytes);
      if ("value" in tried) return tried.value;
      if (tried.trouble.kind === "unauthorized" && refused === undefined) {
        refused = access;
        const fresh = await accessNow(signal, refused);
        if (JSON.stringify(fresh) === JSON.stringify(access)) throw tried.trouble;
        // Newer credentials are no try of the old kind.
        tries -= 1;
        continue;
      }
      if (!tried.again || tries >= limits.tries) throw tried.trouble;
      await waitBefore(tries, tried, signal);
    }
  }

  async function accessNow(signal: AbortSignal, refused: Access | undefined): Promise<Access> {
    if (signal.aborted) throw refused === undefined ? unasked() : tooLate();
    try {
      return await connection.access(signal, refused);
    } catch (error) {
      if (error instanceof KubeTrouble) throw error;
      throw signal.aborted
        ? new KubeTrouble("timeout", `the credentials for "${name}" have not come in time${waitedFor()}`)
        : new KubeTrouble("unauthorized", `there are no credentials for "${name}"`);
    }
  }

  async function tryOnce<T>(
    request: WireRequest,
    access: Access,
    signal: AbortSignal,
    { take, read }: Reading<T>,
    limitBytes: number,
  ): Promise<{ readonly value: T } | FailedTry> {
    let answer: WireAnswer;
    try {
      const dispatcher = await line.at(access.tls);
      const headers = {
        accept: request.accept,
        "accept-encoding": "gzip",
        "user-agent": userAgent,
        ...(request.body === undefined ? {} : { "content-type": json }),
        ...access.headers,
      };
      stats.requests += 1;
      answer = await exchange(
        dispatcher,
        targetOf(connection.server, request),
        request,
        headers,
        limitBytes,
        signal,
        (count) => {
          stats.bytes += count;
        },
        take,
      );
    } catch (error) {
      if (error instanceof UnfitPath) throw error;
      if (error instanceof TooLarge) return { trouble: tooLarge(limitBytes), again: false };
      return signal.aborted ? { trouble: tooLate(), again: false } : connectionTrouble(error, connection);
    }
    const date = answer.headers.date;
    if (typeof date === "string" && !Number.isNaN(Date.parse(date)))
      stats.serverTime = new Date(date).toISOString().replace(".000Z", "Z");
    if (answer.status < 200 || answer.status > 299) return refusal(name, answer, secretsOf(access), options.now());
    try {
      return { value: read(answer) };
    } catch (error) {
      if (error instanceof Unreadable) return { trouble: error.trouble, again: error.again };
      throw error;
    }
  }

  /**
   * A connection to a port of a pod. A web socket that does not come about does not say why; the same path, asked for
   * plainly, does: it is refused as the web socket was, or as what is no web socket.
   * @throws KubeTrouble
   */
  async function dial(pod: PodName, port: number, signal: AbortSignal): Promise<Duplex> {
    const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/portforward`;
    const opening = request(path, { ports: String(port) });
    for (let tries = 1; ; tries += 1) {
      const access = await accessNow(signal, undefined);
      stats.requests += 1;
      try {
        return await streamBy(opening, port, access, signal);
      } catch (error) {
        if (signal.aborted) throw tooLate();
        if (!(error instanceof HandshakeFailed)) throw connectionTrouble(error, connection).trouble;
        const trouble = await troubleOfHandshake(opening, error, signal);
        // What could not be told may pass; and what was told came of credentials that are renewed by now.
        const isPassing = error.status === undefined || error.status === 401 || error.status >= 500;
        if (!isPassing || tries >= limits.tries) throw trouble;
        await waitBefore(tries, { trouble, again: true }, signal);
      }
    }
  }

  async function streamBy(opening: WireRequest, port: number, access: Access, signal: AbortSignal): Promise<Duplex> {
    const stream = await openPortStream({
      dispatcher: await line.at(access.tls),
      target: targetOf(connection.server, opening),
      headers: { "user-agent": userAgent, ...access.headers },
      port,
      signal,
      onBytes: (count) => {
        stats.bytes += count;
      },
    });
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    return stream;
  }

  /** @throws KubeTrouble what the same path answers where it is asked for plainly, if that tells why */
  async function troubleOfHandshake(
    opening: WireRequest,
    { status }: HandshakeFailed,
    signal: AbortSignal,
  ): Promise<KubeTrouble> {
    try {
      await ask(opening, signal, () => ({ read: () => undefined }));
    } catch (error) {
      if (!(error instanceof KubeTrouble) || error.status !== 400) throw error;
    }
    return handshakeTrouble(name, status);
  }

  /** @throws KubeTrouble what went wrong before, where there is no time for another try */
  async function waitBefore(tries: number, { trouble, waitMs }: FailedTry, signal: AbortSignal): Promise<void> {
    const own = limits.firstWaitMs * 2 ** (tries - 1) * (0.5 + options.random() / 2);
    const wait = waitMs === undefined ? own : waitMs + options.random() * limits.firstWaitMs;
    if (wait > limits.waitMs) throw trouble;
    try {
      await options.sleep(wait, signal);
    } catch {
      throw trouble;
    }
    if (signal.aborted) throw trouble;
  }

  /** A program that hangs is no matter of the network. */
  function waitedFor(): string {
    const { plugin } = connection;
    return plugin === undefined
      ? ""
      : ` from the plugin "${plugin}": kubectl with the same context shows what it waits for`;
  }

  /** What went before has taken all the time: of this nothing was sent. */
  function unasked(): KubeTrouble {
    return new KubeTrouble("timeout", `the API server of "${name}" could not be asked in time`);
  }

  function tooLate(): KubeTrouble {
    return new KubeTrouble("timeout", `the API server of "${name}" has not answered in time`);
  }

  function tooLarge(limitBytes: number): KubeTrouble {
    const mebibytes = Math.ceil(limitBytes / 1024 / 1024);
    return new KubeTrouble("too-large", `the API server of "${name}" answers with more than ${mebibytes} MiB`);
  }

  return {
    stats,
    get: (path, { query, signal, asTable }) =>
      ask(request(path, query, asTable === true ? table : json), signal, () => readObject(name)),
    list: (path, { query, signal, metadataOnly, most, pageSize, onPage }, keep) =>
      readPages({
        page: (paging, mostItems) =>
          ask(request(path, { ...query, ...paging }, metadataOnly === true ? metadata : json), signal, () =>
            readPage(name, mostItems, keep),
          ),
        most: most ?? Number.POSITIVE_INFINITY,
        pageSize: pageSize ?? 500,
        onPage: onPage ?? (() => undefined),
      }),
    text: (path, { query, signal, limitBytes }) =>
      ask(request(path, query, "*/*"), signal, () => readText(name, limitBytes)),
    review(path, body, { query, signal }) {
      if (!reviews.test(path)) return Promise.reject(new UnfitPath(`Not a review: ${path}`));
      return ask({ method: "POST", path, query: query ?? {}, accept: json, body: JSON.stringify(body) }, signal, () =>
        readObject(name),
      );
    },
    forward: (pod, port, { signal }) =>
      podPort({ pod, port, dial: async () => dial(pod, port, signal), signal, userAgent }),
    close: async () => {
      for (const stream of streams) stream.destroy();
      await line.close();
    },
  };
}

function request(path: string, query: Query = {}, accept = json): WireRequest {
  return { method: "GET", path, query, accept };
}

/** What of the headers must not be repeated. */
function secretsOf({ headers }: Access): string[] {
  const secrets = [headers.authorization].flat().map((value) => value?.replace(/^\S+ /, "") ?? "");
  return secrets.filter((secret) => secret.length >= 6);
}
