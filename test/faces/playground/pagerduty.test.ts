/** PagerDuty's Events API v2 as its documentation tells it: what is taken, what is refused, what becomes of it. */
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  type PagerDutyServer,
  startPagerDutyServer,
} from "../../../src/faces/playground/pagerduty/pagerduty-server.ts";
import type { Incident } from "../../../src/faces/playground/wire.ts";

type Json = Readonly<Record<string, unknown>>;

/** Obviously no key, and of the right length. */
const key = "not0a0routing0key0not0a0routing0";
const otherKey = "another0fake0key0another0fake000";

let server: PagerDutyServer | undefined;
let clock: number;
let faults: string[];
let requests: string[];
let changes: number;

beforeEach(async () => {
  await server?.close();
  clock = Date.parse("2026-11-21T03:00:00Z");
  faults = [];
  requests = [];
  changes = 0;
  let keys = 0;
  server = await startPagerDutyServer({
    services: { [key]: "payments", [otherKey]: "orders" },
    now: () => clock,
    newKey: () => {
      keys += 1;
      return `made-${keys}`;
    },
    takeFault: () => faults.shift(),
    begin: ({ what, request }) => {
      requests.push(`${what}\n${request}`);
      return ({ response }) => void requests.push(response);
    },
    changed: () => {
      changes += 1;
    },
  });
});
afterAll(async () => server?.close());

const payload = { summary: "checkout cannot reach payment", source: "demo", severity: "critical" };
const trigger = { routing_key: key, event_action: "trigger", dedup_key: "mesh/demo/1", payload };

async function post(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(server?.url ?? "", { method: "POST", headers, body: text });
  return { status: response.status, body: (await response.json()) as Json };
}

const incidents = (): readonly Incident[] => server?.incidents() ?? [];
const states = (): readonly string[] => incidents().map(({ number, status }) => `${number} ${status}`);
const told = (at = 0): readonly string[] => incidents()[at]?.history.map(({ what }) => what) ?? [];

describe("an event that is refused", () => {
  const { routing_key: _k, ...withoutKey } = trigger;
  const { payload: _p, ...withoutPayload } = trigger;
  test.each<readonly [string, unknown, string]>([
    ["has no routing key", withoutKey, "'routing_key' is missing or blank"],
    [
      "has a routing key of another length",
      { ...trigger, routing_key: "short" },
      "Length of 'routing_key' is incorrect (should be 32 characters)",
    ],
    ["has a routing key of no service", { ...trigger, routing_key: "x".repeat(32) }, "Invalid routing key"],
    ["has no action", { ...trigger, event_action: undefined }, "'event_action' is missing or blank"],
    [
      "has another action",
      { ...trigger, event_action: "close" },
      "'event_action' is invalid (must be one of trigger, acknowledge, resolve)",
    ],
    ["triggers without a payload", withoutPayload, "'payload' is missing or blank"],
    ["has no summary", { ...trigger, payload: { ...payload, summary: " " } }, "'payload.summary' is missing or blank"],
    [
      "has a summary of 1025 characters",
      { ...trigger, payload: { ...payload, summary: "é".repeat(1025) } },
      "'payload.summary' is too long (1025 characters, should be at most 1024)",
    ],
    ["has no source", { ...trigger, payload: { ...payload, source: "" } }, "'payload.source' is missing or blank"],
    [
      "has no severity",
      { ...trigger, payload: { ...payload, severity: null } },
      "'payload.severity' is missing or blank",
    ],
    [
      "has another severity",
      { ...trigger, payload: { ...payload, severity: "fatal" } },
      "'payload.severity' is invalid (must be one of critical, error, warning, info)",
    ],
    [
      "has a time that is none",
      { ...trigger, payload: { ...payload, timestamp: "yesterday" } },
      "'payload.timestamp' is not an ISO 8601 time",
    ],
    [
      "has details that are no object",
      { ...trigger, payload: { ...payload, custom_details: ["a"] } },
      "'payload.custom_details' is not an object",
    ],
    [
      "has a key of 256 characters",
      { ...trigger, dedup_key: "k".repeat(256) },
      "'dedup_key' is too long (256 characters, should be at most 255)",
    ],
    [
      "acknowledges without a key",
      { routing_key: key, event_action: "acknowledge" },
      "'dedup_key' is missing or blank",
    ],
    ["resolves without a key", { routing_key: key, event_action: "resolve" }, "'dedup_key' is missing or blank"],
    ["has a link that leads nowhere", { ...trigger, links: [{ text: "here" }] }, "'links[0].href' is missing or blank"],
    ["has links that are no list", { ...trigger, links: "https://example.com" }, "'links' is not a list"],
    ["has an image without a source", { ...trigger, images: [{}] }, "'images[0].src' is missing or blank"],
    [
      "is bigger than 512 KB",
      { ...trigger, payload: { ...payload, custom_details: { log: "x".repeat(512_000) } } },
      "should be at most 512 KB",
    ],
  ])("%s", async (_title, event, error) => {
    const { status, body } = await post(event);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: "invalid event", message: "Event object is invalid" });
    expect(body.errors).toEqual([expect.stringContaining(error)]);
    expect(incidents()).toEqual([]);
  });

  test("is told all that is wrong with it", async () => {
    const { body } = await post({ routing_key: "short", event_action: "trigger", payload: {} });
    expect(body.errors).toHaveLength(4);
  });

  test.each(["", "{", "[]", '"text"', "null"])("is no object: %j", async (text) => {
    expect(await post(text)).toEqual({
      status: 400,
      body: {
        status: "Unrecognized object",
        message: "Event object format is unrecognized",
        errors: ["JSON parse error"],
      },
    });
  });

  test("comes from a site in a browser, by another method, or to another path", async () => {
    expect((await post(trigger, { origin: "https://evil.example" })).status).toBe(403);
    expect((await fetch(server?.url ?? "")).status).toBe(405);
    const elsewhere = (server?.url ?? "").replace("enqueue", "change/enqueue");
    expect((await fetch(elsewhere, { method: "POST" })).status).toBe(404);
    expect(incidents()).toEqual([]);
  });
});

describe("an event at the limits", () => {
  test("is taken", async () => {
    const event = { ...trigger, dedup_key: "k".repeat(255), payload: { ...payload, summary: "é".repeat(1024) } };
    expect((await post(event)).status).toBe(202);
  });
});

describe("an incident", () => {
  test("is opened with all that the event says", async () => {
    const event = {
      ...trigger,
      client: "meshwhy",
      links: [{ href: "https://example.com/p1", text: "The diagnosis" }, { href: "https://example.com/p2" }],
      payload: { ...payload, component: "payment", custom_details: { culprit: "AuthorizationPolicy", calls: 7 } },
    };
    expect(await post(event)).toEqual({
      status: 202,
      body: { status: "success", message: "Event processed", dedup_key: "mesh/demo/1" },
    });
    expect(incidents()).toEqual([
      {
        number: 1,
        service: "payments",
        dedupKey: "mesh/demo/1",
        status: "triggered",
        summary: payload.summary,
        severity: "critical",
        source: "demo",
        facts: [
          { name: "component", text: "payment" },
          { name: "client", text: "meshwhy" },
        ],
        details: [
          { name: "culprit", text: "AuthorizationPolicy" },
          { name: "calls", text: "7" },
        ],
        links: [
          { href: "https://example.com/p1", text: "The diagnosis" },
          { href: "https://example.com/p2", text: "https://example.com/p2" },
        ],
        history: [{ at: clock, what: "Triggered through the Events API by meshwhy" }],
      },
    ]);
    expect(changes).toBe(1);
  });

  test("without a key gets one of its own each time", async () => {
    const { dedup_key: _, ...event } = trigger;
    expect((await post(event)).body.dedup_key).toBe("made-1");
    expect((await post(event)).body.dedup_key).toBe("made-2");
    expect(incidents()).toHaveLength(2);
  });

  test("takes further triggers of its key, and stays acknowledged", async () => {
    const act = { routing_key: key, dedup_key: "mesh/demo/1" };
    await post(trigger);
    await post({ ...act, event_action: "acknowledge" });
    await post({ ...act, event_action: "acknowledge" });
    await post(trigger);
    expect(states()).toEqual(["1 acknowledged"]);
    expect(told()).toEqual([
      "Triggered through the Events API by an unnamed client",
      "Acknowledged through the Events API",
      "Triggered again (critical): added to this incident",
    ]);
  });

  test("is over when it is resolved: what comes then is dropped, or opens another", async () => {
    const act = { routing_key: key, dedup_key: "mesh/demo/1" };
    await post(trigger);
    await post({ ...act, event_action: "resolve" });
    for (const event_action of ["acknowledge", "resolve"])
      expect((await post({ ...act, event_action })).status).toBe(202);
    expect(states()).toEqual(["1 resolved"]);
    await post(trigger);
    expect(states()).toEqual(["2 triggered", "1 resolved"]);
  });

  test("is its service's: what comes with another routing key is dropped", async () => {
    await post(trigger);
    await post({ routing_key: otherKey, dedup_key: "mesh/demo/1", event_action: "resolve" });
    expect(states()).toEqual(["1 triggered"]);
  });
});

describe("PagerDuty in trouble", () => {
  test("takes so many events of a key in a minute", async () => {
    for (let each = 0; each < 120; each += 1) expect((await post(trigger)).status).toBe(202);
    expect((await post(trigger)).status).toBe(429);
    expect((await post({ ...trigger, routing_key: otherKey })).status).toBe(202);
    clock += 60_000;
    expect((await post(trigger)).status).toBe(202);
  });

  test("answers as it was ordered to", async () => {
    faults = ["429", "500"];
    expect((await post(trigger)).status).toBe(429);
    expect((await post(trigger)).status).toBe(500);
    expect((await post(trigger)).status).toBe(202);
    expect(incidents()).toHaveLength(1);
  });
});

test("a routing key is shown nowhere", async () => {
  await post(trigger);
  await post({ ...trigger, routing_key: "short" });
  await post(`{"routing_key": "${key}", oops`);
  expect(requests[0]).toContain("PagerDuty trigger");
  expect(requests.join()).not.toContain(key);
  expect(JSON.stringify(incidents())).not.toContain(key);
});
