import { Agent, type ClientRequestArgs, request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { plainText } from "../../kinds/plain-text.ts";
import type { PodAnswer, PodAsk, PodName, PodPort } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { NotForwarding, PortUnreachable } from "./port-stream.ts";

/** How a port of a pod is asked. */
export interface PodPortOptions {
  readonly pod: PodName;
  readonly port: number;
  /** Opens a connection to it. @throws KubeTrouble */
  dial(): Promise<Duplex>;
  /** When answers are of no use any more. */
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

/**
 * Asks a port of a pod by HTTP: one question after the other over one connection, which is opened for the first and once
 * more where it was lost. Where it cannot be opened, that is the answer to all.
 */
export function podPort({ pod, port, dial, signal, userAgent }: PodPortOptions): PodPort {
  let closed: KubeTrouble | undefined;
  let refused: Error | undefined;
  const whom = `port ${port} of Pod ${plainText(`${pod.namespace}/${pod.name}`)}`;
  const agent = new OneLine(async () => {
    if (refused !== undefined) throw refused;
    try {
      return await dial();
    } catch (error) {
      refused = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  });

  let last: Promise<unknown> = Promise.resolve();

  return {
    get: (path, ask) => {
      const next = last.then(async () => inTurn(path, ask));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => {
      closed ??= new KubeTrouble("unreachable", `the connection to ${whom} was closed here`);
      agent.destroy();
    },
  };

  async function inTurn(path: string, ask: PodAsk): Promise<PodAnswer> {
    const first = await once(path, ask);
    if ("answer" in first) return first.answer;
    // A connection that was kept may have been closed by the other end in the meantime.
    const second = first.isStale ? await once(path, ask) : first;
    if ("answer" in second) return second.answer;
    throw closed ?? second.trouble;
  }

  function once(path: string, ask: PodAsk): Promise<Outcome> {
    return new Promise((resolve) => {
      if (closed !== undefined || signal.aborted)
        return resolve({ trouble: closed ?? troubleOf(undefined, whom, signal), isStale: false });
      const asked = httpRequest({
        agent,
        method: "GET",
        host: "localhost",
        port,
        path: pathOf(path, ask),
        headers: { "user-agent": userAgent, accept: "application/json, */*" },
      });
      const fail = (error: unknown): void => {
        const trouble = troubleOf(error, whom, signal);
        resolve({ trouble, isStale: asked.reusedSocket && trouble.kind === "unreachable" && closed === undefined });
      };
      asked.on("response", (answer) => {
        read(answer, ask.limitBytes, whom, signal).then(
          (got) => resolve({ answer: got }),
          (trouble: KubeTrouble) => resolve({ trouble, isStale: false }),
        );
      });
      asked.on("error", fail);
      const end = (): void => void asked.destroy(new Error("too late"));
      signal.addEventListener("abort", end, { once: true });
      asked.once("close", () => signal.removeEventListener("abort", end));
      asked.end();
    });
  }
}

type Outcome = { readonly answer: PodAnswer } | { readonly trouble: KubeTrouble; readonly isStale: boolean };

/** One connection at a time, whatever it is made of. */
class OneLine extends Agent {
  readonly #dial: () => Promise<Duplex>;

  constructor(dial: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });
    this.#dial = dial;
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dial().then(
      (stream) => done?.(null, stream),
      (error: unknown) => done?.(error as Error, undefined as never),
    );
    return undefined;
  }

  /** What is no socket of the system's has no timers to set. */
  override keepSocketAlive(): true {
    return true;
  }

  override reuseSocket(): void {}
}

function pathOf(path: string, { query = {} }: PodAsk): string {
  const words = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return words.length === 0 ? path : `${path}?${words.join("&")}`;
}

async function read(
  answer: IncomingMessage,
  limitBytes: number,
  whom: string,
  signal: AbortSignal,
): Promise<PodAnswer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limitBytes) throw tooLarge(whom, limitBytes);
      pieces.push(piece);
    }
  } catch (error) {
    answer.destroy();
    throw troubleOf(error, whom, signal);
  }
  return { status: answer.statusCode ?? 0, body: Buffer.concat(pieces).toString("utf8") };
}

function tooLarge(whom: string, limitBytes: number): KubeTrouble {
  return new KubeTrouble("too-large", `${whom} answers with more than ${Math.ceil(limitBytes / 1024 / 1024)} MiB`);
}

/** What came of it in plain words. */
function troubleOf(error: unknown, whom: string, signal: AbortSignal): KubeTrouble {
  if (error instanceof KubeTrouble) return error;
  if (signal.aborted) return new KubeTrouble("timeout", `${whom} has not answered in time`);
  if (error instanceof PortUnreachable)
    return new KubeTrouble("unreachable", `${whom} cannot be reached: ${plainText(error.message)}`);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof NotForwarding || code.startsWith("HPE_"))
    return new KubeTrouble("garbled", `${whom} cannot be understood: what it answers is no HTTP`);
  return new KubeTrouble("unreachable", `${whom} cannot be reached: the connection was closed in the middle`);
}
