import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../../src/faces/playground/wire.ts";
import { type Bot, channel, guest, incidents, onCall, startBot, stranger } from "../../support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
}, 60_000);
afterAll(() => bot.close());

/** The answer to a command: the one message that all see. */
async function asked(text: string): Promise<Message> {
  bot.news();
  expect(await bot.type(text)).toEqual({ ok: true });
  const public_ = bot.news().filter(({ visibleTo, thread }) => visibleTo === undefined && thread === undefined);
  expect(public_).toHaveLength(1);
  return public_[0] as Message;
}

const actionsOf = (message: Message): readonly string[] =>
  [...JSON.stringify(message.blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? "");

describe("/mesh why", () => {
  test("tells the asker at once, and everybody the answer", async () => {
    bot.news();
    await bot.type("/mesh why checkout payment");
    const [at, answer, ...more] = bot.news();
    expect(at).toMatchObject({
      visibleTo: onCall,
      text: expect.stringContaining("checkout can reach payment in demo"),
    });
    expect(answer).toMatchObject({ channel, text: expect.stringContaining("checkout → payment in demo is broken") });
    expect(answer?.text).toContain("AuthorizationPolicy shop/payment-callers");
    expect(answer?.visibleTo).toBeUndefined();
    expect(more.filter(({ thread }) => thread === undefined)).toEqual([]);
  });

  test.each([
    ["healthy", "is healthy"],
    ["broken-canary", "is degraded"],
    ["missing-sidecar", "is broken"],
  ])("answers about cluster %s", async (cluster, verdict) => {
    expect((await asked(`/mesh why checkout payment in ${cluster}`)).text).toContain(`in ${cluster} ${verdict}`);
  });

  test("offers the names that were meant, and asks with one of them", async () => {
    const answer = await asked("/mesh why chekout payment");
    expect(answer.text).toContain('Cannot find "chekout"');
    await bot.press(answer, "mesh.pick");
    expect(bot.news().map(({ text }) => text)).toContainEqual(expect.stringContaining("is broken"));
  });

  test("shows no place of a function's own files", async () => {
    const answer = await asked("/mesh why checkout payment");
    expect(JSON.stringify(answer)).not.toMatch(/meshwhy-bot-|\/tmp\//);
  });
});

describe("what needs no reading is answered at once, to the asker alone", () => {
  test.each([
    ["/mesh help", "How to ask"],
    ["/mesh clusters", "clusters can be asked about"],
    ["/mesh clusters", "a snapshot of 2026-11-20 14:09 UTC"],
    ["/mesh doctor", "Istio 1.30.0, revision default"],
    ["/mesh doctor in healthy", "Doctor: healthy"],
    ["/mesh doctor nowhere", "it is not configured"],
    ["/mesh why checkout", "two are needed"],
    ["/mesh fix", "Cannot"],
  ])("%s", async (text, answer) => {
    bot.news();
    await bot.type(text);
    const said = bot.news();
    expect(said.every(({ visibleTo }) => visibleTo === onCall)).toBe(true);
    expect(JSON.stringify(said)).toContain(answer);
  });
});

describe("the buttons of an answer", () => {
  test("re-check writes over it", async () => {
    const answer = await asked("/mesh why checkout payment");
    await bot.press(answer, "mesh.recheck");
    expect(bot.news().filter(({ thread }) => thread === undefined)).toEqual([]);
    expect(bot.message(answer.ts)?.edited).toBe(true);
  });

  test.each(["mesh.path", "mesh.yaml"])("%s goes into its thread", async (action) => {
    const answer = await asked("/mesh why checkout payment");
    await bot.press(answer, action);
    const said = bot.news();
    expect(said.length).toBeGreaterThan(0);
    expect(said.every(({ thread }) => thread === answer.ts)).toBe(true);
  });

  test("share posts it in the channel that is chosen", async () => {
    const answer = await asked("/mesh why checkout payment");
    await bot.press(answer, "mesh.share");
    const modal = bot.modal();
    expect(modal?.view.callback_id).toBe("mesh.share");
    if (modal !== undefined) await bot.submit(modal, { "mesh.channel": incidents });
    expect(bot.news().filter(({ channel: where }) => where === incidents)).toMatchObject([
      { text: expect.stringContaining("is broken") },
    ]);
  });

  test("what is asked of a shared answer is answered where it was shared", async () => {
    const answer = await asked("/mesh why checkout payment in tls-disabled");
    await bot.press(answer, "mesh.share");
    const share = bot.modal();
    if (share !== undefined) await bot.submit(share, { "mesh.channel": incidents });
    const shared = bot.news().find(({ channel: where }) => where === incidents) as Message;
    await bot.press(shared, "mesh.path");
    const shown = bot.news();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.every(({ channel: where, thread }) => where === incidents && thread === shared.ts)).toBe(true);
    await bot.press(shared, "mesh.mute");
    const mute = bot.modal();
    if (mute !== undefined) await bot.submit(mute, { "mesh.reason": "planned" });
    expect(bot.news()).toMatchObject([
      { channel: incidents, thread: shared.ts, text: expect.stringContaining("planned") },
    ]);
  });

  test("mute asks for a reason, and tells everybody", async () => {
    const answer = await asked("/mesh why checkout payment in tls-disabled");
    await bot.press(answer, "mesh.mute");
    const modal = bot.modal();
    const shown = JSON.stringify(modal?.view.blocks);
    expect(shown).toContain("checkout → payment in tls-disabled is broken");
    expect(shown, "no line break that a form would spell out").not.toContain("\\\\n");
    expect(modal && (await bot.submit(modal, {}))).toMatchObject({ ok: false });
    expect(modal && (await bot.submit(modal, { "mesh.reason": "known, the rollout ends at noon" }))).toMatchObject({
      ok: true,
    });
    expect(bot.news()).toMatchObject([{ thread: answer.ts, text: expect.stringContaining("known, the rollout ends") }]);
    expect(JSON.stringify(await asked("/mesh why checkout payment in tls-disabled"))).toContain("is muted until");
  });

  test("escalate calls the first rung; acknowledge and resolve are shown where it was called", async () => {
    const answer = await asked("/mesh why checkout payment");
    await bot.press(answer, "mesh.escalate");
    const said = bot.news();
    const page = said.find(({ channel: where }) => where === incidents);
    expect(page?.text).toContain("Escalated: checkout → payment in demo");
    const own = said.find(({ channel: where, thread }) => where === channel && thread === undefined);
    if (page === undefined || own === undefined) throw new Error("nobody was called");
    await bot.press(page, "mesh.acknowledge");
    expect(bot.message(own.ts)?.text).toContain("Acknowledged");
    expect(bot.message(own.ts)?.text).toContain("by ");
    expect(bot.message(page.ts)?.text).toContain("Acknowledged by ");
    expect(actionsOf(bot.message(page.ts) as Message)).toEqual(["mesh.resolve"]);
    await bot.press(page, "mesh.resolve");
    expect(bot.message(own.ts)?.text).toContain("Resolved");
    for (const { ts } of [own, page]) expect(actionsOf(bot.message(ts) as Message)).not.toContain("mesh.resolve");
  });
});

describe("the form", () => {
  test("is opened by /mesh alone, searches names while they are typed, and asks", async () => {
    await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster: "demo" } });
    bot.news();
    await bot.type("/mesh");
    const modal = bot.modal();
    if (modal === undefined) throw new Error("no form was opened");
    expect(await bot.suggest(modal, "mesh.to", "paym")).toContain("shop/payment");
    expect(await bot.suggest(modal, "mesh.from", "chec")).toContain("shop/checkout");
    expect(await bot.submit(modal, { "mesh.from": "shop/checkout" })).toMatchObject({ ok: false });
    expect(
      await bot.submit(modal, { "mesh.from": "shop/checkout", "mesh.to": "shop/payment", "mesh.port": "http" }),
    ).toMatchObject({ ok: false });
    expect(await bot.submit(modal, { "mesh.from": "shop/checkout", "mesh.to": "shop/payment" })).toMatchObject({
      ok: true,
    });
    expect(bot.news()).toMatchObject([{ channel, text: expect.stringContaining("is broken") }]);
  });
});

describe("other ways to ask", () => {
  test("a mention is answered in its thread", async () => {
    bot.news();
    const { ts } = await bot.say("@mesh why checkout payment");
    expect(bot.news()).toContainEqual(
      expect.objectContaining({ thread: ts, text: expect.stringContaining("is broken") }),
    );
  });

  test("a mention that makes no sense is answered too", async () => {
    bot.news();
    await bot.say("@mesh hello there my friend");
    expect(JSON.stringify(bot.news())).toContain("Cannot understand");
  });

  test("what only the asker sees is said beside a mention, for Slack shows none of it in a thread that has not begun", async () => {
    bot.news();
    await bot.say("@mesh help");
    const [beside] = bot.news().filter(({ visibleTo }) => visibleTo === onCall);
    expect(beside).toMatchObject({ channel, text: expect.stringContaining("/mesh why checkout payment") });
    expect(beside?.thread).toBeUndefined();
    const { ts } = await bot.say("is payment ill?");
    bot.news();
    await bot.say("@mesh help", ts);
    const [inside] = bot.news().filter(({ visibleTo }) => visibleTo === onCall);
    expect(inside?.thread).toBe(ts);
  });

  test.each(["health shop", "who payment", "why checkout payment"])(
    "%s in a place that is no cluster and no namespace is never answered about another",
    async (words) => {
      const text = JSON.stringify(await asked(`/mesh ${words} in prod-eu`));
      expect(text).toContain('Cannot find namespace \\"prod-eu\\"');
      expect(text).toContain("/mesh clusters");
    },
  );

  test("an alert is explained in its thread", async () => {
    const { ts } = await bot.say("[FIRING] 5xx from checkout to payment above 5 %");
    const alert = bot.message(ts ?? "");
    bot.news();
    if (alert !== undefined) await bot.explain(alert);
    expect(bot.news()).toContainEqual(
      expect.objectContaining({ thread: ts, text: expect.stringContaining("is broken") }),
    );
  });

  test("an alert that names no pair opens the form", async () => {
    const { ts } = await bot.say("payment is slow today");
    const alert = bot.message(ts ?? "");
    if (alert !== undefined) await bot.explain(alert);
    expect(bot.modal()?.view.callback_id).toBe("mesh.question");
  });

  test("App Home shows the latest answers", async () => {
    await asked("/mesh why checkout payment");
    await bot.openHome();
    expect(JSON.stringify(bot.home()?.view)).toContain("checkout → payment");
  });
});

describe("who may not ask is told so, and by which rule", () => {
  test("in a channel that no rule names", async () => {
    bot.news();
    await bot.type("/mesh why checkout payment", onCall, "C0RANDOM001");
    expect(JSON.stringify(bot.news())).toContain("Refused");
  });

  test("a guest", async () => {
    bot.news();
    await bot.type("/mesh why checkout payment", guest);
    const said = bot.news();
    expect(JSON.stringify(said)).toMatch(/Refused.*guest/i);
    expect(said.every(({ visibleTo }) => visibleTo === guest)).toBe(true);
  });

  test("a member of another workspace", async () => {
    bot.news();
    await bot.type("/mesh why checkout payment", stranger, "C0PARTNERS1");
    const said = bot.news();
    expect(JSON.stringify(said)).toContain("policy.foreignWorkspaces");
    expect(said.every(({ visibleTo }) => visibleTo === stranger)).toBe(true);
  });
});
