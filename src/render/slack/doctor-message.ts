import type { Checkup } from "../../model/doctor.ts";
import { doctorClaim, doctorPage } from "../doctor-page.ts";
import { dataAge } from "./data-age.ts";
import { messageOf } from "./message-of.ts";
import { pageParts } from "./page-parts.ts";
import type { SlackMessage } from "./slack-message.ts";

/** What mesh doctor says of a cluster; what is amiss stands first, where the message has to be cut. */
export function doctorMessage(checkup: Checkup): SlackMessage {
  const { name, observedAt } = checkup;
  const claim = doctorClaim(checkup);
  return messageOf({
    title: `Doctor: ${name}`,
    about: `doctor of ${name}`,
    spoken: [`${name}: ${claim}`],
    parts: [
      {
        title: "In all",
        untitled: true,
        rank: 0,
        rows: [{ kind: "text", line: [{ text: claim, tone: "strong" }], silent: true }],
      },
      ...pageParts(doctorPage(checkup).sections).map((part) => ({ ...part, rank: part.rank + 1 })),
    ],
    notes: [dataAge(observedAt, checkup.isLive ? 1 : 0), "only you see this"],
    rest: "messages",
  });
}
