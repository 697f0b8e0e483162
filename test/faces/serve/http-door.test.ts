import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HttpDoor, startHttpDoor } from "../../../src/faces/serve/http-door.ts";
import { bare, type HttpRequest, json } from "../../../src/faces/slack/http.ts";

let door: HttpDoor;
let isWell = true;
let heard: HttpRequest | undefined;
beforeAll(async () => {
  door = await startHttpDoor({
    host: "127.0.0.1",
    port: 0,
    slack: async (request) => {
      heard = request;
      if (request.body.byteLength > 1 << 20) return bare(413);
      return json(200, { size: request.body.byteLength });
    },
    health: () => ({ isWell, state: isWell ? "ready" : "stopping" }),
  });
});
afterAll(() => door.close());

describe("the door of mesh serve", () => {
  test("hands on the bytes as they came, with method and headers", async () => {
    const body = Buffer.from([0, 255, 13, 10, 195, 40]);
    const response = await fetch(`${door.url}/slack/events?a=b`, { method: "POST", body, headers: { "X-A": "1" } });
    expect(await response.json()).toEqual({ size: 6 });
    expect(heard?.method).toBe("POST");
    expect(heard?.headers["x-a"]).toBe("1");
    expect(Buffer.from(heard?.body ?? []).equals(body)).toBe(true);
  });

  test("says how it fares", async () => {
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${door.url}/healthz`, { method: "HEAD" })).status).toBe(200);
    isWell = false;
    const response = await fetch(`${door.url}/healthz`);
    expect([response.status, await response.text()]).toEqual([503, "stopping\n"]);
    isWell = true;
  });

  test.each(["/", "/slack", "/slack/events/", "/healthz/x", "//slack/events"])("knows no %s", async (path) => {
    expect((await fetch(`${door.url}${path}`)).status).toBe(404);
  });

  test("reads no more than it has to of what is too much, and goes on", async () => {
    const body = Buffer.alloc(2 << 20, "x");
    const status = await fetch(`${door.url}/slack/events`, { method: "POST", body }).then(
      (response) => response.status,
      () => "closed",
    );
    expect([413, "closed"]).toContain(status);
    expect(heard?.body.byteLength).toBe((1 << 20) + 1);
    expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
  });

  test("says so where another program listens", async () => {
    const port = Number(new URL(door.url).port);
    await expect(
      startHttpDoor({ host: "127.0.0.1", port, slack: undefined, health: () => ({ isWell, state: "" }) }),
    ).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: `Cannot listen on "127.0.0.1:${port}": another program listens there`,
    });
  });
});
