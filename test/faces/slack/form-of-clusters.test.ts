/** The form follows the cluster that is chosen in it: what is searched is searched there, and nothing typed is lost. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenView } from "../../../src/faces/playground/wire.ts";
import { type Bot, channel, onCall, startBot } from "../../support/bot.ts";
import { manifest } from "../../support/manifests.ts";

const folder = mkdtempSync(join(tmpdir(), "meshwhy-form-"));
let bot: Bot;
beforeAll(async () => {
  for (const name of ["first", "second"]) {
    mkdirSync(join(folder, name));
    const items = [
      manifest(`Namespace ${name}`),
      manifest(
        `Service ${name}/api`,
        "clusterIP: 10.96.0.1, selector: { app: api }, ports: [{ name: http, port: 80 }]",
      ),
      manifest(
        `Deployment ${name}/caller`,
        "selector: { matchLabels: { app: caller } }, template: { metadata: { labels: { app: caller } }, spec: { containers: [{ name: app }] } }",
      ),
    ];
    writeFileSync(join(folder, name, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  }
  const config = join(folder, "meshwhy.yaml");
  writeFileSync(
    config,
    `version: 1
clusters: {one: {snapshot: first}, two: {snapshot: second}}
policy: {rules: [{name: all, channels: [${channel}], may: [why, health, who, clusters, doctor]}]}
`,
  );
  bot = await startBot({}, config);
  for (const cluster of ["one", "two"])
    await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster } });
}, 60_000);
afterAll(async () => {
  await bot.close();
  rmSync(folder, { recursive: true });
});

async function form(): Promise<OpenView> {
  await bot.type("/mesh");
  const open = bot.modal();
  if (open === undefined) throw new Error("no form is open");
  return open;
}

async function choose(open: OpenView, cluster: string): Promise<OpenView> {
  const option = { text: { type: "plain_text", text: cluster }, value: cluster };
  const values = {
    cluster: { "mesh.cluster": { type: "static_select", selected_option: option } },
    header: { "mesh.header": { type: "plain_text_input", value: "authorization: Bearer not-to-be-sent-back" } },
    port: { "mesh.port": { type: "plain_text_input", value: "8080" } },
  };
  const action = { type: "static_select", action_id: "mesh.cluster", block_id: "cluster", selected_option: option };
  const place = { in: "view", view: open.id } as const;
  expect(await bot.act({ act: "press", user: onCall, place, action, values })).toEqual({ ok: true });
  return bot.modal() as OpenView;
}

/** Blocks without inputs get new ids each time. */
const idsOf = ({ view }: OpenView) =>
  (view.blocks as readonly { readonly block_id?: string; readonly element?: { readonly action_id?: string } }[])
    .filter(({ element }) => element !== undefined)
    .map(({ block_id, element }) => [block_id, element?.action_id]);

describe("the form, where another cluster is chosen", { timeout: 30_000 }, () => {
  test("searches in that one from then on", async () => {
    const open = await form();
    expect(await bot.suggest(open, "mesh.to", "")).toEqual(["first/api"]);
    const drawn = await choose(open, "two");
    expect(await bot.suggest(drawn, "mesh.to", "")).toEqual(["second/api"]);
    expect(await bot.suggest(drawn, "mesh.from", "call")).toEqual(["second/caller", "call"]);
    expect(await bot.suggest(await choose(drawn, "one"), "mesh.to", "")).toEqual(["first/api"]);
  });

  test("is the same form, so that Slack keeps what was typed, and gets nothing of it back", async () => {
    const open = await form();
    const drawn = await choose(open, "two");
    expect(drawn.id).toBe(open.id);
    expect(drawn.hash).not.toBe(open.hash);
    expect(idsOf(drawn)).toEqual(idsOf(open));
    expect(drawn.view.private_metadata).toEqual(open.view.private_metadata);
    expect(JSON.stringify(drawn.view)).not.toMatch(/not-to-be-sent-back|"initial_value"/);
  });

  test("is answered where it was opened, about that cluster", async () => {
    const drawn = await choose(await form(), "two");
    bot.news();
    const sent = { "mesh.cluster": "two", "mesh.from": "second/caller", "mesh.to": "second/api" };
    expect(await bot.submit(drawn, sent)).toMatchObject({ ok: true });
    expect(bot.news().map(({ text }) => text)).toContainEqual(expect.stringContaining("caller → api in two"));
  });

  test("stays as it was where Slack does not draw it, and can be sent", async () => {
    const open = await form();
    bot.fault({ fault: "answer", method: "views.update", with: "hash_conflict", times: 1 });
    const same = await choose(open, "two");
    bot.mend();
    expect(same.hash).toBe(open.hash);
    expect(
      await bot.submit(same, { "mesh.cluster": "two", "mesh.from": "second/caller", "mesh.to": "second/api" }),
    ).toMatchObject({ ok: true });
  });
});
