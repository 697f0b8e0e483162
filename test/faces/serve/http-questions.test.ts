/** What the bot on Lambda is asked, asked of `mesh serve` over HTTP. */
import { vi } from "vitest";
import type * as Bot from "../../support/bot.ts";

vi.mock("../../support/bot.ts", async (original) => ({
  ...(await original<typeof Bot>()),
  startBot: async () => (await (await import("../../support/served.ts")).startServed("http")).bot,
}));

// The questions are a test file of their own, which may have been loaded already.
vi.resetModules();
await import("../slack/bot.test.ts");
