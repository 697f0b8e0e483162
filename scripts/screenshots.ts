/**
 * Takes the pictures of docs/slack.md from the real bot in a real browser: `node scripts/screenshots.ts [FOLDER]`, where
 * Debian's chromium is. Look at them before they are committed.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { startBot } from "../test/support/bot.ts";
import { startBrowser } from "../test/support/browser.ts";

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../docs/screenshots"));
const wide = { width: 1100, height: 900 };
const narrow = { width: 400, height: 800 };
/** Long enough for a cold worker. */
const patience = 20_000;

mkdirSync(folder, { recursive: true });
const bot = await startBot();
const browser = await startBrowser({ viewport: wide });

/** A page of its own for each picture, in a channel. */
async function picture(
  name: string,
  steps: (page: Page) => Promise<void>,
  { size = wide, channel = "on-call", dark = false } = {},
): Promise<void> {
  const page = await browser.context.newPage();
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  await page.setViewportSize(wide);
  await page.goto(bot.url);
  await page
    .getByRole("button", { name: new RegExp(channel) })
    .first()
    .click();
  await steps(page);
  await page.setViewportSize(size);
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
  process.stdout.write(`${name}.png\n`);
}

/** Types a command, waits for a heading, and puts it at the top. */
function asks(text: string, heading: string): (page: Page) => Promise<void> {
  return async (page) => {
    const box = page.getByRole("combobox").first();
    await box.focus();
    await page.keyboard.type(text);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    const found = page.getByRole("heading", { name: heading }).last();
    await found.waitFor({ timeout: patience });
    await page.waitForTimeout(700);
    await found.evaluate("element => element.scrollIntoView({ block: 'start' })");
  };
}

await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster: "demo" } });
await picture("broken", asks("/mesh why checkout payment", "Broken: checkout → payment in demo"));
await picture("broken-dark", asks("/mesh why checkout payment", "Broken: checkout → payment in demo"), { dark: true });
await picture("healthy", asks("/mesh why checkout payment in healthy", "Healthy: checkout → payment in healthy"));
await picture("degraded", asks("/mesh why checkout payment in broken-canary", "Degraded: checkout → payment"));
await picture("unknown", asks("/mesh why internet storefront in healthy port 443", "Unknown"));
await picture("narrow", asks("/mesh why checkout payment", "Broken: checkout → payment in demo"), { size: narrow });
await picture("health", asks("/mesh health shop", "shop"));
await picture("digest", asks("/mesh digest", "Digest"));

await browser.close();
await bot.close();
process.exit(0);
