/** The bot, asked about a pair that spans two clusters. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Bot, channel, incidents, onCall, startBot } from "../../support/bot.ts";

const scenarios = join(import.meta.dirname, "../../scenarios/two-clusters");
let bot: Bot;
const folder = mkdtempSync(join(tmpdir(), "meshwhy-two-"));
beforeAll(async () => {
  // Snapshots of deployed functions lie beside their configuration.
  cpSync(scenarios, folder, { recursive: true });
  const snapshots = ["  east: {snapshot: east}", "  west: {snapshot: [west, overlays/denied/west.yaml]}"];
  const config = join(folder, "meshwhy.yaml");
  writeFileSync(
    config,
    `version: 1
clusters:
${snapshots.join("\n")}
slack: {channels: {${channel}: {namespace: shop}}}
policy:
  rules:
    - {name: all, channels: [${channel}], may: [why]}
    - {name: east only, channels: [${incidents}], may: [why], clusters: [east]}
`,
  );
  bot = await startBot({}, config);
}, 60_000);
afterAll(async () => {
  await bot.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => void bot.news());

describe("/mesh why checkout payment@west", { timeout: 30_000 }, () => {
  test("tells of both clusters", async () => {
    await bot.type("/mesh why checkout payment@west");
    const told = JSON.stringify(bot.news().filter(({ user }) => user !== onCall));
    expect(told).toContain("is degraded");
    expect(told).toContain("payment-callers@west");
    expect(told).toContain("! DEGRADED: shop/checkout (east) → shop/payment (west)");
    expect(told).not.toContain("(west) in east");
    expect(told).toContain("(east)");
  });

  test("is refused where the policy allows only one of them", async () => {
    await bot.type("/mesh why checkout payment@west", onCall, incidents);
    const told = JSON.stringify(bot.news().filter(({ user }) => user !== onCall));
    expect(told).not.toContain("payment-callers");
    expect(told).toContain("east only");
  });

  test("tells of a cluster that is not configured", async () => {
    await bot.type("/mesh why checkout payment@wets");
    expect(JSON.stringify(bot.news())).toContain("Did you mean @west?");
  });

  test("can be asked again", async () => {
    await bot.type("/mesh why checkout payment@west");
    const answer = bot.news().findLast(({ text }) => text.includes("degraded"));
    if (answer === undefined) throw new Error("no answer");
    await bot.press(answer, "mesh.recheck");
    expect(JSON.stringify(bot.message(answer.ts))).toContain("payment-callers@west");
  });
});
