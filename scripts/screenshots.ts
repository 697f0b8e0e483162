/**
 * Takes the pictures of docs/slack.md from the real bot in a real browser: `node scripts/screenshots.ts [FOLDER]`, where
 * Debian's chromium is. Look at them before they are committed.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Locator, Page } from "playwright-core";
import { startBot } from "../test/support/bot.ts";
import { startBrowser } from "../test/support/browser.ts";

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../docs/screenshots"));
const wide = { width: 1100, height: 900 };
/** Room for what stands beside the conversation. */
const beside = { width: 1280, height: 900 };
const narrow = { width: 400, height: 800 };
/** Long enough for a cold worker. */
const patience = 20_000;

mkdirSync(folder, { recursive: true });
const bot = await startBot();
const browser = await startBrowser({ viewport: wide });

interface Look {
  readonly size?: { readonly width: number; readonly height: number };
  readonly channel?: string;
  readonly dark?: boolean;
  /** Shown from its end instead of its beginning. */
  readonly end?: boolean;
}

/** What is brought to the top of the picture, once it is as large as it will be; nothing: the picture is as it is. */
type Steps = (page: Page) => Promise<Locator | undefined>;

/** A page of its own for each picture, in a channel. */
async function picture(name: string, steps: Steps, { size = wide, channel = "on-call", dark, end }: Look = {}) {
  const page = await browser.context.newPage();
  await page.emulateMedia({ colorScheme: dark === true ? "dark" : "light" });
  await page.setViewportSize(wide);
  await page.goto(bot.url);
  await page
    .getByRole("button", { name: new RegExp(channel) })
    .first()
    .click();
  const shown = await steps(page).catch(async (error: unknown) => {
    await page.screenshot({ path: join(folder, "failed.png") });
    throw error;
  });
  await page.setViewportSize(size);
  await page.waitForTimeout(500);
  if (end !== true)
    await shown?.evaluate((element: { scrollIntoView(how: object): void }) =>
      element.scrollIntoView({ block: "start" }),
    );
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
  process.stdout.write(`${name}.png\n`);
}

async function type(page: Page, text: string): Promise<void> {
  await page.getByRole("combobox", { name: /^Message/ }).focus();
  await page.keyboard.type(text);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
}

/** Types a command and waits for the last words of this kind. */
function asks(text: string, words: string): Steps {
  return async (page) => {
    await type(page, text);
    const found = page.getByText(words).last();
    await found.waitFor({ timeout: patience });
    await page.waitForTimeout(1000);
    return page.getByText(words).last();
  };
}

/** Opens what is beside the conversation. */
async function side(page: Page, name: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Workspace" })
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .click();
}

/** Runs the digest of shop-dev as its schedule does, and waits until it is there. */
async function runDigest(page: Page): Promise<void> {
  const digests = page.locator(".pane article");
  const before = await digests.count();
  await page.getByRole("button", { name: "Run now: The digest shop-often" }).click();
  while ((await digests.count()) === before) await page.waitForTimeout(100);
  await page.waitForTimeout(500);
}

async function escalated(page: Page): Promise<Locator> {
  await broken(page);
  await page
    .getByRole("button", { name: /^Escalate/ })
    .last()
    .click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Escalate/ })
    .click();
  const own = page.getByText("Escalated: checkout → payment in demo").last();
  await own.waitFor({ timeout: patience });
  await page.waitForTimeout(1000);
  return own;
}

/** Who was told, and the page that somebody got. */
async function told(page: Page): Promise<Locator> {
  await side(page, "Pager");
  await page
    .getByRole("article", { name: /^Incident/ })
    .first()
    .waitFor({ timeout: patience });
  await page.waitForTimeout(1000);
  return page
    .locator("article", { hasText: "PagerDuty accepted it" })
    .last()
    .getByText(/^Who was told/);
}

/** Takes the escalation that there is, and ends it. */
async function end(): Promise<void> {
  for (const act of ["mesh.acknowledge", "mesh.resolve"]) {
    const open = bot.messages().findLast(({ blocks }) => JSON.stringify(blocks).includes(act));
    if (open !== undefined) await bot.press(open, act);
  }
}

const broken = asks("/mesh why checkout payment", "Broken: checkout → payment in demo");

await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster: "demo" } });
await picture("broken", broken);
await picture("broken-end", broken, { end: true });
await picture("broken-dark", broken, { dark: true });
await picture("narrow", broken, { size: narrow });
await picture("healthy", asks("/mesh why checkout payment in healthy", "Healthy: checkout → payment in healthy"));
await picture("degraded", asks("/mesh why checkout payment in broken-canary", "Degraded: checkout → payment"));
await picture("unknown", asks("/mesh why checkout 10.9.9.9", "Unknown: shop/checkout"));
await picture("name-not-found", asks("/mesh why chekout payment", "No answer"));
await picture("refused", asks("/mesh why checkout payment", "Refused"), { channel: "random" });
await picture("health", asks("/mesh health shop", "namespace shop"));
await picture("who", asks("/mesh who payment", "payment"));
await picture("digest", asks("/mesh digest", "Digest"));
await picture("escalated", escalated);
await picture(
  "acknowledged",
  async (page) => {
    await page
      .getByRole("button", { name: /^Acknowledge/ })
      .last()
      .click();
    await page.waitForTimeout(2500);
    await page
      .getByRole("button", { name: /on-call/ })
      .first()
      .click();
    return page.getByText("Acknowledged: checkout → payment in demo").last();
  },
  { channel: "incidents" },
);
await picture(
  "digest-scheduled",
  async (page) => {
    await side(page, "Clock");
    await runDigest(page);
    await runDigest(page);
    await bot.act({ act: "choose-story", story: "broken-canary" });
    await runDigest(page);
    // The note on the clock goes away by itself.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(6500);
    return undefined;
  },
  { size: beside, channel: "shop-dev" },
);
await bot.act({ act: "choose-story", story: "demo" });
await end();
await picture(
  "paged",
  async (page) => {
    await escalated(page);
    await side(page, "Clock");
    await page.getByRole("button", { name: "Let 1 minute pass" }).click();
    return told(page);
  },
  { size: beside },
);
await picture("paged-dark", told, { size: beside, dark: true });
await end();
await picture("page-resolved", told, { size: beside });
// Last, since an open form stands in the way of all else.
await picture("form", async (page) => {
  await type(page, "/mesh");
  await page.getByRole("dialog").waitFor({ timeout: patience });
  await page.getByRole("combobox", { name: /Who is called/ }).click();
  await page.keyboard.type("pay");
  await page.waitForTimeout(1000);
  return undefined;
});

await browser.close();
await bot.close();
process.exit(0);
