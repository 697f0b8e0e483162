import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PagerDutyOptions, pagerDuty } from "../../src/notify/pagerduty.ts";
import { page } from "../../src/render/pager-page.ts";
import { broken } from "../render/samples.ts";
import {
  type Answer,
  babbles,
  breaks,
  floods,
  hangs,
  hangsAfter,
  type MisbehavingServer,
  misbehavingServer,
  replies,
} from "../support/misbehaving-server.ts";

const routingKey = "0000obviously0fake0routing0key00";
const key = "mesh/prod-eu/shop/checkout->shop/payment/0123456789abcdef";
const accepted = { status: "success", message: "Event processed", dedup_key: key };
const shown = page(broken, { cluster: "prod-eu", link: "https://example.slack.com/archives/C1/p1" });

let server: MisbehavingServer;
let clock = 0;
let waits: number[] = [];
beforeAll(async () => {
  server = await misbehavingServer();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(() => {
  clock = Date.UTC(2026, 10, 20, 14, 2, 11);
  waits = [];
});

function pager(change: Partial<PagerDutyOptions> = {}) {
  return pagerDuty({
    endpoint: `${server.url}/v2/enqueue`,
    routingKey,
    fetch,
    timeoutMs: 5000,
    budgetMs: 10_000,
    retries: 3,
    now: () => clock,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      clock += milliseconds;
    },
    ...change,
  });
}

describe("an alert", () => {
  test("is opened with all that the page says", async () => {
    server.will(replies(202, accepted));
    expect(await pager().trigger(key, shown)).toEqual({
      at: "2026-11-20T14:02:11.000Z",
      accepted: true,
      detail: "PagerDuty accepted it at 14:02:11Z",
    });
    expect(server.received).toHaveLength(1);
    const [{ method, url, headers, body } = { method: "", url: "", headers: {}, body: "{}" }] = server.received;
    expect([method, url, headers["content-type"]]).toEqual(["POST", "/v2/enqueue", "application/json"]);
    expect(JSON.parse(body)).toEqual({
      routing_key: routingKey,
      event_action: "trigger",
      dedup_key: key,
      client: "meshwhy",
      client_url: "https://example.slack.com/archives/C1/p1",
      links: [{ href: "https://example.slack.com/archives/C1/p1", text: "The diagnosis in Slack" }],
      payload: {
        summary: shown.summary,
        source: "prod-eu",
        severity: "critical",
        timestamp: "2026-11-20T14:02:11.000Z",
        component: "Service shop/payment",
        group: "prod-eu",
        class: "authorization-policy/admits",
        custom_details: shown.details,
      },
    });
  });

  test.each(["acknowledge", "resolve"] as const)("is told to %s by its key alone", async (action) => {
    server.will(replies(202, accepted));
    expect(await pager()[action](key)).toMatchObject({ accepted: true });
    expect(JSON.parse(server.received[0]?.body ?? "")).toEqual({
      routing_key: routingKey,
      event_action: action,
      dedup_key: key,
    });
  });

  test("goes to the region's own address", async () => {
    const asked: string[] = [];
    const { endpoint: _, ...rest } = { endpoint: "", routingKey, timeoutMs: 1, budgetMs: 1, retries: 0 };
    for (const region of ["us", "eu", undefined] as const)
      await pagerDuty({
        ...rest,
        ...(region === undefined ? {} : { region }),
        now: () => clock,
        wait: async () => undefined,
        fetch: async (url) => {
          asked.push(url);
          return new Response(null, { status: 202 });
        },
      }).resolve(key);
    expect(asked).toEqual([
      "https://events.pagerduty.com/v2/enqueue",
      "https://events.eu.pagerduty.com/v2/enqueue",
      "https://events.pagerduty.com/v2/enqueue",
    ]);
  });
});

describe("what PagerDuty answers", () => {
  const invalid = { status: "invalid event", message: "Event object is invalid", errors: ["Length of 'x' is wrong"] };

  test.each<[string, readonly [Answer, ...Answer[]], boolean, string, number]>([
    ["202 with garbage", [replies(202, "<html>")], true, "PagerDuty accepted it at 14:02:11Z", 1],
    ["202 that never ends", [hangsAfter(202)], true, "PagerDuty accepted it at 14:02:11Z", 1],
    ["500, then 202", [replies(500), replies(202)], true, "PagerDuty accepted it at 14:02:11Z (2 tries)", 2],
    ["a broken connection, then 202", [breaks, replies(202)], true, "PagerDuty accepted it at 14:02:11Z (2 tries)", 2],
    ["408, then 202", [replies(408), replies(202)], true, "PagerDuty accepted it at 14:02:11Z (2 tries)", 2],
    [
      "400",
      [replies(400, invalid)],
      false,
      "PagerDuty refused it: status 400, Event object is invalid; Length of 'x' is wrong",
      1,
    ],
    [
      "403 in HTML",
      [replies(403, "<b>no\u0007</b>\n")],
      false,
      "PagerDuty refused it: status 403, <b>no\\x07</b>\\n",
      1,
    ],
    ["404 without a word", [replies(404)], false, "PagerDuty refused it: status 404", 1],
    [
      "a redirect",
      [replies(302, "", { location: "http://127.0.0.1:1/steal" })],
      false,
      "PagerDuty refused it: status 302",
      1,
    ],
    ["503 for ever", [replies(503, "busy")], false, "PagerDuty did not accept it: status 503, busy (4 tries)", 4],
    [
      "429 for ever",
      [replies(429, { status: "throttle exceeded", message: "Requests for this service are arriving too quickly" })],
      false,
      "PagerDuty did not accept it: status 429, Requests for this service are arriving too quickly (4 tries)",
      4,
    ],
  ])("%s", async (_, answers, isAccepted, detail, tries) => {
    server.will(...answers);
    expect(await pager().trigger(key, shown)).toMatchObject({ accepted: isAccepted, detail: detail.trim() });
    expect(server.received).toHaveLength(tries);
  });

  test("is waited for no longer than agreed", async () => {
    server.will(hangs);
    const { accepted, detail } = await pager({ timeoutMs: 60, retries: 1 }).trigger(key, shown);
    expect({ accepted, detail }).toEqual({
      accepted: false,
      detail: "PagerDuty did not accept it: no answer within 60 ms (2 tries)",
    });
    expect(server.received).toHaveLength(2);
  });

  test("is waited for no longer than there is time for all tries", async () => {
    server.will(hangs);
    const { detail } = await pager({ timeoutMs: 5000, budgetMs: 80 }).trigger(key, shown);
    expect(detail).toBe("PagerDuty did not accept it: no answer within 80 ms; there was no time for another try");
  });

  test.each<[string, Answer]>([
    ["a broken connection", breaks],
    ["what is no HTTP", babbles],
  ])("may be %s: then it is tried again, and said", async (_, answer) => {
    server.will(answer);
    const { accepted, detail } = await pager().trigger(key, shown);
    expect(accepted).toBe(false);
    expect(detail).toMatch(/^PagerDuty did not accept it: no answer \(.+\) \(4 tries\)$/);
  });

  test("may be nobody at home", async () => {
    const closed = await misbehavingServer();
    await closed.stop();
    const { accepted, detail } = await pager({ endpoint: closed.url, retries: 0 }).trigger(key, shown);
    expect(accepted).toBe(false);
    expect(detail).toMatch(/ECONNREFUSED/);
  });

  test("may have no end: only its beginning is read", async () => {
    server.will(floods(400));
    const { accepted, detail } = await pager().trigger(key, shown);
    expect(accepted).toBe(false);
    expect(detail).toMatch(/^PagerDuty refused it: status 400, x+… \(cut from 16384 characters\)$/);
    expect(detail.length).toBeLessThan(400);
  });

  test("is judged by its status where its words never come", async () => {
    server.will(hangsAfter(400));
    const { detail } = await pager({ timeoutMs: 100 }).trigger(key, shown);
    expect(detail).toBe("PagerDuty refused it: status 400");
    expect(server.received).toHaveLength(1);
  });
});

describe("the next try", () => {
  test("comes after ever longer waits", async () => {
    server.will(replies(500));
    await pager().trigger(key, shown);
    expect(waits).toEqual([250, 500, 1000]);
  });

  test("comes as late as PagerDuty asks for", async () => {
    server.will(replies(429, "", { "retry-after": "3" }), replies(202));
    expect(await pager().trigger(key, shown)).toMatchObject({ accepted: true });
    expect(waits).toEqual([3000]);
  });

  test("comes at the time that PagerDuty names", async () => {
    server.will(replies(503, "", { "retry-after": "Fri, 20 Nov 2026 14:02:16 GMT" }), replies(202));
    expect(await pager().trigger(key, shown)).toMatchObject({ accepted: true });
    expect(waits).toEqual([5000]);
  });

  test("does not come where PagerDuty asks to wait longer than there is time", async () => {
    server.will(replies(429, "", { "retry-after": "120" }));
    expect(await pager().trigger(key, shown)).toMatchObject({
      accepted: false,
      detail: "PagerDuty did not accept it: status 429; it asked to wait 120 s, and there was no time for that",
    });
    expect(waits).toEqual([]);
  });

  test("does not come where the budget is spent", async () => {
    server.will(replies(500));
    const { detail } = await pager({ budgetMs: 600, retries: 9 }).trigger(key, shown);
    expect(detail).toBe("PagerDuty did not accept it: status 500; there was no time for another try");
    expect(waits).toEqual([250]);
  });

  test("does not wait for a Retry-After that makes no sense", async () => {
    server.will(replies(500, "", { "retry-after": "soon" }), replies(202));
    expect(await pager().trigger(key, shown)).toMatchObject({ accepted: true });
    expect(waits).toEqual([250]);
  });
});

describe("the routing key", () => {
  test.each<[string, Answer]>([
    ["its own answer", replies(400, { message: `'${routingKey}' is no routing key`, errors: [routingKey] })],
    ["somebody else's page", replies(502, `<html>${routingKey}</html>`)],
  ])("is in no word, though it is in %s", async (_, answer) => {
    server.will(answer);
    const receipt = await pager({ retries: 0 }).trigger(key, shown);
    expect(inspect(receipt)).not.toContain(routingKey);
    expect(receipt.detail).toContain("[routing key]");
  });

  test("is in no word of an error that names it", async () => {
    const receipt = await pager({
      fetch: () => Promise.reject(new TypeError("fetch failed", { cause: new Error(`bad ${routingKey}`) })),
      retries: 0,
    }).trigger(key, shown);
    expect(receipt.detail).toBe("PagerDuty did not accept it: no answer (bad [routing key])");
  });

  test("is cleaned of the line end that a secret's file may have", async () => {
    server.will(replies(202));
    await pager({ routingKey: `${routingKey}\n` }).resolve(key);
    expect(JSON.parse(server.received[0]?.body ?? "")).toMatchObject({ routing_key: routingKey });
  });

  test("that is empty is said without asking anybody", async () => {
    server.will(replies(202));
    expect(await pager({ routingKey: " " }).resolve(key)).toMatchObject({
      accepted: false,
      detail: "PagerDuty was not asked: its routing key is empty",
    });
    expect(server.received).toHaveLength(0);
  });
});
