import { Duplex } from "node:stream";
import type { Dispatcher } from "undici";

/** What to connect to, by way of the API server. */
export interface PortStreamOptions {
  readonly dispatcher: Dispatcher;
  /** `https://…/api/v1/namespaces/shop/pods/checkout/portforward?ports=15000`. */
  readonly target: URL;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly port: number;
  readonly signal: AbortSignal;
  /** Told how many bytes came, piece by piece. */
  readonly onBytes: (count: number) => void;
}

/** No stream came about. */
export class HandshakeFailed extends Error {
  override readonly name = "HandshakeFailed";
  /** What was answered instead; `undefined`: nothing. */
  readonly status: number | undefined;

  constructor(status: number | undefined) {
    super("no web socket");
    this.status = status;
  }
}

/** The other end says that the port cannot be reached, in its own words. */
export class PortUnreachable extends Error {
  override readonly name = "PortUnreachable";
}

/** Channels of one port. Source: kubernetes/kubernetes, staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go. */
const protocol = "v4.channel.k8s.io";
const dataChannel = 0;
const errorChannel = 1;
/** Each channel begins with the number of its port. */
const announcement = 2;
const longestError = 1000;

/**
 * Opens a connection to a port of a pod: a web socket whose messages begin with the number of a channel. Nothing is held
 * open after the stream is destroyed, whether the other end takes leave or not.
 * @throws HandshakeFailed
 */
export async function openPortStream(options: PortStreamOptions): Promise<Duplex> {
  const { dispatcher, target, headers, port, signal, onBytes } = options;
  const { WebSocket } = await import("./undici-pools.ts");
  let socket: Duplex | undefined;
  let status: number | undefined;
  const seeing = dispatcher.compose(
    (dispatch) => (request, handler) =>
      dispatch(
        request,
        listening(handler, (seen) => {
          status = seen.status;
          socket = seen.socket ?? socket;
        }),
      ),
  );
  const address = new URL(target);
  address.protocol = target.protocol === "http:" ? "ws:" : "wss:";
  const web = new WebSocket(address, {
    protocols: [protocol],
    dispatcher: seeing,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    ),
  });
  web.binaryType = "arraybuffer";

  function leave(): void {
    signal.removeEventListener("abort", abandon);
    if (web.readyState === web.CONNECTING || web.readyState === web.OPEN) web.close();
    const held = socket;
    // Whoever does not answer the farewell would hold the socket open.
    if (held === undefined || held.destroyed) return;
    const cut = (): void => void held.destroy();
    signal.addEventListener("abort", cut, { once: true });
    held.once("close", () => signal.removeEventListener("abort", cut));
    held.end(cut);
  }

  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      if (web.readyState !== web.OPEN) return done(new Error("closed"));
      web.send(Buffer.concat([Buffer.of(dataChannel), bytes]));
      done();
    },
    destroy: (error, done) => {
      leave();
      done(error);
    },
  });

  // Whoever reads from it hears of errors, too; nobody may be reading just then.
  stream.on("error", () => undefined);

  function abandon(): void {
    socket?.destroy();
    stream.destroy();
  }

  const heard = [0, 0];
  let complaint = "";
  web.addEventListener("message", ({ data }) => {
    const bytes = data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.alloc(0);
    onBytes(bytes.length);
    const [channel] = bytes;
    if (channel !== dataChannel && channel !== errorChannel) return void stream.destroy(new NotForwarding());
    const before = heard[channel] ?? 0;
    heard[channel] = before + bytes.length - 1;
    const skipped = Math.min(bytes.length - 1, Math.max(0, announcement - before));
    const rest = bytes.subarray(1 + skipped);
    if (before === 0 && skipped === announcement && bytes.readUInt16LE(1) !== port)
      return void stream.destroy(new NotForwarding());
    if (rest.length === 0) return;
    if (channel === dataChannel) {
      stream.push(rest);
      return;
    }
    complaint = `${complaint}${rest.toString("utf8")}`.slice(0, longestError);
    stream.destroy(new PortUnreachable(complaint));
  });
  web.addEventListener("close", () => {
    if (!stream.destroyed) stream.push(null);
  });

  signal.addEventListener("abort", abandon, { once: true });
  const isOpen = await new Promise<boolean>((resolve) => {
    web.addEventListener("open", () => resolve(true));
    for (const end of ["error", "close"] as const) web.addEventListener(end, () => resolve(false));
    stream.once("close", () => resolve(false));
    if (signal.aborted) abandon();
  });
  if (isOpen && !stream.destroyed) return stream;
  stream.destroy();
  throw new HandshakeFailed(status);
}

/** What speaks there is no forwarding of ports. */
export class NotForwarding extends Error {
  override readonly name = "NotForwarding";
}

interface Seen {
  readonly status: number;
  readonly socket?: Duplex;
}

/** Tells of the answer what a web socket does not: its status, and the socket beneath, without which it cannot be cut. */
function listening(handler: Dispatcher.DispatchHandler, tell: (seen: Seen) => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onRequestUpgrade: (controller, status, headers, socket) => {
      tell({ status, socket });
      handler.onRequestUpgrade?.(controller, status, headers, socket);
    },
    onResponseStart: (controller, status, headers, message) => {
      tell({ status });
      handler.onResponseStart?.(controller, status, headers, message);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  };
}
