import type { KnownBlock } from "@slack/types";
import { type Health, type HealthEntry, verdictOf } from "../../model/health.ts";
import { healthClaim, healthPage } from "../health-page.ts";
import { pickButton } from "./buttons.ts";
import { dataAge } from "./data-age.ts";
import { type ManyContext, whyWords } from "./many-context.ts";
import { messageOf } from "./message-of.ts";
import { pageParts } from "./page-parts.ts";
import { plainText } from "./plain-blocks.ts";
import type { SlackMessage } from "./slack-message.ts";
import { verdictWords } from "./verdict-words.ts";

/** How many pairs have a button that asks for the whole story. */
const mostButtons = 5;
const longestPair = 300;

/** How every pair into a service or namespace is, worst first; what does not fit follows in the thread. */
export function healthMessage(health: Health, { cluster, visibleTo, askedBy }: ManyContext): SlackMessage {
  const { title, verdict, entries, observedAt } = health;
  const { heading, sections } = healthPage(health, {
    details: true,
    ask: (question) => `/mesh ${whyWords(question, cluster)}`,
  });
  return messageOf({
    title: `${verdictWords(verdict)}: ${title} in ${cluster}`,
    about: `${title} in ${cluster}`,
    spoken: [`${title} in ${cluster}: ${healthClaim(health)}`],
    parts: [
      {
        title: "In all",
        untitled: true,
        rank: 0,
        rows: [{ kind: "text", line: [{ text: heading.claim, tone: "strong" }], silent: true }],
      },
      ...pageParts(sections).map((part) => ({ ...part, rank: part.rank + 1 })),
    ],
    picks: entries
      .filter(isHurt)
      .slice(0, mostButtons)
      .map((entry) => pick(entry, cluster)),
    notes: [
      dataAge(observedAt, health.stats.apiCalls),
      heading.context[0] ?? "",
      ...(visibleTo === "asker" ? ["only you see this"] : []),
    ],
    ...(askedBy === undefined ? {} : { askedBy }),
    rest: visibleTo === "channel" ? "thread" : "messages",
  });
}

function isHurt(entry: HealthEntry): boolean {
  return verdictOf(entry) === "broken" || verdictOf(entry) === "degraded";
}

function pick({ pair, question }: HealthEntry, cluster: string): KnownBlock {
  const button = pickButton("Ask why", whyWords(question, cluster));
  return {
    type: "section",
    text: plainText(pair, longestPair),
    ...(button === undefined ? {} : { accessory: button }),
  };
}
