/** `pods/exec` and `pods/portforward`: channels of bytes over a web socket, and what is behind them. */
import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { Duplex } from "node:stream";

interface Socket {
  readonly readyState: number;
  send(bytes: Buffer): void;
  close(code?: number): void;
  on(event: "message", listener: (data: Buffer) => void): void;
  on(event: "close" | "error", listener: () => void): void;
}

interface SocketServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: Socket) => void): void;
}

const { WebSocketServer } = createRequire(import.meta.url)("ws") as {
  readonly WebSocketServer: new (options: {
    readonly noServer: true;
    readonly handleProtocols: (offered: ReadonlySet<string>, request: IncomingMessage) => string | false;
  }) => SocketServer;
};

/** A request by HTTP to a port of a pod or a service, by way of the API server. */
export interface PodRequest {
  readonly kind: "pods" | "services";
  readonly namespace: string;
  readonly name: string;
  /** A number or a name; "" where none is said. */
  readonly port: string;
  readonly method: string;
  /** Begins with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly via: "proxy" | "portforward";
}

/** What is answered there. An object as body is sent as JSON. */
export interface PodAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer | object;
}

/** What listens on the ports of pods and services. `undefined`: nothing does. */
export type PodHttp = (request: PodRequest) => PodAnswer | undefined | Promise<PodAnswer | undefined>;

/** A port of a pod to which a connection is wanted. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** Talks with whoever connected. */
export type Conversation = (connection: Duplex) => void;

/** What listens on ports for something else than plain HTTP. `undefined`: ask `PodHttp`. */
export type Dial = (port: PodPort) => Conversation | undefined;

/** A command that is to be run in a container. */
export interface PodCommand {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

export interface CommandResult {
  readonly stdout?: string | Buffer;
  readonly stderr?: string | Buffer;
  /** 0 where nothing is said. */
  readonly exitCode?: number;
}

/** What runs in containers. `undefined`: there is no such program. */
export type Exec = (command: PodCommand) => CommandResult | undefined | Promise<CommandResult | undefined>;

const spoken = { exec: ["v5.channel.k8s.io", "v4.channel.k8s.io"], portforward: ["v4.channel.k8s.io"] };

/** Whether a web socket is asked for in a way that is spoken here. */
export function speaks(kind: "exec" | "portforward", { headers }: IncomingMessage): boolean {
  if (headers.upgrade?.toLowerCase() !== "websocket") return false;
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
  return spoken[kind].some((one) => offered.includes(one));
}

const upgrades = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered, { url = "" }) =>
    [...offered].find((one) => spoken[/\/exec(?:\?|$)/.test(url) ? "exec" : "portforward"].includes(one)) ?? false,
});

/** Runs a command and tells what it wrote and how it ended. */
export function streamExec(
  upgrade: readonly [IncomingMessage, Duplex, Buffer],
  command: PodCommand,
  exec: Exec | undefined,
): void {
  upgrades.handleUpgrade(...upgrade, (socket) => {
    socket.on("error", () => undefined);
    void Promise.resolve(exec?.(command))
      .then((result) => {
        for (const [channel, bytes] of [
          [1, result?.stdout],
          [2, result?.stderr],
        ] as const)
          if (bytes !== undefined && bytes.length > 0) socket.send(frame(channel, Buffer.from(bytes)));
        socket.send(frame(3, Buffer.from(JSON.stringify(ending(command, result)))));
      })
      .catch((error: unknown) => socket.send(frame(3, Buffer.from(JSON.stringify(failure(String(error)))))))
      .finally(() => socket.close(1000));
  });
}

function ending({ command }: PodCommand, result: CommandResult | undefined): object {
  if (result === undefined)
    return failure(
      `OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": executable file not found in $PATH: unknown`,
    );
  const { exitCode = 0 } = result;
  if (exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  };
}

function failure(message: string): object {
  return {
    metadata: {},
    status: "Failure",
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    code: 500,
  };
}

/** Connects to ports of a pod. */
export function streamPorts(
  upgrade: readonly [IncomingMessage, Duplex, Buffer],
  ports: readonly PodPort[],
  behind: { readonly dial: Dial | undefined; readonly http: PodHttp | undefined },
): void {
  upgrades.handleUpgrade(...upgrade, (socket) => {
    const connections = ports.map((port, index) => {
      const connection = connectionOver(socket, index * 2);
      const number = Buffer.alloc(2);
      number.writeUInt16LE(port.port);
      socket.send(frame(index * 2, number));
      socket.send(frame(index * 2 + 1, number));
      const refuse = (): void => {
        const where = `127.0.0.1:${port.port}`;
        const why = `failed to connect to localhost:${port.port} inside namespace "${port.namespace}": dial tcp ${where}: connect: connection refused`;
        if (socket.readyState === 1)
          socket.send(
            frame(index * 2 + 1, Buffer.from(`error forwarding port ${port.port} to pod ${port.pod}: ${why}`)),
          );
        connection.destroy();
      };
      const conversation = behind.dial?.(port) ?? (behind.http && httpConversation(port, behind.http, refuse));
      if (conversation === undefined) refuse();
      else conversation(connection);
      return connection;
    });
    let open = connections.length;
    for (const connection of connections) {
      connection.on("error", () => undefined);
      connection.once("close", () => {
        open -= 1;
        if (open === 0) socket.close(1000);
      });
    }
    socket.on("error", () => undefined);
    socket.on("message", (data) => connections[(data[0] ?? 0) / 2]?.push(data.subarray(1)));
    socket.on("close", () => {
      for (const connection of connections) connection.destroy();
    });
  });
}

function connectionOver(socket: Socket, channel: number): Duplex {
  const connection = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write: (bytes: Buffer, _encoding, done) => {
      if (socket.readyState === 1) socket.send(frame(channel, bytes));
      done();
    },
  });
  return connection;
}

function httpConversation({ namespace, pod, port }: PodPort, http: PodHttp, refuse: () => void): Conversation {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://pod");
    const asked = { kind: "pods", namespace, name: pod, port: String(port), via: "portforward" } as const;
    void Promise.resolve(
      http({ ...asked, method: request.method ?? "GET", path: url.pathname, query: url.searchParams }),
    )
      .then((answer) => {
        if (answer === undefined) return refuse();
        const { status, type, headers, body } = written(answer);
        response.writeHead(status, { "content-type": type, ...headers }).end(body);
      })
      .catch(refuse);
  });
  return (connection) => server.emit("connection", connection);
}

/** An answer with everything that HTTP wants to know. */
export function written({ status = 200, headers = {}, body }: PodAnswer): {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
} {
  const isText = typeof body === "string" || Buffer.isBuffer(body);
  const type = headers["content-type"] ?? (isText ? "text/plain" : "application/json");
  return { status, type, headers, body: isText ? body : JSON.stringify(body) };
}

function frame(channel: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([channel]), bytes]);
}
