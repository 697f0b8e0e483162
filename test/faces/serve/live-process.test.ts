/** `mesh serve` as a process, asked about a live cluster that goes away and comes back; and what its log holds then. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { channel, onCall } from "../../support/bot.ts";
import { canary, expectNoCanary, secretObjects, seeded, seededLog } from "../../support/kube/canaries.ts";
import { kubeconfigText } from "../../support/kube/kubeconfig-text.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { kubeToken, type ShopKube, startShopKube } from "../../support/kube/shop-kube.ts";
import { type ServedProcess, type Surroundings, startServedProcess, startSurroundings } from "../../support/served.ts";

const shopFolder = join(import.meta.dirname, "../../../examples/shop");

/** A way to the API server that can be cut and mended. */
interface Way {
  readonly port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

async function wayTo(url: string): Promise<Way> {
  const target = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const listen = async (port: number): Promise<number> => {
    const listening = createServer((inward) => {
      const outward = connect(target, "127.0.0.1");
      for (const [one, other] of [
        [inward, outward],
        [outward, inward],
      ] as const) {
        sockets.add(one);
        one.on("error", () => other.destroy()).on("close", () => void sockets.delete(one));
        one.pipe(other);
      }
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(port, "127.0.0.1", resolve));
    return (listening.address() as { readonly port: number }).port;
  };
  const port = await listen(0);
  return {
    port,
    cut: async () => {
      const closed = new Promise((resolve) => server?.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => void (await listen(port)),
  };
}

/** All that a cluster may hold, with secrets in it; seen through a way that can be cut. */
const { objects, logs } = readKubeFolders(["base", "overlays/wrong-principal"].map((name) => join(shopFolder, name)));
const sown = [...objects.map(seeded), ...secretObjects];
const sownLogs = Object.fromEntries(
  Object.entries(logs).map(([pod, text]) => [pod, seededLog(String(text), "2026-11-20T14:05:00Z")]),
);

let around: Surroundings;
let shop: ShopKube;
let way: Way;
let server: ServedProcess;
beforeAll(async () => {
  around = await startSurroundings();
  shop = await startShopKube([], { objects: sown, logs: sownLogs });
  way = await wayTo(shop.kube.url);
  const context = { ...shop.kube.context("dev", kubeToken), server: `https://127.0.0.1:${way.port}` };
  const config = shop.file(
    "meshwhy.yaml",
    `version: 1
clusters:
  prod: {kubeconfigSecret: team/kubeconfig, deadlineSeconds: 5, secrets: true}
slack: {channels: {${channel}: {namespace: shop}}}
policy: {rules: [{name: all, channels: [${channel}], may: [why, health, who, clusters, digest, doctor]}]}
`,
  );
  server = await startServedProcess(["--config", config, "--port", "0"], {
    ...around.env,
    LOG_LEVEL: "trace",
    MESHWHY_SECRET_TEAM_KUBECONFIG: kubeconfigText([context]),
  });
  around.slack.connect(`${server.url}/slack/events`);
}, 60_000);
afterAll(async () => {
  server.signal("SIGKILL");
  await server.ended;
  await way.cut();
  await around.close();
  await shop.stop();
});

/** Everything that is said to whoever types this, as text, once something new is. */
async function told(text: string, isDone: (said: string) => boolean): Promise<string> {
  const before = around.slack.state.messages.length;
  expect(await around.slack.act({ act: "command", user: onCall, channel, text })).toEqual({ ok: true });
  const said = () => JSON.stringify(around.slack.state.messages.slice(before));
  while (!isDone(said())) await sleep(20);
  return said();
}

const jobs = () => server.lines().filter(({ msg }) => msg === "job done");

describe("mesh serve, asked about a live cluster", { timeout: 60_000 }, () => {
  test("answers, and says that it has read live", async () => {
    const said = await told("/mesh why checkout payment", (text) => text.includes("is broken"));
    expect(said).toContain("Read live at 14:09:33 UTC on 2026-11-20");
    expect(shop.kube.requests.length).toBeGreaterThan(20);
  });

  test("says at once that it cannot reach the cluster, and which", async () => {
    await way.cut();
    const said = await told("/mesh why checkout payment", (text) => text.includes("Cannot read cluster"));
    expect(said).toContain('Cannot read cluster \\"prod\\"');
    expect(said).toContain("the connection was refused");
    expect(said).not.toContain("is healthy");
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test("answers again when the cluster is back", async () => {
    await way.mend();
    const said = await told("/mesh why checkout payment", (text) => text.includes("is broken"));
    expect(said).toContain("Read live");
  });

  test.each([
    ["whose answers break off", { is: "reset-mid-body" }],
    ["that answers garbage", { is: "garbage" }],
    ["that does not know the token any more", { is: "unauthorized" }],
    ["whose errors quote what was sent", { is: "status", code: 500, message: `denied: Bearer ${canary}-quoted-0000` }],
    ["that answers cut JSON", { is: "truncated" }],
  ] as const)("says so of a cluster %s", async (_, fault) => {
    shop.kube.faults.add({ fault });
    const said = await told("/mesh why checkout payment", (text) => text.includes("Cannot read cluster"));
    shop.kube.reset();
    expectNoCanary(said, "a message");
    expect(said).not.toContain(kubeToken);
  });

  test("does all else that it may, of a cluster full of secrets", async () => {
    for (const [words, done] of [
      ["/mesh health payment", "payment"],
      ["/mesh who payment", "payment"],
      ["/mesh doctor", "Doctor: prod"],
      ["/mesh why internet frontend", "frontend"],
      ["/mesh why nobody payment", "nobody"],
    ] as const) {
      const before = jobs().length;
      await told(words, (text) => text.includes(done) && jobs().length > before);
    }
  });

  test("neither says a secret, nor writes one to its log", () => {
    expect(JSON.stringify(sown)).toContain(canary);
    expect(jobs().length).toBeGreaterThan(8);
    expect(server.lines().some(({ level }) => level === "warn" || level === "error" || level === "info")).toBe(true);
    for (const [place, text] of [
      ["log", server.output()],
      ["messages", JSON.stringify(around.slack.state.messages)],
      ["exchanges", JSON.stringify(around.slack.state.exchanges)],
    ] as const) {
      expectNoCanary(text, place);
      expect(text).not.toContain(kubeToken);
    }
    for (const [name, value] of Object.entries(around.env))
      if (/TOKEN|SIGNING|MESHWHY_SECRET/.test(name)) expect(server.output()).not.toContain(value);
  });

  test("ends well when it is told to stop, and lets go of the cluster", async () => {
    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(server.lines().at(-1)).toMatchObject({ msg: "stopped", function: "serve" });
    await expect.poll(() => shop.kube.openConnections).toBe(0);
  });
});
