/** What the browser gets, and what it is kept from. */
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onCall, onDuty, type Started, started } from "./started.ts";

let all: Started;

beforeAll(async () => {
  all = await started();
});
afterAll(() => all.close());

/** Status of a request with headers that `fetch` would not let through. */
function statusOf(path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${all.slack.url}${path}`,
      { method: body === undefined ? "GET" : "POST", headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

const act = JSON.stringify({ act: "say", user: onDuty, channel: onCall, text: "Hello" });

describe("the page", () => {
  test("is one page with one script and one style sheet, and may load nothing else", async () => {
    const page = await fetch(all.slack.url);
    const html = await page.text();
    expect(html).toContain('<script src="page.js" defer>');
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'; style-src 'self'");
    expect((await fetch(`${all.slack.url}/page.js`)).headers.get("content-type")).toContain("javascript");
    expect((await fetch(`${all.slack.url}/slack.css`)).headers.get("content-type")).toContain("css");
    expect((await fetch(`${all.slack.url}/else`)).status).toBe(404);
  });

  test("puts no text into HTML", async () => {
    const script = await (await fetch(`${all.slack.url}/page.js`)).text();
    expect(script).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/,
    );
  });

  test("hears of everything at first and of each change then", async () => {
    const stream = await fetch(`${all.slack.url}/playground/changes`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const until = async (what: string): Promise<void> => {
      while (!heard.includes(what)) heard += (await reader?.read())?.value ?? "";
    };
    await until("\n\n");
    expect(heard).toMatch(/^event: snapshot\ndata: \{"workspace"/);
    await fetch(`${all.slack.url}/playground/act`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: act,
    });
    await until('"text":"Hello"');
    expect(heard).toContain('event: change\ndata: {"kind":"message"');
    expect(heard).not.toContain("not-a-secret");
    expect(heard).not.toContain("xoxb-");
    await reader?.cancel();
  });
});

describe("another site in the same browser", () => {
  const json = { "content-type": "application/json" };
  test.each<readonly [string, Readonly<Record<string, string>>, number]>([
    ["may act under the page's own origin", json, 200],
    ["may not act under its own", { ...json, origin: "https://evil.example" }, 403],
    ["may not act without a word on who it is (a form)", { "content-type": "text/plain" }, 415],
    ["may not act by a name that leads here", { ...json, host: "evil.example" }, 403],
  ])("%s", async (_title, headers, status) => {
    expect(await statusOf("/playground/act", headers, act)).toBe(status);
  });

  test("may not listen by a name that leads here", async () => {
    expect(await statusOf("/playground/changes", { host: "evil.example" })).toBe(403);
  });
});
