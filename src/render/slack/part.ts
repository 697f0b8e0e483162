import type { KnownBlock } from "@slack/types";
import { plainText } from "./plain-blocks.ts";
import { richText } from "./rich-text.ts";
import { type Row, titleRow } from "./row.ts";

/** A piece of a message under one title. */
export interface Part {
  /** What it is called, also where it is said to be in the thread. */
  readonly title: string;
  readonly rows: readonly Row[];
  /** What is read out in place of the rows, where these are for the eye. */
  readonly read?: readonly Row[];
  /** Smaller ones stay in the message when not all of it fits. */
  readonly rank: number;
  /** Shown closed where Slack can fold. */
  readonly folded?: boolean;
  /** It speaks for itself: its title is not shown. */
  readonly untitled?: boolean;
  /** A line is drawn above it. */
  readonly divided?: boolean;
  /** At most so many entries of its lists in the message, the others in the thread. */
  readonly most?: number;
}

/** Which blocks may be used: all that Slack has, or those it has had for years. */
export type Form = "newest" | "classic";

const longestTitle = 150;

/** A part as blocks: folded in a container, or under a title in bold. */
export function partBlocks({ title, rows, folded, untitled, divided }: Part, form: Form): KnownBlock[] {
  if (untitled === true) return richText(rows);
  const rule: KnownBlock[] = divided === true ? [{ type: "divider" }] : [];
  if (folded !== true || form === "classic")
    return [...rule, ...richText([titleRow(plainText(title, longestTitle).text), ...rows])];
  return [
    ...rule,
    {
      type: "container",
      title: plainText(title, longestTitle),
      is_collapsible: true,
      default_collapsed: true,
      child_blocks: richText(rows),
    },
  ];
}
