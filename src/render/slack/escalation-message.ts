import type { ActionsBlock, KnownBlock, RichTextBlock } from "@slack/types";
import type { Ladder } from "../../model/config.ts";
import type { Escalation } from "../../model/escalation.ts";
import { toned } from "../line.ts";
import { glyph, type Mark } from "../mark.ts";
import { clock } from "../times.ts";
import { button } from "./buttons.ts";
import { messageOf } from "./message-of.ts";
import type { Part } from "./part.ts";
import { commandRow, type Row, textRow } from "./row.ts";
import type { SlackMessage } from "./slack-message.ts";

/** What an escalation is about. */
export interface EscalationContext {
  /** `checkout → payment`. */
  readonly pair: string;
  readonly summary: string;
  /** What a page says besides: culprit, field, fix; by name. */
  readonly details: Readonly<Record<string, string>>;
  readonly ladder?: Ladder;
  /** The user group that is called by this message: the only mention there is. */
  readonly group?: string;
  /** The answer, for the thread; only where the message is new. */
  readonly answer?: SlackMessage;
}

const words: Readonly<Record<Escalation["state"], { readonly title: string; readonly mark: Mark }>> = {
  open: { title: "Escalated", mark: "bad" },
  acknowledged: { title: "Acknowledged", mark: "warn" },
  resolved: { title: "Resolved", mark: "good" },
};

/** Calls people for a diagnosis, and shows who was told, who has taken it, and when it was over. */
export function escalationMessage(escalation: Escalation, context: EscalationContext): SlackMessage {
  const { pair, summary, group, answer } = context;
  const { title, mark } = words[escalation.state];
  const about = `${pair} in ${escalation.cluster}`;
  const message = messageOf({
    title: `${glyph(mark).text} ${title}: ${about}`,
    about,
    spoken: [`${title}: ${about}`, summary, stateText(escalation)],
    parts: [
      { title: "State", untitled: true, rank: 0, rows: [textRow(stateText(escalation), ".")] },
      { title: "What is wrong", untitled: true, rank: 1, rows: [textRow(toned("strong", summary))] },
      ...detailsPart(context.details),
      ...deliveriesPart(escalation, context.ladder),
    ],
    ...(escalation.state === "resolved" ? {} : { actions: [buttons(escalation, pair)] }),
    notes: [`escalation ${escalation.id}`],
  });
  const called = group !== undefined && escalation.state === "open" ? calling(message, group) : message;
  return answer === undefined ? called : { ...called, overflow: [...called.overflow, answer] };
}

function stateText({ state, by, at, acknowledgedBy, acknowledgedAt, resolvedBy, resolvedAt, due }: Escalation): string {
  const asked = `asked for by ${by} at ${clock(at, at)} UTC`;
  switch (state) {
    case "open":
      return `Nobody has acknowledged it yet; ${asked}${due === undefined ? "; the ladder has no further rung" : `; next rung at ${clock(due, at)} UTC`}`;
    case "acknowledged":
      return `Acknowledged by ${acknowledgedBy ?? "somebody"} at ${clock(acknowledgedAt ?? at, at)} UTC; ${asked}`;
    case "resolved":
      return `Resolved by ${resolvedBy ?? "somebody"} at ${clock(resolvedAt ?? at, at)} UTC; ${asked}`;
  }
}

/** What whoever is called has to know first, in this order; all else is in the answer, in the thread. */
const facts = ["culprit", "field", "field value", "since", "changed", "owner", "share", "fix", "fix proven"] as const;
const commands = ["fix command", "undo"] as const;

function detailsPart(details: Readonly<Record<string, string>>): Part[] {
  const rows: Row[] = facts.flatMap((name): Row[] => {
    const text = details[name];
    return text === undefined ? [] : [{ kind: "item", depth: 0, line: [toned("strong", `${name}: `), { text }] }];
  });
  const code = commands.flatMap((name): Row[] => {
    const text = details[name];
    return text === undefined ? [] : [textRow(toned("strong", `${name}:`)), commandRow(text)];
  });
  return rows.length + code.length === 0
    ? []
    : [{ title: "Diagnosis", untitled: true, rank: 2, rows: [...rows, ...code] }];
}

function deliveriesPart({ deliveries, at }: Escalation, ladder: Ladder | undefined): Part[] {
  const rows = deliveries.map(
    ({ at: when, rung, target, accepted, detail }): Row => ({
      kind: "item",
      depth: 0,
      line: [
        { text: `${glyph(accepted ? "good" : "bad").text} ${clock(when, at)} rung ${rung + 1}, ${target}: ${detail}` },
      ],
    }),
  );
  const title = ladder === undefined ? "Who was told" : `Who was told (ladder ${ladder.name})`;
  return rows.length === 0 ? [] : [{ title, rank: 3, rows }];
}

function buttons({ id, state }: Escalation, pair: string): ActionsBlock {
  const acknowledge = button({
    action: "mesh.acknowledge",
    text: "Acknowledge",
    label: `Acknowledge ${pair}`,
    value: id,
  });
  const resolve = button({ action: "mesh.resolve", text: "Resolve", label: `Resolve ${pair}`, value: id });
  return {
    type: "actions",
    elements: [...(state === "open" ? [{ ...acknowledge, style: "primary" as const }] : []), resolve],
  };
}

/** The mention comes first, as an element of its own: no text can be taken for it, nor it for text. */
function calling(message: SlackMessage, group: string): SlackMessage {
  const call: RichTextBlock = {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "usergroup", usergroup_id: group }] }],
  };
  const first = (blocks: readonly KnownBlock[]): readonly KnownBlock[] => [call, ...blocks];
  return {
    ...message,
    blocks: first(message.blocks),
    ...(message.classic === undefined ? {} : { classic: first(message.classic) }),
  };
}
