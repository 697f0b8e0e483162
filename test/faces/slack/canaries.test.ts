/** The functions' own logs, of a cluster full of secrets that fails in every way: none of these is in what they write. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Bot, channel, startBot } from "../../support/bot.ts";
import { canary, expectNoCanary, secretObjects, seeded, seededLog } from "../../support/kube/canaries.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { kubeToken, type ShopKube, startShopKube } from "../../support/kube/shop-kube.ts";

const folder = join(import.meta.dirname, "../../../examples/shop");
const { objects, logs } = readKubeFolders(["base", "overlays/wrong-principal"].map((name) => join(folder, name)));
const sownLogs = Object.fromEntries(
  Object.entries(logs).map(([pod, text]) => [pod, seededLog(String(text), "2026-11-20T14:05:00Z")]),
);

let shop: ShopKube;
let bot: Bot;
const written: string[] = [];
beforeAll(async () => {
  shop = await startShopKube([], { objects: [...objects.map(seeded), ...secretObjects], logs: sownLogs });
  const config = shop.file(
    "meshwhy.yaml",
    `version: 1
clusters: {prod: {kubeconfigSecret: team/kubeconfig, deadlineSeconds: 5, secrets: true}}
slack: {channels: {${channel}: {namespace: shop}}}
policy: {rules: [{name: all, channels: [${channel}], may: [why, health, who, clusters, digest, doctor]}]}
digests: {pair: {cluster: prod, channel: ${channel}, pairs: [shop/checkout -> shop/payment]}}
`,
  );
  // The functions run in this process, and write their logs where AWS collects them.
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
  bot = await startBot(
    { environment: { LOG_LEVEL: "trace", MESHWHY_SECRET_TEAM_KUBECONFIG: shop.kube.kubeconfig } },
    config,
  );
}, 60_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await bot.close();
  await shop.stop();
});

describe("the functions on AWS", { timeout: 60_000 }, () => {
  test("write and say no secret of a cluster, whatever goes wrong", async () => {
    const faults = [
      undefined,
      { is: "status", code: 500, message: `denied: Bearer ${canary}-quoted-0000` },
      { is: "status", code: 403, message: `Get "https://auth.example/check?token=${canary}-quoted-0001": no` },
      { is: "unauthorized" },
      { is: "garbage" },
      { is: "reset-mid-body" },
      { is: "truncated" },
    ] as const;
    for (const fault of faults) {
      if (fault !== undefined) shop.kube.faults.add({ fault });
      await bot.type("/mesh why checkout payment");
      await bot.type("/mesh health payment");
      await bot.type("/mesh doctor");
      await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "digest", digest: "pair" } });
      shop.kube.reset();
    }
    const log = written.join("");
    expect(log.split("\n").filter((line) => line.includes('"job done"')).length).toBeGreaterThan(faults.length);
    for (const [place, text] of [
      ["log", log],
      ["troubles", bot.troubles.join("\n")],
      ["messages", JSON.stringify(bot.messages())],
      ["exchanges", bot.exchanges()],
    ] as const) {
      expectNoCanary(text, place);
      expect(text).not.toContain(kubeToken);
    }
  });
});
