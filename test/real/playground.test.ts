/** The playground's page in a real Chromium, by keyboard and mouse. `SHOTS=folder` keeps pictures. */
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SlackServer, startSlackServer } from "../../src/faces/playground/slack-server.ts";
import { startBrowser } from "../support/browser.ts";
import { type ScriptedBot, startScriptedBot } from "../support/scripted-bot.ts";

const settings = { signingSecret: "not-a-secret", botToken: "xoxb-not-a-token" };
const onCall = "C0ONCALL001";
const hostile = '<img src=x onerror="document.title=1"> <script>document.title=2</script>';

let slack: SlackServer;
let bot: ScriptedBot;
let browser: Awaited<ReturnType<typeof startBrowser>>;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser({ viewport: { width: 1280, height: 860 } });
});
afterAll(() => browser.close());

beforeEach(async () => {
  slack = await startSlackServer({ ...settings, ackTimeoutMs: 400, retryDelaysMs: [] });
  bot = await startScriptedBot({ ...settings, slackUrl: () => slack.url });
  slack.connect(bot.url);
  complaints = [];
  page = await browser.context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(slack.url);
  await composer().waitFor();
});
afterEach(async () => {
  await page.close();
  await slack.close();
  await bot.close();
  expect(complaints).toEqual([]);
});

const composer = (): Locator => page.getByRole("combobox", { name: "Message #on-call" });
const messages = (): Locator => page.locator(".pane article");
const dialog = (): Locator => page.getByRole("dialog");
const named = (name: string): Locator => page.getByRole("button", { name, exact: true });
/** The name or the words of what has the focus. Code for the page is text: there is no DOM here. */
const focused = (): Promise<string> =>
  page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

async function typed(text: string): Promise<void> {
  await composer().focus();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

async function shot(name: string): Promise<void> {
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
}

async function answered(): Promise<void> {
  await typed("/mesh why checkout payment");
  await page.getByRole("heading", { name: "✗ Broken: checkout → payment in prod-eu" }).waitFor();
  await page.getByText("1 reply").waitFor();
}

describe("asking, by keyboard alone", () => {
  test("a command is suggested, sent, and answered where it was asked, written over in place", async () => {
    expect(await focused()).toBe("Message #on-call");
    await page.keyboard.type("/mesh w");
    const options = page.getByRole("option");
    expect(await options.allTextContents()).toContainEqual(expect.stringContaining("/mesh why checkout payment"));
    await shot("suggestions");
    await page.keyboard.press("Tab");
    expect(await composer().inputValue()).toBe("/mesh why checkout payment");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "✗ Broken: checkout → payment in prod-eu" }).waitFor();
    expect(await messages().count()).toBe(1);
    expect(await messages().first().getByText("(edited)").count()).toBe(1);
    expect(await messages().first().getByText("APP", { exact: true }).count()).toBe(1);
    await shot("answer");
  });

  test("a mention asks in a thread, and is answered there", async () => {
    await typed("Payments are down");
    await messages().first().focus();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Reply in thread");
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("Reply in thread");
    await page.keyboard.type("@mesh why checkout payment");
    await page.keyboard.press("Enter");
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.getByRole("heading", { name: "✗ Broken: checkout → payment in prod-eu" }).waitFor();
    expect(await thread.locator(".mention").allTextContents()).toContain("@mesh");
    await shot("thread");
    await page.keyboard.type("/mesh help");
    await page.keyboard.press("Enter");
    await thread.getByText("/mesh is not supported in threads. Sorry!").waitFor();
    await page.keyboard.press("Escape");
    expect(await thread.isVisible()).toBe(false);
  });

  test("what only one may see is marked so, and nobody else sees it", async () => {
    await typed("/mesh help");
    await page.getByText("Only visible to you").waitFor();
    await page.getByLabel("Acting as").selectOption({ label: "Payments developer" });
    expect(await page.getByText("Only visible to you").count()).toBe(0);
  });

  test("an app that does not answer fails as in Slack", async () => {
    bot.answer(() => "hang");
    await typed("/mesh help");
    await messages().getByText('/mesh failed with the error "operation_timeout"').waitFor();
    await shot("failed");
  });
});

describe("working with an answer", () => {
  test("a button sends, and its answer is shown", async () => {
    await answered();
    await named("Re-check").click();
    await page.getByText("Checked again: still broken.").waitFor();
    expect(bot.received.at(-1)?.body).toMatchObject({
      type: "block_actions",
      actions: [{ action_id: "recheck", value: "answer-1" }],
    });
  });

  test("a dangerous one asks first: Escape means no", async () => {
    await answered();
    const before = bot.received.length;
    await named("Escalate").click();
    await page.getByRole("heading", { name: "Page the on-call?" }).waitFor();
    expect(await focused()).toBe("Page them");
    await shot("confirm");
    await page.keyboard.press("Escape");
    expect(await dialog().count()).toBe(0);
    expect(bot.received).toHaveLength(before);
    await named("Escalate").click();
    await page.keyboard.press("Enter");
    await expect.poll(() => bot.received.at(-1)?.body).toMatchObject({ actions: [{ action_id: "escalate" }] });
  });

  test("menus choose by keyboard", async () => {
    await answered();
    await page.getByRole("combobox", { name: "Share to…" }).focus();
    await page.keyboard.type("inc");
    await page.getByRole("option", { name: "# incidents" }).waitFor();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => bot.received.at(-1)?.body)
      .toMatchObject({
        actions: [{ action_id: "share", type: "conversations_select", selected_conversation: "C0INCIDENT1" }],
      });
    await named("More actions").first().focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => bot.received.at(-1)?.body)
      .toMatchObject({
        actions: [{ action_id: "more", selected_option: { value: "path" } }],
      });
  });

  test("a table sorts and turns its pages; what is folded unfolds", async () => {
    await answered();
    const table = page.getByRole("table");
    const first = (): Promise<string | null> => table.locator("tbody tr").first().locator("th").textContent();
    await named("Next page").click();
    expect(await first()).toBe("ops/probe");
    await table.getByRole("button", { name: "Requests" }).click();
    expect(await first()).toBe("shop/web");
    await table.getByRole("button", { name: "Requests" }).click();
    expect(await first()).toBe("fraud/score");
    expect(await table.locator("th[aria-sort=descending]").count()).toBe(1);
    await page.getByText("3 log lines, 42 requests").click();
    expect(await page.getByText("istio-proxy.log:118").isVisible()).toBe(false);
  });

  test("the menu of a pasted alert holds the shortcut", async () => {
    await named("Paste an example alert").first().click();
    await page.keyboard.press("Enter");
    await messages().first().hover();
    await messages().first().getByRole("button", { name: "More actions" }).click();
    await shot("message-menu");
    await page.getByRole("menuitem", { name: /Explain with mesh/ }).click();
    await page.getByRole("heading", { name: "Ask the mesh" }).waitFor();
    expect(bot.received.find(({ body }) => body.type === "message_action")?.body).toMatchObject({
      callback_id: "mesh.explain",
      message: { text: expect.stringContaining("destination_service_name: payment") },
    });
  });
});

describe("a modal", () => {
  async function opened(): Promise<void> {
    await typed("/mesh");
    await page.getByRole("heading", { name: "Ask the mesh" }).waitFor();
  }

  test("is filled in and sent by keyboard, with live search", async () => {
    await opened();
    expect(await focused()).toBe("From");
    await page.keyboard.type("check");
    await page.getByRole("option", { name: "shop/checkout" }).waitFor();
    await shot("modal");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("pay");
    await page.getByRole("option", { name: "shop/payment" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("us");
    await page.keyboard.press("Enter");
    await page.getByLabel("Note").fill("Since the deploy");
    await page.getByText("Only me").click();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect.poll(() => dialog().count()).toBe(0);
    const sent = bot.received.find(({ body }) => body.type === "view_submission")?.body as {
      readonly view: { readonly state: { readonly values: unknown } };
    };
    expect(sent.view.state.values).toMatchObject({
      from: { from: { type: "external_select", selected_option: { value: "shop/checkout" } } },
      to: { to: { selected_option: { value: "shop/payment" } } },
      cluster: { cluster: { type: "static_select", selected_option: { value: "prod-us" } } },
      see: { see: { type: "radio_buttons", selected_option: { value: "me" } } },
      note: { note: { type: "plain_text_input", value: "Since the deploy" } },
      until: { until: { type: "datepicker", selected_date: "2026-11-30" } },
    });
    expect(await focused()).toBe("Message #on-call");
  });

  test("says what is missing, and what the app does not like", async () => {
    await opened();
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    expect(await page.getByText("Please complete this required field.").count()).toBe(2);
    expect(await focused()).toBe("From");
    await shot("modal-errors");
    await page.keyboard.press("Escape");
    await expect.poll(() => dialog().count()).toBe(0);
    await answered();
    await named("Mute…").click();
    await page.getByLabel("Note").fill("wrong");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("That is not a reason.").waitFor();
    expect(await focused()).toBe("Note");
  });

  test("stacks another view, goes back with what was typed, and closes with Escape", async () => {
    await opened();
    await page.getByLabel("Note").fill("kept");
    await named("One more view").click();
    await page.getByRole("heading", { name: "One more view" }).waitFor();
    await named("Back").click();
    await page.getByRole("heading", { name: "Ask the mesh" }).waitFor();
    expect(await page.getByLabel("Note").inputValue()).toBe("kept");
    await page.keyboard.press("Escape");
    await expect.poll(() => dialog().count()).toBe(0);
    await expect.poll(() => bot.received.at(-1)?.body.type).toBe("view_closed");
  });
});

describe("text from anybody", () => {
  test("never becomes HTML", async () => {
    const blocks = [
      { type: "section", text: { type: "mrkdwn", text: hostile } },
      { type: "header", text: { type: "plain_text", text: hostile } },
      { type: "markdown", text: hostile },
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: hostile },
              { type: "link", url: "javascript:document.title=3", text: "click" },
            ],
          },
        ],
      },
      {
        type: "data_table",
        caption: hostile,
        rows: [[{ type: "raw_text", text: hostile }], [{ type: "raw_text", text: hostile }]],
      },
    ];
    await bot.call("chat.postMessage", { channel: onCall, text: hostile, blocks });
    await bot.call("chat.postMessage", { channel: onCall, text: hostile });
    await typed(hostile);
    await expect.poll(() => messages().count()).toBe(3);
    expect(await page.locator(".pane img, .pane script, .pane a[href^=javascript]").count()).toBe(0);
    expect(await page.title()).toBe("Slack playground");
    expect(await messages().last().locator(".content").textContent()).toBe(hostile);
  });
});

describe("the rest of the page", () => {
  test("App Home is published when it is opened; tabs turn by arrow", async () => {
    await page
      .getByRole("navigation", { name: "Channels and apps" })
      .getByRole("region", { name: "Apps" })
      .getByRole("button")
      .click();
    await page.getByRole("heading", { name: "Recent diagnoses" }).waitFor();
    await shot("home");
    await page.getByRole("tab", { name: "Home" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: "Messages", selected: true }).waitFor();
  });

  test("behind the scenes shows each request, and what goes wrong on order", async () => {
    await named("Scenes").click();
    await page.getByText("Let something go wrong").click();
    await page.getByLabel("answers").selectOption("channel_not_found");
    await named("Order it").click();
    await page.getByText("chat.postMessage answers channel_not_found (1 left)").waitFor();
    await typed("/mesh why checkout payment");
    const scenes = page.getByRole("complementary", { name: "Behind the scenes" });
    await scenes.locator(".status-bad", { hasText: "channel_not_found" }).waitFor();
    await shot("scenes");
    await scenes.getByText("/mesh why checkout payment").click();
    expect(await scenes.locator("details[open]").getByLabel("Request").textContent()).toContain('"command": "/mesh"');
  });

  test("follows the system's light or dark, until one chooses", async () => {
    const background = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.querySelector('.pane')).backgroundColor");
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(background).toBe("rgb(26, 29, 33)");
    await answered();
    await shot("dark");
    await named("Theme").click();
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.evaluate("localStorage.clear()");
  });

  test("fits a phone: nothing is wider than the screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await answered();
    await shot("narrow");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(
      await page
        .locator(".messages")
        .first()
        .evaluate((node) => node.scrollWidth - node.clientWidth),
    ).toBe(0);
    await named("Back to channels").click();
    await page.getByRole("button", { name: "shop-dev" }).click();
    await page.getByRole("heading", { name: "shop-dev" }).first().waitFor();
  });

  test("names every control for those who cannot see it", async () => {
    await answered();
    await named("Scenes").click();
    const nameless = await page.evaluate(`
      [...document.querySelectorAll("button, input, textarea, select, a[href], [role=option]")]
        .filter((node) => node.checkVisibility() && !node.ariaLabel && !node.textContent.trim() && !node.closest("label"))
        .map((node) => node.outerHTML)`);
    expect(nameless).toEqual([]);
    for (const role of ["main", "navigation", "complementary"] as const)
      expect(await page.getByRole(role).count()).toBeGreaterThan(0);
    expect(await page.locator("[aria-live=polite]").textContent()).toContain("mesh");
  });
});
