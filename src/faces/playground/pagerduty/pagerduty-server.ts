import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ending } from "../exchange-log.ts";
import { keptOpen } from "../kept-open.ts";
import type { Exchange, Incident } from "../wire.ts";
import { createIncidents } from "./incidents.ts";
import { invalid, isRefusal, readEvent } from "./read-event.ts";

/** How a PagerDuty of one's own is to be. */
export interface PagerDutyServerOptions {
  /** The services that there are, by the routing key of each. */
  readonly services: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A deduplication key that was never given before. */
  newKey(): string;
  /** Uses up one answer that was ordered: `429`, `500` or `hang`. */
  takeFault(): string | undefined;
  /** Notes that an event came; the answer notes what was answered. */
  begin(begun: Pick<Exchange, "direction" | "what" | "request">): (ending: Ending) => void;
  changed(): void;
}

/** A running stand-in for PagerDuty. */
export interface PagerDutyServer {
  /** Where events are posted: `http://127.0.0.1:4401/v2/enqueue`. */
  readonly url: string;
  /** Newest first. */
  incidents(): readonly Incident[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const path = "/v2/enqueue";
/** What is read of a request; PagerDuty's own limit is below it. */
const mostRead = 1_000_000;
/** PagerDuty changes its limit as it sees fit; events of one key within a minute. */
const mostEvents = 120;
const minute = 60_000;

/**
 * Plays PagerDuty's Events API v2 on 127.0.0.1, and nothing else of PagerDuty: events become incidents that can be looked
 * at, nobody is called.
 */
export async function startPagerDutyServer(options: PagerDutyServerOptions): Promise<PagerDutyServer> {
  const incidents = createIncidents(options);
  const times = new Map<string, readonly number[]>();
  const server = createServer(keptOpen, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    incidents: incidents.all,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A site open in a browser is nobody's monitoring.
    if (request.headers.origin !== undefined) return send(response, { status: 403, body: { status: "forbidden" } });
    if (request.url !== path) return send(response, { status: 404, body: { status: "not found" } });
    if (request.method !== "POST") return send(response, { status: 405, body: { status: "method not allowed" } });
    const body = await bodyOf(request);
    const end = options.begin({ direction: "to-pagerduty", ...shown(body) });
    const fault = options.takeFault();
    if (fault === "hang") return end({ status: "no answer", ok: false, response: "" });
    const given = fault === undefined ? taken(body) : faulty(fault);
    end({ status: String(given.status), ok: given.status === 202, response: JSON.stringify(given.body, null, 2) });
    send(response, given);
  }

  function taken(body: Buffer): Answer {
    const event = readEvent(body);
    if (isRefusal(event)) return { status: 400, body: event };
    const service = Object.hasOwn(options.services, event.routingKey) ? options.services[event.routingKey] : undefined;
    if (service === undefined) return { status: 400, body: invalid(["Invalid routing key"]) };
    if (isTooMany(event.routingKey)) return faulty("429");
    const dedupKey = incidents.take(service, event);
    return { status: 202, body: { status: "success", message: "Event processed", dedup_key: dedupKey } };
  }

  function isTooMany(key: string): boolean {
    const now = options.now();
    const lately = (times.get(key) ?? []).filter((at) => now - at < minute);
    const isFull = lately.length >= mostEvents;
    times.set(key, isFull ? lately : [...lately, now]);
    return isFull;
  }
}

function faulty(fault: string): Answer {
  const status = /^\d{3}$/.test(fault) ? Number(fault) : 500;
  return status === 429
    ? { status, body: { status: "throttle exceeded", message: "Too many API calls at a time", errors: [] } }
    : { status, body: { status: "internal error", message: "Internal Server Error", errors: [] } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** An event for "behind the scenes", without its key: what looks like a secret is shown nowhere. */
function shown(body: Buffer): Pick<Exchange, "what" | "request"> {
  const text = body.toString("utf8").replace(/("routing_key"\s*:\s*)"[^"]*"/, '$1"[routing key]"');
  try {
    const event: unknown = JSON.parse(text);
    const action =
      typeof event === "object" && event !== null && "event_action" in event ? event.event_action : "event";
    return { what: `PagerDuty ${String(action)}`, request: JSON.stringify(event, null, 2) };
  } catch {
    return { what: "PagerDuty event", request: text };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostRead) throw new Error("Larger than 1 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
