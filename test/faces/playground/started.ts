import { type SlackServer, startSlackServer } from "../../../src/faces/playground/slack-server.ts";
import { type ScriptedBot, startScriptedBot } from "../../support/scripted-bot.ts";

/** Obviously not a secret. */
export const signingSecret = "not-a-secret";
/** Obviously not a token. */
export const botToken = "xoxb-not-a-token";

/** People and places of the example workspace. */
export const onDuty = "U0ONDUTY001";
export const guestUser = "U0GUEST0001";
export const partnerUser = "U0FOREIGN01";
export const onCall = "C0ONCALL001";
export const random = "C0RANDOM001";
export const archived = "C0OLDCHAN01";
export const partners = "C0PARTNERS1";

/** A Slack and a bot that know each other, and a clock that stands until it is moved. */
export interface Started {
  readonly slack: SlackServer;
  readonly bot: ScriptedBot;
  /** Moves the clock, in milliseconds. */
  later(milliseconds: number): void;
  close(): Promise<void>;
}

/** Starts both on free ports, impatient: acknowledgements within 300 ms, retries at once. */
export async function started(): Promise<Started> {
  let now = Date.parse("2026-11-20T14:02:00Z");
  let count = 0;
  const slack = await startSlackServer({
    signingSecret,
    botToken,
    clock: () => now,
    chance: () => {
      count += 1;
      return `T${String(count).padStart(9, "0")}`;
    },
    ackTimeoutMs: 300,
    retryDelaysMs: [0, 5, 10],
  });
  const bot = await startScriptedBot({ signingSecret, botToken, slackUrl: () => slack.url });
  slack.connect(bot.url);
  return {
    slack,
    bot,
    later: (milliseconds) => {
      now += milliseconds;
    },
    close: async () => {
      await slack.close();
      await bot.close();
    },
  };
}
