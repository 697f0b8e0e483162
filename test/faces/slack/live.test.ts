/** The bot as it is deployed, asked about live clusters. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../../src/faces/playground/wire.ts";
import { type Bot, channel, onCall, startBot } from "../../support/bot.ts";
import { kubeToken, type ShopKube, startShopKube } from "../../support/kube/shop-kube.ts";

let shop: ShopKube;
let cloud: ShopKube;
let bot: Bot;
beforeAll(async () => {
  shop = await startShopKube();
  cloud = await startShopKube(["wrong-principal"], { token: "any" });
  shop.file("kubeconfig", shop.kube.kubeconfig);
  const config = shop.file(
    "meshwhy.yaml",
    `version: 1
clusters:
  prod: {kubeconfig: kubeconfig, deadlineSeconds: 5}
  secret: {kubeconfigSecret: team/kubeconfig, deadlineSeconds: 5}
  cloud: {eks: {cluster: shop, region: eu-central-1, endpoint: "${cloud.kube.url}", ca: ${cloud.kube.caData}}}
slack: {channels: {${channel}: {namespace: shop}}}
policy: {rules: [{name: all, channels: [${channel}], may: [why, health, who, clusters, digest, doctor]}]}
digests: {pair: {cluster: prod, channel: ${channel}, pairs: [shop/checkout -> shop/payment]}}
`,
  );
  bot = await startBot({ environment: { MESHWHY_SECRET_TEAM_KUBECONFIG: shop.kube.kubeconfig } }, config);
}, 60_000);
afterAll(async () => {
  await bot.close();
  await shop.stop();
  await cloud.stop();
});
beforeEach(() => void bot.news());
afterEach(() => {
  bot.mend();
  shop.kube.reset();
});

/** What all see, in the channel itself. */
const said = (messages = bot.news()): readonly Message[] =>
  messages.filter(({ user, visibleTo, thread }) => user !== onCall && visibleTo === undefined && thread === undefined);
const text = (messages: readonly Message[]): string => JSON.stringify(messages);

describe("the bot, asked about a live cluster", { timeout: 30_000 }, () => {
  test("answers, and says that it has read live", async () => {
    await bot.type("/mesh why checkout payment");
    const [answer] = said();
    expect(answer?.text).toContain("is broken");
    expect(text([answer as Message])).toContain("Read live at 14:09:33 UTC on 2026-11-20");
  });

  test("keeps one connection for many questions", async () => {
    await bot.type("/mesh why checkout payment");
    await bot.type("/mesh who payment");
    await bot.type("/mesh health payment");
    expect(said().map((message) => message.text)).toEqual([
      expect.stringContaining("is broken"),
      expect.stringContaining("payment"),
      expect.stringContaining("payment"),
    ]);
    // As many as ask at once; each question by itself makes some 40 requests.
    expect(shop.kube.requests.length).toBeGreaterThan(70);
    expect(shop.kube.connections).toBeLessThanOrEqual(24);
  });

  test("tells whoever asks, and nobody else, what is missing", async () => {
    await bot.type("/mesh doctor");
    const messages = bot.news();
    expect(said(messages)).toEqual([]);
    expect(text(messages)).toContain("Doctor: prod");
    expect(text(messages)).toContain("rights that questions take are there");
  });

  test("takes a kubeconfig out of a secret", async () => {
    await bot.type("/mesh why checkout payment in secret");
    expect(said()).toEqual([expect.objectContaining({ text: expect.stringContaining("is broken") })]);
  });

  test("makes tokens of EKS by itself", async () => {
    await bot.type("/mesh why checkout payment in cloud");
    expect(said()).toEqual([expect.objectContaining({ text: expect.stringContaining("is broken") })]);
    expect(cloud.kube.requests.length).toBeGreaterThan(10);
  });

  test("names the right that is missing", async () => {
    shop.kube.faults.add({ resource: "authorizationpolicies.security.istio.io", fault: { is: "forbidden" } });
    shop.kube.faults.add({ resource: "pods/log", fault: { is: "forbidden" } });
    await bot.type("/mesh why checkout payment");
    expect(text(said())).toContain("resources: [authorizationpolicies], verbs: [list]");
  });

  test("tells at once that a cluster does not answer, and which", async () => {
    shop.kube.faults.add({ fault: { is: "status", code: 403 } });
    await bot.type("/mesh why checkout payment");
    const [failure, ...more] = said();
    expect(more).toEqual([]);
    expect(failure?.text).toContain('Cannot read cluster "prod"');
    expect(failure?.text).toContain("infra/kubernetes/");
    expect(bot.troubles).toEqual([]);
  });

  test("tries a digest again whose cluster does not answer", async () => {
    shop.kube.faults.add({ fault: { is: "forbidden" }, times: 4 });
    const order = { verb: "digest", digest: "pair", scheduled: true };
    await bot.call("worker", { source: "meshwhy.schedule", at: "2026-11-20T07:00:00Z", order });
    const [digest, ...more] = said();
    expect(more).toEqual([]);
    expect(digest?.text).toContain("digest pair of prod");
    expect(text([digest as Message])).toContain("Read live at 14:09:33 UTC");
    expect(bot.troubles.length).toBeGreaterThan(0);
  });

  test("finds names for live search without reading anything else", async () => {
    await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster: "prod" } });
    expect(new Set(shop.kube.requests.map(({ path }) => path))).toEqual(
      new Set([
        "/api/v1/services",
        "/apis/apps/v1/deployments",
        "/apis/apps/v1/statefulsets",
        "/apis/apps/v1/daemonsets",
      ]),
    );
    await bot.type("/mesh");
    const form = bot.modal();
    expect(form).toBeDefined();
    if (form !== undefined) expect(await bot.suggest(form, "mesh.from", "check")).toContain("shop/checkout");
  });

  test("lists what each cluster is", async () => {
    await bot.type("/mesh clusters");
    expect(text(bot.news())).toContain("read live");
  });

  test("shows no token anywhere", () => {
    expect(bot.exchanges()).not.toContain(kubeToken);
    expect(text(bot.messages())).not.toContain(kubeToken);
  });
});
