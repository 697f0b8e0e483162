import type { ActionsBlock, KnownBlock } from "@slack/types";
import { safe } from "../safe.ts";
import { type Moved, pack } from "./pack.ts";
import { type Form, type Part, partBlocks } from "./part.ts";
import { alert, header, notes } from "./plain-blocks.ts";
import { textRow, titleRow } from "./row.ts";
import { clipped } from "./slack-escape.ts";
import type { SlackMessage } from "./slack-message.ts";
import { longestSpoken, spoken } from "./spoken.ts";
import { textLength } from "./text-length.ts";

/** What a message is made of, before it is known what fits. */
export interface Draft {
  /** The heading; absent: the message begins with its parts. */
  readonly title?: string;
  /** What this is about, for the replies that hold the rest: `checkout → payment`. */
  readonly about: string;
  /** Sentences that a notification shows first. */
  readonly spoken: readonly string[];
  readonly alerts?: readonly Alert[];
  readonly parts: readonly Part[];
  /** What is read out in place of the parts. */
  readonly read?: readonly Part[];
  /** Choices, each a block with its button. */
  readonly picks?: readonly KnownBlock[];
  readonly actions?: readonly ActionsBlock[];
  /** Small print. */
  readonly notes?: readonly string[];
  /** Who asked: a Slack user id, which is mentioned. What is no such id is not shown. */
  readonly askedBy?: string;
  /** Where the rest goes: replies in the thread, or further messages where there is none. */
  readonly rest?: "thread" | "messages";
}

/** What must not be overlooked, and how bad it is. */
export interface Alert {
  readonly text: string;
  readonly level: "info" | "warning" | "error";
}

/** Characters for all texts of a message, and what of it is kept for saying what did not fit. */
const budget = 11_000;
const noticeRoom = 1300;
const mostAlerts = 3;
const mostReplies = 8;
/** Parts that are named where they are said to be in the thread. */
const mostTold = 8;
const userId = /^[UW][A-Z0-9]{2,30}$/;
const longestAbout = 200;
const longestName = 40;
const alertWords: Readonly<Record<Alert["level"], string>> = { info: "Note", warning: "Warning", error: "Error" };

/** A message that keeps every limit of Slack; what does not fit follows in the thread, and the message says so. */
export function messageOf(draft: Draft): SlackMessage {
  const alerts = (draft.alerts ?? []).slice(0, mostAlerts);
  const parts = [...longTitle(draft), ...lateAlerts(draft), ...draft.parts];
  const fixed = textLength(blocksOf({ ...draft, alerts, parts: [] }, [], "newest"));
  const { here, thread, moved } = pack(parts, budget - longestSpoken - noticeRoom - fixed);
  const replies = thread.slice(0, mostReplies);
  const sent = { ...draft, alerts, parts: here };
  const rest = moved.length === 0 ? [] : [restNotice(moved, thread.length - replies.length, draft.rest ?? "thread")];
  const newest = blocksOf(sent, rest, "newest");
  const classic = blocksOf(sent, rest, "classic");
  return {
    text: spoken({
      first: [...draft.spoken, ...alertTexts(draft), ...rest],
      parts: draft.read ?? here,
      ...(draft.notes === undefined ? {} : { last: draft.notes.join("; ") }),
    }),
    blocks: newest,
    ...(newest.some(isNew) ? { classic } : {}),
    overflow: replies.map((parts, index) => reply(draft, parts, `${index + 2} of ${replies.length + 1}`)),
  };
}

function blocksOf(
  { title, alerts, parts, picks, actions, notes: small, askedBy }: Draft,
  rest: readonly string[],
  form: Form,
) {
  const blocks: KnownBlock[] = [
    ...(title === undefined ? [] : [header(title)]),
    ...(alerts ?? []).map((warning) => alertBlock(warning, form)),
    ...(form === "newest" ? parts : unfoldedFirst(parts)).flatMap((part) => partBlocks(part, form)),
    ...rest.map((text) => notes(text)),
    ...(picks ?? []),
    ...(actions ?? []),
    ...smallPrint(small ?? [], askedBy),
  ];
  return blocks;
}

function smallPrint(small: readonly string[], askedBy: string | undefined): KnownBlock[] {
  const print = small.length === 0 ? [] : notes(small.join(" · ")).elements;
  const asker =
    askedBy === undefined || !userId.test(askedBy)
      ? []
      : [{ type: "mrkdwn" as const, text: `asked by <@${askedBy}>`, verbatim: true }];
  const elements = [...print, ...asker];
  return elements.length === 0 ? [] : [{ type: "context", elements }];
}

/** What cannot be folded away must not stand before what is to be done. */
function unfoldedFirst(parts: readonly Part[]): Part[] {
  return [...parts.filter(({ folded }) => folded !== true), ...parts.filter(({ folded }) => folded === true)];
}

/** A heading that had to be cut, as a line. */
function longTitle({ title }: Draft): Part[] {
  if (title === undefined || header(title).text.text === safe(title)) return [];
  return [{ title: "Heading", untitled: true, rank: 0, rows: [titleRow(title)], read: [] }];
}

/** Alerts beyond those that stand above everything, and those that are cut there. */
function lateAlerts({ alerts }: Draft): Part[] {
  const rows = (alerts ?? [])
    .filter(({ text, level }, index) => index >= mostAlerts || alert(text, level).text.text !== safe(text))
    .map(({ text }) => textRow(text));
  return rows.length === 0 ? [] : [{ title: "More warnings", rank: 0, rows }];
}

function alertBlock({ text, level }: Alert, form: Form): KnownBlock {
  const words = `${alertWords[level]}: ${text}`;
  if (form === "newest") return alert(words, level);
  return { type: "section", text: alert(words, level).text };
}

function isNew({ type }: KnownBlock): boolean {
  return type === "container" || type === "alert";
}

function alertTexts({ alerts }: Draft): string[] {
  return (alerts ?? []).slice(0, mostAlerts).map(({ text, level }) => `${alertWords[level]}: ${text}`);
}

/** `Not all fits here. Evidence: 7 of 11 here, the rest in the thread.` */
function restNotice(moved: readonly Moved[], unsent: number, rest: NonNullable<Draft["rest"]>): string {
  const place = rest === "thread" ? "in the thread" : "in the next messages";
  const told = moved.map(({ title, here, all }) => {
    const name = clipped(safe(title.split(":")[0] ?? title), longestName);
    return here === 0 ? `${name}: ${place}.` : `${name}: ${here} of ${all} here, the rest ${place}.`;
  });
  const lost = unsent === 0 ? [] : [`The last ${unsent} of these are left out: mesh why at a terminal prints all.`];
  const [most, more] = [told.slice(0, mostTold), told.length - mostTold];
  const others = more > 0 ? [`${more} more parts: ${place}.`] : [];
  return ["Not all of it fits here.", ...most, ...others, ...lost].join(" ");
}

function reply({ about }: Draft, parts: readonly Part[], number: string): SlackMessage {
  const title = `${clipped(safe(about), longestAbout)}, continued (${number})`;
  const intro = notes(title);
  const blocks = [intro, ...parts.flatMap((part) => partBlocks({ ...part, folded: false }, "classic"))];
  return { text: spoken({ first: [title], parts }), blocks, overflow: [] };
}
