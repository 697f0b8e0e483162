import { refText } from "../../model/ref.ts";
import type { Who } from "../../model/who.ts";
import { counted } from "../counted.ts";
import { whoPage } from "../who-page.ts";
import { dataAge } from "./data-age.ts";
import type { ManyContext } from "./many-context.ts";
import { messageOf } from "./message-of.ts";
import { pageParts } from "./page-parts.ts";
import type { SlackMessage } from "./slack-message.ts";

/** Who may call a service, and whom it calls; what does not fit follows in the thread. */
export function whoMessage(who: Who, { cluster, visibleTo, askedBy }: ManyContext): SlackMessage {
  const { heading, sections } = whoPage(who, { details: true });
  const title = `${refText(who.of)} in ${cluster}`;
  const callers = who.callers.length + who.omitted.callers;
  const callees = who.callees.length + who.omitted.callees;
  return messageOf({
    title: `Who calls ${title}`,
    about: title,
    spoken: [
      `${title}: ${heading.claim}`,
      `${counted(callers, "caller")} and ${counted(callees, "service")} that it calls are known`,
    ],
    parts: [
      {
        title: "In all",
        untitled: true,
        rank: 0,
        rows: [{ kind: "text", line: [{ text: heading.claim, tone: "strong" }], silent: true }],
      },
      ...pageParts(sections).map((part) => ({ ...part, rank: part.rank + 1 })),
    ],
    notes: [
      dataAge(who.observedAt, who.stats.apiCalls),
      ...heading.context.slice(0, -1),
      ...(visibleTo === "asker" ? ["only you see this"] : []),
    ],
    ...(askedBy === undefined ? {} : { askedBy }),
    rest: visibleTo === "channel" ? "thread" : "messages",
  });
}
