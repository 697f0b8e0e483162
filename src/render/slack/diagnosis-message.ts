import type { ActionsBlock } from "@slack/types";
import type { Diagnosis } from "../../model/diagnosis.ts";
import { claim } from "../claim.ts";
import { plain } from "../line.ts";
import { pairText } from "../pair-text.ts";
import { headline } from "../report/headline.ts";
import { sources } from "../report/sources.ts";
import { clock, duration } from "../times.ts";

import { answerButtons, pickButton } from "./buttons.ts";
import { dataAge } from "./data-age.ts";
import { diagnosisParts, nextCommand } from "./diagnosis-parts.ts";
import { type Alert, type Draft, messageOf } from "./message-of.ts";
import { pairIn } from "./pair-in.ts";
import type { SlackMessage } from "./slack-message.ts";
import { spokenVerdict } from "./spoken.ts";
import { verdictWords } from "./verdict-words.ts";

/** What a message needs beside the diagnosis. */
export interface AnswerContext {
  /** `prod-eu`. */
  readonly cluster: string;
  /** What the buttons carry. */
  readonly answerId: string;
  /** How long the answer took, in seconds. */
  readonly elapsed?: number;
  /** What the asker should be told first: `a bearer token was typed here; revoke it`. */
  readonly warnings: readonly string[];
  /** Present where this finding is muted: until when (RFC 3339), by whom (their name), and why, in their words. */
  readonly muted?: { readonly until: string; readonly by: string; readonly reason: string };
  readonly visibleTo: "channel" | "asker";
  /** A Slack user id; it is mentioned. Anything else is not shown. */
  readonly askedBy?: string;
  /** Whether there is anybody to escalate to, and the asker may. */
  readonly canEscalate: boolean;
}

/** An answer for somebody who was woken up: what is wrong, where, since when, and what to do about it. */
export function diagnosisMessage(diagnosis: Diagnosis, context: AnswerContext): SlackMessage {
  return messageOf(diagnosisDraft(diagnosis, context));
}

function diagnosisDraft(diagnosis: Diagnosis, context: AnswerContext): Draft {
  const { verdict, observedAt } = diagnosis;
  const { cluster } = context;
  const { pair } = headline(diagnosis);
  const about = pairIn(diagnosis, cluster);
  const told = `${spokenVerdict(about, verdict)}: ${claim(diagnosis)}`;
  return {
    title: `${verdictWords(verdict)}: ${about}`,
    about,
    spoken: [told],
    alerts: alerts(context, observedAt),
    parts: diagnosisParts(diagnosis, cluster),
    actions: actions(diagnosis, context, pair),
    notes: small(diagnosis, context),
    ...(context.askedBy === undefined ? {} : { askedBy: context.askedBy }),
    rest: context.visibleTo === "channel" ? "thread" : "messages",
  };
}

function alerts({ warnings, muted }: AnswerContext, now: string): Alert[] {
  return [
    ...warnings.map((text): Alert => ({ text, level: "warning" })),
    ...(muted === undefined
      ? []
      : [
          {
            text: `this finding is muted until ${clock(muted.until, now)} UTC by ${muted.by}: ${muted.reason}`,
            level: "info" as const,
          },
        ]),
  ];
}

function actions(
  diagnosis: Diagnosis,
  { cluster, answerId, canEscalate }: AnswerContext,
  pair: string,
): ActionsBlock[] {
  const { verdict, culprit, nextHop } = diagnosis;
  const command = nextCommand(diagnosis, cluster);
  const ask = command === undefined ? undefined : pickButton(`Ask: ${nextHop?.from} → ${nextHop?.to}`, command);
  return [
    ...(ask === undefined ? [] : [{ type: "actions" as const, elements: [ask] }]),
    answerButtons({ verdict, pair, cluster, answerId, canEscalate, hasYaml: culprit !== undefined }),
  ];
}

/** How old the data is, on what the verdict rests, what was read, and who asked. */
function small(diagnosis: Diagnosis, { elapsed, visibleTo }: AnswerContext): string[] {
  const { place } = pairText(diagnosis.pair);
  const read = sources(diagnosis).blocks.flatMap((block) => (block.kind === "prose" ? [plain(block.text)] : []));
  return [
    dataAge(diagnosis.observedAt, diagnosis.stats.apiCalls),
    headline(diagnosis).context[0] ?? "",
    ...(place === undefined ? [] : [place]),
    ...read,
    ...(elapsed === undefined ? [] : [`answered in ${duration(Math.max(0, Math.round(elapsed * 1000)))}`]),
    ...(visibleTo === "asker" ? ["only you see this"] : []),
  ];
}
