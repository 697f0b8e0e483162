/** Buttons, menus and modals. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Place } from "../../../src/faces/playground/wire.ts";
import { questionModal } from "../../support/scripted-blocks.ts";
import { guestUser, onCall, onDuty, type Started, started } from "./started.ts";

type Json = Readonly<Record<string, unknown>>;

let all: Started;

beforeAll(async () => {
  all = await started();
});
afterAll(() => all.close());
beforeEach(async () => {
  for (const { id } of stack()) await all.slack.act({ act: "close", user: onDuty, view: id, all: true });
  all.bot.answer(() => undefined);
});

const stack = () => all.slack.state.modals.get(onDuty) ?? [];
const last = (): Json => all.bot.received.at(-1)?.body ?? {};

/** A trigger that is fresh. */
async function trigger(): Promise<string> {
  await all.slack.act({ act: "command", user: onDuty, channel: onCall, text: "/mesh" });
  return String(last().trigger_id);
}

async function opened(view: Json = { ...questionModal() }): Promise<string> {
  const answer = await all.bot.call("views.open", { trigger_id: await trigger(), view });
  return (answer.view as { readonly id: string }).id;
}

async function posted(more: Json = {}): Promise<Place> {
  const { ts } = await all.bot.call("chat.postMessage", {
    channel: onCall,
    text: "x",
    blocks: [
      {
        type: "actions",
        block_id: "row",
        elements: [{ type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } }],
      },
    ],
    ...more,
  });
  return { in: "message", channel: onCall, ts: String(ts) };
}

const go = { type: "button", action_id: "go", block_id: "row", value: "v" };

describe("a modal", () => {
  test("opens once for a trigger, within three seconds", async () => {
    const fresh = await trigger();
    expect(await all.bot.call("views.open", { trigger_id: fresh, view: questionModal() })).toMatchObject({
      ok: true,
      view: { callback_id: "question", hash: expect.any(String), root_view_id: stack()[0]?.id },
    });
    expect(await all.bot.call("views.push", { trigger_id: fresh, view: questionModal() })).toMatchObject({
      error: "exchanged_trigger_id",
    });
    const old = await trigger();
    all.later(3001);
    expect(await all.bot.call("views.push", { trigger_id: old, view: questionModal() })).toMatchObject({
      error: "expired_trigger_id",
    });
    expect(await all.bot.call("views.open", { trigger_id: "1.2.3", view: questionModal() })).toMatchObject({
      error: "invalid_trigger_id",
    });
  });

  test("is refused with pointers where it is wrong", async () => {
    const view = { ...questionModal(), title: { type: "plain_text", text: "A title that is far too long" } };
    expect(await all.bot.call("views.open", { trigger_id: await trigger(), view })).toMatchObject({
      error: "invalid_arguments",
      response_metadata: { messages: ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"] },
    });
  });

  test("holds three views, each with the one before it", async () => {
    await opened();
    for (const wanted of [{ ok: true }, { ok: true }, { error: "push_limit_reached" }])
      expect(await all.bot.call("views.push", { trigger_id: await trigger(), view: questionModal() })).toMatchObject(
        wanted,
      );
    expect(stack().map(({ previous }) => previous)).toEqual([undefined, stack()[0]?.id, stack()[1]?.id]);
  });

  test("is updated by id, unless it has changed since", async () => {
    const id = await opened();
    const hash = stack()[0]?.hash;
    const update = (more: Json) =>
      all.bot.call("views.update", { view_id: id, view: questionModal("checkout"), ...more });
    expect(await update({ hash })).toMatchObject({ ok: true });
    expect(await update({ hash })).toMatchObject({ error: "hash_conflict" });
    expect(await update({})).toMatchObject({ ok: true });
    expect(await all.bot.call("views.update", { view_id: "V0NOWHERE01", view: questionModal() })).toMatchObject({
      error: "not_found",
    });
  });

  test("sends what was filled in, and closes", async () => {
    const id = await opened({ ...questionModal(), private_metadata: "kept" });
    const values = { note: { note: { type: "plain_text_input", value: "because" } } };
    expect(await all.slack.act({ act: "submit", user: onDuty, view: id, values })).toEqual({ ok: true });
    expect(last()).toMatchObject({
      type: "view_submission",
      user: { id: onDuty, team_id: "T0SHOP00001" },
      view: { id, callback_id: "question", private_metadata: "kept", state: { values } },
      response_urls: [],
    });
    expect(stack()).toEqual([]);
  });

  test.each<readonly [string, Json, number]>([
    ["update", { response_action: "update", view: questionModal("checkout") }, 1],
    ["push", { response_action: "push", view: questionModal("checkout") }, 2],
    ["clear", { response_action: "clear" }, 0],
  ])("does as an answer of %s says", async (_action, json, left) => {
    const id = await opened();
    all.bot.answer(({ body }) => (body.type === "view_submission" ? { json } : undefined));
    expect(await all.slack.act({ act: "submit", user: onDuty, view: id, values: {} })).toEqual({ ok: true });
    expect(stack()).toHaveLength(left);
  });

  test.each<readonly [string, Json | "hang", Json]>([
    [
      "errors of an input",
      { json: { response_action: "errors", errors: { note: "No." } } },
      { ok: false, errors: { note: "No." } },
    ],
    [
      "errors of no input",
      { json: { response_action: "errors", errors: { nothing: "No." } } },
      { ok: false, error: "We had some trouble connecting. Try again? (invalid_errors)" },
    ],
    ["a status of 500", { status: 500 }, { ok: false, error: "We had some trouble connecting. Try again?" }],
    ["nothing in time", "hang", { ok: false, error: "We had some trouble connecting. Try again?" }],
    [
      "a view that is wrong",
      { json: { response_action: "update", view: { type: "modal" } } },
      { ok: false, error: "We had some trouble connecting. Try again? (invalid_arguments)" },
    ],
  ])("stays open after %s", async (_title, answer, result) => {
    const id = await opened();
    all.bot.answer(({ body }) => (body.type === "view_submission" ? answer : undefined));
    expect(await all.slack.act({ act: "submit", user: onDuty, view: id, values: {} })).toEqual(result);
    expect(stack()).toHaveLength(1);
  });

  test("tells of its closing where the app wants to know", async () => {
    const id = await opened();
    await all.slack.act({ act: "close", user: onDuty, view: id, all: false });
    expect(last()).toMatchObject({ type: "view_closed", is_cleared: false, view: { id } });
    expect(stack()).toEqual([]);
  });

  test("belongs to one user", async () => {
    const id = await opened();
    expect(await all.slack.act({ act: "submit", user: guestUser, view: id, values: {} })).toMatchObject({ ok: false });
    expect(stack()).toHaveLength(1);
  });
});

describe("a button", () => {
  test("sends where it stands, and a way to answer", async () => {
    const place = await posted();
    expect(await all.slack.act({ act: "press", user: onDuty, place, action: go, values: {} })).toEqual({ ok: true });
    expect(last()).toMatchObject({
      type: "block_actions",
      user: { id: onDuty },
      channel: { id: onCall, name: "on-call" },
      container: { type: "message", channel_id: onCall, is_ephemeral: false },
      message: { text: "x", bot_id: "B0MESH00001" },
      actions: [{ ...go, action_ts: expect.any(String) }],
      response_url: expect.any(String),
      trigger_id: expect.any(String),
    });
  });

  test("replaces its message by its response_url", async () => {
    const place = await posted();
    await all.slack.act({ act: "press", user: onDuty, place, action: go, values: {} });
    await fetch(String(last().response_url), {
      method: "POST",
      body: JSON.stringify({ text: "done", replace_original: true }),
    });
    expect(all.slack.state.messages.at(-1)).toMatchObject({ text: "done", blocks: [] });
  });

  test("of an ephemeral message sends no message, since Slack keeps none", async () => {
    const { message_ts } = await all.bot.call("chat.postEphemeral", { channel: onCall, user: onDuty, text: "psst" });
    const place: Place = { in: "message", channel: onCall, ts: String(message_ts) };
    await all.slack.act({ act: "press", user: onDuty, place, action: go, values: {} });
    expect(last()).toMatchObject({ container: { is_ephemeral: true } });
    expect(last()).not.toHaveProperty("message");
    expect(await all.slack.act({ act: "press", user: guestUser, place, action: go, values: {} })).toMatchObject({
      ok: false,
    });
  });

  test("says so where the app does not answer", async () => {
    const place = await posted();
    all.bot.answer(() => "hang");
    expect(await all.slack.act({ act: "press", user: onDuty, place, action: go, values: {} })).toEqual({
      ok: false,
      error: "mesh did not respond (operation_timeout). Try again?",
    });
  });
});

describe("the rest that a user can do", () => {
  test("an external select asks the app while one types", async () => {
    const view = await opened();
    all.bot.answer(undefined);
    const ask = () =>
      all.slack.act({
        act: "suggest",
        user: onDuty,
        place: { in: "view", view },
        block: "from",
        action: "from",
        query: "pay",
      });
    expect(await ask()).toMatchObject({ ok: true, options: [{ value: "shop/payment" }] });
    expect(last()).toMatchObject({
      type: "block_suggestion",
      action_id: "from",
      block_id: "from",
      value: "pay",
      view: { id: view },
    });
    all.bot.answer(() => ({ json: { options: [{ text: "not a text object", value: "x" }] } }));
    expect(await ask()).toEqual({ ok: false, error: "Couldn’t load results" });
  });

  test("a shortcut sends the message it was chosen on", async () => {
    const { ts = "" } = await all.slack.act({
      act: "say",
      user: onDuty,
      channel: onCall,
      text: "5xx from checkout to payment",
    });
    await all.slack.act({ act: "shortcut", user: onDuty, channel: onCall, ts, callbackId: "explain" });
    expect(last()).toMatchObject({
      type: "message_action",
      callback_id: "explain",
      message: { text: "5xx from checkout to payment", user: onDuty, ts },
      response_url: expect.any(String),
    });
  });

  test("App Home is published for one user, with the hash in mind", async () => {
    const view = { type: "home", blocks: [{ type: "divider" }] };
    const publish = (more: Json) => all.bot.call("views.publish", { user_id: onDuty, view, ...more });
    const { view: first } = await publish({});
    expect(await publish({ hash: (first as Json).hash })).toMatchObject({ ok: true });
    expect(await publish({ hash: (first as Json).hash })).toMatchObject({ error: "hash_conflict" });
    expect(all.slack.state.homes.get(onDuty)?.view.blocks).toMatchObject([{ type: "divider" }]);
    expect(await publish({ user_id: "U0NOBODY001" })).toMatchObject({ error: "user_not_found" });
  });
});
