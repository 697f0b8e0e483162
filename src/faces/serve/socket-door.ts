import { SocketModeReceiver } from "@slack/bolt";
import { WebAPIPlatformError } from "@slack/web-api";
import { MeshError } from "../../model/mesh-error.ts";
import { boltLogger } from "../slack/bolt-logger.ts";
import type { Delivery } from "../slack/door.ts";
import type { HttpResponse } from "../slack/http.ts";

/** What a door into Slack is made of. */
export interface SocketDoorOptions {
  /** `xapp-…`; asked for at each connection, so that a new one counts. */
  appToken(): Promise<string>;
  readonly slackApiUrl?: string;
  /** What is answered to a delivery. */
  handle(delivery: Delivery): Promise<HttpResponse>;
  /** Waits before the next try to connect, in milliseconds; the last one goes on. */
  readonly retryAfter: readonly number[];
  now(): number;
  log(level: "info" | "warn" | "error", message: string): void;
}

/** A web socket to Slack that is there again whenever it breaks. */
export interface SocketDoor {
  /** How long there has been no connection, in milliseconds; 0: there is one. */
  lostFor(): number;
  close(): Promise<void>;
}

type Client = SocketModeReceiver["client"];

/** What arrives on the socket, as the client gives it out. */
interface Envelope {
  readonly type: string;
  readonly body: Delivery["body"];
  readonly ack: (response?: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/** Slack says hello within a second. */
const patience = 15_000;
/** A diagnosis may keep this process from answering a ping for a while. */
const pingTimeout = 15_000;
const closing = 2000;
/** A connection that ends sooner was none: the next one waits, lest the two ask each other without end. */
const brief = 5000;

/**
 * Opens a connection, and keeps one open: where Slack says that it is about to close it, the next is opened at once, and
 * where it breaks, after a wait. Each client connects once, so that a failure to reconnect is ours to handle.
 * @throws MeshError BAD_CONFIG where Slack does not take the token, UNAVAILABLE where it cannot be reached
 */
export async function startSocketDoor(options: SocketDoorOptions): Promise<SocketDoor> {
  const { appToken, slackApiUrl, handle, retryAfter, now, log } = options;
  const open = new Set<Client>();
  let lostAt: number | undefined = now();
  let failures = 0;
  let isClosing = false;
  let timer: NodeJS.Timeout | undefined;
  await connect().catch((error: unknown) => {
    throw refusal(error);
  });
  return {
    lostFor: () => (lostAt === undefined ? 0 : Math.max(1, now() - lostAt)),
    close: async () => {
      isClosing = true;
      clearTimeout(timer);
      await Promise.race([
        Promise.all([...open].map(async (client) => client.disconnect())),
        new Promise((resolve) => setTimeout(resolve, closing).unref()),
      ]);
    },
  };

  async function connect(): Promise<void> {
    const { client } = new SocketModeReceiver({
      appToken: await appToken(),
      // What is wrong is told of below, once; these are the details.
      logger: boltLogger((_, message) => log("warn", message)),
      autoReconnectEnabled: false,
      clientPingTimeout: pingTimeout,
      installerOptions: {
        clientOptions: {
          timeout: 5000,
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
          ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
        },
      },
    });
    let isReplaced = false;
    let connectedAt = now();
    client.on("slack_event", (envelope: Envelope) => void answer(envelope));
    client.on("ws_message", (data: unknown) => {
      const reason = disconnectReason(data);
      if (reason === undefined || isReplaced) return;
      isReplaced = true;
      log("info", `Slack is about to close the connection (${reason})`);
      connectAgain(waitAfter(connectedAt));
    });
    await withinPatience(client);
    if (isClosing) return void client.disconnect();
    open.add(client);
    lostAt = undefined;
    connectedAt = now();
    log("info", "Connected to Slack");
    client.on("disconnected", () => {
      open.delete(client);
      if (open.size === 0) lostAt = now();
      if (isReplaced || isClosing) return;
      isReplaced = true;
      log("warn", "The connection to Slack broke");
      connectAgain(waitAfter(connectedAt));
    });
  }

  function waitAfter(connectedAt: number): number {
    if (now() - connectedAt < brief) return nextWait();
    failures = 0;
    return 0;
  }

  function nextWait(): number {
    failures += 1;
    return retryAfter[Math.min(failures, retryAfter.length) - 1] ?? 0;
  }

  function connectAgain(after: number): void {
    if (isClosing) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      connect().catch((error: unknown) => {
        const wait = nextWait();
        log("error", `${refusal(error).message}; tried again in ${wait / 1000} s`);
        connectAgain(wait);
      });
    }, after);
  }

  async function answer({ body, ack, retry_num, retry_reason }: Envelope): Promise<void> {
    try {
      const response = await handle({ body, retryNum: retry_num, retryReason: retry_reason });
      // Without an acknowledgement Slack delivers again, as it does after an HTTP error.
      if (response.status !== 200) return log("warn", `What Slack delivered was not taken: ${response.status}`);
      await ack(response.body === "" ? undefined : (JSON.parse(response.body) as Record<string, unknown>));
    } catch (error) {
      log("error", `Cannot acknowledge: ${error instanceof Error ? `${error.name}: ${error.message}` : "no reason"}`);
    }
  }
}

async function withinPatience(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Slack does not say hello")), patience);
  });
  try {
    await Promise.race([client.start(), late]);
  } catch (error) {
    void client.disconnect();
    throw error instanceof Error ? error : new Error("the connection was closed before Slack said hello");
  } finally {
    clearTimeout(timer);
  }
}

/** Why Slack is about to close the connection: `warning`, `refresh_requested`, `link_disabled`. */
function disconnectReason(data: unknown): string | undefined {
  if (typeof data !== "string" || !data.includes('"disconnect"')) return undefined;
  try {
    const { type, reason } = JSON.parse(data) as { readonly type?: unknown; readonly reason?: unknown };
    return type === "disconnect" ? String(reason ?? "no reason") : undefined;
  } catch {
    return undefined;
  }
}

function refusal(error: unknown): MeshError {
  if (error instanceof MeshError) return error;
  if (error instanceof WebAPIPlatformError)
    return new MeshError(
      "BAD_CONFIG",
      `Cannot open a connection to Slack: it answers ${error.data.error}`,
      "Give an app-level token (xapp-…) with the scope connections:write, of an app in which Socket Mode is enabled.",
    );
  const why = error instanceof Error ? error.message : "it was closed";
  return new MeshError(
    "UNAVAILABLE",
    `Cannot open a connection to Slack: ${why}`,
    "Let this machine reach slack.com and *.slack.com on port 443.",
  );
}
